"""Reminders from a ledger: due and not yet told, once for each step, never at a loss.

Each run first writes what is due into the ledger (one row for each receiver, duty,
step and due day, unique in the database), then tells each receiver once. A second
run finds nothing to write and nothing to tell; a missed day is caught up by the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import delivery, ladder, notices
from accounts.models import Membership, Reminder, ReminderStep, Role, User

from .models import WORKING_STATES, FocusTask, YearlyPlan
from .permissions import DECIDERS

Duty = ReminderStep.Duty


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


def remind(*, on: date, at: datetime) -> int:
    """Write what is due into the ledger and tell everyone concerned.

    Returns the number of people told.
    """
    dues = {(due.duty, due.duty_id, due.due_on): due for due in due_duties(on)}
    plan(dues.values(), on=on)
    receivers = (
        Reminder.objects.filter(state=Reminder.State.PLANNED)
        .values_list("receiver", flat=True)
        .distinct()
        .order_by("receiver")
    )
    return sum(tell(receiver, dues, on=on, at=at) for receiver in list(receivers))


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
    first = on - timedelta(days=7 * (ladder.WEEKS_AFTER + 1))
    return first, on + timedelta(days=max((-s.days for s in steps), default=0))


def _due_tasks(on: date) -> Iterator[Due]:
    steps = steps_of(Duty.TASK)
    first, last = _window(steps, on)
    tasks = (
        FocusTask.objects.filter(
            state__in=WORKING_STATES,
            plan__state=YearlyPlan.State.ISSUED,
            due_on__gte=first,
            due_on__lte=last,
        )
        .select_related("lead_organisation")
        .prefetch_related("coordinations__organisation")
    )
    for task in tasks.iterator(chunk_size=1000):
        step = ladder.reached(steps, due_on=task.due_on, on=on)
        if step is None:
            continue
        owed = [(task.lead_organisation, "cơ quan chủ trì")]
        owed += [
            (part.organisation, "cơ quan phối hợp")
            for part in task.coordinations.all()
            if part.done_on is None
        ]
        yield Due(
            duty=Duty.TASK,
            duty_id=task.pk,
            title=task.title,
            url=task.get_absolute_url(),
            due_on=task.due_on,
            step=step,
            owed_by=tuple(
                (
                    frozenset({body.pk}),
                    (Role.STAFF,),
                    f"Ông/Bà là chuyên viên của {body}, {share} của nhiệm vụ.",
                )
                for body, share in owed
            ),
        )


def _due_decisions(on: date) -> Iterator[Due]:
    steps = steps_of(Duty.DECISION)
    first, last = _window(steps, on)
    plans = YearlyPlan.objects.filter(
        state=YearlyPlan.State.SUBMITTED,
        decision_due_on__gte=first,
        decision_due_on__lte=last,
    ).prefetch_related("agreement__parties__members", "submissions__decisions")
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
                    frozenset(party.organisation_ids()),
                    DECIDERS,
                    f"Ông/Bà được giao cho ý kiến thay mặt {party.name_as_signed}.",
                )
                for party in waiting.agreement.parties.all()
                if party.pk not in decided
            ),
        )


def plan(dues, *, on: date) -> None:
    """Write the ledger rows that are missing. Twice at once: the key keeps one."""
    receivers_of = _people(on)
    rows = [
        Reminder(
            receiver_id=receiver,
            duty=due.duty,
            duty_id=due.duty_id,
            step=due.step,
            due_on=due.due_on,
            state=Reminder.State.PLANNED,
            why=why,
            planned_on=on,
        )
        for due in dues
        for receiver, why in receivers_of(due).items()
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


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
def tell(receiver_id: int, dues: dict, *, on: date, at: datetime) -> bool:
    """One digest to one person: the ledger rows and the message in one transaction.

    Rows held by another run are left to it; rows whose duty was met, moved or handed
    over since they were planned are withdrawn, not sent.
    """
    waiting = list(
        Reminder.objects.select_for_update(skip_locked=True).filter(
            receiver=receiver_id, state=Reminder.State.PLANNED
        )
    )
    to_send = []
    for row in waiting:
        due = dues.get((row.duty, row.duty_id, row.due_on))
        if due is not None and due.step == row.step:
            to_send.append((row, due))
    kept = {row.pk for row, _ in to_send}
    Reminder.objects.filter(
        pk__in=[row.pk for row in waiting if row.pk not in kept]
    ).update(state=Reminder.State.WITHDRAWN, settled_at=at)
    if not to_send:
        return False
    receiver = User.objects.get(pk=receiver_id)
    to_send.sort(key=lambda pair: pair[1].due_on)
    lines = [
        {
            "title": due.title,
            "when": ladder.wording((due.due_on - on).days),
            "due_on": due.due_on,
            "link": settings.SITE_URL + due.url,
            "why": row.why,
        }
        for row, due in to_send
    ]
    mail = _write(receiver, lines, on)
    for line, (_, due) in zip(lines, to_send, strict=True):
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
