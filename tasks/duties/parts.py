from collections.abc import Collection, Iterator
from datetime import date
from heapq import merge

from django.db.models import QuerySet

from accounts.models import Duty
from accounts.reminding.bodies import Bodies
from accounts.reminding.duties import Line, Owing, address
from accounts.reminding.serving import Serving
from agreements.reminder_ladders.ladders import of_agreements
from tasks.models import Coordination, YearlyPlan

from .shares import JOINING, PAGE, Row, owed_in_tasks, with_named


class PartSource:
    """The parts of coordinating bodies, by their own day or else the task's."""

    duty = Duty.PART

    def _open(self) -> QuerySet[Coordination]:
        parts = Coordination.objects.open().with_last_day()
        return parts.filter(
            task__plan__state=YearlyPlan.State.ISSUED, last_on__isnull=False
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        # Two questions, each with its index; one on the computed day would have none.
        days = (first, last)
        of_their_own = self._open().filter(due_on__range=days)
        with_the_task = self._open().filter(
            due_on__isnull=True, task__listed_on__range=days
        )
        rows = merge(
            _rows(of_their_own.order_by("due_on", "pk")),
            _rows(with_the_task.order_by("task__listed_on", "pk")),
            key=lambda row: row[1],
        )
        yield from self._of(rows, serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        rows = _rows(self._open().filter(pk__in=ids).order_by("pk"))
        yield from self._of(rows, serving)

    def _of(self, rows: Iterator[Row], serving: Serving) -> Iterator[Owing]:
        bodies = Bodies(serving, JOINING)
        yield from owed_in_tasks(rows, bodies, of_agreements(self.duty))

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        parts = self._open().filter(pk__in=ids)
        parts = parts.select_related("task__plan", "organisation").only(
            *("part", "due_on", "task__title", "task__due_on", "task__plan__title"),
            "organisation__name",
        )
        return {
            row.pk: Line(
                _title(row),
                address(PAGE, row.task_id),
                row.last_on,
                row.task.plan.title,
                str(row.organisation),
            )
            for row in parts
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        parts = Coordination.objects.filter(pk__in=ids).select_related("task")
        parts = parts.only("part", "task__title")
        return {row.pk: (_title(row), row.task.get_absolute_url()) for row in parts}


def _rows(parts: QuerySet[Coordination]) -> Iterator[Row]:
    rows = with_named(parts, "task__assignments", "organisation").values_list(
        *("pk", "last_on", "organisation", "task__plan__agreement", "named__person")
    )
    return rows.iterator(chunk_size=2000)


def _title(part: Coordination) -> str:
    return f"{part.part or 'Phần việc phối hợp'} – {part.task.title}"
