"""The daily digest as people read it: HTML and text, from the same groups of lines.

Twenty thousand are written in a morning: what each line says is put together here,
and the templates only lay it out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from accounts.models import Audience, User
from accounts.vietnamese import long_date

from .items import URGENT_DAYS, Item
from .plain_text import wrapped

address_of = cache(reverse)  # asked for by every letter

MANY = 50  # lines; from here on a reason is said once for all lines that share it

HEADINGS = {  # in the order of the letter
    "late": "Quá hạn",
    "soon": f"Đến hạn hôm nay và {URGENT_DAYS} ngày tới",
    "later": "Việc còn lại",
}
COLOURS = {"late": "#a8221b", "soon": "#7d5200", "later": "#2e4f79", "ok": "#1b6e46"}
MINE = "Việc của Ông/Bà"
LATE_OF_BODIES = "Việc cơ quan Ông/Bà đang chậm"
OF_BODIES = "Việc của cơ quan Ông/Bà"


@dataclass
class Group:
    """Lines under one heading; `part` begins the part of the letter for leaders."""

    heading: str
    colour: str
    items: list[Item]
    part: str = ""
    blocks: list[dict] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def more(self) -> int:
        """Beyond the ten that a page shows."""
        return max(len(self.items) - 10, 0)


def written(person: User, items: list[Item], *, on: date) -> tuple[str, str, str]:
    """(subject, text, HTML) of a daily digest. The items come urgent first."""
    late = sum(item.days_left < 0 for item in items)
    said = f"{len(items)} việc" + (f", {late} việc quá hạn" if late else "")
    groups = groups_of(items)
    context = {
        "name": person.full_name or person.username,
        "subject": f"Nhắc việc ngày {on:%d/%m/%Y}: {said}",
        "said": (opening := f"{long_date(on)}: {_said(items)}."),
        "said_in_text": wrapped(opening, first="", rest=""),
        "groups": groups,
        "is_late": any(item.row.is_late for item in items),
        **addresses(),
    }
    return context["subject"], *rendered("digest-body", context)


def rendered(name: str, context: dict) -> tuple[str, str]:
    return tuple(
        get_template(f"emails/{name}.{ending}").render(context)
        for ending in ("txt", "html")
    )


def addresses() -> dict[str, str]:
    """What the foot of each letter links to."""
    return {
        "workspace": settings.SITE_URL + address_of("reports:workspace"),
        "settings_link": settings.SITE_URL + address_of("accounts:reminder-settings"),
        "why_link": settings.SITE_URL + address_of("accounts:reminder-why"),
    }


def _said(items: list[Item]) -> str:
    mine = [item for item in items if item.row.audience == Audience.OWNER]
    late = sum(item.days_left < 0 for item in mine)
    parts = []
    if mine:
        more = f", trong đó {late} việc quá hạn" if late else ""
        parts.append(f"Ông/Bà có {len(mine)} việc{more}")
    if of_staff := [i for i in items if i.row.audience != Audience.OWNER]:
        is_late = all(item.days_left < 0 for item in of_staff)
        how = "đang chậm" if is_late else "cần lưu ý"
        parts.append(f"cơ quan Ông/Bà có {len(of_staff)} việc {how}")
    return "; ".join(parts)


def groups_of(items: list[Item]) -> list[Group]:
    """What the person owes, by urgency; then, for a leader, each body's."""
    mine = [item for item in items if item.row.audience == Audience.OWNER]
    of_staff = [item for item in items if item.row.audience != Audience.OWNER]
    groups = [
        Group(heading, COLOURS[tone], same)
        for tone, heading in HEADINGS.items()
        if (same := [item for item in mine if item.tone == tone])
    ]
    if of_staff:
        if mine:
            groups[0].part = f"{MINE} ({len(mine)} việc)"
        groups += _of_bodies(of_staff)
    number = 1
    for group in groups:
        group.blocks = _blocks(group.items, number, is_long=len(items) >= MANY)
        number += group.count
    return groups


def _of_bodies(items: list[Item]) -> list[Group]:
    bodies = _sorted_out(items, lambda item: item.line.body)
    groups = [
        Group(body or "Cơ quan Ông/Bà lãnh đạo", COLOURS[same[0].tone], same)
        for body, same in bodies.items()
    ]
    is_late = all(item.days_left < 0 for item in items)
    title = LATE_OF_BODIES if is_late else OF_BODIES
    groups[0].part = f"{title} ({len(items)} việc)"
    return groups


def _blocks(items: list[Item], number: int, *, is_long: bool) -> list[dict]:
    """[{why, rows}]: one block, unless reasons are said once for many lines."""
    by_why = _sorted_out(items, lambda item: item.row.why if is_long else "")
    blocks = []
    for why, same in by_why.items():
        rows = [_row(item, n, is_long) for n, item in enumerate(same, start=number)]
        blocks.append({"why": why, "text": wrapped(why), "rows": rows})
        number += len(same)
    return blocks


def _sorted_out(items: Iterable[Item], key) -> dict[str, list[Item]]:
    found = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def _row(item: Item, number: int, is_long: bool) -> dict:
    row, line, when, link = item.row, item.line, item.when, item.link
    when = when[0].upper() + when[1:]
    due = f"(hạn {line.due_on:%d/%m/%Y})"
    origin = f"{item.kind} · {line.context}" if line.context else item.kind
    why = "" if is_long else row.why
    acts = item.acts
    late = " [nhắc muộn]" if row.is_late else ""
    text = [
        wrapped(line.title, first=f"{number}. "),
        wrapped(f"{when} {due}{late}"),
        wrapped(origin),
        f"   {link}",
        *(wrapped(f"{label}: {act}") for label, act in acts),
    ]
    if why:
        text.append(wrapped(f"Vì sao: {why}"))
    return {
        "title": line.title,
        "link": link,
        "when": when,
        "colour": COLOURS[item.tone],
        "due": due,
        "origin": origin,
        "why": why,
        "acts": acts,
        "is_late": row.is_late,
        "text": "\n".join(text),
    }
