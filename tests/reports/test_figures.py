from datetime import date, timedelta
from decimal import Decimal
from functools import reduce

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, Succession
from reports.indicators import adding, figures
from reports.indicators.adding import (
    ABOUT,
    ABOVE,
    ESTIMATED,
    EXACT,
    NEARLY,
    OVER,
    Entry,
)
from reports.models import Figure, Indicator, Qualifier
from tests.factories import make_figure, make_indicator, make_organisation, make_user

SUM, LATEST, MAXIMUM = Indicator.Rule
H1 = (date(2026, 1, 1), date(2026, 6, 30))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def entry(pk, amount, *bodies, first=H1[0], last=H1[1], **more):
    return Entry(pk, frozenset(bodies or (1,)), first, last, Decimal(amount), **more)


# -- Properties ----------------------------------------------------------------

qualifiers = st.sampled_from(list(Qualifier.values))


@st.composite
def entry_lists(draw):
    """Entries of a few bodies, alone or together, over periods that may overlap."""
    found = []
    for pk in range(draw(st.integers(0, 7))):
        first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
        found.append(
            Entry(
                id=pk,
                bodies=draw(st.frozensets(st.integers(1, 3), min_size=1, max_size=2)),
                first=first,
                last=first + timedelta(days=draw(st.integers(0, 200))),
                amount=Decimal(draw(st.integers(0, 10**12))),
                qualifier=draw(qualifiers),
            )
        )
    return found


@given(qualifiers, qualifiers, qualifiers)
def test_qualifiers_join_in_any_order_and_grouping(a, b, c):
    assert adding.join(a, b) == adding.join(b, a)
    assert adding.join(adding.join(a, b), c) == adding.join(a, adding.join(b, c))
    assert adding.join(a, a) == a
    assert adding.join(a, EXACT) == a


@given(entry_lists(), st.sampled_from(Indicator.Rule.values), st.randoms())
def test_the_order_of_entries_makes_no_difference(entries, rule, random):
    shuffled = random.sample(entries, len(entries))
    assert adding.combine(shuffled, rule) == adding.combine(entries, rule)


@given(entry_lists(), st.sampled_from(Indicator.Rule.values))
def test_every_entry_is_counted_or_told_why_not(entries, rule):
    result = adding.combine(entries, rule)
    counted = {e.id for e in result.counted}
    left_out = {x.entry.id for x in result.left_out}
    assert counted | left_out == {e.id for e in entries}
    assert not counted & left_out
    assert all(x.reason for x in result.left_out)


@given(entry_lists())
def test_no_two_counted_periods_of_the_same_bodies_overlap(entries):
    counted = adding.combine(entries, SUM).counted
    for one in counted:
        for other in counted:
            if one.id < other.id and one.bodies == other.bodies:
                assert one.last < other.first or other.last < one.first


@given(entry_lists(), st.sampled_from(Indicator.Rule.values))
def test_the_sum_of_the_parts_is_the_whole(entries, rule):
    whole = adding.combine(entries, rule)
    parts = [
        adding.combine([e for e in entries if e.bodies == bodies], rule)
        for bodies in {e.bodies for e in entries}
    ]
    assert whole.amount == (sum(p.amount for p in parts) if parts else None)
    assert whole.qualifier == reduce(adding.join, (p.qualifier for p in parts), EXACT)


@given(entry_lists())
def test_an_entry_that_comes_twice_counts_once(entries):
    assert adding.combine(entries * 2, SUM) == adding.combine(entries, SUM)


# -- The rules, case by case -----------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((EXACT, EXACT), EXACT),
        ((EXACT, ABOVE), ABOVE),
        ((EXACT, OVER, OVER), OVER),
        ((OVER, ABOVE), ABOVE),
        ((EXACT, NEARLY), NEARLY),
        ((ABOVE, NEARLY), ABOUT),
        ((OVER, NEARLY), ABOUT),
        ((ABOUT, EXACT), ABOUT),
        ((ABOVE, ABOUT), ABOUT),
        ((ESTIMATED, NEARLY), ESTIMATED),
    ],
)
def test_the_qualifier_of_a_sum(parts, whole):
    assert reduce(adding.join, parts) == whole


def test_nothing_entered_is_missing_not_zero():
    result = adding.combine([], SUM)
    assert result.amount is None


def test_zero_that_was_entered_is_zero():
    assert adding.combine([entry(1, 0)], SUM).amount == 0


