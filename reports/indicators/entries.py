"""What the rules of adding up work on: entries, sums, and how sure they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce

from accounts.vietnamese import format_date

from ..models import Qualifier

EXACT, ABOVE, OVER, NEARLY, ABOUT, ESTIMATED = Qualifier


@dataclass(frozen=True)
class Entry:
    """One figure as the rules see it.

    `heirs` are the bodies that took over from its bodies after its period. `part` is
    the break-down it is entered for; none: the whole. A whole that nobody entered is
    made of `parts` and may lack some of them (`lacks`).
    """

    id: int
    bodies: frozenset[int]
    first: date
    last: date
    amount: Decimal
    qualifier: str = EXACT
    heirs: frozenset[int] = field(default_factory=frozenset)
    part: int | None = None
    is_provisional: bool = False
    parts: tuple["Entry", ...] = ()
    lacks: frozenset[int] = field(default_factory=frozenset)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def period(self) -> str:
        return f"{format_date(self.first)}–{format_date(self.last)}"

    @property
    def entered(self) -> tuple["Entry", ...]:
        """What people typed: itself, or the parts it is made of."""
        return self.parts or (self,)

    def covers(self, other: "Entry") -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class LeftOut:
    entry: Entry
    reason: str


@dataclass(frozen=True)
class Conflict:
    """The parts of a whole do not add up to it: kept as reported, and said."""

    whole: Entry
    parts: tuple[Entry, ...]
    amount: Decimal


@dataclass(frozen=True)
class Share:
    bodies: frozenset[int]
    amount: Decimal
    qualifier: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Sum:
    """`amount` is None when nothing was entered: missing is not 0; or where the
    bodies are told apart (`is_apart`).

    `wholes` are what was counted; `shares` what each body, or bodies together, come to
    by themselves; `within` the parts that stand in a whole and are not added again.
    """

    amount: Decimal | None
    qualifier: str
    wholes: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    is_apart: bool = False
    shares: tuple[Share, ...] = ()
    within: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def counted(self) -> tuple[Entry, ...]:
        return tuple(one for whole in self.wholes for one in whole.entered)

    @property
    def lacking(self) -> tuple[Entry, ...]:
        """At least what they are: a part is missing."""
        return tuple(whole for whole in self.wholes if whole.lacks)

    @property
    def is_provisional(self) -> bool:
        return any(whole.is_provisional for whole in self.wholes)


def join(one: str, other: str) -> str:
    """The qualifier of a sum of two: the weaker claim that holds for both.

    exact < hơn < trên < khoảng < ước, and exact < gần < khoảng.
    """
    both = {one, other} - {EXACT}
    if len(both) < 2:
        return both.pop() if both else EXACT
    if ESTIMATED in both:
        return ESTIMATED
    return ABOVE if both == {ABOVE, OVER} else ABOUT


def joined(qualifiers: Iterable[str]) -> str:
    return reduce(join, qualifiers, EXACT)


def turned(qualifier: str) -> str:
    """Of what is subtracted or divided by: more than said leaves less than said."""
    return {ABOVE: NEARLY, OVER: NEARLY, NEARLY: OVER}.get(qualifier, qualifier)


def by_time(entry: Entry):
    return entry.last, entry.first, entry.id
