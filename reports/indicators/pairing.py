"""The two sides of a ratio, of the same bodies and the same days."""

from dataclasses import dataclass

from ..models import Indicator
from . import parts
from .entries import Entry, by_time
from .over_time import runs

Rule = Indicator.Rule


@dataclass(frozen=True)
class Pair:
    """What the same bodies tell of the same days on both sides."""

    above: tuple[Entry, ...]
    below: tuple[Entry, ...]

    @property
    def bodies(self) -> frozenset[int]:
        return self.above[0].bodies

    @property
    def entry(self) -> Entry:
        """The pair as one entry, where only its days and bodies matter."""
        return Entry(
            id=min(e.id for e in self.above),
            bodies=self.bodies,
            first=min(e.first for e in self.above),
            last=max(e.last for e in self.above),
            amount=parts.total(self.above),
            heirs=self.above[0].heirs,
        )


def pairs_of(
    above: list[Entry], below: list[Entry], rule: str, other: str
) -> list[Pair]:
    if not above or not below:
        return []
    if rule == other == Rule.SUM:
        return _same_days(above, below)
    return _same_end(above, below, rule, other)


def _same_end(above, below, rule: str, other: str) -> list[Pair]:
    """Where one side is a state and no flow: as of the last day both sides tell."""
    ends = {e.last for e in above} & {e.last for e in below}
    if not ends:
        return []
    day = max(ends)
    taken = [
        _until([e for e in side if e.last <= day], side_rule)
        for side, side_rule in ((above, rule), (below, other))
    ]
    return [Pair(*taken)]


def _until(entries: list[Entry], rule: str) -> tuple[Entry, ...]:
    """The last entry, the highest one, or the longest unbroken run to the last day."""
    if rule == Rule.LATEST:
        return (entries[-1],)
    if rule == Rule.MAXIMUM:
        return (max(entries, key=lambda e: (e.amount, by_time(e))),)
    end = entries[-1].last
    filled = [runs(entries, first) for first in {e.first for e in entries}]
    found = [run[end] for run in filled if end in run]
    return max(found, key=lambda run: (run[-1].last - run[0].first, -len(run)))


def _same_days(above: list[Entry], below: list[Entry]) -> list[Pair]:
    """Stretches of days that both sides fill without gap or overlap; most days."""
    stretches = []
    for first in {e.first for e in above} & {e.first for e in below}:
        ups, downs = runs(above, first), runs(below, first)
        stretches += [
            (last, first, ups[last], downs[last]) for last in {*ups} & {*downs}
        ]
    stretches.sort(key=lambda s: s[:2])
    best: list[tuple[tuple[int, int], tuple]] = [((0, 0), ())]
    for index, (last, first, up, down) in enumerate(stretches):
        before = index
        while before and stretches[before - 1][0] >= first:
            before -= 1
        (days, fewer), earlier = best[before]
        cost = fewer - len(up) - len(down)
        longer = (days + (last - first).days + 1, cost), (*earlier, Pair(up, down))
        best.append(max(best[index], longer, key=lambda choice: choice[0]))
    return list(best[-1][1])
