"""From day to day: something happens, the product runs, the oracle compares."""

import time
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Protocol

from django.db import transaction

from accounts.models import Digest, Reminder

from .days import Days, each_day
from .oracle import Oracle
from .rows import Rows
from .story import Story
from .world import Part, Task

FIRST = date(2026, 1, 5)
OUTAGES_A_YEAR = 6


class Product(Protocol):
    """Runs only between `open` (or `before_opening`) and the end of `settle`."""

    def before_opening(self, on: date) -> None: ...
    def open(self, on: date) -> None: ...
    def changed(self) -> None: ...
    def settle(self, on: date, *, was_changed: bool) -> None: ...
    def mistakes(self) -> list[str]: ...
    def figures(self) -> dict[str, int]: ...


class Simulation:
    def __init__(self, *, seed: int, days: int, duties: int):
        self.random = Random(seed)
        last = FIRST + timedelta(days=days)
        # With the years around: the calendar of the next year is known in time.
        self.days = Days(Random(seed), range(FIRST.year - 1, last.year + 3))
        self.number, self.duties = days, duties
        self.story = Story(Random(seed), first=FIRST, days=days, duties=duties)
        self.world = self.story.world
        self.oracle = Oracle(self.world, self.days.is_working)
        self.outages = self._outages()
        self.counts = Counter()

    def _outages(self) -> set[date]:
        """Days on which nothing runs; the first weeks and the last day are quiet."""
        found: set[date] = set()
        self.outage_count = max(2, OUTAGES_A_YEAR * self.number // 365)
        for _ in range(self.outage_count):
            first = FIRST + timedelta(days=self.random.randrange(5, self.number - 12))
            found |= set(each_day(first, self.random.randrange(1, 11)))
        return found

    def run(self, product: Product, tell=lambda text: None) -> None:
        started = time.monotonic()
        self.rows = Rows(self.world, self.days)
        for on in each_day(FIRST, self.number):
            known = len(self.oracle.findings.all())
            self.day(on, product)
            for found in self.oracle.findings.all()[known:]:
                tell(found)
            if on.day == 1:
                tell(f"{on:%d/%m/%Y}: {time.monotonic() - started:.0f} giây")
        self.seconds = time.monotonic() - started
        for mistake in product.mistakes():
            self.oracle.findings.add("mistaken", mistake)
            tell(mistake)
        self.counts.update(product.figures())

    def day(self, on: date, product: Product) -> None:
        """At the start of each day, before anything runs, the world has changed."""
        runs = on not in self.outages
        working = self.days.is_working(on)
        if runs and working and self.random.random() < 0.15:
            # What is planned before the offices open may be owed no more when they do.
            product.before_opening(on)
        self._save(self.story.changes_of(on))
        if not runs or not working and self.random.random() < 0.8:
            return
        product.open(on)
        before, touched = (self.oracle.owed(on) if working else set()), set()
        if working and self.random.random() < 0.3:
            touched = self._change_meanwhile(on)
            product.changed()
        product.settle(on, was_changed=bool(touched))
        self.counts["runs"] += 1
        self.oracle.compare(
            on,
            before=before,
            after=self.oracle.owed(on) if touched else before,
            touched=touched,
            told=self.rows.told(on),
            digests=self.rows.digests(on),
        )

    def _save(self, changed: list) -> None:
        self.counts["changes"] += len(changed)
        with transaction.atomic():
            self.rows.save(changed)

    def _change_meanwhile(self, on: date) -> set[tuple[str, int]]:
        changed = self.story.changes_during(on)
        self._save(changed)
        tasks = {one for one in changed if isinstance(one, Task)}
        parts = {one for one in changed if isinstance(one, Part)}
        parts |= {part for part in self.world.parts if part.task in tasks}
        return {("task", t.id) for t in tasks} | {("part", p.id) for p in parts}

    def figures(self) -> dict[str, int | float]:
        findings = self.oracle.findings
        states = Counter(Reminder.objects.values_list("state", flat=True))
        return {
            "days": self.number,
            "duties": len(self.world.tasks) + len(self.world.parts),
            "people": len(self.world.people),
            "changes": self.counts["changes"],
            "outages": self.outage_count,
            "outage_days": len(self.outages),
            "days_with_runs": self.counts["runs"],
            "notices": len(self.oracle.told),
            "digests": Digest.objects.filter(kind=Digest.Kind.DAILY).count(),
            **{f"ledger_{state}": number for state, number in sorted(states.items())},
            "late_marked": self.oracle.late,
            **{name: value for name, value in self.counts.items() if name in SHOWN},
            **{kind: findings.count(kind) for kind in KINDS},
            "seconds": round(self.seconds, 1),
        }


KINDS = ("lost", "doubled", "after_completion", "mistaken")
SHOWN = (
    *("kills", "children_killed", "workers_killed"),
    *("runs_all", "runs_cut_off", "runs_failed", "errors_logged"),
    *("mails", "other_mails", "handed_over_again"),
)
