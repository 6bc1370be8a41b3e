"""The simulated bodies, people and duties: plain objects, the same as the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

STAFF, MANAGER = "staff", "manager"


@dataclass(eq=False)
class Person:
    id: int
    weekly: int | None = None  # the weekday on which the week of digests begins
    is_active: bool = True
    has_address: bool = True


@dataclass(eq=False)
class Place:
    person: Person
    body: int
    role: str
    ended_on: date | None = None


@dataclass(eq=False)
class Task:
    id: int
    body: int
    due_on: date
    state: str = "in_progress"
    looked_after_by: dict[int, Person] = field(default_factory=dict)  # by body
    earlier: list[date] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state == "in_progress"


@dataclass(eq=False)
class Part:
    id: int
    task: Task
    body: int
    due_on: date | None = None  # None: the task's
    is_done: bool = False


@dataclass(eq=False)
class Heir:
    """The body that took over the duties of another, from a day."""

    body: int
    successor: int
    since: date


class Duty(NamedTuple):
    kind: str
    id: int
    task: Task
    body: int
    due_on: date


class World:
    def __init__(self):
        self.bodies: list[int] = []
        self.people: list[Person] = []
        self.places: list[Place] = []
        self.tasks: list[Task] = []
        self.parts: list[Part] = []
        self.heirs: dict[int, Heir] = {}

    def open_duties(self) -> Iterator[Duty]:
        for task in self.tasks:
            if task.is_open:
                yield Duty("task", task.id, task, task.body, task.due_on)
        for part in self.parts:
            if part.task.is_open and not part.is_done:
                due_on = part.due_on or part.task.due_on
                yield Duty("part", part.id, part.task, part.body, due_on)

    def acting(self, body: int) -> list[int]:
        found = [body]
        while found[-1] in self.heirs:
            found.append(self.heirs[found[-1]].successor)
        return found

    def serving(self, body: int, role: str = "") -> list[Person]:
        """Of the body and those that took over from it; of any role without one."""
        bodies = self.acting(body)
        return [
            place.person
            for place in self.places
            if place.body in bodies
            and place.ended_on is None
            and place.person.is_active
            and role in ("", place.role)
        ]
