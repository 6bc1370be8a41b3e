from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.models import Duty
from accounts.reminding.bodies import Bodies
from accounts.reminding.duties import Line, Owing, address
from accounts.reminding.serving import Serving
from agreements.reminder_ladders.ladders import of_agreements
from tasks.models import WORKING_STATES, FocusTask, YearlyPlan

from .shares import LEADING, PAGE, owed_in_tasks, with_named


class TaskSource:
    """Tasks of issued plans, by their deadline, owed by the lead."""

    duty = Duty.TASK

    def _open(self) -> QuerySet[FocusTask]:
        return FocusTask.objects.filter(
            state__in=WORKING_STATES,
            plan__state=YearlyPlan.State.ISSUED,
            due_on__isnull=False,
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        # By `listed_on`, which has the index: the deadline wherever there is one.
        due = self._open().filter(listed_on__range=(first, last))
        yield from self._of(due.order_by("listed_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, tasks: QuerySet[FocusTask], serving: Serving) -> Iterator[Owing]:
        rows = with_named(tasks, "assignments", "lead_organisation").values_list(
            *("pk", "due_on", "lead_organisation", "plan__agreement", "named__person")
        )
        yield from owed_in_tasks(
            rows.iterator(chunk_size=2000),
            Bodies(serving, LEADING),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        tasks = self._open().filter(pk__in=ids).order_by()
        # Not as rows of a model: a large province has a hundred thousand in a morning.
        rows = tasks.values_list(
            *("pk", "title", "due_on", "plan__title", "lead_organisation__name")
        )
        return {pk: Line(title, address(PAGE, pk), *rest) for pk, title, *rest in rows}

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        tasks = FocusTask.objects.filter(pk__in=ids).only("title")
        return {task.pk: (task.title, task.get_absolute_url()) for task in tasks}
