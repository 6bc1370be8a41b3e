"""Addresses of calendars: who made one, for what, and when it stops showing anything.

A program that reads a calendar cannot sign in, so the address itself is the key. Only
the digest of its secret is kept; what it shows is what its owner may see that day.
"""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts import history
from accounts.models import Organisation, Role, User

from .. import emails
from ..models import CalendarFeed
from .calendar_entries import Entry
from .calendar_sources import endings, sources
from .calendars import scope_of

KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
MOST_OF_A_PERSON = 10
BACK, AHEAD = timedelta(days=90), timedelta(days=400)
MOST_ENTRIES = 1000
NOTED_EVERY = timedelta(hours=1)


def secret_for(*, token: UUID, by: User) -> str:
    """The secret of the address asked for by this form.

    Worked out, not drawn by lot: a form sent twice shows the one address both times.
    """
    return salted_hmac(
        "tasks.calendar.feeds", f"{token}{by.pk}", algorithm="sha256"
    ).hexdigest()


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(*, secret: str, organisation: Organisation | None, by: User) -> CalendarFeed:
    owner = User.objects.select_for_update().get(pk=by.pk)
    if owner.calendar_feeds.filter(revoked_at=None).count() >= MOST_OF_A_PERSON:
        raise ValidationError(
            f"Mỗi người có tối đa {MOST_OF_A_PERSON} địa chỉ lịch đang dùng. Hãy thu "
            "hồi địa chỉ không dùng nữa rồi lập địa chỉ mới."
        )
    feed = CalendarFeed.objects.create(
        owner=owner, organisation=organisation, digest=digest_of(secret)
    )
    history.record(by=by, action="đã lập địa chỉ lịch", target=feed)
    return feed


@transaction.atomic
def revoke(*, feed: CalendarFeed, by: User, at: datetime) -> bool:
    """The address shows nothing from now on. False if it already did not."""
    live = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None)
    if not live.update(revoked_at=at):
        return False
    history.record(by=by, action="đã thu hồi địa chỉ lịch", target=feed)
    if by != feed.owner:
        emails.calendar_feed_revoked(feed, by=by)
    return True


def find(secret: str) -> CalendarFeed | None:
    """The feed of an address; None once it was revoked, or its owner lost the place."""
    feed = (
        CalendarFeed.objects.select_related("owner", "organisation")
        .filter(digest=digest_of(secret), revoked_at=None, owner__is_active=True)
        .first()
    )
    return feed if feed and is_live(feed) else None


def is_live(feed: CalendarFeed) -> bool:
    if not feed.owner.is_active or feed.revoked_at:
        return False
    return feed.organisation_id is None or (
        feed.organisation_id in feed.owner.organisation_ids
    )


def note_reading(feed: CalendarFeed, *, at: datetime) -> None:
    """Programs ask every few minutes: written at most once an hour."""
    stale = Q(read_at=None) | Q(read_at__lte=at - NOTED_EVERY)
    CalendarFeed.objects.filter(stale, pk=feed.pk).update(read_at=at)


def shown_to(user: User) -> list[CalendarFeed]:
    """One's own, and those of the bodies one keeps; in use first, newest first."""
    kept = user.organisation_ids_as(*KEEPERS)
    feeds = CalendarFeed.objects.filter(Q(owner=user) | Q(organisation__in=kept))
    feeds = feeds.select_related("owner", "organisation")
    return sorted(feeds, key=lambda feed: (feed.revoked_at is not None, -feed.pk))


def entries_of(feed: CalendarFeed, on: date) -> list[Entry]:
    """What is still to be done, from a while back to over a year ahead, by day."""
    scope = scope_of(feed.owner, feed.organisation_id, on)
    first, last = on - BACK, on + AHEAD
    found = endings(scope, first, last, on)
    for source in sources(scope, on):
        rows = source.between(first, last).order_by(source.day, "pk")
        # Each kind is cut by itself, those still to come before those behind.
        coming = rows.filter(**{f"{source.day}__gte": on})[:MOST_ENTRIES]
        behind = rows.filter(**{f"{source.day}__lt": on})[:MOST_ENTRIES]
        found += [source.entry(row) for part in (coming, behind) for row in part]
    todo = [entry for entry in found if not entry.is_done]
    todo.sort(key=lambda entry: (entry.day < on, entry.day, entry.uid))
    return sorted(todo[:MOST_ENTRIES], key=lambda entry: (entry.day, entry.uid))
