"""What the page "vì sao tôi (không) nhận được" says: one fact, one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from accounts.reminding.ladder_wording import step_said
from accounts.vietnamese import WEEKDAYS, format_date, format_number

YOU = "Ông/Bà"


@dataclass(frozen=True)
class Fact:
    """`when`: None for what holds now. `tone`: ok, soon, late or plan."""

    when: date | datetime | None
    sentence: str
    tone: str = "plan"
    url: str = ""
    label: str = ""

    @property
    def has_hour(self) -> bool:
        return isinstance(self.when, datetime)

    @property
    def moment(self) -> datetime:
        """For the order in time: a day comes before the hours of that day."""
        if isinstance(self.when, datetime):
            return self.when
        return timezone.make_aware(datetime.combine(self.when or date.max, time.min))

    def of(self, person: User | None, *, opens: bool = True) -> "Fact":
        """The same about somebody else, whose digests not everybody `opens`."""
        if person is None:
            return self
        url = self.url if opens else ""
        return replace(self, sentence=about(self.sentence, person), url=url)


def about(sentence: str, person: User) -> str:
    return sentence.replace(YOU, str(person))


def on_day(day: date) -> str:
    """ "thứ Sáu 20/11/2026"."""
    name = WEEKDAYS[day.weekday()].replace("Thứ", "thứ")
    return f"{name} {format_date(day)}"


def at_time(at: datetime) -> str:
    """ "07:30 ngày 20/11/2026"."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} ngày {format_date(local)}"


def step_words(days: int) -> str:
    return f"bậc {step_said(days)}"


MOST_NAMED = 5


def listed(names: list[str]) -> str:
    """ "A, B và 3 người khác"."""
    shown, rest = names[:MOST_NAMED], len(names) - MOST_NAMED
    more = f" và {format_number(rest)} người khác" if rest > 0 else ""
    return ", ".join(shown) + more


def told_people(told: Mapping[int, str], names: Mapping[int, str]) -> str:
    """Who is told, and why each of them, in sentences."""
    by_why: dict[str, list[str]] = {}
    for person, why in told.items():
        if person in names:
            by_why.setdefault(why, []).append(names[person])
    return " ".join(
        why.replace(YOU, listed(people)) if YOU in why else f"{listed(people)}. {why}"
        for why, people in by_why.items()
    )
