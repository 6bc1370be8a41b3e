"""Reporting progress with evidence, and confirming that a task is done."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import files, history
from accounts.errors import NotPossible
from accounts.models import HistoryEntry, Organisation, User

from . import emails
from .models import (
    WORKING_STATES,
    Evidence,
    FocusTask,
    ProgressUpdate,
    TaskState,
    YearlyPlan,
)

RETURNED = "đã trả lại kết quả nhiệm vụ"


def _locked(task: FocusTask, *states: str) -> FocusTask:
    current = (
        FocusTask.objects.select_for_update(of=("self",))
        .select_related("plan", "lead_organisation")
        .get(pk=task.pk)
    )
    if current.state not in states or current.plan.state != YearlyPlan.State.ISSUED:
        raise NotPossible(
            f"Nhiệm vụ đang ở trạng thái “{current.get_state_display()}” nên không làm "
            "được việc này. Hãy tải lại trang để xem tình trạng hiện tại."
        )
    return current


@transaction.atomic
def report(
    *,
    task: FocusTask,
    organisation: Organisation,
    percent: int,
    done_text: str,
    by: User,
    on: date,
    difficulties: str = "",
    uploads: Sequence = (),
    is_final: bool = False,
    part_is_done: bool = False,
) -> ProgressUpdate:
    """Add a dated entry. The lead's moves the task; a coordinating body's does not.

    `is_final`: the lead asks for confirmation, which needs at least one file of
    evidence on the task. `part_is_done`: a coordinating body ends its own part.
    """
    task = _locked(task, *WORKING_STATES)
    is_lead = organisation == task.lead_organisation
    is_final = is_final and is_lead
    update = ProgressUpdate.objects.create(
        task=task,
        organisation=organisation,
        reported_on=on,
        reported_by=by,
        percent=percent,
        done_text=done_text,
        difficulties=difficulties,
        is_illustrative=task.plan.is_illustrative,
    )
    for upload in uploads:
        stored = files.store(upload=upload, by=by)
        Evidence.objects.create(update=update, stored_file=stored)
    if is_lead:
        _move(task, percent=percent, is_final=is_final)
    said = "đã báo cáo tiến độ"
    if is_final:
        said = "đã báo cáo hoàn thành, đề nghị xác nhận"
    elif part_is_done and not is_lead:
        unfinished = task.coordinations.filter(
            organisation=organisation, done_on__isnull=True
        )
        if unfinished.update(done_on=on, done_by=by):
            said = f"đã báo cáo xong phần việc của {organisation}, tiến độ"
    history.record(by=by, action=f"{said} {percent}% nhiệm vụ", target=task)
    if is_final:
        emails.completion_submitted(task, update, on=on)
    return update


def _move(task: FocusTask, *, percent: int, is_final: bool) -> None:
    if is_final:
        if not Evidence.objects.filter(update__task=task).exists():
            raise ValidationError(
                {
                    "uploads": "Đề nghị xác nhận hoàn thành cần ít nhất một tệp sản "
                    "phẩm hoặc minh chứng. Hãy đính kèm tệp."
                }
            )
        task.state = TaskState.SUBMITTED
    else:
        task.state = TaskState.IN_PROGRESS
    task.percent = percent
    task.save(update_fields=["state", "percent"])


@transaction.atomic
def confirm(*, task: FocusTask, by: User) -> bool:
    """The plan's office confirms that the task is done. False if it already was.

    The day of completion is the day the lead reported it: a slow confirmation does
    not make the lead late.
    """
    last = task.progress_updates.filter(organisation=task.lead_organisation_id).first()
    changed = FocusTask.objects.filter(pk=task.pk, state=TaskState.SUBMITTED).update(
        state=TaskState.DONE,
        percent=100,
        completed_on=last.reported_on if last else None,
        confirmed_by=by,
    )
    if not changed:
        return False  # a second click must not send a second message
    task.refresh_from_db()
    history.record(by=by, action="đã xác nhận hoàn thành nhiệm vụ", target=task)
    emails.completion_confirmed(task)
    return True


@transaction.atomic
def return_for_more(*, task: FocusTask, reason: str, by: User, on: date) -> bool:
    """The plan's office finds the result wanting. False if nothing was waiting."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do trả lại."})
    if task.plan.state != YearlyPlan.State.ISSUED:
        raise NotPossible(
            "Kế hoạch đã kết thúc: trả lại thì không còn ai báo cáo tiếp được."
        )
    changed = FocusTask.objects.filter(pk=task.pk, state=TaskState.SUBMITTED).update(
        state=TaskState.IN_PROGRESS
    )
    if not changed:
        return False
    task.refresh_from_db()
    history.record(by=by, action=RETURNED, target=task, reason=reason)
    emails.completion_returned(task, reason=reason, on=on)
    return True


def last_return(task: FocusTask, entries: Sequence[HistoryEntry]):
    """Of the history, newest first: why the result came back, until sent again."""
    if task.state == TaskState.IN_PROGRESS:
        return next((entry for entry in entries if entry.action == RETURNED), None)
    return None
