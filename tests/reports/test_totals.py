"""Totals read from the database: parts, ratios, rules across bodies, comparisons."""

from datetime import date
from decimal import Decimal

import pytest

from reports.indicators import figures
from reports.models import Breakdown, Indicator, Target
from tests.factories import make_figure, make_indicator, make_organisation

H1 = (date(2026, 1, 1), date(2026, 6, 30))
BEFORE = {"period_from": date(2025, 1, 1), "period_to": date(2025, 6, 30)}
TY = 10**9


@pytest.fixture
def three(db):
    return [make_organisation(f"Thành phố {letter}") for letter in "ABC"]


@pytest.fixture
def houses(db):
    indicator = make_indicator("Nhà đại đoàn kết")
    for position, name in enumerate(("Xây mới", "Sửa chữa"), start=1):
        Breakdown.objects.create(indicator=indicator, name=name, position=position)
    return indicator


@pytest.fixture
def ratio(db):
    above, below = make_indicator("Được trả lời"), make_indicator("Phải trả lời")
    return make_indicator(
        "Tỷ lệ trả lời",
        unit="%",
        decimals=1,
        body_rule=Indicator.BodyRule.RATIO,
        numerator=above,
        denominator=below,
    )


def total(indicator, bodies):
    return figures.total(indicator, [body.pk for body in bodies], *H1)


# -- Parts -----------------------------------------------------------------------


def test_parts_are_told_beside_the_whole(three, houses):
    new, repaired = houses.breakdowns.all()
    make_figure(houses, three[0], amount=50)
    make_figure(houses, three[0], amount=30, breakdown=new)
    make_figure(houses, three[0], amount=20, breakdown=repaired)
    make_figure(houses, three[1], amount=10)
    found = total(houses, three[:2])
    assert found.words == "60 căn"
    assert [part.words for part in found.parts] == ["30 căn", "20 căn"]
    assert found.parts[0].missing == (three[1],)
    assert not found.notes


def test_parts_alone_make_the_whole(three, houses):
    for part, amount in zip(houses.breakdowns.all(), (30, 20), strict=True):
        make_figure(houses, three[0], amount=amount, breakdown=part)
    found = total(houses, three[:1])
    assert (found.words, found.missing) == ("50 căn", ())
    assert len(found.entries) == 2


def test_a_missing_part_is_said_and_named(three, houses):
    make_figure(houses, three[0], amount=30, breakdown=houses.breakdowns.first())
    found = total(houses, three[:1])
    assert found.words == "trên 30 căn"
    assert "Thành phố A" in found.notes[0]
    assert "ít nhất 30 căn, chưa có phần Sửa chữa" in found.notes[0]


def test_parts_that_do_not_add_up_are_flagged(three, houses):
    make_figure(houses, three[0], amount=50)
    for part in houses.breakdowns.all():
        make_figure(houses, three[0], amount=20, breakdown=part)
    found = total(houses, three[:1])
    assert found.words == "50 căn"
    assert "các phần cộng lại là 40 căn, khác số chung 50 căn" in found.notes[0]


# -- Across bodies -----------------------------------------------------------------


def test_bodies_that_are_not_added_stay_apart(three):
    indicator = make_indicator(body_rule=Indicator.BodyRule.NONE)
    for body, amount in zip(three, (5, 7, 9), strict=True):
        make_figure(indicator, body, amount=amount)
    found = total(indicator, three)
    assert (found.amount, found.words) == (None, "để riêng từng cơ quan")
    assert [found.share_of(body.pk).amount for body in three] == [5, 7, 9]


def test_the_highest_of_the_bodies(three):
    indicator = make_indicator(body_rule=Indicator.BodyRule.MAXIMUM)
    for body, amount in zip(three, (5, 9, 7), strict=True):
        make_figure(indicator, body, amount=amount)
    found = total(indicator, three)
    assert found.amount == 9 and not found.missing
    assert found.share_of(three[2].pk).amount == 7


# -- Ratios ------------------------------------------------------------------------


def sides(ratio, body, above, below, **more):
    if above is not None:
        make_figure(ratio.numerator, body, amount=above, **more)
    if below is not None:
        make_figure(ratio.denominator, body, amount=below, **more)


def test_a_ratio_is_of_the_sums_and_names_who_told_one_side_only(three, ratio):
    sides(ratio, three[0], 90, 100)
    sides(ratio, three[1], 1, 10)
    sides(ratio, three[2], 500, None)
    found = total(ratio, three)
    assert found.words == "82,7%"
    assert (found.above, found.below) == (91, 110)
    assert found.missing == (three[2],)
    assert found.left_out[0][1] == "chưa có mẫu số của cùng cơ quan, cùng kỳ"
    assert found.share_of(three[1].pk).amount == 10
    assert found.notes == ("Tính từ 91 căn trên 110 căn.",)


def test_what_is_not_quite_all_is_not_said_to_be(three, ratio):
    sides(ratio, three[0], 9_999, 10_000)
    assert total(ratio, three).words == "99,9%"


def test_a_ratio_of_nothing_is_missing(three, ratio):
    assert total(ratio, three).words == "chưa có thông tin"
    sides(ratio, three[0], 0, 0)
    found = total(ratio, three)
    assert found.amount is None and "Mẫu số bằng 0" in found.notes[0]


def test_ratios_cost_one_query_more_whatever_their_number(
    three, ratio, django_assert_num_queries
):
    for body in three:
        sides(ratio, body, 1, 2)
    with django_assert_num_queries(6):
        figures.totals([ratio] * 4, [body.pk for body in three], *H1)


