"""Who has not reported, in the collections that are still open."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from agreements.models import Party

from ..models import Collection, UnitReport
from .scope import Scope

SHOWN = 4
State = UnitReport.State
OWED = (State.ENTERING, State.RETURNED)
# Sent back is reported, and not late: as `collection_standing` counts.
SILENT = Q(state__in=OWED, first_sent_at__isnull=True)


@dataclass(frozen=True)
class Row:
    """A collection: units asked, silent, and of these past their day.

    `names` of the silent, the longest past their day first.
    """

    collection: Collection
    asked: int
    silent: int
    late: int
    names: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.collection.get_absolute_url()


@dataclass(frozen=True)
class Silence:
    rows: list[Row]
    collections: int
    silent: int
    late: int

    @property
    def others(self) -> int:
        return self.collections - len(self.rows)


def silence(scope: Scope, *, shown: int | None = SHOWN) -> Silence:
    """Collections with silent units, the most late first."""
    counted = (
        reports_of(scope)
        .order_by()
        .values_list("collection")
        .annotate(
            asked=Count("pk"),
            silent=Count("pk", filter=SILENT),
            late=Count("pk", filter=SILENT & Q(due_on__lt=scope.on)),
        )
        .filter(silent__gt=0)
    )
    rows = sorted(counted, key=lambda row: (-row[3], -row[2], row[0]))
    return Silence(
        rows=rows_of(scope, rows[:shown]),
        collections=len(rows),
        silent=sum(row[2] for row in rows),
        late=sum(row[3] for row in rows),
    )


def rows_of(scope: Scope, counted: list[tuple]) -> list[Row]:
    ids = [row[0] for row in counted]
    collections = Collection.objects.select_related("office").in_bulk(ids)
    silent = reports_of(scope).filter(SILENT, collection__in=ids)
    silent = silent.select_related("organisation")
    names: dict[int, list[str]] = {}
    for report in silent.order_by("due_on", "organisation__sort_key", "pk"):
        names.setdefault(report.collection_id, []).append(report.organisation.label)
    return [Row(collections[pk], *counts, tuple(names[pk])) for pk, *counts in counted]


def reports_of(scope: Scope) -> QuerySet[UnitReport]:
    """Of what the bodies collect or signed, every unit's; elsewhere their own.

    An area says nothing here: a unit reports on all of them at once.
    """
    rows = UnitReport.objects.filter(collection__closed_at__isnull=True)
    rows = rows.exclude(state=State.LEFT_OUT).filter(seen(scope))
    if scope.year:
        rows = rows.filter(collection__period_to__year=scope.year)
    if scope.agreement:
        rows = rows.filter(collection__agreement=scope.agreement)
    return rows.filter(organisation=scope.body) if scope.body else rows


def seen(scope: Scope) -> Q:
    if scope.is_all:
        return Q()
    signed = Party.objects.of_organisations(scope.bodies).values("agreement")
    return (
        Q(collection__office__in=scope.bodies)
        | Q(collection__agreement__in=signed)
        | Q(organisation__in=scope.bodies)
    )
