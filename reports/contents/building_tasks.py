"""The focus tasks of a draft: each a row, and what they come to.

What a task was on the last day of the period cannot be known afterwards, so tasks are
told as they stand on the day of building. Read as a stream, with the bodies, areas and
plans looked up once: as many queries for fifty thousand tasks as for five.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.models import Organisation
from agreements.models import CoordinationArea
from tasks.models import Coordination, FocusTask, TaskState, YearlyPlan
from tasks.plans.outline import Outline

from ..models import Review

NO_AREA = "Nội dung khác"
CHUNK = 2000
READ = (
    *("plan", "position", "title", "area", "lead_organisation", "lead_as_written"),
    *("coordinating_group", "deadline_as_written", "due_on", "original_due_on"),
    *("completed_on", "state", "percent"),
)
Told = Callable[[int], None]


def bind_tasks(
    review: Review, tasks: QuerySet[FocusTask], on: date, told: Told = lambda n: None
) -> dict:
    """`told` hears how many have been read, now and then."""
    known = Known(tasks)
    rows, first = [], Counter()
    for task in known.stream():
        rows.append(_row(task, known, review, on))
        first.update(_by_first_deadline(task, review, on))
        if len(rows) % CHUNK == 0:
            told(len(rows))
    due = [row for row in rows if row["is_due"]]
    return {
        "plans": [
            {"id": plan.pk, "label": plan.label} for plan in known.plans.values()
        ],
        "is_illustrative": any(plan.is_illustrative for plan in known.plans.values()),
        "total": len(rows),
        "done": sum(row["is_done"] for row in rows),
        "overdue": sum(row["is_overdue"] for row in rows),
        "due": len(due),
        "due_done": sum(row["is_done"] for row in due),
        "on_time": sum(row["is_done"] and not row["is_late"] for row in due),
        "has_moved_deadlines": bool(first["moved"]),
        "first_due": first["due"],
        "first_on_time": first["on_time"],
        "areas": _by_area(rows),
        "rows": rows,
    }


class Known:
    """What the rows name, each read once."""

    def __init__(self, tasks: QuerySet[FocusTask]):
        self.tasks = tasks
        plans = tasks.order_by().values("plan")
        found = YearlyPlan.objects.filter(pk__in=plans).defer("search")
        self.plans = {plan.pk: plan for plan in found.order_by("year", "pk")}
        self.outline = Outline(self.plans)
        self.areas = CoordinationArea.objects.in_bulk()
        parts = Coordination.objects.filter(task__in=tasks.order_by().values("pk"))
        self.parts: dict[int, list[int]] = defaultdict(list)
        for task, body in parts.order_by("pk").values_list("task", "organisation"):
            self.parts[task].append(body)
        self.labels = self._labels()

    def _labels(self) -> dict[int, str]:
        leads = self.tasks.order_by().values_list("lead_organisation", flat=True)
        bodies = {body for joined in self.parts.values() for body in joined}
        bodies |= set(leads.distinct())
        found = Organisation.objects.filter(pk__in=bodies).only("name", "short_name")
        return {body.pk: body.label for body in found}

    def stream(self) -> Iterator[FocusTask]:
        rows = self.tasks.select_related(None).only(*READ)
        in_order = rows.order_by("plan__year", "plan_id", "position", "pk")
        return in_order.iterator(chunk_size=CHUNK)

    def others(self, task: FocusTask) -> str:
        names = [self.labels[body] for body in self.parts.get(task.pk, ())]
        return "; ".join(filter(None, [*names, task.coordinating_group]))


def _row(task: FocusTask, known: Known, review: Review, on: date) -> dict:
    due_on, completed_on = task.due_on, task.completed_on
    area = known.areas.get(task.area_id)
    is_overdue = task.is_overdue(on)
    return {
        "id": task.pk,
        "plan": task.plan_id,
        "group": known.outline.section(task),
        "area": area.name if area else NO_AREA,
        "area_code": area.code if area else "",
        "title": task.title,
        "lead": task.lead_as_written or known.labels[task.lead_organisation_id],
        "others": known.others(task),
        "deadline": task.deadline_as_written,
        "due_on": due_on.isoformat() if due_on else None,
        "completed_on": completed_on.isoformat() if completed_on else None,
        "state": task.state,
        "percent": task.percent,
        "is_due": bool(
            due_on and review.period_from <= due_on <= min(review.period_to, on)
        ),
        "is_done": task.state == TaskState.DONE,
        "is_late": task.is_late_when_done(),
        "is_overdue": is_overdue,
        "days_late": (on - due_on).days if is_overdue else 0,
    }


def _by_area(rows: list[dict]) -> list[dict]:
    areas: dict[str, Counter] = {}
    codes = {}
    for row in rows:
        counts = areas.setdefault(row["area"], Counter())
        counts.update([row["state"], "total"])
        counts.update(["overdue"] * row["is_overdue"])
        codes[row["area"]] = row["area_code"]
    return [
        {"area": area, "code": codes[area], **counts} for area, counts in areas.items()
    ]


def _by_first_deadline(task: FocusTask, review: Review, on: date) -> list[str]:
    """The on-time rate as if nothing had been extended: it has its own base."""
    day = task.original_due_on or task.due_on
    said = ["moved"] * bool(task.original_due_on)
    if not day or not review.period_from <= day <= min(review.period_to, on):
        return said
    on_time = task.completed_on and task.completed_on <= day
    return [*said, "due", *["on_time"] * bool(on_time)]
