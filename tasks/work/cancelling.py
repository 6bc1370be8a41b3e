"""Cancelling a task of an issued plan with its reason, and taking that back."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.errors import NotPossible
from accounts.models import User

from .. import emails
from ..models import FocusTask, TaskState
from . import extending
from .recording import record
from .task_states import Act, held_for, move


def open_children(task: FocusTask):
    return task.children.open().order_by("position", "pk")


@transaction.atomic
def cancel(
    *,
    task: FocusTask,
    reason: str,
    by: User,
    on: date,
    with_children: bool = False,
) -> FocusTask:
    """Cancel a task that is not done; its open sub-tasks go with it, once asked.

    The finished ones stay as they are.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do hủy nhiệm vụ."})
    # All of them first and in one order, as an amendment and a bulk act take them.
    family = FocusTask.objects.filter(Q(pk=task.pk) | Q(parent=task.pk))
    list(family.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    current = held_for(task, Act.CANCEL)
    children = list(open_children(current))
    if children and not with_children:
        raise ValidationError(
            {
                "with_children": f"Nhiệm vụ này còn {len(children)} nhiệm vụ con "
                "chưa xong. Hãy đồng ý hủy cùng, hoặc hoàn thành các việc đó "
                "trước."
            }
        )
    for one in (current, *children):
        one = one if one is current else held_for(one, Act.CANCEL)
        move(one, Act.CANCEL)
        one.cancelled_on, one.cancelled_by = on, by
        one.cancel_reason = reason.strip()
        one.save(
            update_fields=["state", "cancelled_on", "cancelled_by", "cancel_reason"]
        )
        extending.settle(task=one, why="Nhiệm vụ đã hủy.", on=on)
        record(one, "đã hủy nhiệm vụ", by=by, reason=reason)
    emails.task_cancelled(current, children, on=on)
    return current


@transaction.atomic
def revive(*, task: FocusTask, reason: str, by: User, on: date) -> FocusTask:
    """Take a cancellation back: the task goes on from where its lead had come."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do khôi phục nhiệm vụ."})
    current = held_for(task, Act.REVIVE)
    if current.parent_id and current.parent.state == TaskState.CANCELLED:
        raise NotPossible(
            "Nhiệm vụ lớn của việc này đang bị hủy. Hãy khôi phục nhiệm vụ lớn trước."
        )
    begun = current.progress_updates.filter(
        organisation=current.lead_organisation_id
    ).exists()
    move(
        current,
        Act.REVIVE,
        to=TaskState.IN_PROGRESS if begun else TaskState.NOT_STARTED,
    )
    current.cancelled_on = current.cancelled_by = None
    current.cancel_reason = ""
    current.save(
        update_fields=["state", "cancelled_on", "cancelled_by", "cancel_reason"]
    )
    record(current, "đã khôi phục nhiệm vụ đã hủy", by=by, reason=reason)
    emails.task_revived(current, reason=reason, on=on)
    return current
