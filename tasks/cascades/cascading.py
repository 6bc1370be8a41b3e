"""Cascade: a task tells a group of bodies to sign a programme of their own."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, User
from accounts.stored_files import files
from accounts.vietnamese import format_date
from agreements.models import Agreement

from .. import emails
from ..models import CascadeDuty, FocusTask, TaskState, YearlyPlan
from .cascade_list import LATE, WAITING, owed_under


def _locked(task: FocusTask) -> FocusTask:
    """The task, held; NotPossible unless its plan is being carried out."""
    task = (
        FocusTask.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=task.pk)
    )
    if task.plan.state != YearlyPlan.State.ISSUED or task.state == TaskState.CANCELLED:
        raise NotPossible(
            "Nhiệm vụ đã hủy hoặc kế hoạch đã kết thúc nên không làm được việc này."
        )
    return task


@transaction.atomic
def ask(
    *,
    task: FocusTask,
    bodies: Iterable[Organisation],
    due_on: date | None,
    by: User,
    on: date,
) -> int:
    """Give each body the duty to sign; who has it already keeps what it has.

    Returns how many are new. NotPossible when nobody is.
    """
    task = _locked(task)
    if due_on and due_on < on:
        raise ValidationError({"due_on": "Hạn ký phải từ hôm nay trở đi."})
    known = set(task.cascade.values_list("organisation", flat=True))
    new = [body for body in bodies if body.pk not in known]
    if not new:
        raise NotPossible("Các cơ quan đã chọn đều có trong danh sách. Hãy chọn thêm.")
    CascadeDuty.objects.bulk_create(
        [CascadeDuty(task=task, organisation=body, due_on=due_on) for body in new],
        batch_size=500,
    )
    until = f", hạn {format_date(due_on)}" if due_on else ""
    history.record(
        by=by,
        action=f"đã giao {len(new)} cơ quan ký chương trình riêng{until} theo nhiệm vụ",
        target=task,
    )
    emails.cascade_asked(task, [body.pk for body in new], due_on=due_on, on=on)
    return len(new)


@transaction.atomic
def record_signing(
    *,
    duty: CascadeDuty,
    signed_on: date,
    by: User,
    on: date,
    document_number: str = "",
    agreement: Agreement | None = None,
    upload=None,
) -> CascadeDuty:
    """The body has signed; again, to correct what was recorded."""
    duty = _held(duty)
    if duty.left_out_reason:
        raise NotPossible(
            "Cơ quan này đã được ghi là không phải ký. Hãy đưa trở lại danh sách trước."
        )
    if signed_on > on:
        raise ValidationError({"signed_on": "Ngày ký không thể ở tương lai."})
    said = "đã sửa việc ký" if duty.signed_on else "đã ghi nhận việc ký"
    duty.signed_on, duty.document_number = signed_on, document_number
    duty.agreement, duty.recorded_by = agreement, by
    if upload:
        duty.stored_file = files.store(upload=upload, by=by)
    duty.save()
    number = f" số {document_number}" if document_number else ""
    _note(
        duty,
        by,
        f"{said} chương trình{number} ngày {format_date(signed_on)} của "
        f"{duty.organisation}, theo nhiệm vụ",
    )
    return duty


@transaction.atomic
def take_back_signing(*, duty: CascadeDuty, reason: str, by: User) -> None:
    """What was recorded was wrong: the body has not signed."""
    _check_reason(reason)
    duty = _held(duty)
    if not duty.signed_on:
        raise NotPossible("Cơ quan này chưa được ghi nhận là đã ký.")
    duty.signed_on, duty.document_number = None, ""
    duty.agreement = duty.stored_file = None
    duty.recorded_by = by
    duty.save()
    _note(duty, by, f"đã bỏ ghi nhận việc ký của {duty.organisation}", reason)


@transaction.atomic
def leave_out(*, duty: CascadeDuty, reason: str, by: User) -> None:
    """The body need not sign; the reason stays in the list."""
    _check_reason(reason)
    duty = _held(duty)
    if duty.signed_on:
        raise NotPossible(
            "Cơ quan này đã ký. Nếu ghi nhầm, hãy bỏ ghi nhận việc ký trước."
        )
    duty.left_out_reason, duty.recorded_by = reason, by
    duty.save()
    _note(duty, by, f"đã ghi {duty.organisation} không phải ký", reason)


@transaction.atomic
def put_back(*, duty: CascadeDuty, by: User) -> bool:
    """The body is to sign after all. False if it already was."""
    duty = _held(duty)
    if not duty.left_out_reason:
        return False
    duty.left_out_reason, duty.recorded_by = "", by
    duty.save()
    _note(duty, by, f"đã đưa {duty.organisation} trở lại danh sách phải ký")
    return True


@transaction.atomic
def nudge(*, task: FocusTask, by: User, on: date) -> int:
    """Remind the people of every body that has not signed; once a day.

    Returns how many bodies: 0 when all have signed.
    """
    task = _locked(task)
    said = f"đã nhắc các cơ quan chưa ký ngày {format_date(on)}, theo nhiệm vụ"
    if history.of(task).filter(action=said).exists():
        raise NotPossible("Hôm nay đã nhắc các cơ quan chưa ký. Mai có thể nhắc lại.")
    waiting = [row for row in owed_under(task, on) if row.state in (LATE, WAITING)]
    if waiting:
        history.record(by=by, action=said, target=task)
        emails.cascade_nudged(task, waiting, on=on)
    return len(waiting)


def _held(duty: CascadeDuty) -> CascadeDuty:
    # The task first, as `ask` and `nudge` do; what is signed may be recorded late.
    FocusTask.objects.select_for_update(of=("self",)).get(pk=duty.task_id)
    return (
        CascadeDuty.objects.select_for_update(of=("self",))
        .select_related("organisation", "task")
        .get(pk=duty.pk)
    )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do."})


def _note(duty: CascadeDuty, by: User, action: str, reason: str = "") -> None:
    history.record(by=by, action=action, target=duty.task, reason=reason)
