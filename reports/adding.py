"""How figures add up: pure rules, no database.

Across bodies figures are added, a shared one once. Across time the indicator's rule
decides, always among figures of the same bodies: two periods that overlap are never
both counted. What is not counted is told, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce

from accounts.vietnamese import format_date

from .models import Indicator, Qualifier

Rule = Indicator.Rule
EXACT, ABOVE, OVER, NEARLY, ABOUT, ESTIMATED = Qualifier


@dataclass(frozen=True)
class Entry:
    """One figure as the rules see it.

    `heirs` are the bodies that took over from its bodies after its period.
    """

    id: int
    bodies: frozenset[int]
    first: date
    last: date
    amount: Decimal
    qualifier: str = EXACT
    heirs: frozenset[int] = field(default_factory=frozenset)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def period(self) -> str:
        return f"{format_date(self.first)}–{format_date(self.last)}"

    def covers(self, other: "Entry") -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class LeftOut:
    entry: Entry
    reason: str


@dataclass(frozen=True)
class Sum:
    """`amount` is None when nothing was entered: missing is not 0."""

    amount: Decimal | None
    qualifier: str
    counted: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


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


def combine(entries: Iterable[Entry], rule: str) -> Sum:
    """Add up; the order in which the entries come makes no difference."""
    entries = sorted({e.id: e for e in entries}.values(), key=_by_time)
    groups = defaultdict(list)
    for entry in entries:
        groups[entry.bodies].append(entry)
    choose = {Rule.LATEST: _latest, Rule.MAXIMUM: _maximum}.get(rule, _summed)
    reasons: dict[int, str] = {}
    kept = [e for group in groups.values() for e in choose(group, reasons)]
    kept = sorted(_without_inherited(kept, rule, reasons), key=_by_time)
    return Sum(
        amount=sum((e.amount for e in kept), Decimal(0)) if kept else None,
        qualifier=reduce(join, (e.qualifier for e in kept), EXACT),
        counted=tuple(kept),
        left_out=tuple(LeftOut(e, reasons[e.id]) for e in entries if e.id in reasons),
    )


def _by_time(entry: Entry):
    return entry.last, entry.first, entry.id


def _latest(group: list[Entry], reasons: dict[int, str]) -> list[Entry]:
    newest = max(group, key=_by_time)
    for entry in group:
        if entry is not newest:
            reasons[entry.id] = f"đã lấy số mới nhất (kỳ {newest.period})"
    return [newest]


def _maximum(group: list[Entry], reasons: dict[int, str]) -> list[Entry]:
    highest = max(group, key=lambda e: (e.amount, _by_time(e)))
    for entry in group:
        if entry is not highest:
            reasons[entry.id] = f"đã lấy số lớn nhất (kỳ {highest.period})"
    return [highest]


def _summed(group: list[Entry], reasons: dict[int, str]) -> list[Entry]:
    """Periods that do not overlap and together cover the most days.

    Of two ways to cover the same days the one with fewer figures is taken: the year
    rather than its quarters.
    """
    newest = {(e.first, e.last): e for e in group}  # sorted: the last one entered stays
    spans = sorted(newest.values(), key=_by_time)
    for entry in group:
        if newest[entry.first, entry.last] is not entry:
            reasons[entry.id] = "đã có số nhập sau cho cùng kỳ và cùng cơ quan"
    # best[i] is the best choice among the first i periods.
    best: list[tuple[tuple[int, int], tuple[Entry, ...]]] = [((0, 0), ())]
    for index, entry in enumerate(spans):
        before = index
        while before and spans[before - 1].last >= entry.first:
            before -= 1
        (days, fewer), chosen = best[before]
        taken = ((days + entry.days, fewer - 1), (*chosen, entry))
        best.append(max(best[index], taken, key=lambda choice: choice[0]))
    chosen = best[-1][1]
    for entry in spans:
        if entry in chosen:
            continue
        outer = next((c for c in chosen if c.covers(entry)), None)
        reasons[entry.id] = (
            f"kỳ đã nằm trong số liệu kỳ {outer.period}"
            if outer
            else "kỳ trùng một phần với số liệu khác, không cộng để khỏi tính hai lần"
        )
    return list(chosen)


def _without_inherited(
    kept: list[Entry], rule: str, reasons: dict[int, str]
) -> list[Entry]:
    """Drop a predecessor's figure that its successor's figure already includes.

    A sum includes it when its period covers that one; a later "latest" or a not smaller
    "maximum" replaces those of the bodies that were merged.
    """
    dropped = set()
    for heir in kept:
        inherited = [
            e
            for e in kept
            if e.id != heir.id and e.id not in dropped and heir.bodies <= e.heirs
        ]
        if rule == Rule.SUM:
            inherited = [e for e in inherited if heir.covers(e)]
        elif rule == Rule.MAXIMUM and sum(e.amount for e in inherited) > heir.amount:
            reasons[heir.id] = "các cơ quan trước khi sắp xếp có tổng lớn hơn"
            dropped.add(heir.id)
            continue
        else:
            inherited = [e for e in inherited if heir.last >= e.last]
        for entry in inherited:
            reasons[entry.id] = (
                f"đã có trong số liệu của cơ quan kế tục ({heir.period})"
            )
            dropped.add(entry.id)
    return [e for e in kept if e.id not in dropped]
