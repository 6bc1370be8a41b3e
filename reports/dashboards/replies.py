"""Recommendations that wait for an answer: how long, and whose answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.listings.paging import capped
from accounts.models import Organisation

from ..models import Addressee, Recommendation
from ..recommendations import ageing
from ..recommendations.recommendation_filters import concerning, of_concern
from .scope import Scope

SHOWN = 4
Band = ageing.Band


@dataclass(frozen=True)
class Row:
    """A body that owes answers; `since`: the day the oldest was sent."""

    organisation: Organisation
    waiting: int
    late: int
    since: date | None
    url: str
    late_url: str


@dataclass(frozen=True)
class Replies:
    """Recommendations by how long they wait, with where they are listed."""

    rows: list[Row]
    bodies: int
    waiting: int
    late: int
    days: int | None  # of the longest past its day
    in_time: tuple[int, str]
    bands: list[tuple[Band, int, str]]  # of those past their day
    without_day: tuple[int, str]
    url: str
    late_url: str

    @property
    def waiting_label(self) -> str:
        return capped(self.waiting)

    @property
    def others(self) -> int:
        return self.bodies - len(self.rows)


def replies(scope: Scope, *, shown: int | None = SHOWN) -> Replies:
    counts = _counts(scope)
    rows = sorted(_by_body(scope), key=lambda row: (-row.late, -row.waiting))
    first = counts.pop("first_due_on")
    return Replies(
        rows=rows[:shown],
        bodies=len(rows),
        waiting=sum(counts.values()),
        late=sum(counts[band.name] for band in ageing.LATE),
        days=(scope.on - first).days if first and first < scope.on else None,
        in_time=_band(scope, counts, Band.IN_TIME),
        bands=[
            (band, *_band(scope, counts, band))
            for band in ageing.LATE
            if counts[band.name]
        ],
        without_day=_band(scope, counts, Band.NO_DUE),
        url=scope.to_recommendations(owing="1"),
        late_url=scope.to_recommendations(late="1"),
    )


def _band(scope: Scope, counts: dict, band: Band) -> tuple[int, str]:
    return counts[band.name], scope.to_recommendations(band=band.value)


def asked(scope: Scope) -> QuerySet[Recommendation]:
    """In force and about the bodies, as the list filters them.

    Whoever serves a body may read what it sent, what it was asked, and what was sent
    under its agreements: `recommendations_visible_to` would only say so again.
    """
    rows = Recommendation.objects.filter(concerning(scope.bodies))
    if scope.year:
        rows = rows.filter(sent_on__year=scope.year)
    if scope.agreement:
        rows = rows.filter(agreement=scope.agreement)
    if scope.area:
        rows = rows.filter(area=scope.area)
    return rows.in_force().order_by()


def _owing(scope: Scope) -> QuerySet[Addressee]:
    """Of what a body was only asked beside others, its own answer and not theirs."""
    rows = Addressee.objects.owing().filter(of_concern(scope.bodies)).order_by()
    if scope.body:
        rows = rows.filter(organisation=scope.body)
    return rows


def _counts(scope: Scope) -> dict:
    owing = _owing(scope).filter(recommendation=OuterRef("pk"))
    waiting = Recommendation.objects.filter(
        Exists(owing), pk__in=asked(scope).values("pk")
    ).order_by()
    return waiting.aggregate(
        **{
            band.name: Count("pk", filter=ageing.is_in(band, scope.on, path=""))
            for band in Band
        },
        first_due_on=Min("due_on"),
    )


def _by_body(scope: Scope) -> list[Row]:
    """What was asked of a body that has ended stands with the one in its place."""
    late = Q(recommendation__due_on__lt=scope.on)
    found = (
        _owing(scope)
        .filter(recommendation__in=asked(scope).values("pk"))
        .values_list("organisation")
        .annotate(
            waiting=Count("pk"),
            late=Count("pk", filter=late),
            since=Min("recommendation__sent_on"),
        )
    )
    found = list(found)
    bearers = ageing.bearing({row[0] for row in found}, scope.on)
    sums: dict[Organisation, list] = {}
    for body, waiting, late, since in found:
        row = sums.setdefault(bearers[body], [0, 0, since])
        row[0], row[1], row[2] = row[0] + waiting, row[1] + late, min(row[2], since)
    return [
        Row(
            body,
            *counts,
            url=scope.to_recommendations(body.pk, owing="1"),
            late_url=scope.to_recommendations(body.pk, late="1"),
        )
        for body, counts in sums.items()
    ]