def test_a_quarter_inside_the_half_year_is_not_added_again():
    quarter = entry(2, 30, last=date(2026, 3, 31))
    result = adding.combine([entry(1, 100), quarter], SUM)
    assert result.amount == 100
    assert "đã nằm trong số liệu kỳ 01/01/2026–30/06/2026" in result.left_out[0].reason


def test_two_quarters_add_up_when_there_is_no_half_year():
    first = entry(1, 30, last=date(2026, 3, 31))
    second = entry(2, 50, first=date(2026, 4, 1))
    assert adding.combine([first, second], SUM).amount == 80


def test_the_same_period_twice_takes_the_one_entered_last():
    result = adding.combine([entry(1, 100), entry(2, 120)], SUM)
    assert result.amount == 120
    assert "nhập sau" in result.left_out[0].reason


def test_other_bodies_in_the_same_period_are_added():
    assert adding.combine([entry(1, 100, 1), entry(2, 50, 2)], SUM).amount == 150


def test_a_shared_figure_stands_beside_the_bodies_own():
    result = adding.combine([entry(1, 100, 1, 2), entry(2, 50, 1)], SUM)
    assert result.amount == 150


def test_latest_and_maximum_choose_for_each_body():
    entries = [
        entry(1, 90, 1, last=date(2026, 3, 31)),
        entry(2, 70, 1, first=date(2026, 4, 1)),
        entry(3, 10, 2),
    ]
    assert adding.combine(entries, LATEST).amount == 80
    assert adding.combine(entries, MAXIMUM).amount == 100


def test_a_successor_that_reports_the_whole_year_includes_its_predecessor():
    before = entry(1, 40, 1, last=date(2026, 6, 30), heirs=frozenset({9}))
    whole = entry(2, 100, 9, last=date(2026, 12, 31))
    result = adding.combine([before, whole], SUM)
    assert result.amount == 100
    assert "kế tục" in result.left_out[0].reason


# -- From the database -----------------------------------------------------------


@pytest.fixture
def two(db):
    return make_organisation("Thành phố A"), make_organisation("Thành phố B")


def test_a_total_says_who_is_in_it_and_who_is_missing(two):
    figure = make_figure(None, two[0], amount=5)
    total = figures.total(figure.indicator, [body.pk for body in two], *H1)
    assert total.amount == 5
    assert total.inside == (two[0],)
    assert total.missing == (two[1],)


def test_a_total_of_nothing_reads_chưa_có_thông_tin(two):
    total = figures.total(make_indicator(), [two[0].pk], *H1)
    assert total.amount is None
    assert total.words == "chưa có thông tin"


def test_a_shared_figure_counts_once_for_two_bodies(two):
    figure = make_figure(None, *two, amount=157)
    total = figures.total(figure.indicator, [body.pk for body in two], *H1)
    assert total.amount == 157
    assert not total.missing


def test_figures_of_five_cities_in_2023_are_printed_as_reported(db):
    cities = [make_organisation(f"Thành phố {n}") for n in range(5)]
    period = {"period_from": date(2023, 1, 1), "period_to": date(2023, 6, 30)}
    fund = make_indicator(unit="tỷ đồng", scale=10**9)
    houses = make_indicator(unit="căn")
    make_figure(fund, *cities, amount=157 * 10**9, qualifier=ABOVE, **period)
    make_figure(houses, *cities, amount=1242, qualifier=ABOVE, **period)
    found = figures.totals([fund, houses], [c.pk for c in cities], *period.values())
    assert [total.words for total in found] == ["trên 157 tỷ đồng", "trên 1.242 căn"]


def test_a_withdrawn_figure_counts_no_more(two):
    figure = make_figure(None, two[0])
    user = make_user((two[0], "staff"))
    figures.withdraw(
        figure=figure, version=1, reason="nhập nhầm", by=user, at=timezone.now()
    )
    assert figures.total(figure.indicator, [two[0].pk], *H1).amount is None


@pytest.fixture
def merged(db):
    """Two bodies that became one on 01/07/2025."""
    old = [make_organisation(f"Tỉnh {n}") for n in "AB"]
    new = make_organisation("Tỉnh mới")
    for body in old:
        Succession.objects.create(
            predecessor=body, successor=new, took_effect_on=date(2025, 7, 1)
        )
    return old, new


