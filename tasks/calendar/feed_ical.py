"""A calendar as programs read it (RFC 5545): a whole day for each duty."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from icalendar import Calendar, Event

from accounts.models import HistoryEntry

from ..models import CalendarFeed
from .calendar_entries import Entry

REFRESH = timedelta(hours=12)
LONGEST_TITLE = 120


def calendar_of(feed: CalendarFeed, entries: list[Entry]) -> bytes:
    """The same bytes as long as nothing changed: programs are then told just that."""
    name = f"Phối hợp: {feed.organisation.label if feed.organisation else 'của tôi'}"
    calendar = Calendar()
    calendar.add("prodid", "-//Phoi hop//Lich cong viec//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # Google and Outlook read the name and the pace by the older words.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    changes = changes_of(entries)
    for entry in entries:
        number, last = changes.get(_target(entry), (0, feed.created_at))
        calendar.add_component(event_of(entry, number=number, changed_at=last))
    return calendar.to_ical()


def event_of(entry: Entry, *, number: int, changed_at: datetime) -> Event:
    event = Event()
    changed_at = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", number)
    event.add("dtstart", entry.day)
    if entry.day < date.max:
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", f"{entry.said}: {shortened(entry.title)}")
    link = settings.SITE_URL + entry.url
    event.add("description", "\n".join(filter(None, [entry.detail, link])))
    event.add("url", link)
    event.add("categories", [entry.said])
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy all day
    return event


def shortened(title: str) -> str:
    title = " ".join(title.split())
    if len(title) <= LONGEST_TITLE:
        return title
    return title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _target(entry: Entry) -> tuple[str, int]:
    return entry.about._meta.label_lower, entry.about.pk


def changes_of(entries: Iterable[Entry]) -> dict[tuple[str, int], tuple[int, datetime]]:
    """How often the row behind each entry was changed, and when last."""
    ids: dict[str, set[int]] = {}
    for entry in entries:
        label, pk = _target(entry)
        ids.setdefault(label, set()).add(pk)
    return {
        (label, row["target_id"]): (row["number"], row["last"])
        for label, pks in ids.items()
        for row in HistoryEntry.objects.filter(target_type=label, target_id__in=pks)
        .order_by()
        .values("target_id")
        .annotate(number=Count("pk"), last=Max("happened_at"))
    }
