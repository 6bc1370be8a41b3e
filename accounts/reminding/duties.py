"""What is owed, by what day, by whom: one source for each kind of duty.

The apps that own the duties register their sources when they are loaded, so this one
imports none of them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, Protocol

from django.urls import reverse

from .serving import Serving


class Owing(NamedTuple):
    """One open duty. `owners`, `leaders`: {user id: why this person is told}."""

    duty_id: int
    due_on: date
    owners: Mapping[int, str]
    leaders: Mapping[int, str] = {}
    ladder_id: int | None = None  # None: the default of the kind


@dataclass(frozen=True)
class Line:
    """An open duty as a digest shows it. `body`: the name of who owes it."""

    title: str
    url: str
    due_on: date
    context: str = ""  # the plan, the agreement: where it comes from
    body: str = ""


class Source(Protocol):
    """`duty` is the kind; all of it reads the database as it is now."""

    duty: str

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        """Open duties due on these days, ordered by `due_on`; never all in memory."""
        ...

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        """The same for some duties, whatever their day; closed ones are left out."""
        ...

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        """{duty id: line} of those that are still open."""
        ...

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """{duty id: (title, url)}, of closed ones too: for who asks why."""
        ...


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.duty] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(duty: str) -> Source | None:
    """None for a kind that nothing owes yet."""
    return _sources.get(duty)


def address(name: str, pk: int) -> str:
    """As `reverse`, which would take longer than the rest of a line of a digest."""
    before, after = _around_number(name)
    return f"{before}{pk}{after}"


@cache
def _around_number(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after