def test_what_predecessors_did_before_the_merger_counts_for_the_successor(merged):
    (one, other), new = merged
    indicator = make_indicator()
    before = {"period_from": date(2025, 1, 1), "period_to": date(2025, 6, 30)}
    make_figure(indicator, one, amount=10, **before)
    make_figure(indicator, other, amount=20, **before)
    after = {"period_from": date(2025, 7, 1), "period_to": date(2025, 12, 31)}
    make_figure(indicator, new, amount=5, **after)
    total = figures.total(indicator, [new.pk], date(2025, 1, 1), date(2025, 12, 31))
    assert total.amount == 35
    assert total.inside == (new,)


def test_what_a_divided_body_did_counts_only_for_the_one_with_its_duties(db):
    old, taker, other = (make_organisation(f"Sở {letter}") for letter in "ABC")
    for body, takes in ((taker, True), (other, False)):
        Succession.objects.create(
            predecessor=old,
            successor=body,
            took_effect_on=date(2026, 7, 1),
            takes_duties=takes,
        )
    figure = make_figure(None, old, amount=10)
    for bodies, amount in (([taker], 10), ([other], None), ([taker, other], 10)):
        asked = [body.pk for body in bodies]
        assert figures.total(figure.indicator, asked, *H1).amount == amount


def test_a_predecessor_and_its_successor_asked_together_count_once(merged):
    (one, _), new = merged
    figure = make_figure(
        None, one, period_from=date(2025, 1, 1), period_to=date(2025, 6, 30)
    )
    total = figures.total(figure.indicator, [one.pk, new.pk], *figure_period(figure))
    assert total.amount == figure.amount


def test_an_entry_after_the_succession_is_not_the_successors(merged):
    (one, _), new = merged
    figure = make_figure(None, one)
    assert figures.total(figure.indicator, [new.pk], *H1).amount is None


def figure_period(figure):
    return figure.period_from, figure.period_to


def test_more_indicators_cost_no_more_queries(two, django_assert_num_queries):
    indicators = [make_figure(None, two[0]).indicator for _ in range(6)]
    with django_assert_num_queries(5):
        figures.totals(indicators, [body.pk for body in two], *H1)


# -- Entering, correcting, withdrawing ---------------------------------------------


@pytest.fixture
def person(two):
    return make_user((two[0], "staff"))


def values(**changes):
    return {
        "indicator": make_indicator(),
        "period_from": H1[0],
        "period_to": H1[1],
        "qualifier": ABOVE,
        "amount": Decimal(12),
        "is_provisional": True,
        "source": "Báo cáo số 1",
    } | changes


def enter(two, person, **changes):
    return figures.enter(
        values=values(**changes),
        organisations=[two[0]],
        entering_organisation=two[0],
        evidence=None,
        by=person,
    )


def test_entering_keeps_the_evidence_and_the_history(two, person):
    figure = figures.enter(
        values=values(),
        organisations=two,
        entering_organisation=two[0],
        evidence=ContentFile(b"%PDF-1.4\n", name="so-lieu.pdf"),
        by=person,
    )
    assert figure.evidence.name == "so-lieu.pdf"
    assert set(figure.organisations.all()) == set(two)
    assert "đã nhập số liệu" in history.sentence(history.of(figure).get())


def test_a_second_figure_for_the_same_bodies_and_period_is_refused(two, person):
    first = enter(two, person)
    with pytest.raises(NotPossible, match="Đã có số liệu"):
        enter(two, person, indicator=first.indicator)
    assert Figure.objects.count() == 1


def test_a_correction_tells_from_and_to_and_why(two, person):
    figure = enter(two, person)
    figures.correct(
        figure=figure,
        version=1,
        values={"amount": Decimal(15)},
        reason="cộng sót",
        by=person,
    )
    said = history.sentence(history.of(figure).first())
    assert "giá trị từ “trên 12 căn” thành “trên 15 căn”" in said
    assert "Lý do: cộng sót" in said


def test_a_correction_of_an_older_version_is_refused(two, person):
    figure = enter(two, person)
    change = {"figure": figure, "version": 1, "reason": "sửa", "by": person}
    figures.correct(values={"amount": Decimal(15)}, **change)
    with pytest.raises(Stale):
        figures.correct(values={"amount": Decimal(99)}, **change)
    figure.refresh_from_db()
    assert figure.amount == 15


def test_a_withdrawn_figure_is_not_corrected(two, person):
    figure = enter(two, person)
    figures.withdraw(
        figure=figure, version=1, reason="nhầm", by=person, at=timezone.now()
    )
    with pytest.raises(Stale):
        figures.correct(figure=figure, version=2, values={}, reason="sửa", by=person)
    assert Organisation.objects.count() == 2
