""" "Sẽ nộp ngày …": said by the body that owes a duty. The deadline stays where it is.

The apps that own the duties register, beside their sources, what a promise of each
kind is about.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q

from accounts import history, notices
from accounts.errors import NotPossible
from accounts.models import Membership, Organisation, Promise, Role, User
from accounts.vietnamese import format_date

from .duties import Line, source_of

FARTHEST = timedelta(days=90)
WORKERS = (Role.STAFF, Role.MANAGER)
NO_LONGER = "Việc này đã xong, đã hủy hoặc không còn phải làm."


@dataclass(frozen=True)
class Owed:
    """What is promised. `said` reads on from the day: "Sở A trả lời kiến nghị"."""

    target: Model  # its history tells of the promise
    body: Organisation
    said: str


class Kind(Protocol):
    """Duties of a kind of which a day can be promised."""

    duty: str
    label: str  # of a link or a button: "Hẹn ngày trả lời"

    def find(self, duty_id: int) -> Owed | None:
        """What it is about, open or not; None if there is no such thing."""
        ...

    def tell(self, owed: Owed, said: str, *, by: User, on: date) -> None:
        """Tell the office that chases. `said` reads on from the person's name."""
        ...


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.duty] = kind


def kind_of(duty: str) -> Kind | None:
    """None where no day is promised: nobody promises a holiday calendar."""
    return _kinds.get(duty)


def may_promise(user: User, owed: Owed) -> bool:
    """Staff and managers of the body that owes it, or of its successor."""
    return user.has_role(owed.body.pk, *WORKERS)


def open_line(duty: str, duty_id: int) -> Line | None:
    """The duty as it is now; None once it is met, cancelled or gone."""
    source = source_of(duty)
    return source.lines({duty_id}).get(duty_id) if source else None


@transaction.atomic
def promise(
    *,
    duty: str,
    duty_id: int,
    promised_on: date,
    by: User,
    on: date,
    at: datetime,
    note: str = "",
    via: str = "",
) -> Promise:
    """Note the day, and tell who waits. `via`: how it came, for the history alone."""
    if not on <= promised_on <= on + FARTHEST:
        raise ValidationError(
            {
                "promised_on": f"Ngày hẹn phải từ hôm nay ({format_date(on)}) đến "
                f"{format_date(on + FARTHEST)}."
            }
        )
    kind = kind_of(duty)
    owed = kind.find(duty_id) if kind else None
    if owed is None or open_line(duty, duty_id) is None:
        raise NotPossible(NO_LONGER)
    made = Promise.objects.create(
        duty=duty,
        duty_id=duty_id,
        organisation=owed.body,
        person=by,
        promised_on=promised_on,
        note=note.strip(),
        said_at=at,
    )
    said = f"đã hẹn đến ngày {format_date(promised_on)} {owed.said}"
    history.record(
        by=by,
        action=f"{said}, {via}" if via else said,
        target=owed.target,
        reason=made.note,
    )
    kind.tell(owed, said, by=by, on=on)
    return made


def latest(ids_by_duty: Mapping[str, Collection[int]]) -> dict[tuple, Promise]:
    """{(duty, id): the last promise} in one query."""
    asked = Q(pk__in=[])
    for duty, ids in ids_by_duty.items():
        asked |= Q(duty=duty, duty_id__in=ids)
    rows = Promise.objects.filter(asked).select_related("person")
    return {(row.duty, row.duty_id): row for row in rows.order_by("said_at", "pk")}


def tell_people(
    bodies: Iterable[int],
    *,
    text: str,
    url: str,
    by: User,
    on: date,
    roles: Collection[str] = (Role.STAFF,),
    besides: Collection[int] = (),
) -> None:
    """A notice to the people of these bodies, each once; not to who said it.

    `besides`: people who hear of it otherwise.
    """
    places = Membership.objects.serving(list(bodies), roles=roles, on=on)
    people = User.objects.filter(pk__in=places.values("user"))
    for person in people.exclude(pk__in=[by.pk, *besides]):
        notices.notify(user=person, text=text, url=url)
