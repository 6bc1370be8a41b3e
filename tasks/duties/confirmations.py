from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Duty
from accounts.reminding.bodies import Bodies, owed_by_bodies
from accounts.reminding.duties import Line, Owing
from accounts.reminding.serving import Serving
from accounts.vietnamese import format_date
from agreements.reminder_ladders.ladders import of_agreements
from tasks.models import FocusTask, ProgressUpdate, TaskState, YearlyPlan

WITHIN = timedelta(days=5)
OFFICE = "cơ quan soạn thảo kế hoạch, nơi xác nhận kết quả"


class ConfirmationSource:
    """Results that wait for the plan's office: within five days of being reported.

    The day is that of the lead's last report, by which it asked: the same one that
    becomes the day of completion. Without a report there is no day to count from.
    """

    duty = Duty.CONFIRMATION

    def _open(self) -> QuerySet[FocusTask]:
        reports = ProgressUpdate.objects.filter(
            task=OuterRef("pk"), organisation=OuterRef("lead_organisation")
        ).order_by("-reported_at", "-pk")
        return FocusTask.objects.filter(
            state=TaskState.SUBMITTED, plan__state=YearlyPlan.State.ISSUED
        ).annotate(asked_on=Subquery(reports.values("reported_on")[:1]))

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        asked = self._open().filter(asked_on__range=(first - WITHIN, last - WITHIN))
        yield from self._of(asked.order_by("asked_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        asked = self._open().filter(pk__in=ids, asked_on__isnull=False)
        yield from self._of(asked.order_by("pk"), serving)

    def _of(self, tasks: QuerySet[FocusTask], serving: Serving) -> Iterator[Owing]:
        rows = tasks.values_list("pk", "asked_on", "plan__office", "plan__agreement")
        yield from owed_by_bodies(
            (
                (pk, asked_on + WITHIN, office, agreement)
                for pk, asked_on, office, agreement in rows.iterator(chunk_size=2000)
            ),
            Bodies(serving, OFFICE),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        tasks = self._open().filter(pk__in=ids, asked_on__isnull=False)
        tasks = tasks.select_related("plan__office", "lead_organisation").only(
            *("title", "plan__title", "plan__office__name"),
            *("lead_as_written", "lead_organisation__name"),
            "lead_organisation__short_name",
        )
        return {
            task.pk: Line(
                _title(task),
                task.get_absolute_url(),
                task.asked_on + WITHIN,
                f"{task.lead_name} đề nghị ngày {format_date(task.asked_on)}; "
                f"{task.plan.title}",
                str(task.plan.office),
            )
            for task in tasks
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        tasks = FocusTask.objects.filter(pk__in=ids).only("title")
        return {task.pk: (_title(task), task.get_absolute_url()) for task in tasks}


def _title(task: FocusTask) -> str:
    return f"Xác nhận kết quả: {task.title}"
