"""The total of an indicator whose figures are added up, body by body."""

from collections import defaultdict

from ..models import Indicator
from . import adding, parts, wording
from .total_rows import PartTotal, Question, Share, Total, left_out

BodyRule = Indicator.BodyRule


def of_sum(indicator: Indicator, question: Question) -> Total:
    pk = indicator.pk
    entries, by_id = question.entries(pk), question.figures(pk)
    result = adding.combine(
        entries,
        indicator.time_rule,
        indicator.body_rule,
        [part.pk for part in question.parts[pk]],
    )
    return Total(
        indicator=indicator,
        amount=result.amount,
        qualifier=result.qualifier,
        entries=tuple(by_id[entry.id] for entry in result.counted),
        left_out=left_out(result.left_out, by_id),
        is_apart=result.is_apart,
        shares=_shares(indicator, result, by_id, question),
        parts=_parts(indicator, result, entries, by_id, question),
        notes=(
            *wording.notes(indicator, result, by_id, question.parts[pk]),
            *wording.nested(indicator, result, by_id),
        ),
        **question.told(by_id.values()),
    )


def _shares(indicator, result: adding.Sum, by_id, question) -> tuple[Share, ...]:
    """By those asked for: of a body that ended, its successor's."""
    groups: dict[frozenset[int], list[adding.Share]] = defaultdict(list)
    for share in result.shares:
        figures = [by_id[one.id] for e in share.entries for one in e.entered]
        groups[frozenset(question.owners(figures))].append(share)
    found = []
    for owners, shares in groups.items():
        taken = adding.across(tuple(shares), indicator.body_rule, {})
        is_apart = indicator.body_rule == BodyRule.NONE and len(taken) > 1
        entries = [one for s in taken for e in s.entries for one in e.entered]
        found.append(
            Share(
                owners,
                None if is_apart else adding.total_of(taken),
                adding.joined(share.qualifier for share in taken),
                tuple(by_id[entry.id] for entry in entries),
            )
        )
    return tuple(sorted(found, key=lambda share: sorted(share.owners)))


def _parts(indicator, result, entries, by_id, question) -> tuple[PartTotal, ...]:
    """Only of what was counted: a part of a whole that was left out is not told."""
    if indicator.body_rule not in (BodyRule.SUM, BodyRule.MAXIMUM):
        return ()
    found = []
    for part in question.parts[indicator.pk]:
        told, without = [], []
        for whole in result.wholes:
            of = parts.of_whole(whole, part.pk, entries, indicator.time_rule)
            told += of
            without += [] if of else [by_id[one.id] for one in whole.entered]
        if told:
            lack = question.owners(without)
            found.append(
                PartTotal(
                    part,
                    parts.total(told),
                    adding.joined(entry.qualifier for entry in told),
                    tuple(by_id[entry.id] for entry in told),
                    tuple(body for body in question.asked if body.pk in lack),
                )
            )
    return tuple(found)
