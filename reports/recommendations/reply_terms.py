"""By when a reply is due: as the document says, or as the administrator set it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.reminding import working_days
from accounts.reminding.working_days import WorkingDays
from accounts.vietnamese import fold
from tasks import deadlines

from ..models import Recommendation, ReplyTerm

# "trong 30 ngày", "15 (mười lăm) ngày kể từ ngày nhận"; working days by the calendar.
_DAYS = re.compile(r"\b(\d{1,3})\s*(?:\([^)]*\)\s*)?ngay\b(?!\s+(?:lam viec|\d))")
_WORKING_DAYS = re.compile(r"\b(\d{1,3})\s*(?:\([^)]*\)\s*)?ngay lam viec\b")


@dataclass(frozen=True)
class Due:
    day: date | None = None
    basis: str = ""


def read(words: str, *, sent_on: date, calendar: WorkingDays) -> date | None:
    """The day that the words of a document name; None where they name none.

    "ngày" are calendar days from the sending, "ngày làm việc" those of the working
    calendar. A day already past when it was sent is no deadline: nobody guesses that
    the next year was meant.
    """
    if count := working_days_in(words):
        return calendar.add(sent_on, count)
    if span := _DAYS.search(fold(words)):
        return sent_on + timedelta(days=int(span[1]))
    day = deadlines.parse(words, year=sent_on.year).due_on
    return day if day and day >= sent_on else None


def working_days_in(words: str) -> int | None:
    """How many working days the words grant; None where they grant none."""
    found = _WORKING_DAYS.search(fold(words))
    return int(found[1]) or None if found else None


@dataclass(frozen=True)
class Proposal:
    """A term in working days, counted for a person to look at."""

    day: date
    count: int
    unconfirmed: list[int]  # years of which only weekends were left out


def proposal(words: str, *, sent_on: date) -> Proposal | None:
    """None where the words grant no working days."""
    count = working_days_in(words)
    if count is None:
        return None
    day = working_days.load().add(sent_on, count)
    return Proposal(day, count, working_days.unconfirmed(sent_on, day))


def days_of(source: str) -> int | None:
    """The administrator's default for a source; None where there is none."""
    term = ReplyTerm.objects.filter(source=source).values_list("days", flat=True)
    return term.first()


def due(
    *, words: str, typed: date | None, default_days: int | None, sent_on: date
) -> Due:
    """A typed day stands before the words, the words before the default."""
    day = typed or read(words, sent_on=sent_on, calendar=working_days.load())
    if day:
        return Due(day, Recommendation.DueBasis.DOCUMENT)
    if default_days is not None:
        day = sent_on + timedelta(days=default_days)
        return Due(day, Recommendation.DueBasis.DEFAULT)
    return Due()
