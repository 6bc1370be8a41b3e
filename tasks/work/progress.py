"""Reporting progress with evidence, and confirming that a task is done."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.models import HistoryEntry, Organisation, User
from accounts.stored_files import files, photos

from .. import emails
from ..models import (
    OPEN_STATES,
    Coordination,
    Evidence,
    FocusTask,
    ProgressUpdate,
    TaskState,
)
from . import extending, following, parts
from .task_states import Act, held, held_for, is_possible, move, refuse_unless

RETURNED = "đã trả lại kết quả nhiệm vụ"


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
    open_parts_reason: str = "",
    part_is_done: bool = False,
    via: str = "",
) -> ProgressUpdate:
    """Add a dated entry. The lead's moves the task; a coordinating body's does not.

    `is_final`: the lead asks for confirmation, which needs at least one file of
    evidence on the task, and `open_parts_reason` while a part or a sub-task is open.
    `part_is_done`: a coordinating body ends its own part. `via`: how the report came,
    where the person did not sign in.
    """
    task = held(task)
    is_lead = organisation == task.lead_organisation
    is_final = is_final and is_lead
    _refuse_unless_reportable(task, is_lead=is_lead, is_final=is_final)
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
        facts = photos.facts_of(upload).for_evidence()
        Evidence.objects.create(update=update, stored_file=stored, **facts)
    said, reason = "đã báo cáo tiến độ", ""
    if is_final:
        said = "đã báo cáo hoàn thành, đề nghị xác nhận"
        reason = _submit(task, percent=percent, reason=open_parts_reason)
    elif is_lead:
        move(task, Act.REPORT)
        task.percent = percent
        task.save(update_fields=["state", "percent"])
    elif part_is_done and parts.end(task=task, organisation=organisation, by=by, on=on):
        said = f"đã báo cáo xong phần việc của {organisation}, tiến độ"
    said = f"{said} {percent}% nhiệm vụ"
    action = f"{said}, {via}" if via else said
    history.record(by=by, action=action, target=task, reason=reason)
    following.tell(task, said, by)
    if is_final:
        emails.completion_submitted(task, update, on=on)
    return update


def _refuse_unless_reportable(task: FocusTask, *, is_lead: bool, is_final: bool):
    act = Act.SUBMIT if is_final else Act.REPORT
    if is_lead:
        refuse_unless(is_possible(task, act), task, act.label)
    else:
        refuse_unless(parts.is_reportable(task), task, Act.REPORT.label)


def _submit(task: FocusTask, *, percent: int, reason: str) -> str:
    """Ask for confirmation; what is still open under the task, and why, is kept."""
    if not Evidence.objects.filter(update__task=task).exists():
        raise ValidationError(
            {
                "uploads": "Đề nghị xác nhận hoàn thành cần ít nhất một tệp sản "
                "phẩm hoặc minh chứng. Hãy đính kèm tệp."
            }
        )
    unfinished = what_is_open(task)
    if unfinished and not reason.strip():
        raise ValidationError(
            {
                "open_parts_reason": f"Còn chưa xong: {'; '.join(unfinished)}. Hãy "
                "ghi lý do đề nghị xác nhận khi các phần này chưa xong."
            }
        )
    move(task, Act.SUBMIT)
    task.percent = percent
    task.open_parts_reason = reason.strip() if unfinished else ""
    task.save(update_fields=["state", "percent", "open_parts_reason"])
    if not unfinished:
        return ""
    return f"{task.open_parts_reason} (còn chưa xong: {'; '.join(unfinished)})"


def what_is_open(task: FocusTask) -> list[str]:
    """The bodies whose parts, and the sub-tasks that, are not done: as people read."""
    bodies = Coordination.objects.filter(task=task, done_on__isnull=True)
    children = task.children.filter(state__in=OPEN_STATES)
    return [
        *(
            f"phần của {part.organisation}"
            for part in bodies.select_related("organisation")
        ),
        *(f"nhiệm vụ con “{child.title}”" for child in children),
    ]


def last_percent(task: FocusTask, organisations: list[Organisation]) -> int | None:
    """How far the person's body had come; for the lead that of the whole task."""
    ids = {organisation.pk for organisation in organisations}
    if task.lead_organisation_id in ids:
        return task.percent
    last = task.progress_updates.filter(organisation__in=ids).first()
    return last.percent if last else None


def suggested_percent(task: FocusTask) -> int | None:
    """What the sub-tasks come to, the cancelled left out; None without any."""
    percents = [child.percent for child in task.children.counted()]
    return round(sum(percents) / len(percents)) if percents else None


@transaction.atomic
def confirm(*, task: FocusTask, by: User, on: date) -> bool:
    """The plan's office confirms that the task is done. False if it already was.

    The day of completion is the day the lead reported it: a slow confirmation does
    not make the lead late.
    """
    current = held(task)
    if current.state == TaskState.DONE:
        return False  # a second click must not send a second message
    refuse_unless(is_possible(current, Act.CONFIRM), current, Act.CONFIRM.label)
    last = current.progress_updates.filter(
        organisation=current.lead_organisation_id
    ).first()
    move(current, Act.CONFIRM)
    current.percent, current.confirmed_by = 100, by
    current.completed_on = last.reported_on if last else None
    current.save(update_fields=["state", "percent", "confirmed_by", "completed_on"])
    task.refresh_from_db()
    extending.settle(task=task, why="Nhiệm vụ đã hoàn thành.", on=on)
    history.record(
        by=by,
        action="đã xác nhận hoàn thành nhiệm vụ",
        target=task,
        reason=_known_open(task),
    )
    following.tell(task, "đã xác nhận hoàn thành nhiệm vụ", by)
    emails.completion_confirmed(task)
    return True


def _known_open(task: FocusTask) -> str:
    said = what_is_open(task)
    return f"xác nhận khi còn chưa xong: {'; '.join(said)}" if said else ""


@transaction.atomic
def return_for_more(*, task: FocusTask, reason: str, by: User, on: date) -> bool:
    """The plan's office finds the result wanting. False if it was returned already."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do trả lại."})
    current = held(task)
    if current.state == TaskState.IN_PROGRESS and last_return(
        current, list(history.of(current)[:1])
    ):
        return False
    current = held_for(task, Act.RETURN)
    move(current, Act.RETURN)
    current.save(update_fields=["state"])
    task.refresh_from_db()
    history.record(by=by, action=RETURNED, target=task, reason=reason)
    following.tell(task, RETURNED, by)
    emails.completion_returned(task, reason=reason, on=on)
    return True


def last_return(task: FocusTask, entries: Sequence[HistoryEntry]):
    """Of the history, newest first: why the result came back, until sent again."""
    if task.state == TaskState.IN_PROGRESS:
        return next((entry for entry in entries if entry.action == RETURNED), None)
    return None


def returns_of(task: FocusTask) -> list[HistoryEntry]:
    """Every time a result, or a body's part, was returned, newest first."""
    kinds = (RETURNED, parts.RETURNED)
    entries = history.of(task).filter(action__startswith="đã trả lại")
    return [entry for entry in entries if entry.action.startswith(kinds)]
