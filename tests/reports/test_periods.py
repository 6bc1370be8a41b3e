"""Periods are data: where they begin and end, and that they leave no day out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import PeriodKind
from reports.reporting_calendar import periods
from reports.reporting_calendar.period_presets import PRESETS
from tests import factories

ON = date(2026, 6, 20)
BY_CODE = {row["code"]: PeriodKind(**row) for row in PRESETS}
HALVES = {
    "6t": [BY_CODE["6t-dau"], BY_CODE["6t-cuoi"]],
    "6t-chot": [BY_CODE["6t-dau-chot"], BY_CODE["6t-cuoi-chot"]],
}
YEARS = st.integers(1990, 2090)


def days(code, year, ordinal=1):
    one = periods.period(BY_CODE[code], year, ordinal)
    return one.first, one.last


def in_years(kinds, first, count):
    found = periods.of_year(first, kinds)
    for year in range(first + 1, first + count):
        found += periods.of_year(year, kinds)
    return sorted(found, key=lambda one: one.first)


@pytest.mark.parametrize(
    "kinds",
    [
        *([BY_CODE[code]] for code in ("thang", "thang-chot", "quy", "quy-chot")),
        *([BY_CODE[code]] for code in ("nam", "nam-chot")),
        *HALVES.values(),
    ],
    ids=lambda kinds: kinds[0].code,
)
@given(year=YEARS)
def test_periods_tile_the_years(kinds, year):
    found = in_years(kinds, year, 3)
    for one, following in zip(found, found[1:], strict=False):
        assert one.last + timedelta(days=1) == following.first
    length = sum((one.last - one.first).days + 1 for one in found)
    assert length == (found[-1].last - found[0].first).days + 1


@given(year=YEARS)
def test_halves_and_quarters_make_up_the_year_they_are_of(year):
    for whole, parts in (
        ("nam", ["6t-dau", "6t-cuoi"]),
        ("nam-chot", ["6t-dau-chot", "6t-cuoi-chot"]),
        ("nam", ["quy"]),
        ("nam-chot", ["quy-chot"]),
        ("nam-chot", ["thang-chot"]),
    ):
        found = in_years([BY_CODE[code] for code in parts], year, 1)
        assert (found[0].first, found[-1].last) == days(whole, year)


def test_the_state_cuts_off_on_the_fourteenth():
    assert days("6t-dau-chot", 2026) == (date(2025, 12, 15), date(2026, 6, 14))
    assert days("6t-cuoi-chot", 2026) == (date(2026, 6, 15), date(2026, 12, 14))
    assert days("nam-chot", 2026) == (date(2025, 12, 15), date(2026, 12, 14))
    assert days("thang-chot", 2026, 1) == (date(2025, 12, 15), date(2026, 1, 14))
    assert days("thang-chot", 2026, 3) == (date(2026, 2, 15), date(2026, 3, 14))
    assert days("quy-chot", 2026, 4) == (date(2026, 9, 15), date(2026, 12, 14))


def test_the_last_day_of_february_is_its_own():
    assert days("thang", 2024, 2)[1] == date(2024, 2, 29)
    assert days("thang", 2026, 2)[1] == date(2026, 2, 28)


def test_a_quarter_is_called_by_its_roman_number():
    labels = [one.label for one in periods.in_year(BY_CODE["quy"], 2026)]
    assert labels[0] == "Quý I năm 2026"
    assert labels[3] == "Quý IV năm 2026"


# -- What is offered -----------------------------------------------------------


def test_a_new_database_has_the_kinds(db):
    assert PeriodKind.objects.count() == len(PRESETS)
    source = PeriodKind.objects.get(code="6t-dau-chot").source
    assert source == "Nghị định 09/2019/NĐ-CP, Điều 12"
    periods.create_missing()
    assert PeriodKind.objects.count() == len(PRESETS)


def test_only_what_has_begun_is_offered_and_few_months(db):
    found = periods.offered(factories.make_cluster(), ON)
    assert all(one.first <= ON for one in found)
    assert "2026-6t-cuoi" not in {one.key for one in found}
    assert sum(one.key.startswith("2026-thang-chot") for one in found) == 6
    assert len({one.key for one in found}) == len(found)


def test_a_kind_switched_off_is_not_offered(db):
    PeriodKind.objects.exclude(code="nam").update(is_active=False)
    found = periods.offered(None, ON)
    assert [one.key for one in found] == ["2026", "2025"]
    PeriodKind.objects.update(is_active=False)
    assert [one.key for one in periods.offered(None, ON)] == ["2026"]


def test_of_an_agreement_its_half_and_whole_term_are_offered(db):
    agreement = factories.make_agreement(term_start_year=2021, term_end_year=2025)
    half, whole = periods.of_term(agreement, ON)
    assert (half.first, half.last) == (date(2021, 1, 1), date(2023, 6, 30))
    assert (whole.first, whole.last) == (date(2021, 1, 1), date(2025, 12, 31))
    assert "2021–2025" in half.label


def test_a_term_of_a_year_has_no_half(db):
    agreement = factories.make_agreement(term_start_year=2026, term_end_year=2026)
    assert [one.key for one in periods.of_term(agreement, ON)] == ["giai-doan"]


# -- What a kind may be --------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_month": 2, "last_day": 30}, "last_day"),
        ({"first_month": 4, "first_day": 31}, "first_day"),
        ({"first_month": 8, "last_month": 7}, "last_day"),
        ({"every_months": 3, "label": "Quý {số}"}, "every_months"),
        ({"every_months": 6}, "label"),
        ({"label": "{quý} {năm}"}, "label"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(changes, field):
    values = {**PRESETS[0], **changes}
    assert field in periods.faults_of(PeriodKind(**values))


def test_the_presets_and_the_last_day_of_a_month_are_fine():
    for kind in BY_CODE.values():
        assert periods.faults_of(kind) == {}
    leap = {**PRESETS[0], "last_month": 2, "last_day": 31}
    kind = PeriodKind(**leap)
    assert periods.faults_of(kind) == {}
    assert periods.period(kind, 2026).last == date(2026, 2, 28)


def test_the_administration_says_what_is_wrong(client, cast):
    client.force_login(cast.admin)
    kind = PeriodKind.objects.get(code="6t-dau")
    address = f"/quan-tri/reports/periodkind/{kind.pk}/change/"
    data = {
        field: getattr(kind, field)
        for field in ("name", "code", "kind", "label", "source", "position")
    } | {"is_active": "on", "first_year": 0, "last_year": 0}
    data |= {"first_month": 1, "first_day": 1, "last_month": 2, "last_day": 30}
    page = client.post(address, data).content.decode()
    assert "Tháng 2 không có ngày 30." in page
    client.post(address, data | {"last_day": 31})
    kind.refresh_from_db()
    assert (kind.last_month, kind.last_day) == (2, 31)
    assert client.get("/quan-tri/reports/periodkind/").status_code == 200
