"""Periods that offices report on: rules over the kinds that are data, no clock.

The days of a kind are those of its first period in a year; the others follow at
`every_months`. Day 31 is the last day of whatever month it falls in.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import EmulationCluster
from accounts.vietnamese import format_date
from agreements.models import Agreement

from ..models import PeriodKind, ReportingDuty
from .period_presets import PRESETS

Kind = PeriodKind.Kind
CALENDAR_YEAR = "nam"  # its periods are known by the year alone
YEAR_PRESET = next(row for row in PRESETS if row["code"] == CALENDAR_YEAR)
ROMAN = ("I", "II", "III", "IV")
# Of what comes often, only the latest is offered.
MOST_OFFERED = {Kind.MONTH: 6, Kind.QUARTER: 4}


@dataclass(frozen=True)
class Period:
    key: str
    label: str
    first: date
    last: date
    due: date | None = None
    year: int = 0
    ordinal: int = 1

    @property
    def choice(self) -> tuple[str, str]:
        days = f"{format_date(self.first)}–{format_date(self.last)}"
        return self.key, f"{self.label} ({days})"


def day_of(year: int, month: int, day: int, *, months_later: int = 0) -> date:
    """That day, or the last one of a month that is shorter."""
    years, month = divmod(month - 1 + months_later, 12)
    year, month = year + years, month + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def count_in_year(kind: PeriodKind) -> int:
    return 12 // kind.every_months if kind.every_months else 1


def period(kind: PeriodKind, year: int, ordinal: int = 1) -> Period:
    """The `ordinal`-th period of the kind in a year, counted from 1."""
    later = (ordinal - 1) * (kind.every_months or 0)
    first = day_of(
        year + kind.first_year, kind.first_month, kind.first_day, months_later=later
    )
    last = day_of(
        year + kind.last_year, kind.last_month, kind.last_day, months_later=later
    )
    due = None if kind.due_days is None else last + timedelta(days=kind.due_days)
    return Period(
        key=_key(kind, year, ordinal),
        label=_label(kind, year, ordinal),
        first=first,
        last=last,
        due=due,
        year=year,
        ordinal=ordinal,
    )


def _key(kind: PeriodKind, year: int, ordinal: int) -> str:
    code = "" if kind.code == CALENDAR_YEAR else kind.code
    number = str(ordinal) if kind.every_months else ""
    return "-".join(filter(None, [str(year), code, number]))


def _label(kind: PeriodKind, year: int, ordinal: int) -> str:
    number = ROMAN[ordinal - 1] if kind.kind == Kind.QUARTER else str(ordinal)
    return kind.label.replace("{năm}", str(year)).replace("{số}", number)


def in_year(kind: PeriodKind, year: int) -> list[Period]:
    return [period(kind, year, n) for n in range(1, count_in_year(kind) + 1)]


def of_year(year: int, kinds: list[PeriodKind] | None = None) -> list[Period]:
    """All periods of a year; of the presets, where no kinds are given."""
    kinds = [PeriodKind(**row) for row in PRESETS] if kinds is None else kinds
    return [found for kind in kinds for found in in_year(kind, year)]


def offered(about: Agreement | EmulationCluster | None, on: date) -> list[Period]:
    """Periods of this year and the last one that have begun; half and whole terms.

    The calendar year, where no kind is in use.
    """
    kinds = list(PeriodKind.objects.filter(is_active=True).exclude(kind=Kind.FREE))
    found = [
        one
        for year in (on.year, on.year - 1)
        for kind in kinds
        for one in latest(kind, year, on)
    ]
    found = found or [period(PeriodKind(**YEAR_PRESET), on.year)]
    return found + (of_term(about, on) if isinstance(about, Agreement) else [])


def latest(kind: PeriodKind, year: int, on: date) -> list[Period]:
    """Of a year, the newest first, what has begun by that day."""
    begun = [one for one in reversed(in_year(kind, year)) if one.first <= on]
    return begun[: MOST_OFFERED.get(kind.kind, len(begun))]


def of_term(agreement: Agreement, on: date) -> list[Period]:
    last_day = agreement.last_day_on(on)
    if not agreement.term_start_year or not last_day:
        return []
    first = date(agreement.term_start_year, 1, 1)
    term = f"{first.year}–{last_day.year}"
    whole = Period("giai-doan", f"Giai đoạn {term}", first, last_day)
    months = (last_day.year - first.year) * 12 + last_day.month
    if months < 24:
        return [whole]
    middle = day_of(first.year, 1, 31, months_later=months // 2 - 1)
    half = Period("giua-ky", f"Giữa kỳ giai đoạn {term}", first, middle)
    return [half, whole]


# -- Due days of a reporting duty ----------------------------------------------


def due_days(
    duty: ReportingDuty, kind: PeriodKind, one: Period
) -> tuple[date | None, date | None]:
    """(the units' day, the focal body's day) for a period of the duty's kind."""
    later = (one.ordinal - 1) * (kind.every_months or 0)

    def day(year, month, day):
        return (
            day_of(one.year + year, month, day, months_later=later) if month else None
        )

    focal = day(duty.due_year, duty.due_month, duty.due_day)
    units = day(duty.units_due_year, duty.units_due_month, duty.units_due_day)
    return units or focal or one.due, focal


