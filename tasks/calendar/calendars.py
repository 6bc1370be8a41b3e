"""Months and quarters: the duties of some days, so many of each day.

A busy day shows its first few and counts the rest: no page grows with the tasks of a
province, of which most are due on the last days of quarters.
"""

import calendar
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from accounts.models import SpecialDay, User, with_predecessors
from accounts.reminding import working_days

from .calendar_entries import Entry
from .calendar_sources import Scope, Source, endings, sources

PER_DAY, PER_DAY_OF_QUARTER, ON_ITS_OWN = 4, 6, 300
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass
class Day:
    day: date
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # of each kind, shown or not
    is_outside: bool = False  # of the neighbouring month
    special: SpecialDay | None = None  # a day off, or worked instead of another

    @property
    def hidden(self) -> int:
        return sum(self.counts.values()) - len(self.entries)


def scope_of(user: User, organisation_id: int | None, on: date) -> Scope:
    """The body's, if the person serves it today; else the person's own."""
    if organisation_id in user.organisation_ids:
        ids = with_predecessors({organisation_id}, on) & user.organisation_ids
        return Scope(frozenset(ids), user, is_personal=False)
    return Scope(frozenset(user.organisation_ids), user, is_personal=True)


def days_between(
    scope: Scope, first: date, last: date, on: date, per_day: int
) -> dict[date, Day]:
    """Only days with something on them."""
    days: dict[date, Day] = {}
    found = [
        pair
        for source in sources(scope, on)
        for pair in _first_of_each_day(source, first, last, per_day)
    ]
    ends = endings(scope, first, last, on)
    ends_of = Counter(end.day for end in ends)
    for entry, of_day in [*found, *((end, ends_of[end.day]) for end in ends)]:
        day = days.setdefault(entry.day, Day(entry.day))
        day.counts[entry.kind] = of_day
        if len(day.entries) < per_day:
            day.entries.append(entry)
    return days


def _first_of_each_day(source: Source, first: date, last: date, per_day: int):
    """The first rows of each day, each with the number of rows of its day."""
    within = source.between(first, last).order_by()
    placed = within.annotate(
        number_of_day=Window(RowNumber(), partition_by=F(source.day), order_by="pk"),
        of_day=Window(Count("pk"), partition_by=F(source.day)),
    ).filter(number_of_day__lte=per_day)
    of_day = dict(placed.values_list("pk", "of_day"))
    rows = source.rows.filter(pk__in=list(of_day)).order_by(source.day, "pk")
    return [(source.entry(row), of_day[row.pk]) for row in rows]


# -- Months ---------------------------------------------------------------------


def month_asked(text: str, on: date) -> date:
    """The first day of "2026-03"; of this month for anything else."""
    year, _, month = text.partition("-")
    if year.isdecimal() and month.isdecimal() and len(text) == 7:
        if FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:
            return date(int(year), int(month), 1)
    return on.replace(day=1)


def quarter_asked(text: str, on: date) -> date:
    """The first day of "2026-2", the second quarter; of this one for anything else."""
    year, _, number = text.partition("-")
    if year.isdecimal() and number in ("1", "2", "3", "4") and len(text) == 6:
        if FIRST_YEAR <= int(year) <= LAST_YEAR:
            return date(int(year), 3 * int(number) - 2, 1)
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def weeks_of(scope: Scope, month: date, on: date) -> list[list[Day]]:
    """Whole weeks, Monday first; the days of the neighbours stand empty."""
    last = months_later(month, 1) - timedelta(days=1)
    found = days_between(scope, month, last, on, PER_DAY)
    for day, special in working_days.named(month, last).items():
        found.setdefault(day, Day(day)).special = special
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            found.get(day) or Day(day, is_outside=day.month != month.month)
            for day in week
        ]
        for week in weeks
    ]


def agenda(scope: Scope, first: date, last: date, on: date, per_day: int) -> list[Day]:
    """Days with something on them, and days off or worked instead of another."""
    found = days_between(scope, first, last, on, per_day)
    for day, special in working_days.named(first, last).items():
        found.setdefault(day, Day(day)).special = special
    return [found[day] for day in sorted(found)]


def quarter_of(scope: Scope, first: date, on: date) -> list[tuple[date, list[Day]]]:
    """Three months, each with its days."""
    last = months_later(first, 3) - timedelta(days=1)
    days = agenda(scope, first, last, on, PER_DAY_OF_QUARTER)
    months = [months_later(first, ahead) for ahead in range(3)]
    return [
        (month, [day for day in days if day.day.month == month.month])
        for month in months
    ]
