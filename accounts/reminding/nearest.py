"""The duties that are due nearest to a day, and no more of them than are wanted."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from .duties import Owing, Source
from .serving import Serving

# However many duties there are, a page is not worth more than these: of a ladder,
# and read in search of them.
MOST_DUTIES, MOST_READ = 2_000, 20_000
WEEK = timedelta(days=7)
Ours = Callable[[Owing], bool]


def nearest(
    source: Source, windows: list[tuple[date, date]], *, on: date, ours: Ours
) -> tuple[list[Owing], bool]:
    """The ladder's duties, and whether these are all; else those due nearest."""
    window = min(first for first, _ in windows), max(last for _, last in windows)
    serving = Serving(on)
    found, is_whole = _read(source, [window], serving, ours)
    if not is_whole:
        found, _ = _read(source, outward(*window, on), serving, ours)
    return found, is_whole


def _read(
    source: Source, spans: Iterable[tuple[date, date]], serving: Serving, ours: Ours
) -> tuple[list[Owing], bool]:
    found: list[Owing] = []
    every = (one for span in spans for one in source.owing(*span, serving=serving))
    for number, one in enumerate(every):
        if number == MOST_READ or len(found) == MOST_DUTIES:
            return found, False
        if ours(one):
            found.append(one)
    return found, True


def outward(first: date, last: date, on: date) -> Iterator[tuple[date, date]]:
    """The days from the one to the other by weeks, those nearest to today first."""
    day = timedelta(days=1)
    ahead, behind = max(on, first), min(on, last + day)
    while ahead <= last or behind > first:
        if ahead <= last:
            yield ahead, min(ahead + WEEK - day, last)
            ahead += WEEK
        if behind > first:
            yield max(behind - WEEK, first), behind - day
            behind -= WEEK
