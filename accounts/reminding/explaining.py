"""Why a person was, or was not, told of a duty: answered from the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Duty, User
from accounts.vietnamese import format_number

from . import asked, told, why_not
from .case import Case, State, audiences_of, read
from .facts import Fact, at_time

WAITS = "Việc này đã vào sổ, đang chờ nhắc Ông/Bà."
NEVER = "Ông/Bà chưa được nhắc việc này."
WAS_TOLD = "Ông/Bà đã được nhắc việc này {} lần, gần nhất lúc {}."


def why_url(duty: str, duty_id: int, person_id: int | None = None) -> str:
    """The page which answers for oneself, or for a person who is asked about."""
    asked_for = {"viec": duty, "ma": duty_id}
    if person_id:
        asked_for["nguoi"] = person_id
    return f"{reverse('accounts:reminder-why')}?{urlencode(asked_for)}"


@dataclass(frozen=True)
class Explanation:
    """`reasons`: why told, why not; `past` and `coming` in the order of time."""

    title: str
    url: str
    kind: str
    due_on: date | None
    answer: Fact
    reasons: list[Fact]
    past: list[Fact]
    coming: list[Fact]


def explain(
    *, person: User, duty: str, duty_id: int, to: User, on: date, at: datetime
) -> Explanation | None:
    """None for a duty that never was, or that the reader may not know of.

    Who reads of oneself is called Ông/Bà, anybody else by name.
    """
    case = read(person, duty, duty_id, on=on, at=at)
    if case is None or not may_know(to, case):
        return None
    return of_case(case, None if to == person else person, opens=to.is_superuser)


def may_know(reader: User, case: Case) -> bool:
    """Whoever was told of the duty or owes it; of a person also who may ask of them.

    Who may ask of whom at all is `permissions.can_ask_why`.
    """
    if reader.is_superuser or case.rows or case.audiences:
        return True
    is_told = audiences_of(reader, case.owing)
    return reader != case.person and bool(is_told or _was_told(reader, case))


def _was_told(reader: User, case: Case) -> bool:
    return reader.reminders.filter(duty=case.duty, duty_id=case.duty_id).exists()


def of_case(case: Case, person: User | None, *, opens: bool) -> Explanation:
    """About the `person`; None: to the one it is about."""
    past = sorted((*asked.past(case), *told.happened(case)), key=lambda f: f.moment)
    return Explanation(
        title=case.title,
        url=case.url,
        kind=Duty(case.duty).label,
        due_on=case.due_on,
        answer=_answer(case).of(person),
        reasons=[f.of(person) for f in (*_why_told(case), *why_not.reasons(case))],
        past=[fact.of(person, opens=opens) for fact in past],
        coming=[fact.of(person) for fact in asked.coming(case)],
    )


def _answer(case: Case) -> Fact:
    sent = [row for row in case.rows if row.state in told.TOLD]
    if sent:
        last = max(row.digest.built_at for row in sent)
        said = WAS_TOLD.format(format_number(len(sent)), at_time(last))
        return Fact(None, said, "ok")
    if any(row.state == State.PLANNED for row in case.rows):
        return Fact(None, WAITS, "soon")
    return Fact(None, NEVER)


def _why_told(case: Case) -> list[Fact]:
    """The reasons that stand in the ledger, the newest first; each once."""
    whys = [row.why for row in reversed(case.rows) if row.state != State.WITHDRAWN]
    return [Fact(None, f"Vì sao nhắc: {why}", "ok") for why in dict.fromkeys(whys)]
