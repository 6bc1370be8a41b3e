"""A plan's year as bars: each row from the day it starts to the day it is due."""

import calendar
from dataclasses import dataclass
from datetime import date

from ..badges import Badge, task_badge
from ..models import DeadlineKind, FocusTask, Heading, TaskState, YearlyPlan
from ..plans import outline

MONTH = 100  # units of a drawing 1,200 wide
PAGE = 200


@dataclass(frozen=True)
class Bar:
    """Where a row lies in the year; `starts_on` may be worked out from the words."""

    task: FocusTask
    badge: Badge
    starts_on: date | None
    x: float = 0
    width: float = 0
    first_x: float | None = None  # the deadline before it was moved

    @property
    def tone(self) -> str:
        return "gone" if self.task.state == TaskState.CANCELLED else self.badge.tone


@dataclass(frozen=True)
class Timeline:
    rows: list[tuple[Heading | None, Bar | None]]
    today_x: float | None
    count: int
    first: int  # the number of the first row shown, from 0

    @property
    def previous(self) -> int | None:
        return max(0, self.first - PAGE) if self.first else None

    @property
    def next(self) -> int | None:
        return self.first + PAGE if self.first + PAGE < self.count else None


def place_of(day: date, year: int) -> float:
    """How far into the year a day begins; the year's ends for days outside of it."""
    if day.year != year:
        return 0 if day.year < year else 12 * MONTH
    length = calendar.monthrange(year, day.month)[1]
    return round(MONTH * (day.month - 1 + (day.day - 1) / length), 1)


def end_of(day: date, year: int) -> float:
    """How far into the year a day ends."""
    if day.year != year:
        return place_of(day, year)
    length = calendar.monthrange(year, day.month)[1]
    return round(MONTH * (day.month - 1 + day.day / length), 1)


SPANS = {
    DeadlineKind.MONTH: 1,
    DeadlineKind.QUARTER: 3,
    DeadlineKind.HALF_YEAR: 6,
}


def start_of(task: FocusTask, plan: YearlyPlan) -> date:
    """As written; else where the words begin ("quý III"); else with the plan."""
    if task.starts_on:
        return task.starts_on
    due_on = task.original_due_on or task.due_on
    if due_on and task.deadline_kind in SPANS and due_on.year == plan.year:
        span = SPANS[task.deadline_kind]
        return date(due_on.year, (due_on.month - 1) // span * span + 1, 1)
    begins = date(plan.year, 1, 1)
    if plan.issued_on and plan.issued_on.year == plan.year:
        begins = plan.issued_on
    return min(begins, due_on) if due_on else begins


def bar_of(task: FocusTask, plan: YearlyPlan, on: date) -> Bar:
    badge = task_badge(task, on)
    if task.due_on is None and task.deadline_kind == DeadlineKind.NONE:
        return Bar(task, badge, None)
    start = start_of(task, plan)
    x = place_of(start, plan.year)
    end = end_of(task.due_on, plan.year) if task.due_on else 12 * MONTH
    moved = task.original_due_on
    return Bar(
        task,
        badge,
        start,
        x=x,
        width=round(max(end - x, 4), 1),  # what ended before the year is still seen
        first_x=end_of(moved, plan.year) if moved else None,
    )


def of_plan(plan: YearlyPlan, on: date, first: int = 0) -> Timeline:
    """So many rows of the annex, in its order, under their headings."""
    tasks = plan.tasks.order_by("position", "pk")
    count = tasks.count()
    first = first if first < count else 0
    shown = list(
        tasks.select_related("lead_organisation", "plan")[first : first + PAGE]
    )
    rows, path, told = [], [], set()
    for row in outline.rows_in_order(plan, shown):
        if isinstance(row, Heading):
            path = outline.after(path, row)
            continue
        rows += [(above, None) for above in path if above.pk not in told]
        told |= {above.pk for above in path}
        rows.append((None, bar_of(row, plan, on)))
    today_x = place_of(on, plan.year) if on.year == plan.year else None
    return Timeline(rows, today_x, count, first)
