"""`make bench-reminders`: a run of the reminders over a million open tasks.

A database of its own, dropped at the end; each run in a process of its own, one JSON
line for each. Tasks due far from the day are added in stages, and at last as many
again near it: what a run costs must follow what is due, not what exists. Where a run
has many to tell, a second worker helps, as it does on the servers of a province.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from unittest.mock import patch

from tests.stack import services

from .__main__ import database
from .crowd import AROUND, ON

NEXT = date(2026, 6, 17)
NINE = time_of_day(9)
DAYS = 1826
CLEARED = "accounts_reminder, accounts_digest, accounts_outgoingmail, "
CLEARED += "accounts_notification, accounts_reminderrun"


def main() -> int:
    options = parsed()
    if not services.postgresql():
        print("Không kết nối được máy chủ PostgreSQL.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="phoihop-bench-") as directory:
        if options.again:
            place = nullcontext(options.again)
        else:
            place = database(keep=options.keep)
        with place as url:
            os.environ |= {
                "DATABASE_URL": url,
                "DATA_DIR": directory,
                "SECRET_KEY": "bench",
                "DEBUG": "false",
                "EMBEDDED": "true",
                "ALLOWED_HOSTS": "127.0.0.1",
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
            import django

            django.setup()
            if options.help_run:
                run, at = options.help_run
                print(json.dumps(helping(int(run), at)))
            elif options.run:
                print(json.dumps(measured(date.fromisoformat(options.run))))
            elif options.again:
                three_runs(options.tasks)
            else:
                bench(options.tasks)
    return 0


def parsed():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.reminders")
    parser.add_argument("--tasks", type=int, default=1_000_000, help="số nhiệm vụ")
    parser.add_argument("--keep", action="store_true", help="giữ cơ sở dữ liệu")
    parser.add_argument("--again", metavar="URL", help="đo lại trên dữ liệu đã giữ")
    parser.add_argument("--run", metavar="NGÀY", help=argparse.SUPPRESS)
    parser.add_argument("--help-run", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def bench(tasks: int) -> None:
    from django.core.management import call_command

    from .crowd import add_tasks, count_tasks, found_province
    from .search import without_word_indexes

    call_command("migrate", verbosity=0)
    found_province()
    a_day = tasks / DAYS
    near = int(a_day * (AROUND[1] - AROUND[0]))
    with without_word_indexes():
        add_tasks(near, AROUND)
        for existing in (tasks // 4, tasks // 2, tasks):
            add_tasks(existing - count_tasks(), (AROUND[1], DAYS // 2), -DAYS // 2)
            three_runs(existing)
        add_tasks(near, AROUND)
        three_runs(tasks + near)


def three_runs(existing: int) -> None:
    """The first of all, the same day again, and the next working day."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        # Afterwards: of tables that were found empty, foreign keys would be checked by
        # reading the whole, until they are analysed again.
        cursor.execute(f"TRUNCATE {CLEARED} CASCADE")
        cursor.execute("CHECKPOINT")
    connection.close()
    for name, on in (("first", ON), ("again", ON), ("next day", NEXT)):
        line = run_apart(on)
        print(json.dumps({"tasks": existing, "run": name} | line), flush=True)


def run_apart(on: date) -> dict:
    command = [sys.executable, "-m", "tests.benchmark.reminders"]
    command += ["--again", os.environ["DATABASE_URL"], "--run", on.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def measured(on: date) -> dict:
    """One run in this process: its time, what it wrote, its memory at the most."""
    from django.utils import timezone

    from accounts.models import ReminderRun
    from accounts.reminding import digests, running

    writing, worker = Stopwatch(digests.written), Worker()
    at = datetime.combine(on, NINE, tzinfo=timezone.get_current_timezone())
    started, cpu = time.perf_counter(), time.process_time()
    with (
        patch.object(digests, "written", writing),
        patch.object(running.background, "wake", worker),
    ):
        running.remind(on=on, at=at)
    helped = worker.wait()
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    run = ReminderRun.objects.latest("pk")
    return {
        "seconds": round(took, 1),
        "cpu_seconds": round(cpu, 1),
        "of_these_writing_letters": round(writing.seconds, 1),
        "planned": run.planned,
        "withdrawn": run.withdrawn,
        "told": run.told,
        "rss_mb": most_memory(),
        "helper": helped,
    }


def helping(run: int, at: str) -> dict:
    """What the second worker does when a run has many to tell."""
    from accounts.reminding import running

    told = running.help_to_tell(run_id=run, at=datetime.fromisoformat(at))
    return {"told": told, "rss_mb": most_memory()}


class Worker:
    """Takes the job of helping a run, as another Celery worker would."""

    def __init__(self):
        self.process = None

    def __call__(self, job: str, *args) -> None:
        from accounts.reminding.running import HELP_JOB

        if job == HELP_JOB:
            command = [sys.executable, "-m", "tests.benchmark.reminders"]
            command += ["--again", os.environ["DATABASE_URL"], "--help-run"]
            self.process = subprocess.Popen(
                [*command, *map(str, args)], stdout=subprocess.PIPE, text=True
            )

    def wait(self) -> dict | None:
        if self.process is None:
            return None
        told, _ = self.process.communicate()
        assert self.process.returncode == 0
        return json.loads(told)


def most_memory() -> int:
    """In MB, since this program began (what `getrusage` says may be its parent's)."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


class Stopwatch:
    def __init__(self, function):
        self.function, self.seconds = function, 0.0

    def __call__(self, *args, **kwargs):
        started = time.perf_counter()
        try:
            return self.function(*args, **kwargs)
        finally:
            self.seconds += time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
