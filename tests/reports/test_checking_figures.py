"""What looks wrong is said, and is saved only when it is explained."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import history
from reports.indicators import checking_figures, figures
from reports.indicators.checking_figures import Known, Unexplained, doubts
from reports.models import Figure, Indicator
from tests.factories import make_figure, make_indicator, make_organisation, make_user

HOUSES = Indicator(name="Nhà", unit="căn")
SHARE = Indicator(name="Tỷ lệ", unit="%")
H1 = (date(2026, 1, 1), date(2026, 6, 30))
LAST_H2 = (date(2025, 7, 1), date(2025, 12, 31))
LAST_YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def known(amount, days=H1, **more):
    return Known(*days, Decimal(amount), **more)


def said(amount, *before, indicator=HOUSES):
    return doubts(indicator, known(amount), before)


@pytest.mark.parametrize(
    ("amount", "before", "sentence"),
    [
        (501, 100, "Gấp 5 lần"),
        (1000, 100, "Gấp 10 lần: kỳ trước (01/07/2025–31/12/2025) là 100 căn."),
        (19, 100, "Giảm 5,3 lần"),
        (0, 100, "Bằng 0, trong khi kỳ trước"),
    ],
)
def test_a_jump_is_said_with_what_it_was(amount, before, sentence):
    (doubt,) = said(amount, known(before, LAST_H2))
    assert sentence in doubt


@pytest.mark.parametrize("amount", [500, 100, 20])
def test_up_to_five_times_is_ordinary(amount):
    assert not said(amount, known(100, LAST_H2))


def test_a_year_is_not_compared_with_a_half():
    assert not said(1000, known(100, LAST_YEAR))


def test_the_last_comparable_period_is_the_one_that_counts():
    older = (date(2025, 1, 1), date(2025, 6, 30))
    assert not said(1000, known(10, older), known(900, LAST_H2))


def test_zero_after_zero_and_something_after_zero_are_ordinary():
    assert not said(0, known(0, LAST_H2))
    assert not said(50, known(0, LAST_H2))


def test_more_than_all_is_said():
    assert said(101, indicator=SHARE) == ["Tỷ lệ lớn hơn 100%."]
    assert not said(100, indicator=SHARE)


def test_what_is_counted_from_one_day_does_not_become_less():
    quarter = (H1[0], date(2026, 3, 31))
    (doubt,) = said(29, known(30, quarter))
    assert doubt == "Số lũy kế giảm: đến 31/03/2026 đã là 30 căn."
    assert not said(30, known(30, quarter))
    year = (H1[0], date(2026, 12, 31))
    assert said(50, known(40, year)) == ["Lớn hơn số đến 31/12/2026: 40 căn."]


def test_a_state_of_affairs_may_become_less():
    households = Indicator(name="Hộ nghèo", unit="hộ", time_rule="latest")
    quarter = (H1[0], date(2026, 3, 31))
    assert not said(29, known(30, quarter), indicator=households)


def others(*amounts):
    return [known(amount, is_own=False) for amount in amounts]


def test_far_from_the_others_is_said_without_their_figures():
    (doubt,) = said(90, *others(10, 11, 9, 12, 10))
    assert doubt == "Cao hơn hẳn số cùng kỳ của 5 cơ quan khác."
    assert not said(13, *others(10, 11, 9, 12, 10))
    assert not said(90, *others(10, 11, 9, 12))


def test_who_always_was_far_from_the_others_is_ordinary():
    assert not said(90, known(80, LAST_H2), *others(10, 11, 9, 12, 10))
    assert len(said(900, known(80, LAST_H2), *others(10, 11, 9, 12, 10))) == 2


def test_one_wild_neighbour_does_not_hide_another():
    """The median does not follow a single large value, as an average would."""
    assert said(5000, *others(10, 11, 9, 12, 10, 9000))


@given(st.lists(st.integers(0, 10**9), max_size=9), st.integers(0, 10**9))
def test_the_order_of_what_is_known_makes_no_difference(amounts, amount):
    rows = others(*amounts)
    assert said(amount, *rows) == said(amount, *reversed(rows))


@given(st.integers(0, 10**9), st.integers(5, 9))
def test_what_all_others_say_too_is_ordinary(amount, count):
    assert not said(amount, *others(*[amount] * count))


# -- Entering --------------------------------------------------------------------


@pytest.fixture
def scene(db):
    body = make_organisation()
    before = make_figure(
        None, body, amount=100, period_from=LAST_H2[0], period_to=LAST_H2[1]
    )
    return body, before.indicator, make_user((body, "staff"))


def enter(scene, amount, **more):
    body, indicator, person = scene
    values = {
        "indicator": indicator,
        "period_from": H1[0],
        "period_to": H1[1],
        "amount": Decimal(amount),
    }
    return figures.enter(
        values=values | more,
        organisations=[body],
        entering_organisation=body,
        by=person,
    )


def test_a_doubtful_figure_is_not_saved_without_a_word(scene):
    with pytest.raises(Unexplained, match="Gấp 10 lần") as caught:
        enter(scene, 1000)
    assert len(caught.value.doubts) == 1
    assert Figure.objects.count() == 1


def test_a_blank_explanation_explains_nothing(scene):
    with pytest.raises(Unexplained):
        enter(scene, 1000, explanation="  ")


def test_an_explained_figure_is_saved_and_stays_explained(scene):
    figure = enter(scene, 1000, explanation="Đợt cao điểm")
    assert "Gấp 10 lần" in checking_figures.about_figure(figure)[0]
    figures.correct(
        figure=figure,
        version=1,
        values={"amount": Decimal(990)},
        reason="cộng sót",
        by=scene[2],
    )
    assert figure.explanation == "Đợt cao điểm"


def test_a_correction_into_doubt_is_asked_too(scene):
    figure = enter(scene, 100)
    change = {"figure": figure, "version": 1, "reason": "sửa", "by": scene[2]}
    with pytest.raises(Unexplained):
        figures.correct(values={"amount": Decimal(0)}, **change)
    figures.correct(values={"amount": Decimal(0), "explanation": "Dừng"}, **change)
    assert "giải trình" in history.sentence(history.of(figure).first())


def test_a_part_is_compared_with_the_same_part(scene):
    part = scene[1].breakdowns.create(name="Xây mới")
    assert enter(scene, 1000, breakdown=part)


def test_checking_costs_two_queries(scene, django_assert_num_queries):
    figure = enter(scene, 120)
    bodies = list(figure.organisations.all())
    values = {
        name: getattr(figure, name)
        for name in ("indicator", "breakdown", "period_from", "period_to", "amount")
    }
    for _ in range(6):
        make_figure(figure.indicator, amount=110)
    with django_assert_num_queries(2):
        checking_figures.about(values, bodies, but=figure)


def test_a_ratio_is_not_entered(scene):
    ratio = make_indicator(
        unit="%",
        body_rule="ratio",
        numerator=make_indicator(),
        denominator=make_indicator(),
    )
    with pytest.raises(figures.NotPossible, match="hệ thống tính từ tử số và mẫu số"):
        enter((scene[0], ratio, scene[2]), 5)


def test_a_part_of_another_indicator_is_refused(scene):
    part = make_indicator().breakdowns.create(name="Khác")
    with pytest.raises(figures.NotPossible, match="không thuộc chỉ tiêu"):
        enter(scene, 100, breakdown=part)
