"""Articles that no task of the year carries out, by agreement; a few statements.

As `tasks.coverage` says of one agreement on the page that each row leads to.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from agreements.amendments import consolidation
from agreements.models import Agreement, AmendedProvision, Provision, State
from tasks.models import FocusTask, TaskState, YearlyPlan

from .scope import Scope

SHOWN, SHOWN_BARE = 5, 3
RUNNING = (State.IN_FORCE, State.ENDING_SOON, State.TERM_UNKNOWN)
Citation = FocusTask.provisions.through


@dataclass(frozen=True)
class Row:
    agreement: Agreement
    articles: int
    missing: int
    url: str


@dataclass(frozen=True)
class Articles:
    """`rows`: agreements with missing articles; `bare`: some with none on record,

    `without` of them in all.
    """

    year: int
    rows: list[Row]
    agreements: int
    articles: int
    missing: int
    lacking: int
    without: int
    bare: list[Agreement]

    @property
    def others(self) -> int:
        return self.lacking - len(self.rows)

    @property
    def other_bare(self) -> int:
        return self.without - len(self.bare)


def articles(scope: Scope, *, shown: int | None = SHOWN) -> Articles:
    """The agreements with most articles missing first; of those that run today."""
    year = scope.year or scope.on.year
    running = Q()
    for state in RUNNING:
        running |= Q(pk__in=Agreement.objects.in_state(state, scope.on).values("pk"))
    ids = list(scope.agreements().filter(running).values_list("pk", flat=True))
    asked = asked_of(ids, year)
    open_ones = _uncited(scope, [pk for rows in asked.values() for pk in rows], year)
    counts = {}
    for pk, rows in asked.items():
        rows = rows & open_ones.keys()
        counts[pk] = (sum(open_ones[row] for row in rows), len(rows))
    lacking = [pk for pk, (missing, _) in counts.items() if missing]
    in_order = sorted(lacking, key=lambda pk: (-counts[pk][0], pk))[:shown]
    without = sorted((pk for pk in ids if not asked.get(pk)), reverse=True)
    bare = without[:SHOWN_BARE]
    found = Agreement.objects.select_related("kind").in_bulk([*in_order, *bare])
    return Articles(
        year=year,
        rows=[
            Row(found[pk], counts[pk][1], counts[pk][0], url_of(pk, year))
            for pk in in_order
        ],
        agreements=len(ids),
        articles=sum(total for _, total in counts.values()),
        missing=sum(missing for missing, _ in counts.values()),
        lacking=len(lacking),
        without=len(without),
        bare=[found[pk] for pk in bare],
    )


def asked_of(agreement_ids: list[int], year: int) -> dict[int, set[int]]:
    """The articles in force when the year ends: {agreement: ids of the rows}."""
    amended = set(
        AmendedProvision.objects.filter(amendment__agreement__in=agreement_ids)
        .order_by()
        .values_list("amendment__agreement", flat=True)
    )
    plain = Provision.objects.filter(
        agreement__in=set(agreement_ids) - amended,
        kind=Provision.Kind.ARTICLE,
        inserted_by__isnull=True,
    )
    by_number: dict[int, dict[str, int]] = {}
    rows = plain.order_by("position", "pk")
    for agreement, number, pk in rows.values_list("agreement", "number", "pk"):
        by_number.setdefault(agreement, {})[number] = pk
    found = {pk: set(rows.values()) for pk, rows in by_number.items()}
    return found | _amended(amended, date(year, 12, 31))


def _amended(agreement_ids: set[int], day: date) -> dict[int, set[int]]:
    """Of amended texts, as they then read."""
    read = Agreement.with_trashed.filter(pk__in=agreement_ids).prefetch_related(
        *consolidation.SOURCES
    )
    found = {}
    for agreement in read if agreement_ids else ():
        rows = {r.number: r.pk for r in agreement.provisions.all() if _is_article(r)}
        found[agreement.pk] = {
            rows[article.number]
            for article in consolidation.consolidated(agreement, day)
            if article.is_article and not article.is_repealed and article.number in rows
        }
    return found


def _is_article(row: Provision) -> bool:
    return row.kind == Provision.Kind.ARTICLE


def _uncited(scope: Scope, ids: list[int], year: int) -> dict[int, bool]:
    """{article: no task cites it}, of the area asked for where there is one."""
    plans = YearlyPlan.objects.with_rows_visible_to(scope.user).not_amending()
    plans = list(plans.filter(year=year).order_by().values_list("pk", flat=True))
    cited = Citation.objects.filter(
        provision=OuterRef("pk"), focustask__plan__in=plans
    ).exclude(focustask__state=TaskState.CANCELLED)
    rows = Provision.objects.filter(pk__in=ids).order_by()
    if scope.area:
        rows = rows.filter(areas=scope.area)
    # The first one only, article by article: asked whether any exists, the database
    # might read every citation there is.
    first = Subquery(cited.order_by().values("pk")[:1])
    return {pk: found is None for pk, found in rows.values_list("pk", first)}


def url_of(agreement: int, year: int) -> str:
    address = reverse("tasks:agreement-coverage", args=[agreement])
    return f"{address}?{urlencode({'nam': year})}"
