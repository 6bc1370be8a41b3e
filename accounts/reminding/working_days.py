"""Which days and hours offices work. Pure, but for `load`.

Bộ luật Lao động 2019, Điều 112 names the holidays; each year's notice says which
days are swapped. A person confirms a year's calendar before it counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import SpecialDay, WorkingYear

DAY = timedelta(days=1)
LONGEST_REST = 31  # days; a calendar without a working day in a month is a mistake
HOURS = (time(7, 30), time(17, 0))


@dataclass(frozen=True)
class WorkingDays:
    """`off`, `worked`: days that differ from "Monday to Friday"; `hours`: by year."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    hours: dict[int, tuple[time, time]] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def on_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return self._nearest(day, -DAY)

    def on_or_after(self, day: date) -> date:
        return self._nearest(day, DAY)

    def before(self, day: date) -> date:
        return self.on_or_before(day - DAY)

    def after(self, day: date) -> date:
        return self.on_or_after(day + DAY)

    def add(self, day: date, count: int) -> date:
        """The last of `count` working days that follow the day; itself for none."""
        for _ in range(count):
            day = self.after(day)
        return day

    def _nearest(self, day: date, towards: timedelta) -> date:
        found = day
        for _ in range(LONGEST_REST):
            if self.is_working(found):
                return found
            found += towards
        return day

    def hours_of(self, day: date) -> tuple[time, time]:
        return self.hours.get(day.year, HOURS)

    def is_open(self, at: datetime) -> bool:
        """Do offices work at this moment, in local time?"""
        local = timezone.localtime(at)
        opens, closes = self.hours_of(local.date())
        return self.is_working(local.date()) and opens <= local.time() < closes


def load(years: Iterable[int] = ()) -> WorkingDays:
    """What people have confirmed; of all years unless some are named."""
    confirmed = _confirmed()
    if years:
        confirmed = confirmed.filter(year__in=years)
    found = {kind: set() for kind in SpecialDay.Kind.values}
    days = SpecialDay.objects.filter(year__in=confirmed).order_by()
    for on, kind in days.values_list("on", "kind"):
        found[kind].add(on)
    return WorkingDays(
        off=frozenset(found[SpecialDay.Kind.OFF]),
        worked=frozenset(found[SpecialDay.Kind.WORKED]),
        hours={row.year: (row.opens_at, row.closes_at) for row in confirmed},
    )


def named(first: date, last: date) -> dict[date, SpecialDay]:
    """Days off and make-up days between two days, of calendars that count."""
    days = SpecialDay.objects.filter(year__in=_confirmed(), on__range=(first, last))
    return {day.on: day for day in days}


def unconfirmed(first: date, last: date) -> list[int]:
    """The years from the one day to the other of which only weekends are known."""
    years = range(first.year, last.year + 1)
    known = set(_confirmed().filter(year__in=years).values_list("year", flat=True))
    return [year for year in years if year not in known]


def _confirmed() -> QuerySet[WorkingYear]:
    return WorkingYear.objects.filter(confirmed_at__isnull=False).order_by()
