"""What a unit may say of its own tasks: proposed from what it reported meanwhile.

Nothing is written by itself: the unit looks, inserts and changes it.
"""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from accounts.models import with_predecessors
from accounts.vietnamese import format_date
from tasks.models import FocusTask, ProgressUpdate, TaskState, YearlyPlan

from ..models import UnitReport
from .unit_parts import Part

MOST_TASKS = 60
MOST_WORDS = 600  # characters of what was done, of one task


def tasks_in_period(report: UnitReport) -> list[FocusTask]:
    """Tasks the unit leads or joins: due in the period, or worked on in it."""
    collection, bodies = report.collection, _bodies(report)
    days = (collection.period_from, collection.period_to)
    plans = YearlyPlan.objects.issued().filter(
        year__gte=days[0].year, year__lte=days[1].year
    )
    if collection.agreement_id:
        plans = plans.filter(agreement=collection.agreement_id)
    tasks = FocusTask.objects.filter(plan__in=plans.values("pk")).counted()
    worked_on = ProgressUpdate.objects.filter(
        organisation__in=bodies, reported_on__range=days
    )
    tasks = tasks.involving(bodies).filter(
        Q(due_on__range=days)
        | Q(completed_on__range=days)
        | Q(pk__in=worked_on.values("task"))
    )
    tasks = tasks.select_related("area", "plan")
    return list(tasks.order_by("plan__year", "plan_id", "position", "pk")[:MOST_TASKS])


def _bodies(report: UnitReport) -> set[int]:
    return with_predecessors([report.organisation_id], report.collection.period_to)


def done_texts(report: UnitReport, tasks: list[FocusTask]) -> dict[int, list[str]]:
    """{task: what the unit said it did in the period, oldest first}."""
    collection, found = report.collection, defaultdict(dict)
    rows = ProgressUpdate.objects.filter(
        task__in=tasks,
        organisation__in=_bodies(report),
        reported_on__range=(collection.period_from, collection.period_to),
    )
    for update in rows.order_by("reported_on", "pk"):
        found[update.task_id][" ".join(update.done_text.split())] = None
    return {task: [text for text in texts if text] for task, texts in found.items()}


def proposals(report: UnitReport, parts: list[Part], *, on: date) -> dict[str, str]:
    """{part's key: text}: a line a task, under the area it belongs to.

    What stands still or is late is proposed for "Tồn tại, hạn chế".
    """
    tasks = tasks_in_period(report)
    done = done_texts(report, tasks)
    last = report.collection.period_to
    by_area = {part.area.pk: part.key for part in parts if part.area}
    general = next((part.key for part in parts if part.key == "ket-qua"), None)
    texts = defaultdict(list)
    for task in tasks:
        key = by_area.get(task.area_id, general)
        if key:
            texts[key].append(line_of(task, done.get(task.pk, [])))
        if is_behind(task, last, on):
            texts["ton-tai"].append(
                f"- {task.title}: chậm so với hạn {format_date(task.due_on)}."
            )
    return {key: "\n".join(lines) for key, lines in texts.items()}


def line_of(task: FocusTask, done: list[str]) -> str:
    """ "- Xây nhà đại đoàn kết: đã hoàn thành ngày 05/05/2026. Đã bàn giao 12 nhà." """
    said = f"- {task.title}: {state_words(task)}."
    text = " ".join(f"{one.rstrip('.')}." for one in done)
    return f"{said} {text[:MOST_WORDS]}".rstrip()


def state_words(task: FocusTask) -> str:
    if task.state == TaskState.DONE:
        day = f" ngày {format_date(task.completed_on)}" if task.completed_on else ""
        return f"đã hoàn thành{day}"
    if task.state == TaskState.SUBMITTED:
        return "đã làm xong, chờ xác nhận"
    if task.state == TaskState.IN_PROGRESS:
        return f"đang thực hiện, đạt {task.percent}%"
    return "chưa thực hiện"


def is_behind(task: FocusTask, last: date, on: date) -> bool:
    """Its day was in the period and has passed: not done, or done after that day."""
    if not task.due_on or task.due_on > last:
        return False
    if task.completed_on:
        return task.completed_on > task.due_on
    return task.due_on < on and task.state != TaskState.DONE
