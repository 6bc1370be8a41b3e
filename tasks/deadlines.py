"""Deadlines as written ("quý III", "trước 15/11", "thường xuyên") and as computed.

The words are kept; this reads them into a day, or none. Where a phrase names a span,
the deadline is its last day. "Trước ngày X" is treated as due on X, as offices do;
"trước năm 2030" is over when 2029 is. What comes back every year has the day of the
plan's year: the next plan holds the next instance.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.vietnamese import fold

from .models import DeadlineKind

FIRST_YEAR, LAST_YEAR = 1990, 2100
FALSE_DAY = "“{words}” không phải là ngày có thật. Hãy kiểm tra lại ngày, tháng."
BACKWARDS = "Thời gian kết thúc đứng trước thời gian bắt đầu. Hãy kiểm tra lại."


@dataclass(frozen=True)
class Deadline:
    kind: DeadlineKind
    starts_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Span:
    """What words name: from the first day to the last one."""

    kind: DeadlineKind
    first: date
    last: date


class Faulty(Exception):
    """Words that name a time which cannot be; the message is for the person."""


NONE = Deadline(DeadlineKind.NONE)

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_CONTINUOUS = re.compile(r"thuong xuyen|lien tuc")
_CONDITIONAL = re.compile(r"khi can|dot xuat|theo yeu cau|khi co|khi duoc yeu cau")
_YEARLY = re.compile(r"\b(?:hang|moi) nam\b")
_SEVERAL_A_YEAR = re.compile(
    r"\b(?:hang|moi) (?:thang|quy|tuan)\b|\b6 thang (?:mot lan|/ ?lan)"
)
_NEXT_YEAR = re.compile(r"\bnam (?:sau|tiep theo|ke tiep)\b")
# A session of a council is on no day that words could tell.
_SESSION = re.compile(r"ky hop(?: thuong le)?(?: hdnd)?(?: (?:giua|cuoi) nam)?")

_YEAR_OF = r"(?:\s*(?:/|-|,?\s*nam)?\s*(?P<year{n}>\d{{4}})\b)?"
_DAY_IN_WORDS = re.compile(
    r"\bngay (?P<day>\d{1,2}) thang (?P<month>\d{1,2})\b" + _YEAR_OF.format(n="")
)
_DAYS_OF_MONTH = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})\s*-\s*(?P<last>\d{1,2})\s*/\s*(?P<month>\d{1,2})"
    r"(?:\s*/\s*(?P<year>\d{4}))?(?![\d/])"
)
_DAY = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})\s*(?P<mark>[/.-])\s*(?P<month>\d{1,2})"
    r"(?:\s*(?P=mark)\s*(?P<year>\d{4}|\d{2}))?(?![\d/])"
)
_QUARTER = re.compile(
    r"\b(?:qu[yi]|q)\s*(?P<part>iv|i{1,3}|[1-4])\b"
    r"(?:\s*(?:,|-|va|den)\s*(?P<more>iv|i{1,3}|[1-4])\b(?!\d*\s*/\s*\d{1,2}\b))*"
    + _YEAR_OF.format(n="")
)
_MONTH = re.compile(
    r"\bthang\s+(?P<part>\d{1,2})\b"
    r"(?:\s*(?:,|-|va|den)\s*(?P<more>\d{1,2})\b)*" + _YEAR_OF.format(n="")
)
_MONTH_OF_YEAR = re.compile(
    r"(?<![\d/.-])(?P<part>\d{1,2})\s*/\s*(?P<year>\d{4})\b(?P<more>)"
)
_HALF = re.compile(r"\b0?(?P<count>6|9|sau|chin) thang(?P<end>\s+cuoi)?")
_YEAR = re.compile(r"(?<![\d/.])(\d{4})\b(?![/.]\d)")
_THIS_YEAR = re.compile(r"\b(ca nam|trong nam|cuoi nam|het nam)\b")


def parse(phrase: str, *, year: int) -> Deadline:
    """Read a phrase of a plan of `year`. Words that name no time give no deadline."""
    try:
        return _read(phrase, year)
    except Faulty:
        return NONE


def fault(phrase: str, *, year: int) -> str:
    """Why the words cannot be right, as a sentence; "" if they can, or say no time."""
    try:
        _read(phrase, year)
    except Faulty as found:
        return str(found)
    return ""


def is_understood(phrase: str, *, year: int) -> bool:
    """Did the words say when, or that there is no when? Empty words said nothing."""
    return parse(phrase, year=year) != NONE


def _read(phrase: str, year: int) -> Deadline:
    words = fold(phrase.translate(_DASHES))
    if _CONTINUOUS.search(words):
        return Deadline(DeadlineKind.CONTINUOUS)
    if _CONDITIONAL.search(words):
        return Deadline(DeadlineKind.CONDITIONAL)
    if _SEVERAL_A_YEAR.search(words):
        return Deadline(DeadlineKind.RECURRING, date(year, 1, 1), date(year, 12, 31))
    words = _SESSION.sub(" ", words)
    span = _span_in(words, year + 1 if _NEXT_YEAR.search(words) else year)
    if _YEARLY.search(words):
        return _every_year(span, year)
    if span is None:
        return NONE
    return _with_direction(span, words)


def _every_year(span: Span | None, year: int) -> Deadline:
    if span is None or span.kind == DeadlineKind.YEAR:
        return Deadline(DeadlineKind.RECURRING, date(year, 1, 1), date(year, 12, 31))
    starts_on = None if span.kind == DeadlineKind.DAY else span.first
    return Deadline(DeadlineKind.RECURRING, starts_on, span.last)


def _with_direction(span: Span, words: str) -> Deadline:
    """ "Trước" a span ends before it; "từ" one, with no end named, only begins."""
    is_day = span.kind == DeadlineKind.DAY
    if re.search(r"\btruoc (?:quy|thang|nam|q\d)\b", words) and not is_day:
        return Deadline(span.kind, None, span.first - timedelta(days=1))
    is_open = re.search(r"\b(?:tu|ke tu|bat dau)\b", words)
    if is_open and not re.search(r"\bden\b| - ", words):
        if is_day and span.first == span.last or not is_day:
            return Deadline(DeadlineKind.NONE, span.first)
    if is_day:
        return Deadline(
            span.kind, span.first if span.first < span.last else None, span.last
        )
    if re.search(r"^(?:den|truoc|cham nhat|het)\b", words):
        return Deadline(span.kind, None, span.last)
    return Deadline(span.kind, span.first, span.last)


def _span_in(words: str, year: int) -> Span | None:
    return (
        _days(words, year)
        or _parts_of_year(_QUARTER, DeadlineKind.QUARTER, words, year)
        or _halves(words, year)
        or _parts_of_year(_MONTH, DeadlineKind.MONTH, words, year)
        or _parts_of_year(_MONTH_OF_YEAR, DeadlineKind.MONTH, words, year)
        or _years(words, year)
    )


def _is_year(text: str | None) -> bool:
    return bool(text) and FIRST_YEAR <= int(text) <= LAST_YEAR


def _day(year: str | None, month: str, day: str, plan_year: int, words: str):
    """A day; None if its year is none. "31/02/2025" must not be read as its year."""
    if year and len(year) == 2:
        year = f"20{year}"
    if year and not _is_year(year):
        return None
    try:
        return date(int(year or plan_year), int(month), int(day))
    except ValueError:
        raise Faulty(FALSE_DAY.format(words=words)) from None


def _days(words: str, year: int) -> Span | None:
    found = [
        _day(m["year"], m["month"], m["day"], year, m[0])
        for m in _DAY_IN_WORDS.finditer(words)
    ]
    if not found:
        # "Quý 1-2/2026", "tháng 3-6/2026" name no days.
        rest = _MONTH.sub(" ; ", _QUARTER.sub(" ; ", words))
        for m in _DAYS_OF_MONTH.finditer(rest):
            for day in (m["first"], m["last"]):
                found.append(_day(m["year"], m["month"], day, year, m[0]))
        if not found:
            found = _written_days(rest, year)
    found = sorted(day for day in found if day)
    return Span(DeadlineKind.DAY, found[0], found[-1]) if found else None


def _written_days(words: str, year: int) -> list[date | None]:
    matches = list(_DAY.finditer(words))
    # "01/7 - 30/9/2026": a year named once is the year of both.
    years = {m["year"] for m in matches if m["year"]}
    named = years.pop() if len(years) == 1 else None
    return [_day(m["year"] or named, m["month"], m["day"], year, m[0]) for m in matches]


def _parts_of_year(pattern, kind, words: str, year: int) -> Span | None:
    """Quarters or months, one or from one to another."""
    months, most = (3, 4) if kind == DeadlineKind.QUARTER else (1, 12)
    found = []
    for match in pattern.finditer(words):
        if match["year"] and not _is_year(match["year"]):
            continue
        numbers = [match["part"], *filter(None, [match["more"]])]
        numbers = [_ROMAN.get(n) or int(n) for n in numbers]
        if all(1 <= number <= most for number in numbers):
            found.append((numbers[0], numbers[-1], match["year"]))
    if not found:
        return None
    # "Quý IV/2025 - Quý II/2026"; a year named once is the year of both.
    years = [int(y) for *_, y in found if y] or [year]
    first, first_year = found[0][0], int(found[0][2] or years[0])
    last, last_year = found[-1][1], int(found[-1][2] or years[-1])
    return _span(kind, first_year, months * (first - 1) + 1, last_year, months * last)


def _halves(words: str, year: int) -> Span | None:
    match = _HALF.search(words)
    if match is None:
        return None
    named = [int(y) for y in _YEAR.findall(words) if _is_year(y)]
    year = named[-1] if named else year
    first, last = (1, 9) if match["count"] in ("9", "chin") else (1, 6)
    if match["end"] and last == 6:
        first, last = 7, 12
    return _span(DeadlineKind.HALF_YEAR, year, first, year, last)


def _years(words: str, year: int) -> Span | None:
    named = [int(y) for y in _YEAR.findall(words) if _is_year(y)]
    if not named and _THIS_YEAR.search(words):
        named = [year]
    return _span(DeadlineKind.YEAR, named[0], 1, named[-1], 12) if named else None


def _span(kind, first_year, first_month, last_year, last_month) -> Span:
    last_day = monthrange(last_year, last_month)[1]
    first = date(first_year, first_month, 1)
    last = date(last_year, last_month, last_day)
    if first > last:
        raise Faulty(BACKWARDS)
    return Span(kind, first, last)
