"""Reading "trước ngày 15/11 hằng năm": what a printed duty to report proposes.

Only proposals: a person looks at them before anything is saved. What is not understood
proposes nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from accounts.vietnamese import fold, normalise

from ..models import PeriodKind

Kind = PeriodKind.Kind
# A body that gathers the others' reports: the days after it are its own.
FOCAL = re.compile(r"\b(tong hop|dau moi)\b")
DAY = re.compile(
    r"(?:truoc|cham nhat|vao)?(?: ngay)? ?\b(?P<day>\d{1,2})"
    r"(?: ?(?:/|-|\.| thang ) ?(?P<month>\d{1,2}))?\b(?! ?thang (?:dau|cuoi))"
)
FREQUENCIES = (
    (Kind.NINE_MONTHS, re.compile(r"\b0?9 thang\b")),
    (Kind.HALF_YEAR, re.compile(r"\b0?6 thang\b|\bsau thang\b|\bnua nam\b")),
    (
        Kind.QUARTER,
        re.compile(r"\b(?:hang |moi |bao cao )?quy\b(?! (?:che|dinh|mo|trinh|uoc))"),
    ),
    (Kind.MONTH, re.compile(r"\b(?:hang|moi) thang\b|\bbao cao thang\b")),
    (
        Kind.YEAR,
        re.compile(r"\b(?:hang|moi) nam\b|\btong ket nam\b|\bnam\b(?! (?:tiep|sau))"),
    ),
    (Kind.FREE, re.compile(r"\bdot xuat\b|\bkhi can\b|\btheo yeu cau\b")),
)
NEXT_YEAR = re.compile(r"\bnam (?:tiep theo|sau|ke tiep)\b")


@dataclass(frozen=True)
class Day:
    """`month` is None in "trước ngày 15 hằng tháng": the month of the period."""

    day: int
    month: int | None = None
    year: int = 0

    @property
    def words(self) -> str:
        said = f"{self.day}/{self.month}" if self.month else f"ngày {self.day}"
        return f"{said} năm sau" if self.year else said


@dataclass(frozen=True)
class Proposal:
    kind: Kind
    units: Day | None = None
    focal: Day | None = None

    @property
    def words(self) -> str:
        named = str(self.kind.label)
        if self.kind == Kind.FREE:
            named = "Đột xuất, theo yêu cầu"
        days = [self.units and f"hạn {self.units.words}"]
        days += [self.focal and f"đầu mối tổng hợp {self.focal.words}"]
        said = ", ".join(filter(None, days))
        return f"{named} ({said})" if said else named


@dataclass
class _Found:
    at: int
    kind: Kind | None = None
    day: Day | None = None


def read(words: str) -> list[Proposal]:
    """One proposal for each period the words name, in the order they name them."""
    text = " ".join(fold(normalise(words)).lower().split())
    text = text.replace("hằng", "hang")
    split = FOCAL.search(text)
    units, focal = (
        (text[: split.start()], text[split.start() :])
        if split
        else (
            text,
            "",
        )
    )
    rows = _pairs(units)
    of_focal = _pairs(focal)
    days = [day for _, day in of_focal if day]
    kinds = [kind or Kind.YEAR for kind, day in rows if kind or day]
    if not kinds and not days:
        return []
    if not kinds:
        return [Proposal(kind or Kind.YEAR, focal=day) for kind, day in of_focal if day]
    given = [day for kind, day in rows if kind or day]
    return [
        Proposal(kind, unit, days[index] if index < len(days) else None)
        for index, (kind, unit) in enumerate(zip(kinds, given, strict=True))
    ]


def _pairs(text: str) -> list[tuple[Kind | None, Day | None]]:
    """Each period with its day: "6 tháng (trước ngày 20/6), năm (trước ngày 20/12)".

    A day may also stand before its period: "trước ngày 15 hằng tháng".
    """
    kinds, rest = _kinds_in(text)
    days = _days_in(rest)
    if len(kinds) <= 1 or not days:
        kind = kinds[0].kind if kinds else None
        return [(kind, found.day) for found in days] or [(k.kind, None) for k in kinds]
    is_before = days[0].at < kinds[0].at
    rows = []
    for index, kind in enumerate(kinds):
        low = (
            kinds[index - 1].at if is_before and index else -1 if is_before else kind.at
        )
        high = kind.at
        if not is_before:
            high = kinds[index + 1].at if index + 1 < len(kinds) else len(text)
        own = [found.day for found in days if low < found.at < high]
        rows.append((kind.kind, own[0] if own else None))
    return rows


def _kinds_in(text: str) -> tuple[list[_Found], str]:
    """The periods named, and the text with their words blanked: "6 tháng" is no day."""
    found, rest = [], NEXT_YEAR.sub(lambda m: "~" * len(m[0]), text)
    marks = rest
    for kind, pattern in FREQUENCIES:
        for match in pattern.finditer(marks):
            found.append(_Found(match.start(), kind=kind))
        marks = pattern.sub(lambda m: " " * len(m[0]), marks)
    first = {}
    for one in sorted(found, key=lambda one: one.at):
        first.setdefault(one.kind, one)
    return list(first.values()), marks


def _days_in(text: str) -> list[_Found]:
    found = []
    for match in DAY.finditer(text):
        day, month = int(match["day"]), match["month"] and int(match["month"])
        if not _exists(day, month):
            continue
        after = text[match.end() : match.end() + 30]
        year = 1 if "~" in after.split(",")[0].split(";")[0] else 0
        found.append(_Found(match.start("day"), day=Day(day, month, year)))
    return found


def _exists(day: int, month: int | None) -> bool:
    try:
        date(2024, month or 1, day)
    except ValueError:
        return False
    return True
