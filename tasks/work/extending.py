"""More time for a task, or for a body's part of it: asked, and decided once."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import NotPossible
from accounts.models import Organisation, Role, User
from accounts.vietnamese import format_date

from .. import emails
from ..models import (
    OPEN_STATES,
    WORKING_STATES,
    Coordination,
    Extension,
    FocusTask,
    YearlyPlan,
)
from .recording import record
from .task_states import WORKERS, held, refuse_unless

ONE_WAITS = (
    "Đang có một đề nghị gia hạn chờ quyết định. Hãy chờ kết quả, hoặc rút đề nghị "
    "đó trước khi đề nghị lại."
)
PART_GONE = "Phần việc này không còn trong kế hoạch sau lần sửa đổi vừa ban hành."
State = Extension.State


@transaction.atomic
def ask(
    *,
    task: FocusTask,
    organisation: Organisation,
    asked_due_on: date,
    reason: str,
    by: User,
    on: date,
    part: Coordination | None = None,
) -> Extension:
    """Ask for another day, before or after the deadline. One request at a time."""
    task = held(task)
    running = task.plan.state == YearlyPlan.State.ISSUED
    refuse_unless(running and task.state in WORKING_STATES, task, "đề nghị gia hạn")
    if part:
        parts = task.coordinations.select_related("organisation")
        part = parts.filter(pk=part.pk).first()
        if part is None:
            raise NotPossible(PART_GONE)
        part.task = task
    if part and part.done_on:
        raise NotPossible("Phần việc này đã xong nên không cần gia hạn.")
    due_on = part.last_day if part else task.due_on
    _check(due_on, asked_due_on, reason, on)
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                task=task,
                part=part,
                organisation=organisation,
                was_due_on=due_on,
                asked_due_on=asked_due_on,
                reason=reason.strip(),
                asked_on=on,
                asked_by=by,
            )
    except IntegrityError:
        raise NotPossible(ONE_WAITS) from None
    record(
        task,
        f"đã đề nghị gia hạn {what_of(extension)} "
        f"từ {format_date(due_on)} đến {format_date(asked_due_on)}",
        by=by,
        reason=reason,
    )
    emails.extension_asked(extension, on=on)
    return extension


def _check(due_on: date | None, asked_due_on: date, reason: str, on: date) -> None:
    if due_on is None:
        raise NotPossible(
            "Việc này không có hạn tính bằng ngày nên không có gì để gia hạn."
        )
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do đề nghị gia hạn."})
    _check_day("asked_due_on", asked_due_on, due_on, on)


def _check_day(field: str, day: date, due_on: date, on: date) -> None:
    if day <= due_on:
        raise ValidationError(
            {field: f"Ngày mới phải sau hạn hiện tại ({format_date(due_on)})."}
        )
    if day < on:
        raise ValidationError({field: "Ngày mới không thể là ngày đã qua."})


@transaction.atomic
def grant(
    *, extension: Extension, due_on: date, by: User, on: date, reason: str = ""
) -> bool:
    """Move the deadline to the day asked for, or another. False if decided before.

    The deadline before the first move stays on record; the words never change.
    """
    extension, task = _held(extension)
    if extension.state != State.ASKED:
        return False
    _refuse_if_closed(task, "gia hạn")
    owed = extension.part or task
    now_due_on = extension.part.last_day if extension.part else task.due_on
    if now_due_on is None:
        raise NotPossible("Việc này không còn hạn tính bằng ngày để gia hạn.")
    _check_day("granted_due_on", due_on, now_due_on, on)
    _decide(extension, State.GRANTED, by, on, reason, granted_due_on=due_on)
    owed.original_due_on = owed.original_due_on or now_due_on
    owed.due_on = due_on
    owed.save(update_fields=["due_on", "original_due_on"])
    _record(
        extension,
        f"đã gia hạn {what_of(extension)} từ {format_date(now_due_on)} "
        f"đến {format_date(due_on)}",
    )
    emails.extension_decided(extension, on=on)
    return True


@transaction.atomic
def refuse(*, extension: Extension, reason: str, by: User, on: date) -> bool:
    """The deadline stays. False if somebody decided before."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do không gia hạn."})
    extension, task = _held(extension)
    if extension.state != State.ASKED:
        return False
    _refuse_if_closed(task, "quyết định")
    _decide(extension, State.REFUSED, by, on, reason)
    _record(extension, f"đã không đồng ý gia hạn {what_of(extension)}")
    emails.extension_decided(extension, on=on)
    return True


