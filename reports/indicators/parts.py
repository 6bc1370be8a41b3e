""" "Trong đó": the parts of a figure. The whole is what was entered as the whole.

Where a body entered only parts, the whole is their sum; while one part is missing it
is at least that much ("trên"), and the gap is told. Parts that do not add up to the
whole are kept as reported, and flagged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..models import Indicator
from .entries import (
    ABOVE,
    EXACT,
    NEARLY,
    OVER,
    Conflict,
    Entry,
    LeftOut,
    by_time,
    join,
    joined,
)
from .over_time import SAME_AGAIN, runs

Place = tuple  # bodies, first, last: what one whole is of


@dataclass(frozen=True)
class Wholes:
    """`entries`: what may be counted; `of`: the parts of each place that has some."""

    entries: tuple[Entry, ...]
    of: dict[Place, tuple[Entry, ...]]
    all_parts: frozenset[int]
    older: tuple[LeftOut, ...]

    def within(self) -> tuple[Entry, ...]:
        """Parts that stand in a whole: told apart, not added again."""
        return tuple(p for e in self.entries if not e.parts for p in self._of(e))

    def conflicts(self, counted: Iterable[Entry]) -> tuple[Conflict, ...]:
        found = []
        for whole in counted:
            told = () if whole.parts else self._of(whole)
            if told and not agrees(whole, told, self.all_parts):
                found.append(Conflict(whole, told, total(told)))
        return tuple(found)

    def _of(self, whole: Entry) -> tuple[Entry, ...]:
        return self.of.get(place(whole), ())


def place(entry: Entry) -> Place:
    return entry.bodies, entry.first, entry.last


def total(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))


def gather(entries: Iterable[Entry], all_parts: frozenset[int]) -> Wholes:
    """`entries` in the order of time: of a part entered twice the later one stands."""
    wholes = [entry for entry in entries if entry.part is None]
    newest: dict[Place, dict[int, Entry]] = defaultdict(dict)
    older = []
    for entry in entries:
        if entry.part is not None:
            before = newest[place(entry)].get(entry.part)
            older += [LeftOut(before, SAME_AGAIN)] if before else []
            newest[place(entry)][entry.part] = entry
    of = {at: tuple(by_part.values()) for at, by_part in newest.items()}
    entered = {place(whole) for whole in wholes}
    made = [made_of(of[at], all_parts) for at in of if at not in entered]
    return Wholes(
        tuple(sorted([*wholes, *made], key=by_time)), of, all_parts, tuple(older)
    )


def made_of(told: tuple[Entry, ...], all_parts: frozenset[int]) -> Entry:
    """The whole that nobody entered: the sum of its parts, or at least that much."""
    first = told[0]
    lacks = all_parts - {entry.part for entry in told}
    qualifier = joined(entry.qualifier for entry in told)
    return Entry(
        id=min(entry.id for entry in told),
        bodies=first.bodies,
        first=first.first,
        last=first.last,
        amount=total(told),
        qualifier=join(qualifier, ABOVE) if lacks else qualifier,
        heirs=first.heirs,
        is_provisional=any(entry.is_provisional for entry in told),
        parts=told,
        lacks=lacks,
    )


def agrees(whole: Entry, told: tuple[Entry, ...], all_parts: frozenset[int]) -> bool:
    """Can both be true: the whole as it was said, and its parts as they were said?"""
    low, high = bounds(whole.amount, whole.qualifier)
    least, most = bounds(total(told), joined(entry.qualifier for entry in told))
    if all_parts - {entry.part for entry in told}:
        most = None  # what is missing may be anything
    return not (
        high is not None
        and least is not None
        and least > high
        or most is not None
        and low is not None
        and most < low
    )


def bounds(amount: Decimal, qualifier: str) -> tuple[Decimal | None, Decimal | None]:
    """Between what and what the true number lies; None: no bound that side."""
    low = amount if qualifier in (EXACT, ABOVE, OVER) else None
    high = amount if qualifier in (EXACT, NEARLY) else None
    return low, high


def of_whole(
    whole: Entry, part: int, entries: Iterable[Entry], rule: str
) -> tuple[Entry, ...]:
    """What tells one part of a counted whole for all its days; () where that lacks."""
    same = [e for e in entries if e.part == part and e.bodies == whole.bodies]
    if rule != Indicator.Rule.SUM:
        same = [e for e in same if place(e) == place(whole)]
    return runs(same, whole.first).get(whole.last, ())
