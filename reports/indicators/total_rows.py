"""A total as it is told, and what it is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Organisation

from ..models import Breakdown, Figure, Indicator
from . import adding
from .lineage import Lineage


@dataclass(frozen=True)
class Share:
    """What the bodies `owners` (several: together) come to by themselves."""

    owners: frozenset[int]
    amount: Decimal | None
    qualifier: str
    entries: tuple[Figure, ...]


@dataclass(frozen=True)
class PartTotal:
    """ "Trong đó": one part, over the bodies that told it apart."""

    breakdown: Breakdown
    amount: Decimal | None
    qualifier: str
    entries: tuple[Figure, ...]
    missing: tuple[Organisation, ...]

    @property
    def words(self) -> str:
        return self.breakdown.indicator.words(self.amount, self.qualifier)


@dataclass(frozen=True)
class Total:
    """A sum, who is in it, who is missing, and what was not counted and why.

    `notes` say what a reader must know: a part that is missing, parts that do not add
    up. Of a ratio, `above` and `below` are the sums it was divided from.
    """

    indicator: Indicator
    amount: Decimal | None
    qualifier: str
    entries: tuple[Figure, ...] = ()
    inside: tuple[Organisation, ...] = ()
    missing: tuple[Organisation, ...] = ()
    left_out: tuple[tuple[Figure, str], ...] = ()
    is_apart: bool = False
    shares: tuple[Share, ...] = ()
    parts: tuple[PartTotal, ...] = ()
    notes: tuple[str, ...] = ()
    above: Decimal | None = None
    below: Decimal | None = None

    @property
    def words(self) -> str:
        if self.is_apart:
            return "để riêng từng cơ quan"
        return self.indicator.words(self.amount, self.qualifier)

    @property
    def in_unit(self) -> Decimal | None:
        return None if self.amount is None else self.indicator.in_unit(self.amount)

    @property
    def is_provisional(self) -> bool:
        return any(figure.is_provisional for figure in self.entries)

    @property
    def is_illustrative(self) -> bool:
        return any(figure.is_illustrative for figure in self.entries)

    def share_of(self, organisation_id: int) -> Share | None:
        """What one body comes to alone, by the indicator's own rules."""
        alone = frozenset([organisation_id])
        return next((s for s in self.shares if s.owners == alone), None)


@dataclass(frozen=True)
class Question:
    """Over which bodies and days; the rows it needs, read once for all indicators."""

    asked: tuple[Organisation, ...]
    lineage: Lineage
    found: dict[int, list[Figure]]
    parts: dict[int, list[Breakdown]]
    known: dict[int, Indicator]  # those asked for, and the sides of their ratios

    def entries(self, indicator_id: int) -> tuple[adding.Entry, ...]:
        return tuple(map(self.lineage.entry, self.found[indicator_id]))

    def figures(self, *indicator_ids: int) -> dict[int, Figure]:
        return {f.pk: f for pk in indicator_ids for f in self.found[pk]}

    def owners(self, bodies: Iterable[Figure]) -> set[int]:
        return set().union(*(self.lineage.owners(figure) for figure in bodies))

    def told(self, figures: Iterable[Figure]) -> dict:
        """Who is in a total made of the figures, and who is missing."""
        told = self.owners(figures)
        return {
            "inside": tuple(body for body in self.asked if body.pk in told),
            "missing": tuple(body for body in self.asked if body.pk not in told),
        }


def left_out(rows: Iterable[adding.LeftOut], by_id: dict[int, Figure]) -> tuple:
    return tuple((by_id[row.entry.id], row.reason) for row in rows)
