"""Parts of a figure, rules across bodies, ratios: properties, then case by case."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.indicators import adding, ratios
from reports.indicators.adding import ABOVE, EXACT, NEARLY, Entry
from reports.models import Indicator, Qualifier

SUM, LATEST, MAXIMUM = Indicator.Rule
BodyRule = Indicator.BodyRule
H1 = (date(2026, 1, 1), date(2026, 6, 30))
Q1 = (date(2026, 1, 1), date(2026, 3, 31))
Q2 = (date(2026, 4, 1), date(2026, 6, 30))
NEW, REPAIRED = 1, 2
PARTS = (NEW, REPAIRED)


def entry(pk, amount, *bodies, days=H1, **more):
    return Entry(pk, frozenset(bodies or (1,)), *days, Decimal(amount), **more)


amounts = st.integers(0, 10**12)
bodies = st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True)


@st.composite
def told_in_parts(draw):
    """Each body entered every part of one period, and no whole."""
    found = []
    for body in draw(bodies):
        for part in PARTS:
            pk = len(found) + 1
            found.append(entry(pk, draw(amounts), body, part=part))
    return found


@st.composite
def both_sides(draw):
    """Numerators and denominators of the same bodies and days; none is 0."""
    above, below = [], []
    for body in draw(bodies):
        above.append(entry(len(above) + 1, draw(amounts), body))
        total = draw(st.integers(1, 10**12))
        below.append(entry(len(below) + 101, total, body))
    return above, below


@given(told_in_parts())
def test_the_sum_of_the_parts_is_the_whole(entries):
    whole = adding.combine(entries, SUM, all_parts=PARTS)
    by_part = [
        adding.combine([e for e in entries if e.part == part], SUM) for part in PARTS
    ]
    assert whole.amount == sum(part.amount for part in by_part)
    assert whole.counted and not whole.lacking


@given(told_in_parts(), st.randoms())
def test_the_order_of_parts_makes_no_difference(entries, random):
    shuffled = random.sample(entries, len(entries))
    whole = adding.combine(entries, SUM, all_parts=PARTS)
    assert adding.combine(shuffled, SUM, all_parts=PARTS) == whole


@given(told_in_parts(), amounts)
def test_every_part_is_counted_within_a_whole_or_left_out(entries, amount):
    whole = entry(999, amount, *entries[0].bodies)
    result = adding.combine([*entries, whole], SUM, all_parts=PARTS)
    told = [e.id for e in (*result.counted, *result.within)]
    told += [row.entry.id for row in result.left_out]
    assert sorted(told) == sorted(e.id for e in (*entries, whole))


@given(st.lists(amounts, min_size=4, max_size=4))
def test_the_quarters_tile_the_year(found):
    starts = [date(2026, month, 1) for month in (1, 4, 7, 10)]
    ends = [day - timedelta(days=1) for day in (*starts[1:], date(2027, 1, 1))]
    quarters = [
        entry(pk, amount, days=days)
        for pk, (amount, days) in enumerate(
            zip(found, zip(starts, ends, strict=True), strict=True)
        )
    ]
    year = adding.combine(quarters, SUM)
    halves = [adding.combine(quarters[:2], SUM), adding.combine(quarters[2:], SUM)]
    assert year.amount == sum(found) == sum(half.amount for half in halves)


@given(st.lists(amounts, min_size=2, max_size=6), st.integers(0, 5))
def test_merging_bodies_keeps_the_total(found, merged):
    """The same results told by bodies that have since become one."""
    before = [entry(pk, a, pk) for pk, a in enumerate(found, start=1)]
    after = [
        entry(pk, a, pk, heirs=frozenset({99}) if pk <= merged else frozenset())
        for pk, a in enumerate(found, start=1)
    ]
    assert adding.combine(before, SUM).amount == adding.combine(after, SUM).amount


@given(told_in_parts())
def test_adding_up_again_what_was_counted_changes_nothing(entries):
    once = adding.combine(entries, SUM, all_parts=PARTS)
    again = adding.combine(once.counted, SUM, all_parts=PARTS)
    assert (again.amount, again.qualifier) == (once.amount, once.qualifier)


@given(both_sides())
def test_a_ratio_lies_between_the_ratios_of_its_bodies(sides):
    above, below = sides
    found = ratios.divide(ratios.Side(tuple(above)), ratios.Side(tuple(below)))
    own = [Fraction(a.amount) / Fraction(b.amount) for a, b in zip(*sides, strict=True)]
    exact = Fraction(found.above) / Fraction(found.below)
    assert min(own) <= exact <= max(own)
    assert exact == Fraction(sum(a.amount for a in above)) / Fraction(
        sum(b.amount for b in below)
    )


@given(both_sides(), st.integers(0, 5))
def test_a_body_with_one_side_only_changes_nothing(sides, which):
    above, below = sides
    assume(which < len(below))
    without = ratios.divide(
        ratios.Side((*above[:which], *above[which + 1 :])),
        ratios.Side((*below[:which], *below[which + 1 :])),
    )
    found = ratios.divide(
        ratios.Side(tuple(above)), ratios.Side((*below[:which], *below[which + 1 :]))
    )
    assert found.value == without.value
    assert [row.entry.id for row in found.left_out] == [above[which].id]


@given(st.sampled_from(Qualifier.values), st.sampled_from(Qualifier.values))
def test_turning_a_qualifier_goes_with_joining(one, other):
    """What is doubtful stays doubtful on the other side of a subtraction."""
    assert (adding.turned(one) == EXACT) == (one == EXACT)
    joined = adding.join(adding.turned(one), adding.turned(other))
    assert (joined == EXACT) == (one == other == EXACT)


# -- Parts, case by case ---------------------------------------------------------


def test_parts_of_a_whole_are_not_added_to_it():
    found = [entry(1, 50), entry(2, 30, part=NEW), entry(3, 20, part=REPAIRED)]
    result = adding.combine(found, SUM, all_parts=PARTS)
    assert (result.amount, result.qualifier) == (50, EXACT)
    assert [e.id for e in result.within] == [2, 3]
    assert not result.conflicts


def test_parts_that_do_not_add_up_are_kept_and_flagged():
    found = [entry(1, 50), entry(2, 30, part=NEW), entry(3, 15, part=REPAIRED)]
    result = adding.combine(found, SUM, all_parts=PARTS)
    assert result.amount == 50
    assert result.conflicts[0].amount == 45


@pytest.mark.parametrize(
    ("whole", "qualifier", "parts", "agree"),
    [
        (50, ABOVE, (40, 15), True),  # "trên 50" and 55
        (50, ABOVE, (30, 15), False),
        (50, NEARLY, (30, 15), True),
        (50, EXACT, (55, None), False),  # one part alone is more than the whole
        (50, EXACT, (30, None), True),
    ],
)
def test_what_was_said_loosely_may_agree(whole, qualifier, parts, agree):
    told = [
        entry(pk, amount, part=pk)
        for pk, amount in enumerate(parts, start=1)
        if amount is not None
    ]
    found = [entry(9, whole, qualifier=qualifier), *told]
    result = adding.combine(found, SUM, all_parts=PARTS)
    assert bool(result.conflicts) is not agree


def test_a_missing_part_makes_the_whole_at_least_that_much():
    result = adding.combine([entry(2, 30, part=NEW)], SUM, all_parts=PARTS)
    assert (result.amount, result.qualifier) == (30, ABOVE)
    assert result.lacking[0].lacks == {REPAIRED}


def test_parts_of_a_quarter_inside_the_half_year_are_left_out_together():
    quarter = [entry(pk, 5, days=Q1, part=pk) for pk in PARTS]
    result = adding.combine([entry(9, 100), *quarter], SUM, all_parts=PARTS)
    assert result.amount == 100
    assert [row.entry.id for row in result.left_out] == [1, 2]


def test_a_part_entered_twice_takes_the_one_entered_last():
    found = [entry(1, 5, part=NEW), entry(2, 6, part=NEW), entry(3, 4, part=REPAIRED)]
    result = adding.combine(found, SUM, all_parts=PARTS)
    assert result.amount == 10
    assert "nhập sau" in result.left_out[0].reason


# -- Across bodies ---------------------------------------------------------------


def test_the_highest_body_is_taken_and_the_others_told():
    found = [entry(1, 10, 1), entry(2, 30, 2), entry(3, 20, 3)]
    result = adding.combine(found, SUM, BodyRule.MAXIMUM)
    assert result.amount == 30
    assert [row.entry.id for row in result.left_out] == [1, 3]
    assert len(result.shares) == 3


def test_what_is_not_added_stays_with_each_body():
    result = adding.combine([entry(1, 10, 1), entry(2, 30, 2)], SUM, BodyRule.NONE)
    assert result.amount is None and result.is_apart
    assert [share.amount for share in result.shares] == [10, 30]


def test_one_body_alone_needs_no_adding():
    result = adding.combine([entry(1, 10, 1)], SUM, BodyRule.NONE)
    assert result.amount == 10 and not result.is_apart


# -- Ratios ----------------------------------------------------------------------


def divide(above, below, rule=SUM, other=SUM):
    return ratios.divide(
        ratios.Side(tuple(above), rule), ratios.Side(tuple(below), other)
    )


def test_a_ratio_is_never_an_average_of_ratios():
    """90 of 100 and 1 of 10: 91 of 110, not (90% + 10%) / 2."""
    found = divide(
        [entry(1, 90, 1), entry(2, 1, 2)], [entry(3, 100, 1), entry(4, 10, 2)]
    )
    assert (found.above, found.below) == (91, 110)


def test_quarters_on_one_side_meet_the_half_year_on_the_other():
    found = divide([entry(1, 2, days=Q1), entry(2, 3, days=Q2)], [entry(3, 10)])
    assert found.value == Decimal("0.5")


def test_only_the_days_that_both_sides_tell_count():
    found = divide(
        [entry(1, 2, days=Q1), entry(2, 3, days=Q2)], [entry(3, 10, days=Q1)]
    )
    assert found.value == Decimal("0.2")
    assert "không cùng kỳ" in found.left_out[0].reason


def test_a_flow_over_a_state_is_taken_as_of_the_same_day():
    above = [entry(1, 2, days=Q1), entry(2, 3, days=Q2)]
    below = [entry(3, 9, days=Q1), entry(4, 10, days=Q2)]
    assert divide(above, below, other=LATEST).value == Decimal("0.5")
    assert divide(above, below[:1], other=LATEST).value == Decimal(2) / 9


def test_nothing_over_nothing_is_missing_and_zero_below_is_no_ratio():
    assert divide([], []).value is None
    found = divide([entry(1, 5)], [entry(2, 0)])
    assert found.value is None and found.pairs


def test_more_below_than_said_makes_less_of_the_ratio():
    found = divide([entry(1, 5)], [entry(2, 10, qualifier=ABOVE)])
    assert found.qualifier == NEARLY


def test_of_states_the_merged_body_replaces_those_it_came_from():
    heirs = frozenset({9})
    above = [entry(1, 4, 1, days=Q1, heirs=heirs), entry(2, 10, 9, days=Q2)]
    below = [entry(3, 5, 1, days=Q1, heirs=heirs), entry(4, 20, 9, days=Q2)]
    assert divide(above, below, LATEST, LATEST).value == Decimal("0.5")


def test_a_merged_body_that_tells_the_whole_counts_once_on_both_sides():
    heirs = frozenset({9})
    above = [entry(1, 4, 1, days=Q1, heirs=heirs), entry(2, 10, 9)]
    below = [entry(3, 5, 1, days=Q1, heirs=heirs), entry(4, 20, 9)]
    found = divide(above, below)
    assert found.value == Decimal("0.5")
    assert {row.entry.id for row in found.left_out} == {1, 3}
