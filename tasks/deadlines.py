"""Deadlines as written ("quý III", "trước 15/11", "thường xuyên") and as computed.

The words are kept; this reads them into a day, or none. Where a phrase names a span,
the deadline is its last day. "Trước ngày X" is treated as due on X, as offices do.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from accounts.vietnamese import fold

from .models import DeadlineKind


@dataclass(frozen=True)
class Deadline:
    kind: DeadlineKind
    starts_on: date | None = None
    due_on: date | None = None


NONE = Deadline(DeadlineKind.NONE)

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DAY = re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?\b")
_DAY_IN_WORDS = re.compile(r"ngay (\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?")
_MONTH = re.compile(r"\bthang\s+(\d{1,2})(?:\s*(?:/|nam|-)\s*([1-9]\d{3}))?")
_MONTH_OF_YEAR = re.compile(r"\b(\d{1,2})\s*/\s*([1-9]\d{3})\b")
_QUARTER = re.compile(
    r"\bqu[yi]\s*(iv|i{1,3}|[1-4])\b(?:\s*(?:/|-|nam)?\s*([1-9]\d{3}))?"
)
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")


def parse(phrase: str, *, year: int) -> Deadline:
    """Read a phrase of a plan of `year`. Words that name no time give no deadline."""
    words = fold(phrase)
    if not words:
        return NONE
    if re.search(r"thuong xuyen|lien tuc", words):
        return Deadline(DeadlineKind.CONTINUOUS)
    if re.search(r"khi can|dot xuat|theo yeu cau|khi co", words):
        return Deadline(DeadlineKind.CONDITIONAL)
    if starting := re.fullmatch(r"(?:trien khai )?tu nam (\d{4})", words):
        return Deadline(DeadlineKind.NONE, starts_on=_day(int(starting[1]), 1, 1))
    found = (
        _days(words, year)
        or _quarters(words, year)
        or _halves(words, year)
        or _months(words, year)
        or _years(words, year)
    )
    if found is None:
        return NONE
    if re.search(r"h[a]ng nam", words):
        return Deadline(DeadlineKind.RECURRING, found.starts_on, found.due_on)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _days(words: str, year: int) -> Deadline | None:
    matches = _DAY_IN_WORDS.findall(words) or _DAY.findall(words)
    days = [_day(int(y or year), int(m), int(d)) for d, m, y in matches]
    if not matches:
        return None
    days = [day for day in days if day]
    if not days:  # "31/02/2025" names no day, and must not be read as its year
        return NONE
    return Deadline(DeadlineKind.DAY, days[0] if len(days) > 1 else None, days[-1])


def _quarters(words: str, year: int) -> Deadline | None:
    matches = _QUARTER.findall(words)
    if not matches:
        return None
    # "Quý IV/2025 - Quý II/2026"; a year named once is the year of both.
    years = [int(y) for _, y in matches if y] or [year]
    first = (_ROMAN[matches[0][0]], int(matches[0][1] or years[0]))
    last = (_ROMAN[matches[-1][0]], int(matches[-1][1] or years[-1]))
    return _span(DeadlineKind.QUARTER, first[1], 3 * first[0] - 2, last[1], 3 * last[0])


def _halves(words: str, year: int) -> Deadline | None:
    named = _YEAR.search(words)
    year = int(named[1]) if named else year
    if re.search(r"\b(0?6|sau) thang cuoi", words):
        return _span(DeadlineKind.HALF_YEAR, year, 7, year, 12)
    if re.search(r"\b(0?6|sau) thang", words):
        return _span(DeadlineKind.HALF_YEAR, year, 1, year, 6)
    if re.search(r"\b(0?9|chin) thang", words):
        return _span(DeadlineKind.HALF_YEAR, year, 1, year, 9)
    return None


def _months(words: str, year: int) -> Deadline | None:
    named = _MONTH.findall(words) or _MONTH_OF_YEAR.findall(words)
    matches = [(int(m), y) for m, y in named if 1 <= int(m) <= 12]
    if not matches:
        return None
    (first, first_year), (last, last_year) = matches[0], matches[-1]
    last_year = int(last_year or first_year or year)
    return _span(
        DeadlineKind.MONTH, int(first_year or last_year), first, last_year, last
    )


def _years(words: str, year: int) -> Deadline | None:
    named = [int(y) for y in _YEAR.findall(words)]
    if before := re.search(r"truoc nam ([1-9]\d{3})", words):
        return Deadline(DeadlineKind.YEAR, None, date(int(before[1]) - 1, 12, 31))
    if named:
        return _span(DeadlineKind.YEAR, named[0], 1, named[-1], 12)
    if re.search(r"\b(ca nam|trong nam|h[a]ng nam|cuoi nam)\b", words):
        return _span(DeadlineKind.YEAR, year, 1, year, 12)
    return None


def _span(kind, first_year, first_month, last_year, last_month) -> Deadline | None:
    starts_on, due_on = (
        date(first_year, first_month, 1),
        _last_of(last_year, last_month),
    )
    return Deadline(kind, starts_on, due_on) if starts_on <= due_on else None
