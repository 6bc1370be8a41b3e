"""What a later round changes: rows, cells, headings and order, with the words marked.

`comparison.compare` says which cells differ; here is what a reader wants to see: a
heading that got another name is one change, not one in each row under it, and a row
that only moved says so.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from agreements.marking import Marks, mark

from . import comparison
from .comparison import CELLS

# Steps of marking for one page and one cell: beyond, the cell is shown as a whole.
EFFORT, EFFORT_OF_A_CELL = 2_000_000, 60_000
SECTION = CELLS["section"]


@dataclass(frozen=True)
class Cell:
    label: str
    before: str
    after: str
    marks: Marks


@dataclass
class Change:
    """`mark`: "new", "changed", "moved" (only its place) or "removed"."""

    mark: str
    row: dict
    cells: list[Cell] = field(default_factory=list)
    is_moved: bool = False


@dataclass
class Changes:
    rows: dict[int, Change] = field(default_factory=dict)
    # (before, after): "" before a new heading, "" after one that was removed.
    headings: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self):
        return bool(self.rows or self.headings)

    def get(self, pk: int) -> Change | None:
        return self.rows.get(pk)

    def of(self, mark: str) -> list[Change]:
        return [change for change in self.rows.values() if change.mark == mark]

    @property
    def removed(self) -> list[Change]:
        return self.of("removed")

    @property
    def in_words(self) -> str:
        """ "2 nhiệm vụ mới, 1 nhiệm vụ sửa"; "" when nothing changed."""
        words = {"new": "mới", "changed": "sửa", "removed": "bỏ", "moved": "chuyển chỗ"}
        said = [
            f"{len(self.of(mark))} nhiệm vụ {word}"
            for mark, word in words.items()
            if self.of(mark)
        ]
        if self.headings:
            said.append(f"{len(self.headings)} mục thay đổi")
        return ", ".join(said)


def between(before: list[dict], after: list[dict]) -> Changes:
    """From an earlier round's rows to later ones, in the later ones' order."""
    old, new = _by_task(before), _by_task(after)
    renamed = _renamed(old, new)
    moved = _moved(list(old), list(new))
    compared = comparison.compare(before, after)
    changes, effort = Changes(headings=_headings(before, after, renamed)), EFFORT
    for pk in [*new, *(pk for pk in old if pk not in new)]:
        found = compared[pk]
        cells = []
        for label, was, now in found.cells:
            if found.mark != "changed" or (label == SECTION and (was, now) in renamed):
                continue
            cell, cost = _marked(label, was, now, effort)
            effort -= cost
            cells.append(cell)
        mark = "" if found.mark == "changed" and not cells else found.mark
        mark = mark or ("moved" if pk in moved else "")
        if mark:
            row = new.get(pk) or old[pk]
            changes.rows[pk] = Change(mark, row, cells, is_moved=pk in moved)
    return changes


def _by_task(rows: list[dict]) -> dict[int, dict]:
    return {row["task"]: row for row in rows}


def _marked(label: str, was: str, now: str, effort: int) -> tuple[Cell, int]:
    marks = mark(was, now, effort=min(EFFORT_OF_A_CELL, max(effort, 0)))
    pieces = [*marks.before, *marks.after]
    changed = sum(len(piece.text) for piece in pieces if piece.is_changed)
    return Cell(label, was, now, marks), len(was) + len(now) + changed * changed // 20


def _renamed(old: dict[int, dict], new: dict[int, dict]) -> set[tuple[str, str]]:
    """Paths of headings that stand for each other: the rows under them are the same."""
    after, before = defaultdict(set), defaultdict(set)
    for pk in old.keys() & new.keys():
        was, now = old[pk]["section"], new[pk]["section"]
        after[was].add(now)
        before[now].add(was)
    return {
        (was, now)
        for was, found in after.items()
        for now in found
        if was and now and was != now and len(found) == 1 and len(before[now]) == 1
    }


def _headings(before, after, renamed) -> list[tuple[str, str]]:
    """Each heading with its name before and after, in the later order."""
    found: dict[tuple[str, str], None] = {}
    old, new = _paths(before), _paths(after)
    for was, now in renamed:
        if len(old[was]) == len(new[now]):
            found |= dict.fromkeys(zip(old[was], new[now], strict=True))
        else:
            found[was, now] = None
    was_names, now_names = _names(old), _names(new)
    told = {name for pair in found for name in pair}
    found |= dict.fromkeys(("", name) for name in now_names - was_names - told)
    found |= dict.fromkeys((name, "") for name in was_names - now_names - told)
    order = {name: place for place, name in enumerate(_in_order(new, old))}
    pairs = [pair for pair in found if pair[0] != pair[1]]
    return sorted(pairs, key=lambda pair: order[pair[1] or pair[0]])


def _paths(rows: list[dict]) -> dict[str, list[str]]:
    """Sections in order, each as the texts of its headings."""
    return {
        row["section"]: [text for _, text in row["headings"]]
        for row in rows
        if row["section"]
    }


def _names(paths: dict[str, list[str]]) -> set[str]:
    return {name for texts in paths.values() for name in texts}


def _in_order(*paths: dict[str, list[str]]) -> list[str]:
    names = [name for found in paths for texts in found.values() for name in texts]
    whole = [section for found in paths for section in found]
    return list(dict.fromkeys([*names, *whole]))


def _moved(old: list[int], new: list[int]) -> set[int]:
    """Rows that left their order: all but the longest run that kept it."""
    place = {pk: index for index, pk in enumerate(old)}
    kept = [pk for pk in new if pk in place]
    ends: list[int] = []  # of the runs of each length, the least last place
    run_of: list[int] = []
    for pk in kept:
        length = bisect_left(ends, place[pk])
        ends[length : length + 1] = [place[pk]]
        run_of.append(length)
    wanted, stay = len(ends) - 1, set()
    for pk, length in zip(reversed(kept), reversed(run_of), strict=True):
        if length == wanted:
            stay.add(pk)
            wanted -= 1
    return set(kept) - stay
