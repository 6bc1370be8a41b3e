"""What figures add up to: read from the database, added by the rules of `adding`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.models import Organisation

from ..models import Breakdown, Figure, Indicator
from .lineage import Lineage
from .ratio_totals import of_ratio
from .sum_totals import of_sum
from .total_rows import PartTotal, Question, Share, Total

__all__ = ["PartTotal", "Share", "Total", "total", "totals"]


def total(
    indicator: Indicator, organisation_ids: Iterable[int], first: date, last: date
) -> Total:
    return totals([indicator], organisation_ids, first, last)[0]


def totals(
    indicators: Iterable[Indicator],
    organisation_ids: Iterable[int],
    first: date,
    last: date,
    *,
    also: Iterable[int] = (),
    reporting: Iterable[int] = (),
) -> list[Total]:
    """The sums of several indicators over the same bodies and days.

    Bodies are told in the order given. An entry of a body that has ended counts for
    its successor when its period lies before the succession. `also` names figures to
    count whatever their bodies; of the bodies in `reporting` no others are counted.
    More indicators make no more queries.
    """
    indicators = list(indicators)
    question = ask(indicators, organisation_ids, first, last, set(also), set(reporting))
    return [
        of_ratio(indicator, question)
        if indicator.body_rule == Indicator.BodyRule.RATIO
        else of_sum(indicator, question)
        for indicator in indicators
    ]


def ask(
    indicators, organisation_ids, first: date, last: date, also: set, reporting: set
) -> Question:
    in_order = list(dict.fromkeys(organisation_ids))
    lineage = Lineage(in_order)
    known = {indicator.pk: indicator for indicator in indicators}
    sides = {pk for i in indicators for pk in (i.numerator_id, i.denominator_id) if pk}
    if sides - known.keys():
        known |= Indicator.objects.in_bulk(sides - known.keys())
    found = (
        Figure.objects.standing()
        .within(first, last)
        .filter(
            Q(pk__in=Figure.objects.of(lineage.bodies).values("pk")) | Q(pk__in=also),
            indicator__in=known,
        )
        .select_related("indicator")
        .prefetch_related("organisations")
    )
    by_indicator: dict[int, list[Figure]] = defaultdict(list)
    for figure in found:
        if figure.pk in also or lineage.owners(figure) - reporting:
            by_indicator[figure.indicator_id].append(figure)
    by_parts: dict[int, list[Breakdown]] = defaultdict(list)
    for part in Breakdown.objects.filter(indicator__in=known):
        part.indicator = known[part.indicator_id]
        by_parts[part.indicator_id].append(part)
    bodies = Organisation.objects.in_bulk(in_order)
    asked = tuple(bodies[pk] for pk in in_order)
    return Question(asked, lineage, by_indicator, by_parts, known)