def coming(
    duty: ReportingDuty, kind: PeriodKind, on: date, count: int = 3
) -> list[tuple[Period, date | None, date | None]]:
    """The next periods whose last day to report has not passed."""
    rows = [
        (one, *due_days(duty, kind, one))
        for year in range(on.year - 1, on.year + count + 1)
        for one in in_year(kind, year)
    ]
    ahead = [row for row in rows if (row[2] or row[1] or row[0].last) >= on]
    return sorted(ahead, key=lambda row: row[2] or row[1] or row[0].last)[:count]


# -- What a kind may be --------------------------------------------------------


def faults_of(kind: PeriodKind) -> dict[str, str]:
    """{field: sentence} of what cannot be; days that exist in no year, crossed days."""
    faults = {}
    for name in ("first", "last"):
        month, day = getattr(kind, f"{name}_month"), getattr(kind, f"{name}_day")
        if not month or not day or not 1 <= month <= 12 or not 1 <= day <= 31:
            continue
        is_last = name == "last" and day == 31
        if not is_last and day > monthrange(2024, month)[1]:
            faults[f"{name}_day"] = f"Tháng {month} không có ngày {day}."
    if not faults and all((kind.first_month, kind.last_month)):
        faults |= _order_faults(kind)
    rest = (kind.label or "").replace("{năm}", "").replace("{số}", "")
    if "{" in rest or "}" in rest:
        faults["label"] = "Trong ngoặc nhọn chỉ dùng {năm} và {số}."
    elif kind.every_months and "{số}" not in (kind.label or ""):
        faults["label"] = "Kỳ có nhiều lần trong năm thì tên gọi phải có {số}."
    return faults


def _order_faults(kind: PeriodKind) -> dict[str, str]:
    if not (1 <= kind.first_month <= 12 and 1 <= kind.last_month <= 12):
        return {}
    one = period(kind, 2026)
    if one.last < one.first:
        return {"last_day": "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."}
    if kind.every_months in (1, 2, 3, 4, 6):
        whole = in_year(kind, 2026)
        following = [*whole[1:], period(kind, 2027)]
        if any(b.first <= a.last for a, b in zip(whole, following, strict=True)):
            return {
                "every_months": "Các kỳ trùng ngày nhau: kỳ này dài hơn "
                f"{kind.every_months} tháng."
            }
    return {}


def create_missing(**kwargs) -> None:
    """The kinds a new database begins with; after each migration, as ladders are."""
    if not PeriodKind.objects.exists():
        PeriodKind.objects.bulk_create([PeriodKind(**row) for row in PRESETS])
