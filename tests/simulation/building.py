"""`python -m tests.simulation.building`: builders of a report killed at random moments.

Real workers on PostgreSQL and Redis. Each draft is ordered, a worker or its child is
killed with SIGKILL at some moment of the build, and what stands at the end is compared
with the same data read in this process: finished once, never half, never twice.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.stack import servers, services

UNITS, INDICATORS = 30, 15
CHILDREN = 0.8  # of the kills; the others take the whole worker
LEASE_SECONDS = 1
PATIENCE = 60


def main() -> int:
    options = parsed()
    if not (services.postgresql() and services.redis_server()):
        print("Cần PostgreSQL và Redis đang chạy.", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="phoihop-building-") as directory,
        servers.temporary_database() as database,
        servers.redis_of_its_own() as redis,
    ):
        site = site_of(Path(directory), database, redis)
        os.environ |= site.env
        import django

        django.setup()
        with servers.processes_of(site):
            figures = Killing(site, Random(options.seed)).run(options)
    print(json.dumps(figures, ensure_ascii=False))
    return 1 if figures["wrong"] else 0


def parsed():
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.building")
    parser.add_argument("--kills", type=int, default=100, help="số lần giết tiến trình")
    parser.add_argument("--tasks", type=int, default=3000, help="số nhiệm vụ")
    parser.add_argument("--seed", type=int, default=1, help="số gieo ngẫu nhiên")
    return parser.parse_args()


def site_of(directory: Path, database: str, redis: str) -> servers.Site:
    site = servers.Site(directory, "province")
    site.env |= {
        "CELERY_APP": "tests.simulation.building_app",
        "EMBEDDED": "false",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "WORKER_PROCESSES": "1",
        "LOG_LEVEL": "ERROR",
    }
    return site


class Killing:
    def __init__(self, site: servers.Site, random: Random):
        self.site, self.random = site, random
        self.counts, self.workers = Counter(), 0
        self.wrong: list[str] = []

    def run(self, options) -> dict:
        started = time.monotonic()
        self.fill(options.tasks)
        for _ in range(2):
            self.start_worker()
        self.site.start("beat", "deploy/beat")
        self.took = min(self.undisturbed() for _ in range(2))
        while self.counts["kills"] < options.kills:
            self.one_build()
        return {
            **self.counts,
            "seconds": round(time.monotonic() - started, 1),
            "wrong": self.wrong,
        }

    def fill(self, tasks: int) -> None:
        from django.core.management import call_command

        from tests.benchmark import report_filling

        call_command("migrate", verbosity=0)
        self.review = report_filling.fill(
            tasks=tasks, units=UNITS, indicators=INDICATORS
        )

    def start_worker(self) -> None:
        self.workers += 1
        self.site.start(f"worker-{self.workers}", "deploy/worker")

    # -- One build -----------------------------------------------------------------

    def order(self) -> None:
        from accounts import background
        from reports.models import BUILD_JOB

        self.review.refresh_from_db()
        self.before = self.review.version
        self.job = background.enqueue(
            task_name=BUILD_JOB, subject_id=self.review.pk, by=None
        )

    def one_build(self) -> None:
        self.order()
        self.counts["builds"] += 1
        wanted = 1 + (self.random.random() < 0.3)  # at times the second run too
        for _ in range(wanted):
            if not self.wait_until("running"):
                break
            time.sleep(self.random.random() * self.took)
            self.job.refresh_from_db()
            if self.job.state == "running":
                self.kill()
        self.wait_until("done", "failed")
        self.check()

    def wait_until(self, *states: str, seconds: float = PATIENCE) -> bool:
        """False if the job ended before it came to such a state."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.job.refresh_from_db()
            if self.job.state in states:
                return True
            if self.job.state in ("done", "failed"):
                return False
            time.sleep(0.01)
        raise AssertionError(f"{self.job.state}: chờ {states} quá {seconds} giây")

    def undisturbed(self) -> float:
        """How long one build takes, from claiming the job to its end."""
        self.order()
        self.wait_until("running")
        began = time.monotonic()
        self.wait_until("done", "failed")
        self.check()
        return time.monotonic() - began

    # -- The killer ----------------------------------------------------------------

    def kill(self) -> None:
        from .killing import children_of

        names = [name for name in self.site.processes if name.startswith("worker")]
        self.counts[f"at step {self.job.steps_done}"] += 1
        if self.random.random() < CHILDREN:
            for name in names:  # whichever of them has the job
                for child in children_of(self.site.processes[name].pid):
                    os.kill(child, signal.SIGKILL)
            self.counts["children_killed"] += 1
        else:
            for name in names:
                servers.kill_group(self.site.processes.pop(name))
                self.start_worker()
            self.counts["workers_killed"] += 1
        self.counts["kills"] += 1

    # -- What must hold ------------------------------------------------------------

    def check(self) -> None:
        from reports.contents.building import Reading

        self.counts["attempts"] += self.job.attempts
        review = type(self.review).objects.get(pk=self.review.pk)
        if self.job.state != "done":
            self.wrong.append(f"không xong: {self.job.state} {self.job.error}")
            return
        if review.version != self.before + 1:
            times = review.version - self.before
            self.wrong.append(f"ghi {times} lần sau {self.job.attempts} lượt")
        whole = Reading(review, lambda *step: None, review.bound_at).all()
        if json.loads(json.dumps(whole)) != review.bound:
            self.wrong.append("nội dung khác với dữ liệu")
        if review.state != "draft":
            self.wrong.append(f"trạng thái {review.state}")


if __name__ == "__main__":
    sys.exit(main())
