from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.models import Duty
from accounts.reminding.bodies import Bodies
from accounts.reminding.duties import Line, Owing
from accounts.reminding.serving import Serving
from agreements.reminder_ladders.ladders import of_agreements
from tasks.models import WORKING_STATES, TaskStep, YearlyPlan

from .shares import LEADING, owed_in_tasks, with_named


class StepSource:
    """Steps that have a day, of tasks being carried out; owed by the lead.

    Silent while the task waits for its confirmation: then the lead has nothing to do.
    """

    duty = Duty.STEP

    def _open(self) -> QuerySet[TaskStep]:
        return TaskStep.objects.filter(
            due_on__isnull=False,
            done_on__isnull=True,
            task__state__in=WORKING_STATES,
            task__plan__state=YearlyPlan.State.ISSUED,
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(due_on__range=(first, last))
        yield from self._of(due.order_by("due_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, steps: QuerySet[TaskStep], serving: Serving) -> Iterator[Owing]:
        lead = "task__lead_organisation"
        rows = with_named(steps, "task__assignments", lead).values_list(
            *("pk", "due_on", lead, "task__plan__agreement", "named__person")
        )
        yield from owed_in_tasks(
            rows.iterator(chunk_size=2000),
            Bodies(serving, LEADING),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        steps = self._open().filter(pk__in=ids)
        steps = steps.select_related("task__plan", "task__lead_organisation").only(
            *("name", "due_on", "task__title", "task__plan__title"),
            "task__lead_organisation__name",
        )
        return {
            step.pk: Line(
                _title(step),
                _url(step),
                step.due_on,
                step.task.plan.title,
                str(step.task.lead_organisation),
            )
            for step in steps
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        steps = TaskStep.objects.filter(pk__in=ids).select_related("task")
        steps = steps.only("name", "task__title")
        return {step.pk: (_title(step), _url(step)) for step in steps}


def _title(step: TaskStep) -> str:
    return f"{step.name} – {step.task.title}"


def _url(step: TaskStep) -> str:
    return f"{step.task.get_absolute_url()}#cac-buoc"
