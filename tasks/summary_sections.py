"""What leaders read each week of the plans and tasks of their bodies."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from accounts.reminding.sections import (
    Entry,
    Found,
    first_of_each,
    gathered,
    merged,
    register,
)
from accounts.vietnamese import format_date

from .models import Coordination, FocusTask, TaskState, YearlyPlan
from .summary_decisions import ToDecide, said_of

RUNNING = YearlyPlan.State.ISSUED
WEEK = timedelta(days=7)


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def tasks_of(tasks: QuerySet[FocusTask], on: date, *, order="listed_on"):
    rows = first_of_each(tasks, "lead_organisation", order=order)
    rows = rows.only("title", "due_on", "completed_on")
    return gathered(rows, lambda task: _task(task, on))


def _task(task: FocusTask, on: date) -> Entry:
    if task.completed_on:
        said = f"xong ngày {format_date(task.completed_on)}"
        return Entry(task.title, task.get_absolute_url(), said, task.completed_on)
    said = said_of(task.due_on, on)
    return Entry(task.title, task.get_absolute_url(), said, task.due_on)


def parts_of(parts: QuerySet[Coordination], on: date) -> dict[int, Found]:
    parts = parts.filter(task__plan__state=RUNNING).select_related("task")
    return gathered(
        first_of_each(parts, "organisation", order="last_on"),
        lambda row: Entry(
            f"{row.part or 'Phần việc phối hợp'} – {row.task.title}",
            row.task.get_absolute_url(),
            said_of(row.last_on, on),
            row.last_on,
        ),
    )


def task_list(query: str) -> str:
    return f"{reverse('tasks:focus-task-list')}?{query}"


class Overdue:
    title = "Nhiệm vụ quá hạn"
    figure = "nhiệm vụ quá hạn"
    tone = "late"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        tasks = FocusTask.objects.led_by(bodies).overdue(on)
        return tasks_of(tasks.filter(plan__state=RUNNING), on)

    def url(self, body: int) -> str:
        return task_list("situation=overdue&mine=lead")


class LateParts:
    title = "Phần việc phối hợp bị chậm"
    figure = "phần việc phối hợp chậm"
    tone = "late"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        parts = Coordination.objects.filter(organisation__in=bodies).late(on)
        return parts_of(parts, on)

    def url(self, body: int) -> str:
        return f"{reverse('tasks:late-part-list')}?mine=part"


class DueThisWeek:
    title = "Đến hạn trong tuần"
    figure = "việc đến hạn trong tuần"
    tone = "soon"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        days = (on, monday_of(on) + WEEK - timedelta(days=1))
        tasks = FocusTask.objects.led_by(bodies).due_between(*days)
        parts = Coordination.objects.filter(organisation__in=bodies).open()
        return merged(
            tasks_of(tasks.filter(plan__state=RUNNING), on),
            parts_of(parts.with_last_day().filter(last_on__range=days), on),
        )

    def url(self, body: int) -> str:
        return task_list("situation=soon&mine=involved")


class DoneLastWeek:
    title = "Hoàn thành tuần trước"
    figure = "nhiệm vụ hoàn thành tuần trước"
    tone = "ok"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        monday = monday_of(on)
        days = (monday - WEEK, monday - timedelta(days=1))
        tasks = FocusTask.objects.led_by(bodies).filter(
            state=TaskState.DONE, completed_on__range=days, plan__in=_issued()
        )
        return tasks_of(tasks, on, order="completed_on")

    def url(self, body: int) -> str:
        return task_list("situation=done&mine=lead")


def _issued() -> QuerySet[YearlyPlan]:
    return YearlyPlan.objects.issued().order_by().values("pk")


def register_all() -> None:
    for section in (Overdue(), LateParts(), ToDecide(), DueThisWeek(), DoneLastWeek()):
        register(section)
