"""A preview of a ladder as the page shows it: by day, what changes, who gets what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..models import Audience, Ladder, Membership, ReminderPreference, User
from ..vietnamese import long_date
from . import ladder as rules
from .duties import source_of
from .ladder_wording import step_said
from .previewing import Preview, Row

SHOWN = 100
ADDED, REMOVED, MOVED = "added", "removed", "moved"
# How a changed row looks: its label, and the class of the row and of the chip.
LOOKS = {
    ADDED: ("Thêm", "added", "ok"),
    REMOVED: ("Bỏ", "removed", "late"),
    MOVED: ("Dời", "changed", "soon"),
}
ELSEWHERE = "Việc của cơ quan khác"


class Change(NamedTuple):
    """`was_on`: the day of the same notice before, of one that moves."""

    row: Row
    kind: str
    was_on: date | None = None


class Day(NamedTuple):
    day: date
    people: int
    rows: int
    people_now: int
    rows_now: int

    @property
    def label(self) -> str:
        return long_date(self.day)


def by_day(preview: Preview) -> list[Day]:
    return [
        Day(day, *_counts(preview.coming, day), *_counts(preview.now, day))
        for day in preview.days
    ]


def _counts(rows: list[Row], day: date) -> tuple[int, int]:
    receivers = [row.receiver for row in rows if row.day == day]
    return len(set(receivers)), len(receivers)


def changes(preview: Preview) -> list[Change]:
    """What a person gets of a duty on other days than today's ladder has it."""
    before, after = defaultdict(list), defaultdict(list)
    stays = set(map(_notice, preview.now)) & set(map(_notice, preview.coming))
    for rows, found in ((preview.now, before), (preview.coming, after)):
        for row in rows:
            if _notice(row) not in stays:
                found[*_notice(row)[:3], row.step > 0].append(row)
    changed = []
    for key in before.keys() | after.keys():
        gone, new = before[key], after[key]
        pairs = min(len(gone), len(new))
        changed += [
            Change(row, MOVED, was.day) for was, row in zip(gone, new, strict=False)
        ]
        changed += [Change(row, REMOVED) for row in gone[pairs:]]
        changed += [Change(row, ADDED) for row in new[pairs:]]
    return sorted(changed)


def _notice(row: Row) -> tuple:
    """The same notice, though perhaps by another step on the same day."""
    return row.duty_id, row.receiver, row.audience, row.day


@dataclass(frozen=True)
class Shown:
    """A row in words."""

    day: date
    person: str
    body: str
    title: str
    url: str
    due_on: date
    step: str
    when: str
    is_leader: bool
    label: str = ""
    row_class: str = ""
    tone: str = ""
    was_on: date | None = None


class Wording:
    """The rows of one page in words, in a handful of questions.

    `bodies`: whose duties the reader may know by title; None for all.
    """

    def __init__(self, ladder: Ladder, rows: list[Row], *, on: date, bodies=None):
        people = {row.receiver for row in rows}
        source = source_of(ladder.duty)
        self.lines = source.lines({row.duty_id for row in rows}) if rows else {}
        self.people = User.objects.in_bulk(people)
        self.places, self.known = defaultdict(list), set()
        places = Membership.objects.current(on).filter(user__in=people)
        for place in places.select_related("organisation").order_by("pk"):
            if place.organisation.label not in self.places[place.user_id]:
                self.places[place.user_id].append(place.organisation.label)
            if bodies is None or place.organisation_id in bodies:
                self.known.add(place.user_id)

    def of(self, row: Row, change: Change | None = None) -> Shown:
        line = self.lines.get(row.duty_id)
        is_known = line and row.receiver in self.known
        label, row_class, tone = LOOKS[change.kind] if change else ("", "", "")
        return Shown(
            day=row.day,
            person=str(self.people[row.receiver]),
            body="; ".join(self.places[row.receiver]),
            title=line.title if is_known else ELSEWHERE,
            url=line.url if is_known else "",
            due_on=row.due_on,
            step=step_said(row.step),
            when=rules.wording((row.due_on - row.day).days),
            is_leader=row.audience == Audience.LEADER,
            label=label,
            row_class=row_class,
            tone=tone,
            was_on=change.was_on if change else None,
        )


def context_of(preview: Preview, ladder: Ladder, *, on: date, bodies=None) -> dict:
    """What the template of a preview takes."""
    changed = changes(preview)
    shown, rows = changed[:SHOWN], preview.coming[:SHOWN]
    every = [change.row for change in shown] + rows
    words = Wording(ladder, every, on=on, bodies=bodies)
    receivers = {row.receiver for row in preview.coming}
    weekly = ReminderPreference.objects.filter(
        frequency=ReminderPreference.Frequency.WEEKLY
    ).values_list("user", flat=True)
    kinds = [change.kind for change in changed]
    return {
        "preview": preview,
        "by_day": by_day(preview),
        "people": len(receivers),
        "weekly": len(receivers & set(weekly)),
        "changes": [words.of(change.row, change) for change in shown],
        "more_changes": len(changed) - len(shown),
        "rows": [words.of(row) for row in rows],
        "more_rows": len(preview.coming) - len(rows),
        **{f"{kind}_count": kinds.count(kind) for kind in LOOKS},
    }
