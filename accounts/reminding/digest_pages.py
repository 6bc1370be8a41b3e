"""A digest as it was sent, with how each duty stands now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import Audience, Digest, Reminder, User
from accounts.reminding import ladder
from accounts.vietnamese import format_date

from .duties import Line, source_of
from .explaining import why_url
from .items import KINDS, URGENT_DAYS, sort_out, urgent_first
from .letters import HEADINGS, LATE_OF_BODIES, OF_BODIES, Group, groups_of

GONE = "Việc không còn trong hệ thống"
SHOWN = 20  # digests in the list of one's own


@dataclass(frozen=True)
class Shown:
    """A row of a digest: what the letter said, and (icon, label, tone) of now."""

    row: Reminder
    title: str
    url: str
    said: str
    now: tuple[str, str, str]
    why_url: str

    @property
    def kind(self) -> str:
        return KINDS[self.row.duty]


def as_sent(
    digest: Digest, *, on: date, asked_of: int | None
) -> list[tuple[str, list[Shown]]]:
    """[(heading, rows)] in the order of the letter. `asked_of`: if not one's own."""
    rows = digest.reminders.order_by("due_on", "pk")
    by_duty = defaultdict(list)
    for row in rows:
        by_duty[row.duty].append(row)
    shown = {}
    for duty, same in by_duty.items():
        for one in _of_kind(duty, same, digest.on, on, asked_of):
            shown[one.row.pk] = one
    groups = defaultdict(list)
    for row in rows:
        groups[_heading(row, digest.on)].append(shown[row.pk])
    order = [*HEADINGS.values(), LATE_OF_BODIES, OF_BODIES]
    return sorted(groups.items(), key=lambda group: order.index(group[0]))


def _of_kind(duty: str, rows: list[Reminder], sent_on: date, on: date, asked_of):
    ids, source = {row.duty_id for row in rows}, source_of(duty)
    titles = source.titles(ids) if source else {}
    lines = source.lines(ids) if source else {}
    for row in rows:
        title, url = titles.get(row.duty_id, (GONE, ""))
        yield Shown(
            row,
            title,
            url,
            ladder.wording((row.due_on - sent_on).days),
            _now(row, lines.get(row.duty_id), on),
            why_url(duty, row.duty_id, asked_of),
        )


def _heading(row: Reminder, sent_on: date) -> str:
    left = (row.due_on - sent_on).days
    if row.audience == Audience.LEADER:
        return LATE_OF_BODIES if left < 0 else OF_BODIES
    tone = "late" if left < 0 else "soon" if left <= URGENT_DAYS else "later"
    return HEADINGS[tone]


def _now(row: Reminder, line: Line | None, on: date) -> tuple[str, str, str]:
    if line is None:
        return "check", "Đã xong, hoặc không còn phải làm", "ok"
    if line.due_on != row.due_on:
        return "clock", f"Hạn đã đổi thành {format_date(line.due_on)}", "plan"
    left = (line.due_on - on).days
    said = ladder.wording(left).capitalize()
    if left < 0:
        return "warn", said, "late"
    return ("clock", said, "soon") if left <= URGENT_DAYS else ("circle", said, "idle")


def coming(user: User, *, on: date) -> list[Group]:
    """What a digest would hold if it were written now; nothing is changed by asking."""
    waiting = user.reminders.filter(state=Reminder.State.PLANNED)
    items, _ = sort_out(waiting, on=on)
    return groups_of(urgent_first(items))


def last_of(user: User) -> QuerySet[Digest]:
    digests = user.digests.select_related("mail", "receiver")
    return digests.annotate(lines=Count("reminders")).order_by("-on", "-pk")[:SHOWN]
