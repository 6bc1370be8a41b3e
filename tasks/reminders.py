"""Reminders from a ledger: due and not yet told, once for each step, never at a loss.

Each run first writes what is due into the ledger (one row for each receiver, duty,
step and due day, unique in the database), then tells each receiver once. A second
run finds nothing to write and nothing to tell; a missed day is caught up by the next.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import delivery, ladder, notices
from accounts.models import Membership, Reminder, ReminderStep, Role, User

from .models import WORKING_STATES, Coordination, FocusTask, YearlyPlan
from .permissions import DECIDERS

logger = logging.getLogger(__name__)

Duty = ReminderStep.Duty

# What tells one reminder of a person from the others: the ledger's key.
KEY = ("duty", "duty_id", "step", "due_on")
Key = tuple[str, int, int, date]


@dataclass(frozen=True)
class Due:
    """A duty that has reached a step, and the bodies whose people owe it."""

    duty: str
    duty_id: int
    title: str
    url: str
    due_on: date
    step: int
    # (organisation ids, roles that are told, why they are)
    owed_by: tuple[tuple[frozenset[int], tuple[str, ...], str], ...]

    @property
    def key(self) -> Key:
        return self.duty, self.duty_id, self.step, self.due_on


Owed = dict[int, dict[Key, tuple[Due, str]]]  # receiver id → {key: (duty, why)}


def remind(*, on: date, at: datetime) -> int:
    """Write what is due into the ledger and tell everyone concerned.

    Returns the number of people told. Not atomic: each person's digest is its own
    transaction, so one that fails cannot keep the others from theirs.
    """
    owed = owed_on(on)
    plan(owed, on=on)
    receivers = (
        Reminder.objects.filter(state=Reminder.State.PLANNED)
        .values_list("receiver", flat=True)
        .distinct()
        .order_by("receiver")
    )
    told = 0
    for receiver in list(receivers):
        try:
            told += tell(receiver, owed.get(receiver, {}), on=on, at=at)
        except Exception:
            logger.exception("User %s was not reminded", receiver)
    return told


def owed_on(on: date) -> Owed:
    """What each person is to be told by that day."""
    receivers_of = _people(on)
    owed: Owed = defaultdict(dict)
    for due in due_duties(on):
        for receiver, why in receivers_of(due).items():
            owed[receiver][due.key] = (due, why)
    return owed


def steps_of(duty: str) -> list[ladder.Step]:
    return [
        ladder.Step(row.days, row.repeats_weekly)
        for row in ReminderStep.objects.filter(duty=duty)
    ]


def due_duties(on: date) -> Iterator[Due]:
    """Every duty that has reached a step of its ladder by that day."""
    yield from _due_tasks(on)
    yield from _due_decisions(on)


def _window(steps: list[ladder.Step], on: date) -> tuple[date, date]:
    """The due days that can have reached a step: the sweep reads no further."""
    before, after = ladder.span(steps)
    return on - timedelta(days=after), on + timedelta(days=before)


def _due_tasks(on: date) -> Iterator[Due]:
    """Tasks by their deadline; a part with a day of its own by that day."""
    steps = steps_of(Duty.TASK)
    window = _window(steps, on)
    running = FocusTask.objects.filter(
        state__in=WORKING_STATES, plan__state=YearlyPlan.State.ISSUED
    )
    by_deadline = running.filter(due_on__range=window)
    by_part = running.filter(
        pk__in=Coordination.objects.filter(
            done_on__isnull=True, due_on__range=window
        ).values("task")
    )
    seen = set()
    for tasks in (by_deadline, by_part):
        tasks = tasks.select_related("lead_organisation").prefetch_related(
            "coordinations__organisation"
        )
        for task in tasks.iterator(chunk_size=1000):
            if task.pk not in seen:
                seen.add(task.pk)
                yield from _dues_of(task, steps, on)


def _dues_of(task: FocusTask, steps: list[ladder.Step], on: date) -> Iterator[Due]:
    owed = defaultdict(list, {task.due_on: [(task.lead_organisation, "chủ trì")]})
    for part in task.coordinations.all():
        if part.done_on is None:
            owed[part.due_on or task.due_on].append((part.organisation, "phối hợp"))
    for due_on, bodies in owed.items():
        step = due_on and ladder.reached(steps, due_on=due_on, on=on)
        if step is None:
            continue
        yield Due(
            duty=Duty.TASK,
            duty_id=task.pk,
            title=task.title,
            url=task.get_absolute_url(),
            due_on=due_on,
            step=step,
            owed_by=tuple(
                (
                    frozenset({body.pk}),
                    (Role.STAFF,),
                    f"Ông/Bà là chuyên viên của {body}, cơ quan {share} của nhiệm vụ.",
                )
                for body, share in bodies
            ),
        )


def _due_decisions(on: date) -> Iterator[Due]:
    steps = steps_of(Duty.DECISION)
    first, last = _window(steps, on)
    plans = YearlyPlan.objects.filter(
        state=YearlyPlan.State.SUBMITTED,
        decision_due_on__gte=first,
        decision_due_on__lte=last,
    ).prefetch_related(
        "agreement__parties__members",
        "agreement__parties__decisions",
        "submissions__decisions",
    )
    for waiting in plans:
        step = ladder.reached(steps, due_on=waiting.decision_due_on, on=on)
        if step is None:
            continue
        decided = {
            decision.party_id
            for submission in waiting.submissions.all()
            if submission.number == waiting.round
            for decision in submission.decisions.all()
        }
        yield Due(
            duty=Duty.DECISION,
            duty_id=waiting.pk,
            title=f"Cho ý kiến về “{waiting.title}”",
            url=waiting.get_absolute_url(),
            due_on=waiting.decision_due_on,
            step=step,
            owed_by=tuple(
                (
                    frozenset(party.bearer_ids(on)),
                    DECIDERS,
                    f"Ông/Bà được giao cho ý kiến thay mặt {party.name_as_signed}.",
                )
                for party in waiting.agreement.parties.all()
                if party.pk not in decided
            ),
        )


@transaction.atomic
def plan(owed: Owed, *, on: date) -> None:
    """Write the ledger rows that are missing. Twice at once: the key keeps one.

    A row withdrawn earlier for a duty that is owed again (a result sent back, a day
    moved there and back) waits again; what was sent stays sent.
    """
    rows = [
        Reminder(
            receiver_id=receiver,
            **dict(zip(KEY, key, strict=True)),
            state=Reminder.State.PLANNED,
            why=why,
            planned_on=on,
        )
        for receiver, duties in owed.items()
        for key, (_, why) in duties.items()
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    withdrawn = Reminder.objects.filter(
        state=Reminder.State.WITHDRAWN,
        due_on__gte=min((row.due_on for row in rows), default=on),
    )
    again = [
        pk
        for pk, receiver, *key in withdrawn.values_list("pk", "receiver", *KEY)
        if tuple(key) in owed.get(receiver, {})
    ]
    withdrawn.filter(pk__in=again).update(
        state=Reminder.State.PLANNED, planned_on=on, settled_at=None
    )


def _people(on: date):
    """A function from a duty to {receiver id: why}; looks each body up only once."""
    known: dict[tuple, list[int]] = {}

    def receivers_of(due: Due) -> dict[int, str]:
        found: dict[int, str] = {}
        for bodies, roles, why in due.owed_by:
            key = (bodies, roles)
            if key not in known:
                places = Membership.objects.serving(bodies, roles=roles, on=on)
                known[key] = list(places.values_list("user", flat=True))
            for receiver in known[key]:
                found.setdefault(receiver, why)
        return found

    return receivers_of


@transaction.atomic
def tell(
    receiver_id: int, duties: dict[Key, tuple[Due, str]], *, on: date, at: datetime
) -> bool:
    """One digest to one person: the ledger rows and the message in one transaction.

    Rows held by another run are left to it; rows whose duty was met, moved or handed
    over since they were planned are withdrawn, not sent. Who had a digest today gets
    the next one tomorrow: news of the day comes by its own message.
    """
    waiting = list(
        Reminder.objects.select_for_update(skip_locked=True).filter(
            receiver=receiver_id, state=Reminder.State.PLANNED
        )
    )
    to_send = [
        (row, *duties[row_key])
        for row in waiting
        if (row_key := tuple(getattr(row, name) for name in KEY)) in duties
    ]
    kept = {row.pk for row, _, _ in to_send}
    Reminder.objects.filter(
        pk__in=[row.pk for row in waiting if row.pk not in kept]
    ).update(state=Reminder.State.WITHDRAWN, settled_at=at)
    told_today = Reminder.objects.filter(
        receiver=receiver_id, state=Reminder.State.SENT, settled_at__date=on
    )
    if not to_send or told_today.exists():
        return False
    receiver = User.objects.get(pk=receiver_id)
    to_send.sort(key=lambda item: item[1].due_on)
    lines = [
        {
            "title": due.title,
            "when": ladder.wording((due.due_on - on).days),
            "due_on": due.due_on,
            "link": settings.SITE_URL + due.url,
            "why": why,
        }
        for _, due, why in to_send
    ]
    mail = _write(receiver, lines, on)
    for line, (_, due, _) in zip(lines, to_send, strict=True):
        notices.notify(user=receiver, text=f"{due.title}: {line['when']}.", url=due.url)
    Reminder.objects.filter(pk__in=kept).update(
        state=Reminder.State.SENT, settled_at=at, mail=mail
    )
    return True


def _write(receiver: User, lines: list[dict], on: date):
    context = {
        "to": receiver,
        "lines": lines,
        "on": on,
        "link": settings.SITE_URL + reverse("reports:workspace"),
    }
    subject = render_to_string("emails/reminders-subject.txt", context)
    body = render_to_string("emails/reminders-body.txt", context)
    return delivery.write(to=receiver, subject=" ".join(subject.split()), body=body)


def ledger_of(duty: str, duty_id: int):
    """Who was told what and when about one duty, for its page."""
    return Reminder.objects.filter(duty=duty, duty_id=duty_id).select_related(
        "receiver"
    )
