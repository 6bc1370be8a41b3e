"""The dead-man's switch: since when are the reminders late? No database, no clock.

A run is due every quarter of an hour, day and night. Nobody need be woken by a silent
Sunday; on a working day silence is told of before anybody misses a reminder.
"""

from datetime import datetime, time, timedelta
from typing import Protocol

from django.utils import timezone

from .working_days import DAY, WorkingDays

IN_OFFICE_HOURS = timedelta(hours=1)
ON_A_WORKING_DAY = timedelta(hours=2)
LONGEST_REST = 31  # days


class Watched(Protocol):
    def is_working(self, day) -> bool: ...
    def hours_of(self, day) -> tuple[time, time]: ...


def late_since(
    last_finished_at: datetime, *, calendar: WorkingDays, now: datetime
) -> datetime | None:
    """The moment by which a run should have finished and none had; None if in time.

    Once late, it stays late until a run finishes: over a weekend too.
    """
    day, today = (timezone.localtime(at).date() for at in (last_finished_at, now))
    for _ in range(LONGEST_REST):
        if day > today:
            break
        if calendar.is_working(day):
            late_at = _late_on(day, last_finished_at, calendar)
            if late_at and late_at < now:
                return late_at
        day += DAY
    return None


def _late_on(day, last: datetime, calendar: Watched) -> datetime | None:
    """When silence since `last` is too long on that working day; None if it ends first.

    Silence counts from the beginning of the day, or of the office hours: what was
    not due before then is not late.
    """
    opens, closes = (_moment(day, hour) for hour in calendar.hours_of(day))
    begins = _moment(day, time.min)
    found = [
        max(last, start) + allowed
        for start, end, allowed in (
            (begins, _moment(day + DAY, time.min), ON_A_WORKING_DAY),
            (opens, closes, IN_OFFICE_HOURS),
        )
        if max(last, start) + allowed < end
    ]
    return min(found, default=None)


def _moment(day, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
