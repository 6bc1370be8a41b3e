"""What a changed ladder would bring: who is told what, when, in the next 30 days.

The same sources, ladders and calendar as a run reads; nothing is written. It tells
what is owed today: what will be done, moved or handed over meanwhile is not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Digest, Ladder, Reminder
from accounts.reminding import ladder as rules
from accounts.reminding.ladder import Reached, Step
from accounts.reminding.ladder_wording import Rung

from . import working_days
from .duties import Owing, source_of
from .ladders import LaddersOf
from .nearest import nearest
from .planning import CHUNK, KEY, Key, asked_for, in_chunks
from .working_days import WorkingDays

DAYS = 30
TOLD = (Reminder.State.SENT, Reminder.State.FAILED)


class Row(NamedTuple):
    """One reminder to come; in the order of the page."""

    day: date
    due_on: date
    duty_id: int
    receiver: int
    step: int
    audience: str


@dataclass(frozen=True)
class Preview:
    """`now`: what the ladder brings as it stands; `coming`: as it would be."""

    days: list[date]
    now: list[Row]
    coming: list[Row]
    is_whole: bool  # not, where there are more duties than were read


class Stretch(LaddersOf):
    """All that the ladders reach from a day on until another.

    `instead`: steps by the ladder's id, in the place of those that are stored.
    """

    def __init__(self, duty: str, *, until: date, instead=None, **kwargs):
        super().__init__(duty, **kwargs)
        self.until = until
        self.steps |= instead or {}

    @property
    def window(self) -> tuple[date, date]:
        first, last = super().window
        return first, last + (self.until - self.on)

    def _at(self, steps: list[Step], due_on: date) -> list[Reached]:
        coming = rules.coming(
            steps,
            due_on=due_on,
            after=self.on,
            until=self.until,
            calendar=self.calendar,
        )
        return super()._at(steps, due_on) + coming


def preview(*, ladder: Ladder, rungs: Iterable[Rung], at: datetime) -> Preview:
    """For the working days from now on; `rungs`: the ladder as it would be."""
    on = timezone.localdate(at)
    until = on + timedelta(days=DAYS)
    calendar = working_days.load(range(on.year - 1, until.year + 2))
    starts = Starts(at, calendar)
    instead = {ladder.pk: steps_of(rungs)}
    as_is, as_typed = (
        [
            Stretch(ladder.duty, on=day, until=until, calendar=calendar, instead=steps)
            for day in starts.days
        ]
        for steps in (None, instead)
    )
    owing, is_whole = [], True
    if source := source_of(ladder.duty):

        def is_ours(one: Owing) -> bool:
            return as_is[0].ladder_of(one.ladder_id) == ladder.pk

        windows = [stretch.window for stretch in as_is + as_typed]
        owing, is_whole = nearest(source, windows, on=starts.days[0], ours=is_ours)
    told = _told(ladder.duty, owing)
    return Preview(
        days=_working(starts.days[0], until, calendar),
        now=_rows(owing, as_is, told, starts),
        coming=_rows(owing, as_typed, told, starts),
        is_whole=is_whole,
    )


def steps_of(rungs: Iterable[Rung]) -> dict[str, list[Step]]:
    steps: dict[str, list[Step]] = {}
    for rung in rungs:
        step = Step(rung.days, rung.repeats_weekly)
        steps.setdefault(rung.audience, []).append(step)
    return steps


class Starts:
    """From which day each person can be told: once a day, in office hours."""

    def __init__(self, at: datetime, calendar: WorkingDays):
        local = timezone.localtime(at)
        today = local.date()
        is_over = local.time() >= calendar.hours_of(today)[1]
        first = calendar.after(today) if is_over else calendar.on_or_after(today)
        digests = Digest.objects.filter(on=first, kind=Digest.Kind.DAILY)
        self.told = set(digests.values_list("receiver", flat=True))
        self.days = [first, calendar.after(first)] if self.told else [first]

    def of(self, receiver: int) -> date:
        return self.days[receiver in self.told]


def _told(duty: str, owing: list[Owing]) -> set[Key]:
    told: set[Key] = set()
    for chunk in in_chunks([one.duty_id for one in owing], CHUNK):
        rows = Reminder.objects.filter(duty=duty, duty_id__in=chunk, state__in=TOLD)
        told |= set(rows.values_list(*KEY))
    return told


def _rows(
    owing: list[Owing], stretches: list[Stretch], told: set[Key], starts: Starts
) -> list[Row]:
    rows = []
    for stretch in stretches:
        first, last = stretch.window
        asked = asked_for((o for o in owing if first <= o.due_on <= last), stretch)
        for key, telling in asked.items():
            duty_id, step, due_on, receiver = key
            if starts.of(receiver) == stretch.on and key not in told:
                day = max(telling.tell_on, stretch.on)
                rows.append(Row(day, due_on, duty_id, receiver, step, telling.audience))
    return sorted(rows)


def _working(first: date, last: date, calendar: WorkingDays) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if calendar.is_working(day)]
