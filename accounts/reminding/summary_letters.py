"""The weekly summary as leaders read it: figures first, then a few lines of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings

from accounts.models import Organisation, User
from accounts.vietnamese import format_date, format_number

from .letters import COLOURS, addresses, rendered
from .plain_text import wrapped
from .sections import Entry, Found, Section, merged, sections


@dataclass
class Told:
    """What there is to say of one body; without sections, nothing."""

    name: str
    sections: list[dict] = field(default_factory=list)

    @property
    def figures(self) -> str:
        return "; ".join(section["figure"] for section in self.sections) + "."

    @property
    def figures_in_text(self) -> str:
        return wrapped(self.figures, first="", rest="")

    @property
    def late(self) -> int:
        return sum(s["count"] for s in self.sections if s["is_late"])


def told_of(
    bodies: Collection[int], inherited: Mapping[int, list[int]], *, on: date
) -> dict[int, Told]:
    """Of each body, with what it took over: every section is asked once for all."""
    names = {body.pk: str(body) for body in Organisation.objects.filter(pk__in=bodies)}
    result = {pk: Told(names[pk]) for pk in bodies}
    all_bodies = {pk for body in bodies for pk in (body, *inherited.get(body, ()))}
    for section in sections():
        found = section.found(all_bodies, on)
        for body, told in result.items():
            its = [found[pk] for pk in (body, *inherited.get(body, ())) if pk in found]
            if its:
                whole = merged(*({body: one} for one in its))[body]
                told.sections.append(_shown(section, whole, body))
    return result


def _shown(section: Section, found: Found, body: int) -> dict:
    count = format_number(found.count)
    others = found.count - len(found.entries)
    list_url = section.url(body)
    return {
        "title": section.title,
        "colour": COLOURS[section.tone],
        "figure": f"{count} {section.figure}",
        "count": found.count,
        "count_label": count,
        "figure_label": section.figure,
        "is_late": section.tone == "late",
        "rows": [_row(entry) for entry in found.entries],
        "others": format_number(others) if others else "",
        "list_url": list_url,
        "list_link": settings.SITE_URL + list_url,
    }


def _row(entry: Entry) -> dict:
    link = settings.SITE_URL + entry.url
    text = [
        wrapped(entry.title, first="- ", rest="  "),
        wrapped(entry.said, first="  ", rest="  "),
        f"  {link}",
    ]
    return {
        "title": entry.title,
        "url": entry.url,
        "link": link,
        "said": entry.said,
        "text": "\n".join(text),
    }


def written(person: User, bodies: list[Told], *, on: date) -> tuple[str, str, str]:
    """(subject, text, HTML) of a weekly summary."""
    monday = on - timedelta(days=on.weekday())
    week = f"{monday:%d/%m}–{format_date(monday + timedelta(days=6))}"
    late = sum(body.late for body in bodies)
    said = f"{format_number(late)} việc chậm" if late else "không có việc chậm"
    context = {
        "name": person.full_name or person.username,
        "subject": f"Tổng hợp tuần {week}: {said}",
        "week": week,
        "bodies": bodies,
        **addresses(),
    }
    return context["subject"], *rendered("digest-weekly-body", context)