@transaction.atomic
def withdraw(*, extension: Extension, by: User, on: date) -> bool:
    """The body that asked takes it back. False if it was decided before."""
    extension, _ = _held(extension)
    if extension.state != State.ASKED:
        return False
    _decide(extension, State.WITHDRAWN, by, on, "")
    _record(extension, f"đã rút đề nghị gia hạn {what_of(extension)}")
    return True


def settle(
    *, task: FocusTask, why: str, on: date, part: Coordination | None = None
) -> None:
    """What was asked of work that is over waits for nobody any more."""
    waiting = task.extensions.waiting()
    if part:
        waiting = waiting.filter(part=part)
    waiting.update(state=State.WITHDRAWN, decision_reason=why, decided_on=on)


def _held(extension: Extension) -> tuple[Extension, FocusTask]:
    """In the order in which `ask` takes them, so that two never wait for each other."""
    task = held(extension.task)
    current = (
        Extension.objects.select_for_update(of=("self",))
        .select_related("part__organisation", "organisation")
        .filter(pk=extension.pk)
        .first()
    )
    if current is None:  # it goes with its part, when an amendment drops that
        raise NotPossible(PART_GONE)
    current.task = task
    if current.part:
        current.part.task = task
    return current, task


def _refuse_if_closed(task: FocusTask, doing: str) -> None:
    running = task.plan.state == YearlyPlan.State.ISSUED
    refuse_unless(running and task.state in OPEN_STATES, task, doing)


def _decide(extension, state, by, on, reason, **values) -> None:
    for name, value in values.items():
        setattr(extension, name, value)
    extension.state, extension.decided_by, extension.decided_on = state, by, on
    extension.decision_reason = reason.strip()
    extension.save()


def _record(extension: Extension, action: str) -> None:
    by, reason = extension.decided_by, extension.decision_reason
    record(extension.task, action, by=by, reason=reason)


def what_of(extension: Extension) -> str:
    if extension.part_id:
        return f"phần việc của {extension.part.organisation}"
    return "nhiệm vụ"


# -- Who may ------------------------------------------------------------------


def shares_to_extend(user: User, task: FocusTask) -> list[tuple]:
    """(body, its part or None for the whole) for which this person may ask now."""
    if task.state not in WORKING_STATES or task.plan.state != YearlyPlan.State.ISSUED:
        return []
    return shares_of(user, task)


def shares_of(user: User, task: FocusTask) -> list[tuple]:
    """The same, of a task that may be closed by now."""
    mine = user.organisation_ids_as(*WORKERS)
    found = []
    if task.lead_organisation_id in mine and task.due_on:
        found.append((task.lead_organisation, None))
    for part in task.coordinations.all():
        if part.organisation_id in mine and not part.done_on:
            if part.due_on or task.due_on:
                found.append((part.organisation, part))
    return found


def may_decide(user: User, extension: Extension) -> bool:
    """Staff and managers of the plan's office, never whoever asked.

    Of what one's own body asked, only the office's managers decide.
    """
    if user.pk == extension.asked_by_id:
        return False
    is_own = user.has_role(extension.organisation_id, *WORKERS)
    roles = (Role.MANAGER,) if is_own else WORKERS
    return user.has_role(extension.task.plan.office_id, *roles)


def may_withdraw(user: User, extension: Extension) -> bool:
    """Staff and managers of the body that asked."""
    return user.has_role(extension.organisation_id, *WORKERS)
