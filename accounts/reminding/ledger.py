"""What the ledger says of a duty, or of a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Duty, Reminder, User
from accounts.vietnamese import fold

from . import asking
from .case import audiences_of
from .duties import source_of
from .explaining import why_url
from .serving import Serving

LATEST = 2000  # rows of a person in which a duty is looked for
MOST_FOUND = 30
GONE = "Việc không còn trong hệ thống"

Key = tuple[str, int]  # kind of duty, id


def of_duties(ids_by_duty: Mapping[str, list[int]]) -> QuerySet[Reminder]:
    """Who was told what and when of these duties, newest first."""
    asked = Q(pk__in=[])
    for duty, ids in ids_by_duty.items():
        asked |= Q(duty=duty, duty_id__in=ids)
    return Reminder.objects.filter(asked).select_related("receiver", "digest__mail")


def titles_of(keys: Iterable[Key]) -> dict[Key, tuple[str, str]]:
    """{(duty, id): (title, url)}: one question for each kind of duty."""
    ids_by_duty: dict[str, set[int]] = defaultdict(set)
    for duty, duty_id in keys:
        ids_by_duty[duty].add(duty_id)
    return {
        (duty, duty_id): told
        for duty, ids in ids_by_duty.items()
        if (source := source_of(duty))
        for duty_id, told in source.titles(ids).items()
    }


def with_titles(rows: list[Reminder], *, asker: User) -> list[Reminder]:
    """The rows as a page shows them: what the duty is called, where it is explained."""
    titles = titles_of((row.duty, row.duty_id) for row in rows)
    for row in rows:
        row.title, row.url = titles.get((row.duty, row.duty_id), (GONE, ""))
        person = None if row.receiver_id == asker.pk else row.receiver_id
        row.why_url = why_url(row.duty, row.duty_id, person) if row.url else ""
    return rows


class Found(NamedTuple):
    title: str
    kind: str
    why_url: str


def find(words: str, person: User, *, asker: User, serving: Serving) -> list[Found]:
    """Duties by words of the title: those the person was told of, then those owed."""
    told = dict.fromkeys(
        person.reminders.order_by("-planned_at", "-pk").values_list("duty", "duty_id")[
            :LATEST
        ]
    )
    wanted = fold(words).split()
    titles = titles_of(told)
    found = [key for key in told if key in titles and _holds(titles[key][0], wanted)]
    owed = [key for key in _owed(words, person, serving) if key not in told]
    titles |= titles_of(owed)
    of = None if person == asker else person.pk
    return [
        Found(titles[key][0], Duty(key[0]).label, why_url(*key, of))
        for key in (found + owed)[:MOST_FOUND]
    ]


def _holds(title: str, words: list[str]) -> bool:
    folded = fold(title)
    return all(word in folded for word in words)


def _owed(words: str, person: User, serving: Serving) -> Collection[Key]:
    return [
        (duty, owing.duty_id)
        for duty, ids in asking.containing(words, person).items()
        for owing in source_of(duty).owing_of(ids, serving=serving)
        if audiences_of(person, owing)
    ]