def test_a_difference_of_ratios_is_in_points(three, ratio):
    sides(ratio, three[0], 60, 100)
    sides(ratio, three[0], 50, 100, **BEFORE)
    assert compared(ratio, three[:1]).words == "tăng 10 điểm %"


# -- Comparison --------------------------------------------------------------------


def compared(indicator, bodies, target=None):
    ids = [body.pk for body in bodies]
    earlier = figures.total(indicator, ids, *BEFORE.values())
    return figures.compare(total(indicator, bodies), earlier, target)


def test_a_difference_and_its_share(three):
    indicator = make_indicator()
    make_figure(indicator, three[0], amount=115)
    make_figure(indicator, three[0], amount=100, **BEFORE)
    found = compared(indicator, three[:1])
    assert (found.difference, found.percent) == (15, 15)
    assert (found.direction, found.words) == ("up", "tăng 15 căn (15%)")


def test_a_missing_side_is_never_a_difference_from_zero(three):
    indicator = make_indicator()
    make_figure(indicator, three[0], amount=115)
    found = compared(indicator, three[:1])
    assert found.difference is None and found.words == ""
    assert found.notes == ("chưa có số của kỳ trước",)


def test_above_less_above_is_about(three):
    indicator = make_indicator()
    make_figure(indicator, three[0], amount=115, qualifier="above")
    make_figure(indicator, three[0], amount=100, qualifier="above", **BEFORE)
    assert compared(indicator, three[:1]).words == "tăng khoảng 15 căn (15%)"


def test_a_provisional_side_and_other_bodies_are_said(three):
    indicator = make_indicator()
    make_figure(indicator, three[0], amount=50, is_provisional=True)
    make_figure(indicator, three[0], amount=100, **BEFORE)
    make_figure(indicator, three[1], amount=100, **BEFORE)
    found = compared(indicator, three)
    assert found.words == "giảm 150 căn (75%)"
    assert found.notes == (
        "so sánh với số sơ bộ",
        "hai kỳ không cùng số cơ quan có số liệu",
    )


def test_how_much_of_the_target_is_reached(three):
    fund = make_indicator(unit="tỷ đồng", scale=TY, is_money=True)
    make_figure(fund, three[0], amount=105 * TY)
    target = Target(indicator=fund, amount=120 * TY)
    found = figures.compare(total(fund, three[:1]), None, target)
    assert (found.reached, found.remaining) == (Decimal("87.5"), 15 * TY)
    assert found.target_words == "đạt 87,5% mục tiêu 120 tỷ đồng, còn 15 tỷ đồng"


def test_a_target_below_its_start_is_reached_by_going_down(three):
    poor = make_indicator(unit="hộ", time_rule="latest")
    make_figure(poor, three[0], amount=80)
    target = Target(indicator=poor, amount=60, baseline=100)
    found = figures.compare(total(poor, three[:1]), None, target)
    assert (found.reached, found.remaining) == (50, 20)


def test_a_target_without_figures_is_only_named(three):
    indicator = make_indicator()
    found = figures.compare(
        total(indicator, three), None, Target(indicator=indicator, amount=10)
    )
    assert found.reached is None and found.notes == ("chưa có số của kỳ này",)
    assert found.target_words == "mục tiêu 10 căn"


# -- Case 1: five cities, the first half of 2023 -----------------------------------

FIVE = ("TP. Hồ Chí Minh", "Hà Nội", "Cần Thơ", "Đà Nẵng", "Hải Phòng")
HALF = {"period_from": date(2023, 1, 1), "period_to": date(2023, 6, 30)}


@pytest.fixture
def cities(db):
    return [make_organisation(f"Ủy ban MTTQ Việt Nam {name}") for name in FIVE]


def test_what_five_cities_entered_is_said_as_the_source_says_it(cities):
    """Each city its own figures, one of them "trên": the sums are "trên"."""
    fund = make_indicator(unit="tỷ đồng", scale=TY, is_money=True)
    houses = make_indicator(unit="căn")
    own = zip(cities, (61, 49, 18, 14, 15), (412, 330, 250, 130, 120), strict=True)
    for city, money, built in own:
        said = "above" if city is cities[0] else ""
        make_figure(fund, city, amount=money * TY, qualifier=said, **HALF)
        make_figure(houses, city, amount=built, qualifier=said, **HALF)
    ids = [city.pk for city in cities]
    found = figures.totals([fund, houses], ids, *HALF.values())
    assert [one.words for one in found] == ["trên 157 tỷ đồng", "trên 1.242 căn"]
    assert [one.missing for one in found] == [(), ()]


def test_a_city_that_did_not_report_is_named(cities):
    fund = make_indicator(unit="tỷ đồng", scale=TY, is_money=True)
    make_figure(fund, *cities[:4], amount=157 * TY, qualifier="above", **HALF)
    found = figures.total(fund, [city.pk for city in cities], *HALF.values())
    assert found.words == "trên 157 tỷ đồng"
    assert [body.name for body in found.missing] == ["Ủy ban MTTQ Việt Nam Hải Phòng"]


def test_a_body_and_its_unit_that_both_reported_are_said(three, houses):
    """Nobody but they knows whether the one has the other's in it."""
    above, under, other = three
    under.parent = above
    under.save()
    for body in three:
        make_figure(houses, body, amount=10)
    found = total(houses, three)
    assert found.amount == 30
    assert found.notes == (
        "Cộng cả số của Thành phố A và số của cơ quan trực thuộc: Thành phố B.",
    )
    assert total(houses, [under, other]).notes == ()
