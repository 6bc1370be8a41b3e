"""The ladder of reminders: which step a duty has reached. No clock, no database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from ..vietnamese import format_number

WEEKS_AFTER = 12  # then the weekly step falls silent; the page still shows it late


class Calendar(Protocol):
    def on_or_before(self, day: date) -> date: ...
    def on_or_after(self, day: date) -> date: ...


@dataclass(frozen=True)
class Step:
    """`days` from the due day (negative: before); repeated each week after if asked."""

    days: int
    repeats_weekly: bool = False

    def all_days(self) -> Iterator[int]:
        for week in range(WEEKS_AFTER if self.repeats_weekly else 1):
            yield self.days + 7 * week


class Reached(NamedTuple):
    step: int  # days from the due day
    tell_on: date  # the working day on which it was reached


def tell_on(due_on: date, days: int, calendar: Calendar) -> date:
    """The working day of a step. The printed deadline never moves.

    Up to the due day a reminder moves earlier, so that it comes in time; after it,
    later: nobody is told of a delay before there is one.
    """
    day = due_on + timedelta(days=days)
    return calendar.on_or_after(day) if days > 0 else calendar.on_or_before(day)


def reached(
    steps: Iterable[Step], *, due_on: date, on: date, calendar: Calendar
) -> Reached | None:
    """The latest step whose day has come; None before all.

    Asked on a later day than the step's own, the answer is the same step: what an
    outage missed is still told, once, and a duty made late gets the nearest step.
    """
    latest = None
    for days in sorted({day for step in steps for day in step.all_days()}):
        day = tell_on(due_on, days, calendar)
        if day > on:
            break
        latest = Reached(days, day)
    return latest


def coming(
    steps: Iterable[Step], *, due_on: date, after: date, until: date, calendar: Calendar
) -> list[Reached]:
    """The steps that will be reached after the one day and up to the other.

    Of several that fall on one working day, the last: one notice says it.
    """
    found: dict[date, Reached] = {}
    for days in sorted({day for step in steps for day in step.all_days()}):
        day = tell_on(due_on, days, calendar)
        if after < day <= until:
            found[day] = Reached(days, day)
    return list(found.values())


def span(steps: Iterable[Step]) -> tuple[int, int]:
    """How many days before, and after, its due day a duty can be at a step.

    With a month on either side for the days that offices rest.
    """
    steps = list(steps)
    before = max((-step.days for step in steps), default=0)
    after = max((max(step.all_days()) for step in steps), default=0)
    return max(before, 0) + 31, max(after, 0) + 31


def wording(days_left: int) -> str:
    """ "còn 3 ngày", "đến hạn hôm nay", "quá hạn 2 ngày"."""
    if days_left > 0:
        return f"còn {format_number(days_left)} ngày"
    return (
        "đến hạn hôm nay"
        if days_left == 0
        else f"quá hạn {format_number(-days_left)} ngày"
    )
