"""The steps of a supervision or of criticism of a draft: from a template, then edited.

A template counts its days from a day that people name; where the source gives no
number of days the step has no day, and nobody invents one.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from .. import permissions
from ..models import OPEN_STATES, FocusTask, TaskStep, TemplateStep, WorkTemplate

FIELDS = ["name", "due_on", "basis", "note"]
KINDS = (FocusTask.Kind.SUPERVISION, FocusTask.Kind.REVIEW)
MOST = 100


def _locked(task: FocusTask) -> FocusTask:
    current = FocusTask.objects.select_for_update().filter(pk=task.pk).first()
    if current is None or current.state not in OPEN_STATES:
        raise NotPossible(
            "Nhiệm vụ đã kết thúc nên các bước không đổi nữa. Hãy tải lại trang."
        )
    return current


def _locked_step(step: TaskStep) -> TaskStep:
    task = _locked(step.task)
    current = task.steps.filter(pk=step.pk).first()
    if current is None:
        raise NotPossible("Bước này đã được bỏ.")
    return current


def day_of(step: TemplateStep, *, first: date, last: date) -> date | None:
    """Before the work: counted from its first day; after it: from its last."""
    if step.days is None:
        return None
    return (last if step.days > 0 else first) + timedelta(days=step.days)


@transaction.atomic
def apply(
    *,
    task: FocusTask,
    template: WorkTemplate,
    first: date,
    by: User,
    last: date | None = None,
) -> int:
    """Copy the steps that the task has not yet, by name; how many were added."""
    last = last or first
    if last < first:
        raise ValidationError({"last": "Ngày cuối phải từ ngày đầu trở đi."})
    task = _locked(task)
    there = set(task.steps.values_list("name", flat=True))
    steps = [step for step in template.steps.all() if step.name not in there]
    position = _next_position(task)
    for offset, step in enumerate(steps):
        TaskStep.objects.create(
            task=task,
            position=position + offset,
            name=step.name,
            basis=step.basis,
            due_on=day_of(step, first=first, last=last),
        )
    if steps:
        days = f"ngày mốc {first:%d/%m/%Y}"
        if last != first:
            days += f" đến {last:%d/%m/%Y}"
        history.record(
            by=by,
            action=f"đã lập {len(steps)} bước theo mẫu “{template}”, {days}",
            target=task,
        )
    return len(steps)


@transaction.atomic
def add(*, task: FocusTask, values: dict, by: User) -> TaskStep:
    task = _locked(task)
    if task.steps.count() >= MOST:
        raise NotPossible(f"Mỗi nhiệm vụ có nhiều nhất {MOST} bước.")
    step = TaskStep(task=task, position=_next_position(task), **values)
    step.full_clean(exclude=["done_by"])
    step.save()
    history.record(by=by, action=f"đã thêm bước “{step}”", target=task)
    return step


@transaction.atomic
def revise(*, step: TaskStep, values: dict, by: User) -> TaskStep:
    current = _locked_step(step)
    before, name = history.snapshot(current, FIELDS), current.name
    for field, value in values.items():
        setattr(current, field, value)
    current.full_clean(exclude=["done_by"])
    current.save()
    changes = history.differences(before, history.snapshot(current, FIELDS))
    if changes:
        history.record(
            by=by,
            action=f"đã sửa bước “{name}”",
            target=current.task,
            changes=changes,
        )
    return current


@transaction.atomic
def remove(*, step: TaskStep, by: User) -> None:
    current = _locked_step(step)
    history.record(by=by, action=f"đã bỏ bước “{current}”", target=current.task)
    current.delete()


@transaction.atomic
def mark(*, step: TaskStep, is_done: bool, by: User, on: date) -> bool:
    """Tick it, or take the tick back; False if it was so already."""
    task = _locked(step.task)
    changed = task.steps.filter(pk=step.pk, done_on__isnull=is_done).update(
        done_on=on if is_done else None, done_by=by if is_done else None
    )
    if changed:
        said = "đã làm xong bước" if is_done else "đã bỏ đánh dấu xong của bước"
        history.record(by=by, action=f"{said} “{step}”", target=task)
    return bool(changed)


def _next_position(task: FocusTask) -> int:
    return (task.steps.aggregate(last=Max("position"))["last"] or 0) + 1


def page_context(user: User, task: FocusTask, on: date) -> dict:
    """What templates/tasks/_steps.html shows on the page of a task."""
    steps = list(task.steps.select_related("done_by"))
    can_step = permissions.can_step(user, task)
    left = [step for step in steps if step.done_on is None]
    return {
        "steps_done": len(steps) - len(left),
        "next_step": left[0] if left else None,
        "steps": [
            (step, step.done_on is None and bool(step.due_on) and step.due_on < on)
            for step in steps
        ],
        "has_steps": bool(steps) or task.kind in KINDS,
        "can_step": can_step and task.state in OPEN_STATES,
        "step_templates": can_step
        and WorkTemplate.objects.filter(kind=task.kind, is_active=True).exists(),
        "raised": task.raised_recommendations.filter(sent_on__isnull=False),
        "carries_out": task.recommendations.all(),
        "can_recommend": can_step and task.kind in KINDS,
    }
