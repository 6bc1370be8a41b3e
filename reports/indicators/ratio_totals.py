"""The total of an indicator that is the ratio of two others."""

from collections import defaultdict

from ..models import Indicator
from . import adding, ratios, wording
from .total_rows import Question, Share, Total, left_out


def of_ratio(indicator: Indicator, question: Question) -> Total:
    sides = indicator.numerator_id, indicator.denominator_id
    by_id = question.figures(*sides)
    result = ratios.divide(*(_side(pk, question) for pk in sides))
    figures = [by_id[entry.id] for entry in result.counted]
    return Total(
        indicator=indicator,
        amount=wording.rounded(indicator, result.value),
        qualifier=result.qualifier if result.value is not None else adding.EXACT,
        entries=tuple(figures),
        left_out=left_out(result.left_out, by_id),
        shares=_ratio_shares(indicator, result, by_id, question),
        notes=wording.ratio_notes(indicator, result, question.known),
        above=result.above if result.pairs else None,
        below=result.below if result.pairs else None,
        **question.told(figures),
    )


def _side(indicator_id: int, question: Question) -> ratios.Side:
    return ratios.Side(
        question.entries(indicator_id),
        question.known[indicator_id].time_rule,
        frozenset(part.pk for part in question.parts[indicator_id]),
    )


def _ratio_shares(indicator, result, by_id, question) -> tuple[Share, ...]:
    groups: dict[frozenset[int], list] = defaultdict(list)
    for pair in result.pairs:
        figures = [by_id[one.id] for e in pair.above for one in e.entered]
        groups[frozenset(question.owners(figures))].append(pair)
    found = []
    for owners, pairs in groups.items():
        own = ratios.of_pairs(pairs)
        amount = wording.rounded(indicator, own.value)
        figures = tuple(by_id[entry.id] for entry in own.counted)
        found.append(Share(owners, amount, own.qualifier, figures))
    return tuple(sorted(found, key=lambda share: sorted(share.owners)))
