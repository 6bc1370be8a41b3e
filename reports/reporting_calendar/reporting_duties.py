"""Chế độ báo cáo of an agreement: who keeps the record adds, changes and removes."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import Stale
from accounts.models import User
from agreements.models import Agreement

from ..models import PeriodKind, ReportingDuty
from . import periods

FIELDS = [
    *("period_kind", "wording", "focal", "receiver"),
    *("units_due_day", "units_due_month", "units_due_year"),
    *("due_day", "due_month", "due_year"),
]
GONE = "Người khác vừa bỏ chế độ báo cáo này."
CHANGED = "Người khác vừa sửa chế độ báo cáo này."
YEAR_WORDS = {-1: " năm trước", 0: "", 1: " năm sau"}


@dataclass(frozen=True)
class Shown:
    """A duty as the page of the agreement tells it."""

    duty: ReportingDuty
    coming: list[tuple]

    @property
    def units_day(self) -> str:
        return day_words(self.duty, "units_due")

    @property
    def focal_day(self) -> str:
        return day_words(self.duty, "due")


def day_words(duty: ReportingDuty, name: str) -> str:
    """ "15/11", "31/1 năm sau", "ngày 15" where every period has its own month."""
    month, day = getattr(duty, f"{name}_month"), getattr(duty, f"{name}_day")
    if not month:
        return ""
    if duty.period_kind.every_months:
        return f"ngày {day}" if day < 31 else "ngày cuối tháng"
    return f"{day}/{month}{YEAR_WORDS[getattr(duty, f'{name}_year')]}"


def of_agreement(agreement: Agreement, on: date) -> list[Shown]:
    rows = agreement.reporting_duties.select_related("period_kind", "focal", "receiver")
    return [Shown(duty, coming(duty, on)) for duty in rows]


def coming(duty: ReportingDuty, on: date) -> list[tuple]:
    if duty.period_kind.kind == PeriodKind.Kind.FREE:
        return []
    return periods.coming(duty, duty.period_kind, on)


def token_of(duty: ReportingDuty) -> str:
    """What a form was opened with, so that nobody's change is overwritten."""
    return "|".join(str(getattr(duty, duty._meta.get_field(n).attname)) for n in FIELDS)


@transaction.atomic
def add(*, agreement: Agreement, values: dict, by: User) -> ReportingDuty:
    _hold(agreement)
    duty = ReportingDuty(agreement=agreement, **values)
    _check(duty)
    duty.save()
    changes = history.differences({}, history.snapshot(duty, _given(duty)))
    history.record(
        by=by, action="đã thêm chế độ báo cáo", target=agreement, changes=changes
    )
    return duty


@transaction.atomic
def revise(*, duty: ReportingDuty, was: str, values: dict, by: User) -> ReportingDuty:
    """Change a duty read as `was`; Stale if someone changed or removed it since."""
    current = _held(duty)
    if token_of(current) != was:
        raise Stale(CHANGED)
    before = history.snapshot(current, FIELDS)
    for name, value in values.items():
        setattr(current, name, value)
    _check(current)
    current.save()
    changes = history.differences(before, history.snapshot(current, FIELDS))
    if changes:
        history.record(
            by=by,
            action="đã sửa chế độ báo cáo",
            target=current.agreement,
            changes=changes,
        )
    return current


@transaction.atomic
def remove(*, duty: ReportingDuty, by: User) -> None:
    """Collections that were made of it stay."""
    current = _held(duty)
    said = str(current)
    agreement = current.agreement
    current.delete()
    history.record(
        by=by, action=f"đã bỏ chế độ báo cáo “{said[:200]}”", target=agreement
    )


def _given(duty: ReportingDuty) -> list[str]:
    return [name for name in FIELDS if getattr(duty, name) not in (None, "", 0)]


def _hold(agreement: Agreement) -> None:
    Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)


def _held(duty: ReportingDuty) -> ReportingDuty:
    _hold(duty.agreement)
    rows = ReportingDuty.objects.select_related("agreement", "period_kind")
    current = rows.filter(pk=duty.pk).first()
    if current is None:
        raise Stale(GONE)
    return current


def _check(duty: ReportingDuty) -> None:
    """ValidationError by field: days that exist, the units' before the focal body's."""
    faults = {}
    for name in ("units_due", "due"):
        month, day = getattr(duty, f"{name}_month"), getattr(duty, f"{name}_day")
        if bool(month) != bool(day):
            faults[f"{name}_{'month' if day else 'day'}"] = "Hãy nhập cả ngày và tháng."
        elif month and day < 31 and periods.day_of(2024, month, day).day != day:
            faults[f"{name}_day"] = f"Tháng {month} không có ngày {day}."
    if not faults and duty.units_due_month and duty.due_month:
        one = periods.period(duty.period_kind, 2024)
        units, focal = periods.due_days(duty, duty.period_kind, one)
        if units > focal:
            faults["due_day"] = (
                "Hạn của đầu mối phải từ hạn của các đơn vị trở đi. Nếu là ngày của "
                "năm sau, hãy chọn “năm sau”."
            )
    if faults:
        raise ValidationError(faults)
