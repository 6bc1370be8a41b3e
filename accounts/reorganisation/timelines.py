"""The life of a body, day by day: founded, renamed, moved, ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Q

from ..models import Organisation, Succession


@dataclass(frozen=True)
class Related:
    body: Organisation
    name: str  # as it was that day
    note: str = ""


@dataclass(frozen=True)
class Event:
    day: date | None  # None: not known
    what: str
    before: str = ""
    related: list[Related] = field(default_factory=list)
    legal_basis: str = ""
    is_end: bool = False


def of(body: Organisation) -> list[Event]:
    """Oldest first; what began on an unknown day stands first."""
    events = [*_beginnings(body), *_changes(body), *_endings(body)]
    return sorted(events, key=lambda event: (event.day or date.min, event.is_end))


def _beginnings(body) -> Iterator[Event]:
    arrivals = body.successions_in.select_related("predecessor").order_by(
        "took_effect_on", "predecessor__sort_key"
    )
    by_day = {
        day: list(links)
        for day, links in groupby(arrivals, lambda link: link.took_effect_on)
    }
    founding = by_day.pop(body.established_on, [])
    if body.established_on is None:
        yield Event(None, "Chưa rõ ngày thành lập")
    else:
        yield Event(
            body.established_on,
            "Thành lập trên cơ sở" if founding else "Thành lập",
            related=_predecessors(founding),
            legal_basis="" if body.dissolved_on else body.legal_basis,
        )
    for day, links in by_day.items():
        yield Event(
            day,
            "Kế tục",
            related=_predecessors(links),
            legal_basis=links[0].legal_basis,
        )


def _predecessors(links: list[Succession]) -> list[Related]:
    return [
        Related(
            link.predecessor,
            link.predecessor.name,
            "" if link.takes_duties else "không tiếp nhận nhiệm vụ",
        )
        for link in links
    ]


def _changes(body) -> Iterator[Event]:
    for former in body.former_names.all():
        now = body.name_on(former.until)
        yield _change(former, f"Đổi tên thành {now}", former.name)
    for former in body.former_kinds.select_related("kind"):
        now = body.kind_on(former.until)
        yield _change(former, f"Đổi loại thành {now}", str(former.kind))
    for former in body.former_levels.select_related("level"):
        now = body.level_on(former.until)
        yield _change(former, f"Đổi cấp thành {now}", str(former.level))
    for former in body.former_parents.select_related("parent"):
        above = body.parent_on(former.until)
        yield Event(
            former.until,
            "Trực thuộc" if above else "Không còn trực thuộc cơ quan nào",
            before=former.parent.name_on(former.until)
            if former.parent
            else "không trực thuộc cơ quan nào",
            related=[Related(above, above.name_on(former.until))] if above else [],
            legal_basis=former.legal_basis,
        )


def _change(former, what, before) -> Event:
    return Event(former.until, what, before=before, legal_basis=former.legal_basis)


def _endings(body) -> Iterator[Event]:
    links = list(
        body.successions_out.select_related("successor").order_by(
            "took_effect_on", "-takes_duties", "successor__sort_key"
        )
    )
    if body.dissolved_on:
        same_day = [link for link in links if link.took_effect_on == body.dissolved_on]
        how = body.get_end_kind_display()
        ended = f"Kết thúc ({how.lower()})" if how else "Kết thúc"
        yield Event(
            body.dissolved_on,
            f"{ended}, kế tục là" if same_day else ended,
            related=_successors(same_day),
            legal_basis=body.legal_basis,
            is_end=True,
        )
    for link in links:
        if link.took_effect_on != body.dissolved_on:
            yield Event(
                link.took_effect_on,
                "Chuyển nhiệm vụ sang" if link.takes_duties else "Chia tách, lập thêm",
                related=_successors([link]),
                legal_basis=link.legal_basis,
                is_end=True,
            )


def _successors(links: list[Succession]) -> list[Related]:
    return [
        Related(
            link.successor,
            link.successor.name_on(link.took_effect_on),
            "tiếp nhận nhiệm vụ" if link.takes_duties else "",
        )
        for link in links
    ]


def namesakes(body: Organisation) -> list[Organisation]:
    """Other bodies that bear or bore a name of this one."""
    names = [body.name, *body.former_names.values_list("name", flat=True)]
    others = Organisation.objects.exclude(pk=body.pk).filter(
        Q(name__in=names) | Q(former_names__name__in=names)
    )
    return list(others.select_related("level", "kind", "province").distinct())
