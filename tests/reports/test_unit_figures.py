"""The figures of a unit's report: prefilled, typed, shared, late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Succession
from reports.contents import building_figures
from reports.indicators import figures, late_figures
from reports.models import Breakdown, Figure, Review, UnitReport
from reports.unit_reports import unit_figure_saving, unit_figures
from reports.unit_reports.unit_figure_saving import Problems
from reports.unit_reports.unit_figures import Typed
from reports.unit_reports.unit_report_forms import UnitFiguresForm, initial_of
from tests import factories
from tests.reports.asking import AT, State, in_state, make

QUARTERS = [
    {"period_from": date(2026, 1, 1), "period_to": date(2026, 3, 31)},
    {"period_from": date(2026, 4, 1), "period_to": date(2026, 6, 30)},
]


@pytest.fixture
def asked(cast, agreement):
    return make(cast, agreement)


def line(asked, number=0):
    return unit_figures.lines(asked.report)[number]


def save(asked, cast, amount, *, version=0, by=None, **values):
    amount = None if amount is None else Decimal(amount)
    key = line(asked).key
    return unit_figure_saving.save(
        report=asked.report,
        typed={key: Typed(amount, **values)},
        versions={key: version},
        by=by or cast.lead,
        at=AT,
    )


def test_what_was_reported_meanwhile_is_proposed(asked, cast):
    for quarter, amount in zip(QUARTERS, (12, 8), strict=True):
        factories.make_figure(
            asked.houses, cast.department, amount=amount, qualifier="above", **quarter
        )
    found = line(asked)
    assert found.figure is None
    assert found.proposed_words == "trên 20 căn"
    assert initial_of(found)["value"] == "20"


def test_of_bodies_that_were_merged_all_is_proposed(asked, cast):
    for amount in (12, 8):
        old = factories.make_organisation()
        Succession.objects.create(
            predecessor=old,
            successor=cast.department,
            took_effect_on=date(2026, 4, 1),
        )
        factories.make_figure(asked.houses, old, amount=amount, **QUARTERS[0])
        # Of days when it was no more: counts for nobody.
        factories.make_figure(asked.houses, old, amount=100, **QUARTERS[1])
    assert line(asked).proposed_words == "20 căn"


def test_the_figure_of_the_year_before_stands_beside(asked, cast):
    last_year = {"period_from": date(2025, 1, 1), "period_to": date(2025, 6, 30)}
    factories.make_figure(asked.houses, cast.department, amount=31, **last_year)
    assert line(asked).previous == "31 căn"


def test_a_figure_is_entered_in_the_name_of_the_unit(asked, cast):
    assert save(asked, cast, 12, qualifier="about") == 1
    figure = Figure.objects.get()
    assert figure.words == "khoảng 12 căn"
    assert figure.unit_report == asked.report
    assert figure.entering_organisation == cast.department
    assert (figure.period_from, figure.period_to) == (
        asked.collection.period_from,
        asked.collection.period_to,
    )
    assert figure.source == ("Theo báo cáo 6 tháng đầu năm 2026 của Sở Nội vụ")


def test_what_is_not_changed_is_not_written(asked, cast):
    save(asked, cast, 12, source="Sổ theo dõi")
    assert save(asked, cast, 12, version=1, source="Sổ theo dõi") == 0
    assert Figure.objects.get().version == 1


def test_no_figure_is_not_0(asked, cast):
    save(asked, cast, 0)
    assert Figure.objects.standing().get().amount == 0
    save(asked, cast, None, version=1)
    assert not Figure.objects.standing().exists()
    assert not line(asked).is_known


def test_two_who_type_at_once_lose_nothing(asked, cast):
    save(asked, cast, 12)
    with pytest.raises(Problems, match="nay là: 12 căn"):
        save(asked, cast, 15)
    assert Figure.objects.get().amount == 12
    save(asked, cast, 15, version=1)
    assert Figure.objects.get().amount == 15


def test_two_who_type_the_same_agree(asked, cast):
    save(asked, cast, 12, source="Sổ")
    assert save(asked, cast, 12, source="Sổ") == 0


def test_one_line_that_is_wrong_saves_none(asked, cast):
    more = factories.make_indicator("Hộ được hỗ trợ")
    asked.collection.indicators.add(more)
    factories.make_figure(asked.houses, cast.department, amount=5)
    first, second = (one.key for one in unit_figures.lines(asked.report))
    with pytest.raises(Problems):
        unit_figure_saving.save(
            report=asked.report,
            typed={first: Typed(Decimal(9)), second: Typed(Decimal(7))},
            versions={},
            by=cast.lead,
            at=AT,
        )
    assert Figure.objects.count() == 1


def test_what_the_office_entered_becomes_the_units_own_word(asked, cast):
    figure = factories.make_figure(
        asked.houses,
        cast.department,
        amount=5,
        entering_organisation=cast.committee,
    )
    save(asked, cast, 6, version=1)
    figure.refresh_from_db()
    assert figure.entering_organisation == cast.department
    assert figure.unit_report == asked.report
    assert not unit_figures.missing(asked.report)


def test_a_leap_has_to_be_explained(asked, cast):
    last_year = {"period_from": date(2025, 7, 1), "period_to": date(2025, 12, 31)}
    factories.make_figure(asked.houses, cast.department, amount=2, **last_year)
    with pytest.raises(Problems) as caught:
        save(asked, cast, 200)
    assert caught.value.doubted == {line(asked).key}
    save(asked, cast, 200, explanation="Có chương trình xóa nhà tạm")
    assert Figure.objects.standing().filter(amount=200).exists()


def test_a_shared_result_names_the_bodies_and_counts_once(asked, cast):
    unit_figure_saving.enter_shared(
        report=asked.report,
        indicator=asked.houses,
        typed=Typed(Decimal(40)),
        others=[cast.front],
        by=cast.lead,
    )
    (shared,) = line(asked).shared
    assert set(shared.organisations.all()) == {cast.department, cast.front}
    assert not unit_figures.missing(asked.report)
    assert not unit_figures.missing(asked.other)
    both = [cast.department.pk, cast.front.pk]
    span = asked.collection.period_from, asked.collection.period_to
    assert figures.total(asked.houses, both, *span).amount == 40


def test_a_ratio_is_asked_as_its_two_parts(asked):
    above, below = factories.make_indicator(), factories.make_indicator()
    ratio = factories.make_indicator(
        body_rule="ratio", numerator=above, denominator=below, unit="%"
    )
    asked.collection.indicators.set([ratio])
    assert unit_figures.asked(asked.collection) == [above, below]


def test_a_break_down_has_a_line_of_its_own_and_may_be_left_out(asked, cast):
    Breakdown.objects.create(indicator=asked.houses, name="xây mới")
    whole, part = unit_figures.lines(asked.report)
    assert part.label == "Nhà đại đoàn kết – trong đó xây mới"
    unit_figure_saving.save(
        report=asked.report,
        typed={whole.key: Typed(Decimal(9)), part.key: Typed(Decimal(4))},
        versions={},
        by=cast.lead,
        at=AT,
    )
    whole, part = unit_figures.lines(asked.report)
    assert (whole.figure.amount, part.figure.amount) == (9, 4)
    assert not unit_figures.missing(asked.report)


def test_parts_that_do_not_add_up_are_said_while_they_can_be_mended(asked, cast):
    new, old = (
        Breakdown.objects.create(indicator=asked.houses, name=name)
        for name in ("Xây mới", "Sửa chữa")
    )
    for part, amount in ((None, 12), (new, 10), (old, 7)):
        factories.make_figure(
            asked.houses, cast.department, breakdown=part, amount=amount
        )
    (said,) = unit_figures.conflicts(unit_figures.lines(asked.report))
    assert said == (
        "Nhà đại đoàn kết: các phần cộng lại là 17 căn, khác số chung 12 căn."
    )
    Figure.objects.filter(breakdown=None).update(qualifier="above")
    assert unit_figures.conflicts(unit_figures.lines(asked.report)) == []


def test_a_report_that_was_sent_takes_no_figures(asked, cast):
    in_state(asked.report, State.SENT)
    with pytest.raises(NotPossible, match="Đã gửi"):
        save(asked, cast, 12)


@pytest.mark.parametrize("typed", ["mười", "-3", "1,5", "9" * 30])
def test_what_cannot_be_read_is_said_at_its_line(asked, typed):
    lines = unit_figures.lines(asked.report)
    form = UnitFiguresForm({f"value_{lines[0].key}": typed}, lines=lines)
    assert not form.is_valid()
    assert f"value_{lines[0].key}" in form.errors


# -- Late ----------------------------------------------------------------------


@pytest.fixture
def reported(cast, agreement, asked):
    """The report of the first half is out; the one of the year is being built."""
    early = factories.make_figure(asked.houses, cast.front, amount=3)
    bound_at = timezone.now() + timedelta(days=1)
    review = factories.make_review(
        agreement,
        document_number="9/BC-UBND",
        issued_on=date(2026, 7, 10),
        snapshot={},
        snapshot_sha256="x",
        state=Review.State.ISSUED,
        bound={"figures": [{"figures": [early.pk]}]},
        bound_at=bound_at,
        collection=asked.collection,
    )
    following = factories.make_review(
        agreement,
        period_label="6 tháng cuối năm 2026",
        period_from=date(2026, 7, 1),
        period_to=date(2026, 12, 31),
    )
    return review, following, bound_at


def entered(figure, at):
    Figure.objects.filter(pk=figure.pk).update(entered_at=at)


def test_what_came_after_a_report_is_told_in_the_next(reported, asked, cast):
    review, following, bound_at = reported
    late = factories.make_figure(
        asked.houses, cast.department, amount=7, unit_report=asked.report
    )
    entered(late, bound_at + timedelta(days=3))
    (found,) = late_figures.late_figures(following)
    assert (found.figure, found.earlier) == (late, review)
    assert "Nhà đại đoàn kết, Sở Nội vụ: 7 căn" in found.note
    assert "báo cáo số 9/BC-UBND" in found.note


def test_what_was_in_time_or_of_another_period_is_not_late(reported, asked, cast):
    _, following, bound_at = reported
    entered(factories.make_figure(asked.houses, cast.committee), bound_at)
    another = factories.make_figure(
        asked.houses,
        cast.front,
        period_from=date(2026, 7, 1),
        period_to=date(2026, 9, 30),
    )
    entered(another, bound_at + timedelta(days=3))
    withdrawn = factories.make_figure(
        asked.houses, cast.front, withdrawn_at=AT, withdrawn_by=cast.lead, amount=8
    )
    entered(withdrawn, bound_at + timedelta(days=3))
    assert late_figures.late_figures(following) == []


def test_the_first_report_has_no_late_figures(agreement, asked):
    assert late_figures.late_figures(factories.make_review(agreement)) == []


def test_what_a_unit_that_was_excused_typed_is_in_no_report(reported, asked, cast):
    review, following, bound_at = reported
    unit = factories.make_organisation("Đơn vị được miễn")
    report = UnitReport.objects.create(
        collection=asked.collection, organisation=unit, due_on=AT.date()
    )
    figure = factories.make_figure(asked.houses, unit, amount=7, unit_report=report)
    entered(figure, bound_at + timedelta(days=3))
    assert building_figures.also_counted(review) == set()
    in_state(report, State.SENT)
    assert building_figures.also_counted(review) == {figure.pk}
    assert len(late_figures.late_figures(following)) == 1
    in_state(report, State.LEFT_OUT)
    assert building_figures.also_counted(review) == set()
    assert late_figures.late_figures(following) == []
