from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Duty
from accounts.reminding.bodies import CHUNK, Bodies, Row, owed_by_bodies
from accounts.reminding.duties import Line, Owing
from accounts.reminding.planning import in_chunks
from accounts.reminding.serving import Serving
from agreements.reminder_ladders.ladders import of_agreements
from tasks.models import CascadeDuty, TaskState, YearlyPlan

SIGNER = "cơ quan phải ký chương trình riêng"


class CascadeSource:
    """Programmes that bodies are told to sign, by their own day or else the task's.

    Bodies that became one owe one programme between them, as `cascade_list` has it:
    one that either signed is signed, and of two the first to be due is told.
    """

    duty = Duty.CASCADE

    def _given(self) -> QuerySet[CascadeDuty]:
        given = CascadeDuty.objects.filter(task__plan__state=YearlyPlan.State.ISSUED)
        given = given.exclude(task__state=TaskState.CANCELLED)
        return given.annotate(last_on=Coalesce("due_on", "task__due_on"))

    def _open(self) -> QuerySet[CascadeDuty]:
        return self._given().filter(
            signed_on__isnull=True, left_out_reason="", last_on__isnull=False
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(last_on__range=(first, last))
        yield from self._of(due.order_by("last_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, duties: QuerySet[CascadeDuty], serving: Serving) -> Iterator[Owing]:
        rows = duties.values_list(*Given._fields).iterator(chunk_size=2000)
        yield from owed_by_bodies(
            self._once_a_bearer(map(Given._make, rows), serving),
            Bodies(serving, SIGNER),
            of_agreements(self.duty),
        )

    def _once_a_bearer(self, rows: Iterable["Given"], serving) -> Iterator[Row]:
        for chunk in in_chunks(rows, CHUNK):
            first = self._first_of_merged(chunk, serving)
            for row in chunk:
                bearer = serving.acting(row.body)[-1]
                if first.get((row.task, bearer), row.pk) == row.pk:
                    yield row.pk, row.last_on, row.body, row.agreement

    def _first_of_merged(self, chunk: list["Given"], serving) -> dict:
        """{(task, bearer): the duty that stands for all}, where bodies became one."""
        tasks = {row.task for row in chunk if row.body in serving.reorganised}
        if not tasks:
            return {}
        groups = defaultdict(list)
        given = self._given().filter(task__in=tasks).order_by()
        for row in map(Given._make, given.values_list(*Given._fields)):
            groups[row.task, serving.acting(row.body)[-1]].append(row)
        return {
            key: min(rows, key=Given.consequence).pk for key, rows in groups.items()
        }

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        duties = self._open().filter(pk__in=ids)
        duties = duties.select_related("task__plan", "organisation").only(
            *("task", "task__title", "task__plan__title", "organisation__name"),
        )
        return {
            duty.pk: Line(
                _title(duty),
                duty.get_absolute_url(),
                duty.last_on,
                duty.task.plan.title,
                str(duty.organisation),
            )
            for duty in duties
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        duties = CascadeDuty.objects.filter(pk__in=ids).select_related("task")
        duties = duties.only("task", "task__title")
        return {duty.pk: (_title(duty), duty.get_absolute_url()) for duty in duties}


class Given(NamedTuple):
    pk: int
    last_on: date | None
    task: int
    organisation: int
    task__plan__agreement: int
    due_on: date | None
    signed_on: date | None
    left_out_reason: str

    @property
    def body(self) -> int:
        return self.organisation

    @property
    def agreement(self) -> int:
        return self.task__plan__agreement

    def consequence(self) -> tuple:
        """In the order in which the list of the task reads them."""
        return (
            self.signed_on is None,
            bool(self.left_out_reason),
            self.due_on or date.max,
            self.pk,
        )


def _title(duty: CascadeDuty) -> str:
    return f"Ký chương trình phối hợp – {duty.task.title}"
