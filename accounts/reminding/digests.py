"""One digest a person and day: the ledger rows and the message in one transaction.

Whatever two runs do at once, the database keeps one digest of a kind for a person
and day, and one row for each thing told.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from accounts.mail import delivery
from accounts.models import (
    Digest,
    Notification,
    OutgoingMail,
    Reminder,
    ReminderPreference,
    User,
)

from .items import URGENT_DAYS, Item, sort_out, urgent_first
from .letters import written
from .planning import State, in_chunks

logger = logging.getLogger(__name__)

CHUNK = 100  # receivers in one transaction


def tell_all(*, on: date, at: datetime, from_the_end: bool = False) -> int:
    """Tell everybody for whom something waits and who had no digest today.

    Returns the number of people told. Not atomic: a chunk that fails is tried again
    person by person, so that one cannot keep the others from theirs.
    """
    told_today = Digest.objects.filter(on=on, kind=Digest.Kind.DAILY)
    waiting = Reminder.objects.filter(state=State.PLANNED)
    receivers = (
        waiting.exclude(receiver__in=told_today.values("receiver"))
        .order_by("-receiver" if from_the_end else "receiver")
        .values_list("receiver", flat=True)
        .distinct()
    )
    told = 0
    for chunk in in_chunks(list(receivers), CHUNK):
        try:
            told += tell(chunk, on=on, at=at)
        except Exception:
            logger.exception("Reminding %s people failed; one by one now", len(chunk))
            for receiver in chunk:
                try:
                    told += tell([receiver], on=on, at=at)
                except Exception:
                    logger.exception("User %s was not reminded", receiver)
    return told


@transaction.atomic
def tell(receivers: list[int], *, on: date, at: datetime) -> int:
    """One digest to each of them; how many were told.

    Whom another run is telling is left to it; rows whose duty was met or moved since
    they were planned are withdrawn, not sent. Who had a digest today gets the next
    one tomorrow: news of the day comes by its own message.
    """
    # The person is what a run holds, not the rows alone: two runs that share the rows
    # of one person would split the digest, and half of it would wait for tomorrow.
    free = User.objects.select_for_update(skip_locked=True, no_key=True)
    people = {user.pk: user for user in free.filter(pk__in=receivers).order_by("pk")}
    rows = Reminder.objects.select_for_update(skip_locked=True).filter(
        receiver__in=people, state=State.PLANNED
    )
    items = _for_now(_open_items(list(rows.order_by("pk")), on=on, at=at), on)
    letters = {pk: written(people[pk], items[pk], on=on) for pk in sorted(items)}
    mails = {
        pk: delivery.unsaved(
            to=people[pk], subject=subject, body=body, html=html, at=at
        )
        for pk, (subject, body, html) in letters.items()
        if people[pk].email
    }
    OutgoingMail.objects.bulk_create(mails.values())
    ours = _made(list(letters), mails, on=on, at=at)
    Notification.objects.bulk_create(
        Notification(
            user_id=digest.receiver_id,
            text=f"{letters[digest.receiver_id][0]}.",
            url=digest.get_absolute_url(),
        )
        for digest in ours
    )
    _settle(ours, items, on=on, at=at)
    if mails:
        delivery.wake()
    return len(ours)


def _made(
    receivers: list[int], mails: dict[int, OutgoingMail], *, on: date, at: datetime
) -> list[Digest]:
    """The digests that are ours: to others another run was first.

    What those have to be told waits for tomorrow, and the letter is not sent.
    """
    run = uuid.uuid4()
    Digest.objects.bulk_create(
        [
            Digest(
                receiver_id=pk,
                kind=Digest.Kind.DAILY,
                on=on,
                built_at=at,
                run=run,
                mail=mails.get(pk),
            )
            for pk in receivers
        ],
        ignore_conflicts=True,
    )
    ours = list(Digest.objects.filter(run=run))
    if len(ours) < len(receivers):
        made = {digest.mail_id for digest in ours}
        vain = [mail.pk for mail in mails.values() if mail.pk not in made]
        OutgoingMail.objects.filter(pk__in=vain).delete()
    return ours


def _open_items(rows: list[Reminder], *, on: date, at: datetime) -> list[Item]:
    """The rows whose duty is still owed by that day; the others are withdrawn."""
    items, gone = sort_out(rows, on=on)
    for why, pks in gone.items():
        Reminder.objects.filter(pk__in=pks).update(
            state=State.WITHDRAWN, settled_at=at, settled_why=why
        )
    return items


def _for_now(items: Iterable[Item], on: date) -> dict[int, list[Item]]:
    """By receiver, urgent first; without those who want theirs on another day."""
    by_receiver = defaultdict(list)
    for item in items:
        by_receiver[item.row.receiver_id].append(item)
    later = _kept_for_later(by_receiver, on)
    return {
        receiver: urgent_first(its)
        for receiver, its in by_receiver.items()
        if receiver not in later
    }


def _kept_for_later(by_receiver: dict[int, list[Item]], on: date) -> set[int]:
    """Who asked for one digest a week, has nothing urgent and had this week's.

    The week begins on the chosen weekday; where that is a day off, the next working
    day brings the digest.
    """
    weekly = {
        pk: on - timedelta(days=(on.weekday() - weekday) % 7)
        for pk, weekday in ReminderPreference.objects.filter(
            user__in=list(by_receiver), frequency=ReminderPreference.Frequency.WEEKLY
        ).values_list("user", "weekday")
        if all(item.days_left > URGENT_DAYS for item in by_receiver[pk])
    }
    last = dict(
        Digest.objects.filter(receiver__in=weekly, kind=Digest.Kind.DAILY)
        .values_list("receiver")
        .annotate(last=Max("on"))
    )
    return {pk for pk, begun in weekly.items() if pk in last and last[pk] >= begun}


def _settle(
    ours: list[Digest], items: dict[int, list[Item]], *, on: date, at: datetime
) -> None:
    told = [item.row.pk for digest in ours for item in items[digest.receiver_id]]
    its_digest = Digest.objects.filter(
        receiver=OuterRef("receiver"), on=on, kind=Digest.Kind.DAILY
    )
    for pks in in_chunks(told, 1000):
        Reminder.objects.filter(pk__in=pks).update(
            state=State.SENT, settled_at=at, digest=Subquery(its_digest.values("pk"))
        )
