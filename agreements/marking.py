"""Which words of a text went and which came, for two columns side by side.

By Myers' walk and not difflib, which took 42 seconds for two texts of 1,200 words
that repeat themselves: here the steps are bounded before the first is taken.
"""

import re
from array import array
from dataclasses import dataclass

# Steps for one page: half a second at worst. Texts that would need more are marked
# by whole paragraphs, and beyond that as a whole.
EFFORT = 3_000_000
MOST_CHANGES = 1_000
WORDS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
LINES = re.compile(r"\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    text: str
    is_changed: bool


@dataclass(frozen=True)
class Marks:
    """The two texts whole, cut where they differ."""

    before: list[Piece]
    after: list[Piece]


def mark(before: str, after: str, *, effort: int = EFFORT) -> Marks:
    """By words, or by paragraphs where the texts are too long or too unlike."""
    for cut in (WORDS, LINES):
        old, new = cut.findall(before), cut.findall(after)
        most = min(MOST_CHANGES, effort // (len(old) + len(new) + 1))
        kept = _kept(old, new, most)
        if kept is not None:
            stay, same = {x for x, _ in kept}, {y for _, y in kept}
            return Marks(_pieces(old, stay), _pieces(new, same))
    return Marks([Piece(before, True)], [Piece(after, True)])


def _kept(old: list[str], new: list[str], most: int) -> list[tuple[int, int]] | None:
    """Places of the words that stay; None where more than `most` words changed."""
    middle = most + 1
    # How far in `old` each diagonal (x - y) has come.
    furthest = array("l", [0]) * (2 * middle + 1)
    history = []
    for changes in range(most + 1):
        history.append(furthest[middle - changes - 1 : middle + changes + 2])
        for diagonal in range(-changes, changes + 1, 2):
            _, x = _step(furthest, middle, diagonal, changes)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[middle + diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(history, x, y)
    return None


def _step(furthest: array, middle: int, diagonal: int, changes: int) -> tuple[int, int]:
    """From which diagonal this one is entered by one change, and where in `old`."""
    if changes == 0:
        return diagonal, 0
    dropped = furthest[middle + diagonal - 1] + 1
    taken_in = furthest[middle + diagonal + 1]
    if diagonal == -changes or (diagonal != changes and dropped <= taken_in):
        return diagonal + 1, taken_in
    return diagonal - 1, dropped


def _walk_back(history: list[array], x: int, y: int) -> list[tuple[int, int]]:
    kept = []
    for changes in range(len(history) - 1, -1, -1):
        diagonal = x - y
        origin, entered = _step(history[changes], changes + 1, diagonal, changes)
        kept += zip(range(x - 1, entered - 1, -1), range(y - 1, -1, -1), strict=False)
        x = entered - 1 if origin < diagonal else entered
        y = x - origin
    return kept[::-1]


def _pieces(words: list[str], kept: set[int]) -> list[Piece]:
    """Neighbours of one sort as one piece; a blank between two changes is changed."""
    flags = [place not in kept for place in range(len(words))]
    for place in range(1, len(words) - 1):
        if words[place].isspace() and flags[place - 1] and flags[place + 1]:
            flags[place] = "\n" not in words[place]
    found: list[tuple[list[str], bool]] = []
    for word, is_changed in zip(words, flags, strict=True):
        if not found or found[-1][1] != is_changed:
            found.append(([], is_changed))
        found[-1][0].append(word)
    return [Piece("".join(part), is_changed) for part, is_changed in found]
