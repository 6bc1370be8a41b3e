"""The ladder of reminders: which step a duty has reached. No clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .vietnamese import format_number

WEEKS_AFTER = 12  # then the weekly step falls silent; the page still shows it late


@dataclass(frozen=True)
class Step:
    """`days` from the due day (negative: before); repeated each week after if asked."""

    days: int
    repeats_weekly: bool = False


def reached(steps: Iterable[Step], *, due_on: date, on: date) -> int | None:
    """The latest step whose day has come, in days from the due day; None before all.

    Asked on a later day than the step's own, the answer is the same step: what an
    outage missed is still told, once, and a duty made late gets the nearest step.
    """
    elapsed = (on - due_on).days
    latest = None
    for step in steps:
        if step.days > elapsed:
            continue
        days = step.days
        if step.repeats_weekly:
            days += 7 * min((elapsed - step.days) // 7, WEEKS_AFTER - 1)
        latest = days if latest is None else max(latest, days)
    return latest


def span(steps: Iterable[Step]) -> tuple[int, int]:
    """How many days before, and after, its due day a duty can be at a step."""
    steps = list(steps)
    weeks = 7 * (WEEKS_AFTER + 1)
    after = (s.days + weeks * s.repeats_weekly for s in steps)
    return max((-s.days for s in steps), default=0), max(after, default=0) + 7


def wording(days_left: int) -> str:
    """ "còn 3 ngày", "đến hạn hôm nay", "quá hạn 2 ngày"."""
    if days_left > 0:
        return f"còn {format_number(days_left)} ngày"
    return (
        "đến hạn hôm nay"
        if days_left == 0
        else f"quá hạn {format_number(-days_left)} ngày"
    )
