"""Chế độ báo cáo of an agreement: read from its words, kept, and what comes next."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import Stale
from reports.models import PeriodKind
from reports.reporting_calendar import duty_phrases, reporting_duties
from tests.reports.addresses import url

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a31"

YEAR, HALF, MONTH = "Năm", "6 tháng", "Tháng"
PHRASES = [
    ("trước ngày 15/11 hằng năm", ["Năm (hạn 15/11)"]),
    (
        "trước ngày 20/11 … Sở tổng hợp trước ngày 30/11 hằng năm",
        ["Năm (hạn 20/11, đầu mối tổng hợp 30/11)"],
    ),
    ("hằng năm (trước ngày 15 tháng 11)", ["Năm (hạn 15/11)"]),
    (
        "6 tháng (trước ngày 20/6), năm (trước ngày 20/12)",
        ["6 tháng (hạn 20/6)", "Năm (hạn 20/12)"],
    ),
    (
        "6 tháng (trước ngày 20/6), năm (trước ngày 20/12); đầu mối tổng hợp trước "
        "ngày 30/6 và 25/12",
        [
            "6 tháng (hạn 20/6, đầu mối tổng hợp 30/6)",
            "Năm (hạn 20/12, đầu mối tổng hợp 25/12)",
        ],
    ),
    ("trước ngày 10/12 hàng năm", ["Năm (hạn 10/12)"]),
    ("chậm nhất ngày 17 tháng 12", ["Năm (hạn 17/12)"]),
    ("trước ngày 31 tháng 01 của năm tiếp theo", ["Năm (hạn 31/1 năm sau)"]),
    ("trước ngày 15 hằng tháng", ["Tháng (hạn ngày 15)"]),
    (
        "hàng tháng (trước ngày 18), 6 tháng (trước ngày 18/5), tổng kết năm (trước "
        "ngày 30/11)",
        ["Tháng (hạn ngày 18)", "6 tháng (hạn 18/5)", "Năm (hạn 30/11)"],
    ),
    ("đột xuất theo yêu cầu", ["Đột xuất, theo yêu cầu"]),
    ("định kỳ 6 tháng, hằng năm", ["6 tháng", "Năm"]),
    ("trước ngày 30/02 hằng năm", ["Năm"]),
    ("theo quy định", []),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), PHRASES)
def test_the_days_are_read_from_the_words(words, expected):
    assert [one.words for one in duty_phrases.read(words)] == expected


@pytest.mark.parametrize("words", ["TRƯỚC NGÀY 15/11 HẰNG NĂM", "truoc ngay 15/11"])
def test_marks_and_capitals_make_no_difference(words):
    (found,) = duty_phrases.read(words)
    assert (found.units.day, found.units.month) == (15, 11)


# -- Kept ----------------------------------------------------------------------


def kind(code):
    return PeriodKind.objects.get(code=code)


@pytest.fixture
def add(cast, agreement):
    def add(code="nam", **values):
        given = {"units_due_day": 20, "units_due_month": 11} | values
        return reporting_duties.add(
            agreement=agreement,
            values={"period_kind": kind(code)} | given,
            by=cast.staff,
        )

    return add


def test_a_duty_tells_its_next_days_in_two_steps(add, agreement):
    add(due_day=30, due_month=11, wording="trước ngày 20/11 hằng năm")
    (shown,) = reporting_duties.of_agreement(agreement, date(2026, 11, 25))
    assert (shown.units_day, shown.focal_day) == ("20/11", "30/11")
    labels = [(p.label, units, focal) for p, units, focal in shown.coming]
    assert labels[0] == ("Năm 2026", date(2026, 11, 20), date(2026, 11, 30))
    assert labels[1][0] == "Năm 2027"


def test_the_day_may_be_of_the_next_year(add, agreement):
    add(units_due_day=31, units_due_month=1, units_due_year=1)
    (shown,) = reporting_duties.of_agreement(agreement, date(2026, 1, 5))
    assert shown.units_day == "31/1 năm sau"
    assert shown.coming[0][:2] == (shown.coming[0][0], date(2026, 1, 31))
    assert shown.coming[0][0].label == "Năm 2025"


def test_a_monthly_day_moves_with_the_months(add, agreement):
    add("thang", units_due_day=15, units_due_month=1)
    (shown,) = reporting_duties.of_agreement(agreement, date(2026, 3, 16))
    assert shown.units_day == "ngày 15"
    assert [units for _, units, _ in shown.coming] == [
        *(date(2026, 4, 15), date(2026, 5, 15), date(2026, 6, 15)),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"units_due_month": None}, "units_due_month"),
        ({"units_due_day": 30, "units_due_month": 2}, "units_due_day"),
        ({"due_day": 1, "due_month": 11}, "due_day"),
    ],
)
def test_days_that_cannot_be_are_refused(add, values, field):
    with pytest.raises(ValidationError) as caught:
        add(**values)
    assert field in caught.value.error_dict


def test_what_changes_is_told_in_the_history_of_the_agreement(add, agreement, cast):
    duty = add()
    was = reporting_duties.token_of(duty)
    reporting_duties.revise(
        duty=duty, was=was, values={"units_due_day": 25}, by=cast.staff
    )
    with pytest.raises(Stale):
        reporting_duties.revise(
            duty=duty, was=was, values={"units_due_day": 26}, by=cast.manager
        )
    reporting_duties.remove(duty=duty, by=cast.staff)
    with pytest.raises(Stale):
        reporting_duties.remove(duty=duty, by=cast.staff)
    said = " ".join(history.sentence(entry) for entry in history.of(agreement))
    assert "đã thêm chế độ báo cáo" in said
    assert "ngày hạn của đơn vị từ “20” thành “25”" in said
    assert "đã bỏ chế độ báo cáo" in said


# -- Pages ---------------------------------------------------------------------


def posted(**changes):
    return {
        "form_token": TOKEN,
        "wording": "trước ngày 15/11 hằng năm",
        "period_kind": "",
        "units_due_year": "0",
        "due_year": "0",
        "was": "",
    } | changes


def test_the_words_fill_the_form_and_nothing_is_saved(visit, cast, agreement):
    address = url("reporting-duty-create", agreement.pk)
    page = visit(cast.staff, address, posted(doc="1"))
    assert "Câu chữ nêu: Năm (hạn 15/11)" in page.text
    form = page.context["form"]
    assert form["units_due_day"].value() == 15
    assert form["period_kind"].value() == kind("nam").pk
    assert not agreement.reporting_duties.exists()


def test_of_several_periods_the_chosen_one_is_filled(visit, cast, agreement):
    words = "6 tháng (trước ngày 20/6), năm (trước ngày 20/12)"
    chosen = kind("nam-chot").pk
    data = posted(doc="1", wording=words, period_kind=chosen)
    form = visit(cast.staff, url("reporting-duty-create", agreement.pk), data).context[
        "form"
    ]
    assert form["units_due_month"].value() == 12
    assert form["period_kind"].value() == str(chosen)


def test_a_duty_is_added_once_shown_changed_and_removed(visit, cast, agreement):
    address = url("reporting-duty-create", agreement.pk)
    data = posted(period_kind=kind("nam").pk, units_due_day=15, units_due_month=11)
    for _ in range(2):
        visit(cast.staff, address, data)
    duty = agreement.reporting_duties.get()
    page = visit(cast.front_staff, agreement.get_absolute_url()).text
    assert "trước ngày 15/11 hằng năm" in page
    edit = url("reporting-duty-edit", duty.pk)
    was = visit(cast.staff, edit).context["form"]["was"].value()
    visit(cast.staff, edit, data | {"units_due_day": 20, "was": was})
    duty.refresh_from_db()
    assert duty.units_due_day == 20
    stale = visit(cast.manager, edit, data | {"was": was})
    assert "người khác đã sửa" in stale.text
    visit(cast.staff, url("reporting-duty-remove", duty.pk), {})
    assert not agreement.reporting_duties.exists()


def test_only_who_keeps_the_record_writes_duties(visit, cast, agreement):
    address = url("reporting-duty-create", agreement.pk)
    assert visit(cast.front_staff, address).status_code == 403
    assert visit(cast.outsider, address).status_code == 404
