"""Days of a year's calendar that are not as in every week, each kept by itself.

Two people at two days never meet; at one day, the second sees the first one's change.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from .. import history
from ..errors import NotPossible
from ..models import SpecialDay, User, WorkingYear
from ..vietnamese import format_date
from .working_calendars import DAY, lock, refuse_stale

GONE = "Ngày này không còn trong lịch: đã được bỏ."
TAKEN = "Ngày {} đã có trong lịch: {}."


@transaction.atomic
def add_day(
    *, calendar: WorkingYear, on: date, kind: str, name: str, by: User
) -> SpecialDay:
    calendar = lock(calendar)
    day = SpecialDay(year=calendar, on=on, kind=kind, name=name)
    _check(day)
    day.save()
    history.record(by=by, action=f"đã thêm {in_words(day)}", target=calendar)
    return day


@transaction.atomic
def change_day(
    *, day: SpecialDay, seen: str, on: date, kind: str, name: str, by: User
) -> None:
    day = _lock_day(day, seen)
    before, was = history.snapshot(day, DAY), in_words(day)
    day.on, day.kind, day.name = on, kind, name
    _check(day)
    day.save()
    changes = history.differences(before, history.snapshot(day, DAY))
    if changes:
        history.record(by=by, action=f"đã sửa {was}", target=day.year, changes=changes)


@transaction.atomic
def remove_day(*, day: SpecialDay, seen: str, by: User) -> None:
    day = _lock_day(day, seen)
    history.record(by=by, action=f"đã bỏ {in_words(day)}", target=day.year)
    day.delete()


def in_words(day: SpecialDay) -> str:
    """ "ngày nghỉ 30/04/2026 (Ngày Chiến thắng)"."""
    kind = "ngày làm bù" if day.kind == SpecialDay.Kind.WORKED else "ngày nghỉ"
    return f"{kind} {format_date(day.on)} ({day.name})"


def _lock_day(day: SpecialDay, seen: str) -> SpecialDay:
    calendar = lock(day.year)
    current = calendar.days.filter(pk=day.pk).first()
    if current is None:
        raise NotPossible(GONE)
    current.year = calendar
    refuse_stale(seen, current)
    return current


def _check(day: SpecialDay) -> None:
    year = day.year.year
    if day.on.year != year:
        raise ValidationError(
            {"on": f"Ngày phải thuộc năm {year}; ngày của năm khác ghi ở lịch năm đó."}
        )
    if day.kind == SpecialDay.Kind.WORKED and day.on.weekday() < 5:
        raise ValidationError(
            {
                "on": f"Ngày {format_date(day.on)} vốn là ngày làm việc. Ngày làm bù "
                "phải là thứ Bảy hoặc Chủ nhật."
            }
        )
    other = SpecialDay.objects.filter(on=day.on).exclude(pk=day.pk).first()
    if other:
        said = f"{other.get_kind_display().lower()}, {other.name}"
        raise ValidationError({"on": TAKEN.format(format_date(day.on), said)})
    day.full_clean()
