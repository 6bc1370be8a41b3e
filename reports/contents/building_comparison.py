"""A figure of a draft beside the period before and beside its target."""

from decimal import Decimal

from django.db.models import Q

from accounts.vietnamese import format_date

from ..indicators import figures
from ..models import Review, Target


def targets_of(review: Review, scene) -> dict[int, Target]:
    """By indicator: what it should reach in the period, or in one that holds it."""
    whose = Q(organisation__isnull=True)
    if review.organisation_id:
        whose = Q(organisation=review.organisation_id)
    agreed = Q(agreement__isnull=True)
    if review.agreement_id:
        agreed |= Q(agreement=review.agreement_id)
    found = Target.objects.filter(
        whose,
        agreed,
        indicator__in=scene.indicators,
        period_from__lte=review.period_from,
        period_to__gte=review.period_to,
    )
    # The widest first and the agreement's own last: the nearest to the report stays.
    in_order = sorted(
        found,
        key=lambda t: (bool(t.agreement_id), t.period_from - t.period_to, t.pk),
    )
    return {target.indicator_id: target for target in in_order}


def comparison_row(
    total: figures.Total,
    earlier: figures.Total,
    target: Target | None,
    review: Review,
) -> dict:
    found = figures.compare(total, earlier, target)
    return {
        "words": found.words,
        "difference": _in_unit(total, found.difference),
        "qualifier": found.qualifier,
        "percent": _rounded(found.percent) if found.has_share else None,
        "target": _in_unit(total, target.amount if target else None),
        "target_words": found.target_words,
        "reached": _rounded(found.reached),
        "notes": [*found.notes, *_span(target, review)],
    }


def _span(target: Target | None, review: Review) -> list[str]:
    """Said where the target is of a longer time than the report."""
    if target is None:
        return []
    days = target.period_from, target.period_to
    if days == (review.period_from, review.period_to):
        return []
    return [f"mục tiêu của kỳ {format_date(days[0])}–{format_date(days[1])}"]


def _in_unit(total: figures.Total, amount: Decimal | None) -> str | None:
    if amount is None:
        return None
    return f"{total.indicator.in_unit(amount).normalize():f}"


def _rounded(percent: Decimal | None) -> str | None:
    """To one decimal; what is not quite 100% is not said to be."""
    if percent is None:
        return None
    shown = round(percent, 1)
    return str(Decimal("99.9") if shown == 100 and percent < 100 else shown)
