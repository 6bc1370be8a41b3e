"""The parts of the coordinating bodies: ended, reopened, returned; who is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Duty, Organisation, Promise, User
from accounts.reminding import ladder, promising

from .. import emails
from ..badges import Badge
from ..models import (
    OPEN_STATES,
    WORKING_STATES,
    Coordination,
    FocusTask,
    ProgressUpdate,
    TaskState,
    YearlyPlan,
)
from . import extending
from .recording import record
from .task_states import WORKERS, held, refuse_unless

RETURNED = "đã trả lại phần việc của"


def is_reportable(task: FocusTask) -> bool:
    """A coordinating body reports as long as the result is not confirmed.

    Also while the lead waits for that: it may have asked over an open part.
    """
    return task.state in OPEN_STATES and task.plan.state == YearlyPlan.State.ISSUED


def end(*, task: FocusTask, organisation: Organisation, by: User, on: date) -> bool:
    """The body's part is done; False if it was. For a task that is already held."""
    unfinished = task.coordinations.filter(
        organisation=organisation, done_on__isnull=True
    )
    part = unfinished.first()
    if part is None or not unfinished.update(done_on=on, done_by=by):
        return False
    extending.settle(task=task, part=part, why="Phần việc đã xong.", on=on)
    return True


@transaction.atomic
def reopen(*, part: Coordination, reason: str, by: User) -> bool:
    """The body takes its confirmation back. False if the part is open already."""
    task = _reopen(part, reason, "mở lại phần việc")
    if task is None:
        return False
    said = f"đã mở lại phần việc của {part.organisation}"
    record(task, said, by=by, reason=reason)
    return True


@transaction.atomic
def return_part(*, part: Coordination, reason: str, by: User, on: date) -> bool:
    """The plan's office finds the part wanting. False if it is open already."""
    task = _reopen(part, reason, "trả lại phần việc")
    if task is None:
        return False
    record(task, f"{RETURNED} {part.organisation}", by=by, reason=reason)
    emails.part_returned(part, task=task, reason=reason, on=on)
    return True


def _reopen(part: Coordination, reason: str, doing: str) -> FocusTask | None:
    if not reason.strip():
        raise ValidationError({"reason": f"Hãy ghi lý do {doing}."})
    task = held(part.task)
    refuse_unless(is_reportable(task), task, doing)
    done = Coordination.objects.filter(pk=part.pk, done_on__isnull=False)
    return task if done.update(done_on=None, done_by=None) else None


def may_reopen(user: User, part: Coordination) -> bool:
    """Staff and managers of the body itself."""
    return user.has_role(part.organisation_id, *WORKERS)


def may_return(user: User, part: Coordination) -> bool:
    """Staff and managers of the plan's office."""
    return user.has_role(part.task.plan.office_id, *WORKERS)


# -- Who is late with whose part ---------------------------------------------


@dataclass(frozen=True)
class Share:
    """What one body owes to a task, and how it stands on a day."""

    organisation: Organisation
    name: str
    is_lead: bool
    part: Coordination | None
    what: str
    due_on: date | None
    original_due_on: date | None
    done_on: date | None
    badge: Badge
    days_late: int  # 0: not late
    last: ProgressUpdate | None
    promise: Promise | None = None  # the last one, while the part is open
    promise_of: tuple[str, int] | None = None  # the duty, for who may promise a day
    can_reopen: bool = False
    can_return: bool = False


def board(
    task: FocusTask, updates: Sequence[ProgressUpdate], *, user: User, on: date
) -> list[Share]:
    """The lead and every coordinating body, in order; `updates`: newest first."""
    last: dict[int, ProgressUpdate] = {}
    for update in updates:
        last.setdefault(update.organisation_id, update)
    parts = task.coordinations.all()
    promises = promising.latest(
        {Duty.TASK: [task.pk], Duty.PART: [part.pk for part in parts]}
    )
    shares = [
        _of_lead(task, last.get(task.lead_organisation_id), on),
        *(
            _of_body(task, part, last.get(part.organisation_id), user, on)
            for part in parts
        ),
    ]
    return [_with_promise(share, task, promises, user) for share in shares]


def _with_promise(share: Share, task: FocusTask, promises: dict, user: User) -> Share:
    """What was promised of an open share, and whether this person may promise."""
    duty = (Duty.TASK, task.pk) if share.is_lead else (Duty.PART, share.part.pk)
    states = WORKING_STATES if share.is_lead else OPEN_STATES
    is_open = share.done_on is None and task.state in states
    is_owed = is_open and share.due_on and task.plan.state == YearlyPlan.State.ISSUED
    may = is_owed and user.has_role(share.organisation.pk, *WORKERS)
    return replace(
        share,
        promise=promises.get(duty) if is_open else None,
        promise_of=duty if may else None,
    )


def _of_lead(task: FocusTask, last: ProgressUpdate | None, on: date) -> Share:
    reported = task.state in (TaskState.SUBMITTED, TaskState.DONE)
    done_on = task.completed_on or (last.reported_on if reported and last else None)
    return Share(
        organisation=task.lead_organisation,
        name=task.lead_name,
        is_lead=True,
        part=None,
        what="chịu trách nhiệm chung",
        due_on=task.due_on,
        original_due_on=task.original_due_on,
        done_on=done_on,
        **_standing(task, task.due_on, done_on, last, on),
    )


def _of_body(task, part, last, user, on) -> Share:
    due_on = part.due_on or task.due_on
    may = part.done_on is not None and is_reportable(task)
    return Share(
        organisation=part.organisation,
        name=part.organisation.label,
        is_lead=False,
        part=part,
        what=part.part or "không nêu phần việc riêng",
        due_on=due_on,
        original_due_on=part.original_due_on,
        done_on=part.done_on,
        can_reopen=may and may_reopen(user, part),
        can_return=may and user.has_role(task.plan.office_id, *WORKERS),
        **_standing(task, due_on, part.done_on, last, on),
    )


def _standing(task, due_on, done_on, last, on) -> dict:
    days_late = 0
    if done_on:
        late = ", trễ hạn" if due_on is not None and done_on > due_on else ""
        badge = Badge("check", f"Đã xong{late}", "ok")
    elif not task.is_open:
        badge = Badge("x", "Không còn phải làm", "idle")
        if task.state == TaskState.DONE:
            badge = Badge("circle", "Chưa báo xong", "idle")
    elif due_on and due_on < on:
        days_late = (on - due_on).days
        badge = Badge("warn", ladder.wording(-days_late).capitalize(), "late")
    elif last:
        badge = Badge("play", "Đang thực hiện", "plan")
    else:
        badge = Badge("circle", "Chưa báo cáo", "idle")
    return {"badge": badge, "days_late": days_late, "last": last}


def late_of(shares: Iterable[Share]) -> list[Share]:
    """Who is behind, the longest first."""
    return sorted((s for s in shares if s.days_late), key=lambda s: -s.days_late)
