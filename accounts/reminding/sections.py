"""What the weekly summary says of a body; the apps register their sections."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from django.db.models import Count, F, QuerySet, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import RowNumber

TONES = ("late", "soon", "ok")
SHOWN = 10  # lines of a section; the others are counted


class Entry(NamedTuple):
    """One line: what, where, how it stands. `on`: the day that orders the lines."""

    title: str
    url: str
    said: str
    on: date


@dataclass
class Found:
    """What a section has to say of a body: how many, and the first of them."""

    count: int = 0
    entries: list[Entry] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        self.count += other.count
        entries = sorted(self.entries + other.entries, key=lambda entry: entry.on)
        self.entries = entries[:SHOWN]


class Section(Protocol):
    """`figure`: how the number is said in one line, after it."""

    title: str
    figure: str
    tone: str

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        """{organisation id: found} of those of these bodies with anything to say.

        Asked of many bodies at once: a fixed number of queries for all of them.
        """
        ...

    def url(self, body: int) -> str:
        """The list in which everything stands."""
        ...


_sections: list[Section] = []


def register(section: Section) -> None:
    _sections.append(section)


def sections() -> list[Section]:
    """What is late first, what is done last."""
    return sorted(_sections, key=lambda section: TONES.index(section.tone))


def first_of_each(rows: QuerySet, body: str, *, order: str | OrderBy) -> QuerySet:
    """The first rows of each body as `of_body`, with how many it has as `in_all`."""
    each = {"partition_by": [F(body)]}
    return (
        rows.order_by()
        .annotate(
            of_body=F(body),
            in_all=Window(Count("pk"), **each),
            place=Window(RowNumber(), order_by=[order, "pk"], **each),
        )
        .filter(place__lte=SHOWN)
        .order_by("of_body", "place")
    )


def gathered(rows: QuerySet, entry: Callable[..., Entry]) -> dict[int, Found]:
    """Rows of `first_of_each` as the section gives them."""
    found: dict[int, Found] = {}
    for row in rows:
        of_body = found.setdefault(row.of_body, Found(row.in_all))
        of_body.entries.append(entry(row))
    return found


def merged(*parts: dict[int, Found]) -> dict[int, Found]:
    """Of several kinds of rows in one section."""
    result: dict[int, Found] = {}
    for part in parts:
        for body, found in part.items():
            result.setdefault(body, Found()).add(found)
    return result
