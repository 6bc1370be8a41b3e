"""A ledger row beside its duty as it is now: what a letter or a page says of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import Duty, Reminder
from accounts.reminding import ladder
from accounts.vietnamese import format_date

from . import links
from .duties import Line, source_of
from .planning import MET, MOVED

URGENT_DAYS = 3  # due so soon, or late: not kept for a weekly digest
KINDS = dict(Duty.choices)


@dataclass(frozen=True)
class Item:
    row: Reminder
    line: Line
    on: date

    @property
    def days_left(self) -> int:
        return (self.line.due_on - self.on).days

    @property
    def when(self) -> str:
        return ladder.wording(self.days_left)

    @property
    def tone(self) -> str:
        if self.days_left < 0:
            return "late"
        return "soon" if self.days_left <= URGENT_DAYS else "later"

    @property
    def kind(self) -> str:
        return KINDS[self.row.duty]

    @property
    def link(self) -> str:
        return settings.SITE_URL + self.line.url

    @property
    def acts(self) -> list[tuple[str, str]]:
        """[(label, link)]: what can be done from the letter without signing in."""
        return links.offered(self.row)


def sort_out(
    rows: Iterable[Reminder], *, on: date
) -> tuple[list[Item], dict[str, list[int]]]:
    """Rows whose duty is owed by that very day still; ids of the others, by reason."""
    by_duty = defaultdict(list)
    for row in rows:
        by_duty[row.duty].append(row)
    items, gone = [], defaultdict(list)
    for duty, same in by_duty.items():
        source = source_of(duty)
        lines = source.lines({row.duty_id for row in same}) if source else {}
        for row in same:
            line = lines.get(row.duty_id)
            if line is None:
                gone[MET].append(row.pk)
            elif line.due_on != row.due_on:
                gone[MOVED.format(format_date(line.due_on))].append(row.pk)
            else:
                items.append(Item(row, line, on))
    return items, gone


def urgent_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.line.due_on, item.row.pk))
