"""The weekly summary: what leaders should know of their bodies, one letter a week.

The first working day of the week brings it; what an outage kept back, the next one.
What there is to say is asked once for each body, whoever leads it.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.mail import delivery
from accounts.models import (
    Digest,
    Membership,
    Notification,
    OutgoingMail,
    Role,
    Succession,
    User,
)

from .planning import in_chunks
from .serving import Serving
from .summary_letters import Told, told_of, written

logger = logging.getLogger(__name__)

CHUNK = 200  # receivers in one transaction


def tell_all(*, on: date, at: datetime) -> int:
    """Tell every leader who had no summary this week; how many were told.

    Not atomic, as `digests.tell_all`. A chunk whose figures cannot be read waits for
    the next run.
    """
    places = waiting(on)
    inherited = inherited_by(on) if places else {}
    told = 0
    # Leaders of one body together, so that its figures are read once.
    for chunk in in_chunks(
        sorted(places, key=lambda user: (places[user], user)), CHUNK
    ):
        bodies = {body for user in chunk for body in places[user]}
        try:
            said = told_of(bodies, inherited, on=on)
        except Exception:
            logger.exception("No weekly figures for %s people", len(chunk))
            continue
        of_users = {user: [said[b] for b in places[user]] for user in chunk}
        told += _told_to(of_users, on=on, at=at)
    return told


def _told_to(said: dict[int, list[Told]], *, on: date, at: datetime) -> int:
    try:
        return tell(said, on=on, at=at)
    except Exception:
        logger.exception("Summaries for %s people failed; one by one now", len(said))
    told = 0
    for user, bodies in said.items():
        try:
            told += tell({user: bodies}, on=on, at=at)
        except Exception:
            logger.exception("User %s had no weekly summary", user)
    return told


def waiting(on: date) -> dict[int, list[int]]:
    """{user id: the bodies they lead} of those who had none since Monday."""
    monday = on - timedelta(days=on.weekday())
    had = Digest.objects.filter(kind=Digest.Kind.WEEKLY, on__range=(monday, on))
    places = _places_of_leaders(on).exclude(user__in=had.values("receiver"))
    found = defaultdict(list)
    for user, body in places.values_list("user", "organisation"):
        found[user].append(body)
    return dict(found)


def _places_of_leaders(on: date) -> QuerySet[Membership]:
    places = Membership.objects.current(on).filter(user__is_active=True)
    return places.filter(role=Role.MANAGER).order_by("pk")


def as_of(user: User, *, on: date) -> list[Told]:
    """What a summary for the person would say that day."""
    places = _places_of_leaders(on).filter(user=user)
    bodies = list(places.values_list("organisation", flat=True))
    said = told_of(bodies, inherited_by(on), on=on)
    return [said[body] for body in bodies if said[body].sections]


def inherited_by(on: date) -> dict[int, list[int]]:
    """{body: those whose duties it has taken over}, along whole chains."""
    serving, found = Serving(on), defaultdict(list)
    ended = Succession.objects.filter(takes_duties=True, took_effect_on__lte=on)
    for body in ended.order_by("pk").values_list("predecessor", flat=True):
        for heir in serving.acting(body)[1:]:
            found[heir].append(body)
    return found


@transaction.atomic
def tell(said: dict[int, list[Told]], *, on: date, at: datetime) -> int:
    """One summary to each of them; how many were told.

    Where there is nothing to say, the digest alone is noted, without a letter: so
    nobody is asked about again before next week.
    """
    run = uuid.uuid4()
    _note(said, run, on=on, at=at)
    ours = list(Digest.objects.filter(run=run))
    people = User.objects.in_bulk([digest.receiver_id for digest in ours])
    mails, notices = [], []
    for digest in ours:
        person = people[digest.receiver_id]
        bodies = [body for body in said[person.pk] if body.sections]
        if not bodies:
            continue
        subject, body, html = written(person, bodies, on=on)
        notices.append(
            Notification(user=person, text=f"{subject}.", url=digest.get_absolute_url())
        )
        if person.email:
            digest.mail = delivery.unsaved(
                to=person, subject=subject, body=body, html=html, at=at
            )
            mails.append(digest.mail)
    OutgoingMail.objects.bulk_create(mails)
    Notification.objects.bulk_create(notices)
    Digest.objects.bulk_update([d for d in ours if d.mail], ["mail"])
    if mails:
        delivery.wake()
    return len(notices)


def _note(users: Iterable[int], run: uuid.UUID, *, on: date, at: datetime) -> None:
    """The rows of those whom no other run has told meanwhile."""
    Digest.objects.bulk_create(
        [
            Digest(
                receiver_id=user, kind=Digest.Kind.WEEKLY, on=on, built_at=at, run=run
            )
            for user in sorted(users)
        ],
        ignore_conflicts=True,
    )
