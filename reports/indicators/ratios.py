"""A ratio of two figures: the sum of the numerators over the sum of the denominators.

Never an average of ratios. Of each body only what both sides tell for the same days
counts; a body with one side only is left out of both, and told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..models import Indicator
from . import parts
from .adding import told
from .entries import Entry, LeftOut, by_time, join, joined, turned
from .over_time import without_inherited
from .pairing import Pair, pairs_of

Rule = Indicator.Rule
NO_NUMERATOR = "chưa có tử số của cùng cơ quan, cùng kỳ"
NO_DENOMINATOR = "chưa có mẫu số của cùng cơ quan, cùng kỳ"


@dataclass(frozen=True)
class Side:
    """Numerator or denominator: its entries and its rules."""

    entries: tuple[Entry, ...]
    rule: str = Rule.SUM
    all_parts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Ratio:
    """`value` is None without a pair, or where the denominators come to 0."""

    value: Decimal | None
    qualifier: str
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def above(self) -> Decimal:
        return parts.total(e for pair in self.pairs for e in pair.above)

    @property
    def below(self) -> Decimal:
        return parts.total(e for pair in self.pairs for e in pair.below)

    @property
    def counted(self) -> tuple[Entry, ...]:
        return tuple(
            one for p in self.pairs for e in (*p.above, *p.below) for one in e.entered
        )


def divide(numerators: Side, denominators: Side) -> Ratio:
    above, below = _wholes(numerators), _wholes(denominators)
    reasons: dict[int, str] = {}
    pairs = []
    for bodies in sorted(
        {e.bodies for e in (*above.entries, *below.entries)}, key=sorted
    ):
        pairs += pairs_of(
            [e for e in above.entries if e.bodies == bodies],
            [e for e in below.entries if e.bodies == bodies],
            numerators.rule,
            denominators.rule,
        )
    rules = {numerators.rule, denominators.rule}
    rule = Rule.SUM if rules == {Rule.SUM} else Rule.LATEST
    stand = without_inherited([pair.entry for pair in pairs], rule, reasons)
    pairs = [pair for pair in pairs if pair.entry in stand]
    return of_pairs(
        pairs,
        left_out=(
            *_left(above, [p.above for p in pairs], below, reasons, NO_DENOMINATOR),
            *_left(below, [p.below for p in pairs], above, reasons, NO_NUMERATOR),
        ),
    )


def of_pairs(pairs: Iterable[Pair], left_out: tuple[LeftOut, ...] = ()) -> Ratio:
    pairs = tuple(pairs)
    above = joined(e.qualifier for pair in pairs for e in pair.above)
    below = joined(e.qualifier for pair in pairs for e in pair.below)
    found = Ratio(None, join(above, turned(below)), pairs, left_out)
    if not found.below:
        return found
    return Ratio(found.above / found.below, found.qualifier, pairs, left_out)


def _wholes(side: Side) -> parts.Wholes:
    unique = sorted({e.id: e for e in side.entries}.values(), key=by_time)
    return parts.gather(unique, side.all_parts)


def _left(wholes, counted, others, reasons, without) -> list[LeftOut]:
    """Why entries of one side are in no pair."""
    used = {entry.id for entries in counted for entry in entries}
    both = {entry.bodies for entry in others.entries}
    why = {}
    for entry in wholes.entries:
        if entry.id not in used:
            matched = entry.bodies in both
            fallback = (
                "hai vế không cùng kỳ, hoặc đã có số của kỳ khác"
                if matched
                else without
            )
            why[entry.id] = reasons.get(entry.id, fallback)
    return [*told(wholes.entries, why), *wholes.older]
