"""Figures of a period that came after its report: the next report tells them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from accounts.vietnamese import format_date

from ..contents.covering import UNSENT, bodies_of
from ..models import Figure, Review, UnitReport
from . import figures

ABOUT = ("agreement", "cluster", "organisation", "plan", "province")


@dataclass(frozen=True)
class LateFigure:
    """A figure that was entered after `earlier` was put together."""

    figure: Figure
    earlier: Review

    @property
    def note(self) -> str:
        figure, earlier = self.figure, self.earlier
        bodies = ", ".join(body.label for body in figure.organisations.all())
        came_on = format_date(localdate(figure.entered_at))
        return (
            f"{figure.indicator.name}, {bodies}: {figure.words}, số liệu "
            f"{earlier.period_label} nhận ngày {came_on}, "
            f"sau khi báo cáo số {earlier.document_number} đã chốt."
        )


def earlier_report(review: Review) -> Review | None:
    """The last one issued about the same thing, of a period before this one's."""
    same = {f"{name}_id": getattr(review, f"{name}_id") for name in ABOUT}
    if not any(same.values()) or not review.period_from:
        return None
    rows = Review.objects.issued().filter(**same, period_to__lt=review.period_to)
    rows = rows.exclude(pk=review.pk).filter(bound_at__isnull=False)
    rows = rows.filter(period_from__lt=review.period_from)
    # A correction of it has read the figures again.
    return rows.order_by("-period_to", "-bound_at", "-pk").first()


def late_figures(review: Review) -> list[LateFigure]:
    """Standing figures of the earlier report's period and bodies, entered since."""
    earlier = earlier_report(review)
    if earlier is None:
        return []
    lineage = figures.Lineage([body.pk for body in bodies_of(earlier)])
    told = {
        pk for row in (earlier.bound or {}).get("figures", []) for pk in row["figures"]
    }
    reported = Q(pk__in=Figure.objects.of(lineage.bodies).values("pk"))
    if earlier.collection_id:
        units = UnitReport.objects.filter(collection=earlier.collection_id)
        reported |= Q(unit_report__in=units.exclude(state__in=UNSENT).values("pk"))
    rows = (
        Figure.objects.standing()
        .within(earlier.period_from, earlier.period_to)
        .filter(reported, entered_at__gt=earlier.bound_at)
        .exclude(pk__in=told)
        .select_related("indicator")
        .prefetch_related("organisations")
        .order_by("indicator__position", "pk")
    )
    return [LateFigure(figure, earlier) for figure in rows]
