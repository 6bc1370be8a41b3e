"""Which of a body's figures count over time, and which its successor's include."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from ..models import Indicator
from .entries import Entry, by_time

Rule = Indicator.Rule
SAME_AGAIN = "đã có số nhập sau cho cùng kỳ và cùng cơ quan"


def chosen(entries: Iterable[Entry], rule: str, reasons: dict[int, str]) -> list[Entry]:
    """Of each body's figures those that count, by the rule across time."""
    groups = defaultdict(list)
    for entry in entries:
        groups[entry.bodies].append(entry)
    choose: dict[str, Callable] = {Rule.LATEST: _latest, Rule.MAXIMUM: _maximum}
    choice = choose.get(rule, _summed)
    return [e for group in groups.values() for e in choice(group, reasons)]


def _latest(group: list[Entry], reasons: dict[int, str]) -> list[Entry]:
    newest = max(group, key=by_time)
    for entry in group:
        if entry is not newest:
            reasons[entry.id] = f"đã lấy số mới nhất (kỳ {newest.period})"
    return [newest]


def _maximum(group: list[Entry], reasons: dict[int, str]) -> list[Entry]:
    highest = max(group, key=lambda e: (e.amount, by_time(e)))
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
    spans = sorted(newest.values(), key=by_time)
    for entry in group:
        if newest[entry.first, entry.last] is not entry:
            reasons[entry.id] = SAME_AGAIN
    # best[i] is the best choice among the first i periods.
    best: list[tuple[tuple[int, int], tuple[Entry, ...]]] = [((0, 0), ())]
    for index, entry in enumerate(spans):
        before = index
        while before and spans[before - 1].last >= entry.first:
            before -= 1
        (days, fewer), earlier = best[before]
        longer = ((days + entry.days, fewer - 1), (*earlier, entry))
        best.append(max(best[index], longer, key=lambda choice: choice[0]))
    taken = best[-1][1]
    for entry in spans:
        if entry in taken:
            continue
        outer = next((c for c in taken if c.covers(entry)), None)
        reasons[entry.id] = (
            f"kỳ đã nằm trong số liệu kỳ {outer.period}"
            if outer
            else "kỳ trùng một phần với số liệu khác, không cộng để khỏi tính hai lần"
        )
    return list(taken)


def without_inherited(
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


def runs(entries: Iterable[Entry], first: date) -> dict[date, tuple[Entry, ...]]:
    """Last day → the fewest entries that fill the days from `first` to it."""
    newest = {(e.first, e.last): e for e in entries}
    found: dict[date, tuple[Entry, ...]] = {}
    open_ends: list[tuple[date, tuple[Entry, ...]]] = [(first, ())]
    while open_ends:
        start, run = open_ends.pop(0)  # breadth first: the fewest come first
        for (begins, last), entry in sorted(newest.items()):
            if begins == start and last not in found:
                found[last] = (*run, entry)
                open_ends.append((last + timedelta(days=1), found[last]))
    return found
