"""What is due and not yet told goes into the ledger; what is owed no more leaves it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from accounts.models import Audience, Reminder, ReminderRun
from accounts.vietnamese import format_date

from .duties import Owing, source_of, sources
from .ladders import LaddersOf
from .serving import Serving
from .working_days import WorkingDays

State = Reminder.State
CHUNK = 500  # duties; within what SQLite takes in one question

MET = "Việc đã xong, đã hủy hoặc không còn phải làm."
MOVED = "Hạn đã đổi thành {}."
PASSED_ON = "Người nhận không còn phụ trách việc này."
OVERTAKEN = "Đã có lượt nhắc của bậc sau."

# (duty id, step, due day, receiver): within one kind of duty, the ledger's key.
Key = tuple[int, int, date, int]
KEY = ("duty_id", "step", "due_on", "receiver_id")


@dataclass
class Planned:
    written: int = 0
    withdrawn: int = 0


def plan(*, on: date, at: datetime, calendar: WorkingDays) -> Planned:
    """Bring the ledger up to the day. A second run finds nothing to write.

    Not atomic: each chunk is its own transaction, and two runs at once write the
    same rows, of which the key keeps one.
    """
    result = Planned()
    if not calendar.is_working(on):
        return result
    serving = Serving(on)
    missed = Missed(on, calendar)
    rows = Reminder.objects.filter(state=State.PLANNED).order_by()
    waiting = list(rows.values_list("pk", flat=True))
    kept: set[int] = set()
    for source in sources():
        ladders = LaddersOf(source.duty, on=on, calendar=calendar)
        owing = source.owing(*ladders.window, serving=serving)
        for chunk in in_chunks(owing, CHUNK):
            wanted = asked_for(chunk, ladders)
            written, seen = _write(source.duty, wanted, missed=missed, at=at)
            result.written += written
            kept |= seen
    stale = [pk for pk in waiting if pk not in kept]
    result.withdrawn = _withdraw(stale, serving=serving, at=at)
    return result


def in_chunks(rows: Iterable, size: int) -> Iterator[list]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


class Missed:
    """Was the system silent from that day until today, for too long to pass over?

    A run on a day of rest tells nobody: it does not end the silence.
    """

    def __init__(self, on: date, calendar: WorkingDays):
        runs = ReminderRun.objects.filter(finished_at__isnull=False)
        days = runs.order_by("-finished_at").values_list("on", flat=True)
        last = days.filter(on__lt=on).first()
        while last and not calendar.is_working(last):
            last = days.filter(on__lt=last).first()
        self.last_run_on = last
        self.silent_from = on - timedelta(days=settings.REMINDER_LATE_DAYS)

    def __call__(self, tell_on: date) -> bool:
        last = self.last_run_on
        return last is not None and last < tell_on <= self.silent_from


class Telling(NamedTuple):
    audience: str
    why: str
    tell_on: date


def asked_for(owing: Iterable[Owing], ladders: LaddersOf) -> dict[Key, Telling]:
    """What these duties ask to be told of by that day: a pure function.

    Who owes a duty and also leads the body that owes it is told once for a step.
    """
    wanted: dict[Key, Telling] = {}
    for duty_id, due_on, owners, leaders, ladder_id in owing:
        for audience, (step, tell_on) in ladders.reached(ladder_id, due_on):
            is_owner = audience == Audience.OWNER
            for receiver, why in (owners if is_owner else leaders).items():
                key = (duty_id, step, due_on, receiver)
                if is_owner or key not in wanted:
                    wanted[key] = Telling(audience, why, tell_on)
    return wanted


@transaction.atomic
def _write(
    duty: str, wanted: dict[Key, Telling], *, missed: Missed, at: datetime
) -> tuple[int, set[int]]:
    """How many rows are new or waiting again; the waiting ones that are still owed.

    A row withdrawn earlier for a duty that is owed again (a result sent back, a day
    moved there and back) waits again; what was sent stays sent.
    """
    if not wanted:
        return 0, set()
    known = {
        key: (pk, state)
        for pk, state, *rest in Reminder.objects.filter(
            duty=duty,
            duty_id__in={key[0] for key in wanted},
            # A range, not a list: the index is then entered once for each duty.
            step__range=(min(k[1] for k in wanted), max(k[1] for k in wanted)),
            due_on__range=(min(k[2] for k in wanted), max(k[2] for k in wanted)),
        )
        .order_by()
        .values_list("pk", "state", "duty_id", "step", "due_on", "receiver")
        if (key := tuple(rest)) in wanted
    }
    new = [
        Reminder(
            duty=duty,
            **dict(zip(KEY, key, strict=True)),
            audience=told.audience,
            why=told.why,
            is_late=missed(told.tell_on),
            tell_on=told.tell_on,
            planned_at=at,
        )
        for key, told in wanted.items()
        if key not in known
    ]
    Reminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    again = 0
    for key, (pk, state) in known.items():
        if state == State.WITHDRAWN:
            told = wanted[key]
            again += Reminder.objects.filter(pk=pk, state=State.WITHDRAWN).update(
                state=State.PLANNED,
                settled_at=None,
                settled_why="",
                audience=told.audience,
                why=told.why,
                is_late=missed(told.tell_on),
                planned_at=at,
            )
    kept = {pk for pk, state in known.values() if state == State.PLANNED}
    return len(new) + again, kept


def _withdraw(pks: list[int], *, serving: Serving, at: datetime) -> int:
    """Rows that wait though nobody owes them any more, each with the reason."""
    withdrawn = 0
    for chunk in in_chunks(pks, CHUNK):
        rows = Reminder.objects.filter(pk__in=chunk, state=State.PLANNED)
        for why, same in _by_reason(rows, serving).items():
            withdrawn += Reminder.objects.filter(
                pk__in=same, state=State.PLANNED
            ).update(state=State.WITHDRAWN, settled_at=at, settled_why=why)
    return withdrawn


def _by_reason(rows: Iterable[Reminder], serving: Serving) -> dict[str, list[int]]:
    by_duty = defaultdict(list)
    for row in rows:
        by_duty[row.duty].append(row)
    reasons = defaultdict(list)
    for duty, same in by_duty.items():
        source = source_of(duty)
        ids = {row.duty_id for row in same}
        owing = source.owing_of(ids, serving=serving) if source else []
        by_id = {one.duty_id: one for one in owing}
        for row in same:
            reasons[_reason(row, by_id.get(row.duty_id))].append(row.pk)
    return reasons


def _reason(row: Reminder, owing: Owing | None) -> str:
    if owing is None:
        return MET
    if owing.due_on != row.due_on:
        return MOVED.format(format_date(owing.due_on))
    people = owing.owners if row.audience == Audience.OWNER else owing.leaders
    return OVERTAKEN if row.receiver_id in people else PASSED_ON
