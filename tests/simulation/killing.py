"""Kills workers with SIGKILL at random moments, and starts them again at once."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.stack import servers
from tests.stack.servers import Site

WITHIN_SECONDS = 0.25  # of the beginning of a day: while all of them are at work
CHILD = 0.7  # how often only the child that does the work, not the whole worker


class Killer:
    def __init__(
        self, site: Site, random: Random, workers: int, *, kills: int, a_day: float
    ):
        self.site, self.random, self.workers = site, random, workers
        self.left, self.a_day = kills, a_day
        self.times: list[float] = []
        self.counts = Counter()
        self.has_killed = False

    def plan(self) -> None:
        """The moments of a day; one that the day does not reach is for the next."""
        wanted = int(self.a_day) + (self.random.random() < self.a_day % 1)
        for _ in range(min(wanted, self.left)):
            self.times.append(time.monotonic() + self.random.random() * WITHIN_SECONDS)
            self.left -= 1

    def kill_when_due(self) -> None:
        for at in [at for at in self.times if at <= time.monotonic()]:
            self.times.remove(at)
            self.kill()
            self.has_killed = True

    def kill(self) -> None:
        """A worker with all it started, or only the child that does its work."""
        name = f"worker-{self.random.randrange(self.workers)}"
        children = children_of(self.site.processes[name].pid)
        if children and self.random.random() < CHILD:
            os.kill(self.random.choice(children), signal.SIGKILL)
            self.counts["children_killed"] += 1
        else:
            servers.kill_group(self.site.processes.pop(name))
            self.site.start(name, "deploy/worker")
            self.counts["workers_killed"] += 1
        self.counts["kills"] += 1


def children_of(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]
