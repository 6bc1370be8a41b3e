"""From a figure up to the reports that used it, and what people are told of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User

from ..models import Figure, FigureUse, Indicator, Review, UnitReport
from . import amounts

SHOWN = 50
MOST_BODIES = 200  # within the length of an address


@dataclass(frozen=True)
class Use:
    """A report, the version of the figure it has, and whether that is still so."""

    review: Review
    indicator_id: int
    version: int
    is_current: bool

    @property
    def standing(self) -> str:
        if self.is_current:
            return "đúng như hiện nay"
        return "số trong báo cáo khác hiện nay"


def bound_versions(bound: dict | None) -> dict[int, int]:
    """Figure → its version, of all that the sums of a report were made of."""
    rows = (bound or {}).get("figures", [])
    return {e["id"]: e["version"] for row in rows for e in row["entries"]}


def row_of(rows: list[dict], indicator_id: int) -> dict | None:
    """The row of the indicator in a report; or of the ratio it is a side of."""
    by_indicator = {row["indicator"]: row for row in rows}
    if indicator_id in by_indicator:
        return by_indicator[indicator_id]
    ratios = Indicator.objects.filter(
        Q(numerator=indicator_id) | Q(denominator=indicator_id), pk__in=by_indicator
    )
    ratio = ratios.first()
    return by_indicator[ratio.pk] if ratio else None


@transaction.atomic
def remember(review: Review, bound: dict | None) -> None:
    """Called whenever figures are bound: the rows by which a figure finds its reports.

    Run twice it writes the same. Figures that are gone are not remembered.
    """
    wanted = bound_versions(bound)
    there = Figure.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    FigureUse.objects.filter(review=review).delete()
    FigureUse.objects.bulk_create(
        FigureUse(review=review, figure_id=pk, version=wanted[pk]) for pk in there
    )


def uses(figure: Figure, user: User) -> tuple[list[Use], int]:
    """Reports the person may see that used it, the latest first; how many others."""
    rows = list(
        FigureUse.objects.filter(figure=figure)
        .order_by("-review_id")
        .values_list("review_id", "version")
    )
    seen = Review.objects.visible_to(user).filter(figure_uses__figure=figure)
    shown = list(seen.defer("bound", "snapshot", "search").order_by("-pk")[:SHOWN])
    versions, is_used = dict(rows), not figure.is_withdrawn
    found = [
        Use(
            review,
            figure.indicator_id,
            versions[review.pk],
            is_used and versions[review.pk] == figure.version,
        )
        for review in shown
    ]
    return found, len(rows) - (seen.count() if len(shown) == SHOWN else len(shown))


def explained(review: Review) -> QuerySet[Figure]:
    """Figures in the report that were out of the ordinary, with the words said."""
    used = FigureUse.objects.filter(review=review)
    found = Figure.objects.filter(pk__in=used.values("figure")).exclude(explanation="")
    found = found.select_related("indicator").prefetch_related("organisations")
    return found.order_by("indicator__position", "pk")


def unit_report_of(figure: Figure, user: User) -> UnitReport | None:
    """The unit report it came from, for the unit and for the focal body."""
    report = figure.unit_report
    if report is None:
        return None
    places = {report.organisation_id, report.collection.office_id}
    return report if user.is_superuser or places & user.organisation_ids else None


def total_url(
    indicator_id: int, organisation_ids: Iterable[int], first: date, last: date
) -> str:
    """The page that tells what a sum on a dashboard or in a collection is made of.

    "" for more bodies than it tells of.
    """
    organisation_ids = list(organisation_ids)
    if len(organisation_ids) > MOST_BODIES:
        return ""
    query = [
        ("chi-tieu", indicator_id),
        *(("co-quan", pk) for pk in organisation_ids),
        ("tu", first.isoformat()),
        ("den", last.isoformat()),
    ]
    return f"{reverse('reports:figure-total')}?{urlencode(query)}"


def said_after_saving(values: dict) -> str:
    """Back to who typed it: a slip of three noughts is heard where it is not seen."""
    indicator, amount = values["indicator"], values["amount"]
    words = indicator.words(amount, values["qualifier"])
    spelled = amounts.spelled(indicator, amount) if indicator.is_money else ""
    return f"{words} ({spelled})" if spelled else words
