"""A year as it is shown: twelve small months, its counts, and what it changes."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from ..models import Reminder, SpecialDay, WorkingYear
from ..reminding.working_days import WorkingDays, load

DAY = timedelta(days=1)
WEEKEND = "weekend"
MARKS = {"off": "×", "worked": "+", WEEKEND: "–"}


class Cell(NamedTuple):
    """A day of a small month; `said`: what its colour and mark mean, in words."""

    day: date
    kind: str = ""
    mark: str = ""
    said: str = ""


def months(year: int, days: dict[date, SpecialDay]) -> list[tuple[date, list]]:
    """[(first day, weeks)]; None stands for a day of the neighbouring month."""
    weeks_of = calendar.Calendar().monthdatescalendar
    return [
        (
            date(year, month, 1),
            [
                [_cell(day, days.get(day)) if day.month == month else None for day in w]
                for w in weeks_of(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, special: SpecialDay | None) -> Cell:
    if special:
        return Cell(day, special.kind, MARKS[special.kind], special.said)
    if day.weekday() > 4:
        return Cell(day, WEEKEND, MARKS[WEEKEND], "cuối tuần")
    return Cell(day)


class Counts(NamedTuple):
    off: int  # days off that fall on Monday to Friday
    worked: int


def counts(days: list[SpecialDay]) -> Counts:
    off = [day for day in days if day.kind == "off" and day.on.weekday() < 5]
    return Counts(len(off), sum(day.kind == "worked" for day in days))


# -- What confirming changes ------------------------------------------------------


class Rest(NamedTuple):
    """Days off in a row: reminders before a deadline come before, others after."""

    first: date
    last: date
    before: date
    after: date


@dataclass(frozen=True)
class Effects:
    waiting: int  # reminders in the ledger that are not sent yet
    next_on: date  # the working day on which they go
    next_on_now: date  # the same without this calendar
    rests: list[Rest]
    worked: list[date]


def effects(year: WorkingYear, *, at: datetime) -> Effects:
    """What the days of the year change for reminders from that moment on."""
    now = load({year.year - 1, year.year, year.year + 1})
    then = with_year(now, year)
    first = max(timezone.localtime(at).date(), date(year.year, 1, 1))
    return Effects(
        waiting=Reminder.objects.filter(state=Reminder.State.PLANNED).count(),
        next_on=next_open_day(then, at),
        next_on_now=next_open_day(now, at),
        rests=rests(now, then, first=first, last=date(year.year, 12, 31)),
        worked=sorted(on for on in then.worked - now.worked if on >= first),
    )


def with_year(days: WorkingDays, year: WorkingYear) -> WorkingDays:
    """The calendar as it would be with the year confirmed."""
    found = {kind: set() for kind in SpecialDay.Kind.values}
    for on, kind in year.days.values_list("on", "kind"):
        found[kind].add(on)
    return replace(
        days,
        off=days.off | found["off"],
        worked=days.worked | found["worked"],
        hours=days.hours | {year.year: (year.opens_at, year.closes_at)},
    )


def next_open_day(days: WorkingDays, at: datetime) -> date:
    local = timezone.localtime(at)
    on = local.date()
    is_over = local.time() >= days.hours_of(on)[1]
    return days.after(on) if is_over else days.on_or_after(on)


def rests(
    now: WorkingDays, then: WorkingDays, *, first: date, last: date
) -> list[Rest]:
    """Runs of days on which people would have been told and will not be."""
    found: list[Rest] = []
    day = first
    while day <= last:
        if now.is_working(day) and not then.is_working(day):
            before, after = then.before(day), then.after(day)
            if found and found[-1].after == after:
                found[-1] = found[-1]._replace(last=day)
            else:
                found.append(Rest(day, day, before, after))
        day += DAY
    return found
