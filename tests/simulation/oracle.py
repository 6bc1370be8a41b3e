"""Who ought to be told what on a day, straight from the rules, duty by duty.

Shares no line with the product: two accounts of the same rules must agree. Slow and
plain on purpose; it looks at every open duty every day.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from .world import MANAGER, STAFF, Duty, World

DAY = timedelta(days=1)
WEEKS = 12
OWNER_STEPS = [-15, -7, -3, -1, 0, *(7 + 7 * week for week in range(WEEKS))]
LEADER_STEPS = [5 + 7 * week for week in range(WEEKS)]
SILENT_AFTER = OWNER_STEPS[-1] + 31  # days past due; a month for days of rest
URGENT_DAYS = 3
LATE_DAYS = 2


class Notice(NamedTuple):
    """What a person is told once."""

    receiver: int
    kind: str
    duty: int
    due_on: date
    step: int


class Findings:
    """What went otherwise than the rules say, in the order in which it was found."""

    def __init__(self):
        self.found: list[tuple[str, str]] = []

    def add(self, kind: str, what: str) -> None:
        self.found.append((kind, what))

    def count(self, kind: str) -> int:
        return sum(1 for its, _ in self.found if its == kind)

    def all(self) -> list[str]:
        return [f"{kind}: {what}" for kind, what in self.found]


class Oracle:
    """Remembers what was told, and says what is owed now."""

    def __init__(self, world: World, is_working: Callable[[date], bool]):
        self.world, self.is_working = world, is_working
        self.told: set[Notice] = set()
        self.last_digest_on: dict[int, date] = {}
        self.last_run_on: date | None = None
        self.findings = Findings()
        self.late = 0
        self._waited: set[Notice] = set()  # may have been written before the day
        self._days: dict[tuple[date, int], date] = {}

    # -- The rules ---------------------------------------------------------------

    def step_day(self, due_on: date, step: int) -> date:
        """A step on a day of rest: earlier up to the due day, later after it."""
        if (due_on, step) not in self._days:
            day = due_on + step * DAY
            while not self.is_working(day):
                day += DAY if step > 0 else -DAY
            self._days[due_on, step] = day
        return self._days[due_on, step]

    def reached(self, steps: list[int], due_on: date, on: date) -> int | None:
        come = [step for step in steps if self.step_day(due_on, step) <= on]
        return max(come, default=None)

    def owed(self, on: date) -> set[Notice]:
        """The latest step of each open duty that its people were not told of."""
        found, people = set(), {}
        for duty in self.world.open_duties():
            if not -46 <= (on - duty.due_on).days <= SILENT_AFTER:
                continue
            for role, steps in ((STAFF, OWNER_STEPS), (MANAGER, LEADER_STEPS)):
                step = self.reached(steps, duty.due_on, on)
                if step is None:
                    continue
                for person in self._receivers(duty, role, people):
                    notice = Notice(person, duty.kind, duty.id, duty.due_on, step)
                    if notice not in self.told:
                        found.add(notice)
        return found

    def _receivers(self, duty: Duty, role: str, people: dict) -> set[int]:
        """The one named while serving there; the staff; for want of it the leaders."""
        named = duty.task.looked_after_by.get(duty.body) if role == STAFF else None
        if named and named in self._people(duty.body, "", people):
            return {named.id}
        found = self._people(duty.body, role, people)
        found = found or self._people(duty.body, MANAGER, people)
        return {person.id for person in found}

    def _people(self, body: int, role: str, people: dict) -> list:
        if (body, role) not in people:
            people[body, role] = self.world.serving(body, role)
        return people[body, role]

    def waiting_for_their_week(self, owed: set[Notice], on: date) -> set[int]:
        """Who asked for one digest a week, had it, and has nothing urgent."""
        urgent = {n.receiver for n in owed if (n.due_on - on).days <= URGENT_DAYS}
        found = set()
        for person in self.world.people:
            if person.weekly is None or person.id in urgent:
                continue
            begun = on
            while begun.weekday() != person.weekly:
                begun -= DAY
            if self.last_digest_on.get(person.id, date.min) >= begun:
                found.add(person.id)
        return found

    def is_late(self, notice: Notice, on: date) -> bool:
        """Could nobody be told since its day, for so long that it must be said?"""
        day = self.step_day(notice.due_on, notice.step)
        last = self.last_run_on
        return last is not None and last < day <= on - LATE_DAYS * DAY

    # -- The comparison ------------------------------------------------------------

    def compare(
        self,
        on: date,
        *,
        before: set[Notice],
        after: set[Notice],
        touched: set[tuple[str, int]],
        told: dict[Notice, bool],
        digests: Counter,
    ) -> None:
        """`told`: {notice: marked late}; `touched`: duties that changed meanwhile.

        Of those, a run may have seen either state, and neither is a mistake that day.
        """
        unsure = {n for n in before | after if (n.kind, n.duty) in touched}
        weekly = {
            person.id for person in self.world.people if person.weekly is not None
        }
        unsure_people = {n.receiver for n in unsure} & weekly
        held = self.waiting_for_their_week(before, on)
        sure = {
            n
            for n in before - unsure
            if n.receiver not in held and n.receiver not in unsure_people
        }
        allowed = sure | unsure | {n for n in before if n.receiver in unsure_people}
        for notice in sure - told.keys():
            self._find("lost", on, notice)
        for notice in told.keys() - allowed:
            self._find(self._mistake(notice), on, notice)
        for receiver, number in digests.items():
            self.last_digest_on[receiver] = on
            if number > 1:
                self._find("doubled", on, f"{number} digests to {receiver}")
        # A row is marked late on the day it is written, which then was another one.
        self._waited |= {n for n in before | after if n in unsure or n not in told}
        for notice in (sure & told.keys()) - self._waited:
            if told[notice] != self.is_late(notice, on):
                self._find("mistaken", on, f"late={told[notice]}: {notice}")
        self.late += sum(told.values())
        self.told |= told.keys()
        if self.is_working(on):
            self.last_run_on = on

    def _mistake(self, notice: Notice) -> str:
        if notice in self.told:
            return "doubled"
        still = {(duty.kind, duty.id) for duty in self.world.open_duties()}
        known = (notice.kind, notice.duty) in still or notice.kind not in KINDS
        return "mistaken" if known else "after_completion"

    def _find(self, kind: str, on: date, what) -> None:
        self.findings.add(kind, f"{on:%d/%m/%Y} {what}")


KINDS = ("task", "part")
