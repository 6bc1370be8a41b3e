"""What is late, and whose: tasks by their lead, parts by the body that owes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet

from accounts.listings.paging import COUNT_CAP, capped
from accounts.models import Organisation
from tasks.models import SOON_DAYS, Coordination

from .scope import Scope

SHOWN = 6


@dataclass(frozen=True)
class Row:
    """A body with what it owes past its day; `days`: of the oldest."""

    organisation: Organisation
    tasks: int
    parts: int
    days: int
    url: str
    parts_url: str


@dataclass(frozen=True)
class Lateness:
    rows: list[Row]
    bodies: int
    tasks: int
    parts: int
    days: int | None
    soon: int
    url: str
    parts_url: str
    soon_url: str

    @property
    def tasks_label(self) -> str:
        return capped(self.tasks)

    @property
    def parts_label(self) -> str:
        return capped(self.parts)

    @property
    def soon_label(self) -> str:
        return capped(self.soon)

    @property
    def others(self) -> int:
        return self.bodies - len(self.rows)


def lateness(scope: Scope, *, shown: int | None = SHOWN) -> Lateness:
    """The bodies furthest behind first; `shown`: how many of them, None for all."""
    on, found = scope.on, {}
    for tasks in scope.tasks(running=True):
        late = tasks.overdue(on).order_by().values_list("lead_organisation")
        _add(found, 0, late.annotate(n=Count("pk"), first=Min("listed_on")))
    for parts, first in late_parts(scope):
        bodies = parts.order_by().values_list("organisation")
        _add(found, 1, bodies.annotate(n=Count("pk"), first=Min(first)))
    return Lateness(
        rows=_rows(scope, found, shown),
        bodies=len(found),
        tasks=sum(tasks for tasks, _, _ in found.values()),
        parts=sum(parts for _, parts, _ in found.values()),
        days=max(((on - first).days for *_, first in found.values()), default=None),
        soon=_soon(scope),
        url=scope.to_tasks(situation="overdue", running=True),
        parts_url=scope.to_parts(),
        soon_url=scope.to_tasks(situation="soon", running=True),
    )


def late_parts(scope: Scope) -> Iterable[tuple[QuerySet[Coordination], str]]:
    """Late parts, sharing none, with the column of their day; as `Coordination.late`.

    Those without a day of their own are late with the task, which an index finds; so
    does another those that have one. Of others' plans only what the bodies owe.
    """
    on, open_parts = scope.on, Coordination.objects.open()
    with_the_task = open_parts.filter(due_on__isnull=True, task__listed_on__lt=on)
    by_own_day = open_parts.filter(due_on__lt=on)
    for parts, first in ((with_the_task, "task__listed_on"), (by_own_day, "due_on")):
        plans = scope.plan_ids(running=True)
        yield _narrowed(scope, parts.filter(task__plan__in=plans)), first
        if not scope.is_all:
            plans = scope.plan_ids(running=True, elsewhere=True)
            own = parts.filter(organisation__in=scope.bodies, task__plan__in=plans)
            yield _narrowed(scope, own), first


def _narrowed(scope: Scope, parts: QuerySet[Coordination]) -> QuerySet[Coordination]:
    wanted = Q()
    if scope.area:
        wanted &= Q(task__area=scope.area)
    if scope.body:
        wanted &= Q(organisation=scope.body)
    return parts.filter(wanted)


def _add(found: dict[int, tuple[int, int, date]], place: int, rows) -> None:
    for body, count, first in rows:
        before = found.get(body, (0, 0, first))
        counts = [*before[:2]]
        counts[place] += count
        found[body] = (*counts, min(before[2], first))


def _rows(scope: Scope, found: dict[int, tuple], shown: int | None) -> list[Row]:
    in_order = sorted(found, key=lambda pk: (-sum(found[pk][:2]), found[pk][2], pk))
    bodies = Organisation.objects.in_bulk(in_order[:shown])
    return [
        Row(
            organisation=bodies[pk],
            tasks=found[pk][0],
            parts=found[pk][1],
            days=(scope.on - found[pk][2]).days,
            url=scope.to_tasks(lead=pk, situation="overdue", running=True),
            parts_url=scope.to_parts(pk),
        )
        for pk in in_order[:shown]
    ]


def _soon(scope: Scope) -> int:
    last = scope.on + timedelta(days=SOON_DAYS)
    return sum(
        part.due_between(scope.on, last).order_by()[: COUNT_CAP + 1].count()
        for part in scope.tasks(running=True)
    )
