"""`make bench-reports`: the draft of a large report, and its three files.

A database of its own for each size, dropped at the end; the build and each file in a
process of its own, one JSON line for each: seconds, memory at the most (`child_mb`: of
the typesetter, which ends with its file). Time and memory must follow the number of
tasks; the queries of the build must not.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from tests.stack import services

from .__main__ import database, tell
from .reminders import most_memory

SIZES = (500, 5_000, 50_000)
UNITS, INDICATORS = 200, 40
FILES = ("docx", "pdf", "xlsx")


def main() -> int:
    options = parsed()
    if not services.postgresql():
        print("Không kết nối được máy chủ PostgreSQL.", file=sys.stderr)
        return 2
    if options.fill:
        set_up()
        fill(options)
    elif options.run:
        set_up()
        print(json.dumps(measured()))
    elif options.file:
        set_up()
        print(json.dumps(written(options.file)))
    else:
        for tasks in options.tasks:
            bench(tasks, options)
    return 0


def parsed():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.reports")
    parser.add_argument(
        "--tasks", type=int, nargs="+", default=SIZES, help="số nhiệm vụ"
    )
    parser.add_argument("--units", type=int, default=UNITS, help="số đơn vị")
    parser.add_argument(
        "--indicators", type=int, default=INDICATORS, help="số chỉ tiêu"
    )
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--file", choices=FILES, help=argparse.SUPPRESS)
    return parser.parse_args()


def bench(tasks: int, options) -> None:
    with (
        database(keep=False) as url,
        tempfile.TemporaryDirectory(prefix="phoihop-bench-") as directory,
    ):
        env = os.environ | {
            "DATABASE_URL": url,
            "DATA_DIR": directory,
            "SECRET_KEY": "bench",
            "DEBUG": "false",
            "EMBEDDED": "true",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        started = time.monotonic()
        sizes = ["--units", str(options.units), "--indicators", str(options.indicators)]
        apart(env, "--fill", str(tasks), *sizes)
        tell(f"Đã nạp {tasks} nhiệm vụ trong {time.monotonic() - started:.0f} giây.")
        line = json.loads(apart(env, "--run"))
        print(json.dumps({"tasks": tasks} | line), flush=True)
        for file in FILES:
            line = json.loads(apart(env, "--file", file))
            print(json.dumps({"tasks": tasks} | line), flush=True)


def apart(env: dict, *arguments: str) -> str:
    """Filling and building each in a process of its own: memory is told apart."""
    command = [sys.executable, "-m", "tests.benchmark.reports", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def set_up() -> None:
    import django

    django.setup()


def fill(options) -> None:
    from django.core.management import call_command
    from django.db import connection

    from . import report_filling

    call_command("migrate", verbosity=0)
    report_filling.fill(
        tasks=options.fill, units=options.units, indicators=options.indicators
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def measured() -> dict:
    """One build in this process: time, queries, memory at the most, what it wrote."""
    from django.db import connection

    from reports.contents import building
    from reports.models import Review

    from .report_filling import AT

    review = Review.objects.select_related("agreement", "office").get()
    count = Counting()
    before = most_memory()
    started, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        building.build(review, lambda *step: None, at=AT)
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    memory = most_memory()
    review.refresh_from_db()
    return {
        "seconds": round(took, 1),
        "cpu_seconds": round(cpu, 1),
        "queries": count.queries,
        "rss_mb": memory,
        "rss_mb_before": before,
        "bound_mb": round(len(json.dumps(review.bound)) / 1e6, 1),
        "figures": len(review.bound["figures"]),
        "units": len(review.bound["units"]),
    }


def written(file: str) -> dict:
    """One file of the report: as somebody downloads it."""
    from reports.contents import composing
    from reports.documents.typesetting import TooLarge
    from reports.models import Review
    from reports.reviews import papers

    review = Review.objects.select_related("agreement", "office").get()
    before = most_memory()
    started, size, told = time.perf_counter(), 0, ""
    try:
        size = len(papers.write(review, file, composing.compose(review)))
    except TooLarge as refusal:
        told = str(refusal)
    return {
        "file": file,
        "seconds": round(time.perf_counter() - started, 1),
        "rss_mb": most_memory(),
        "rss_mb_before": before,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "size_mb": round(size / 1e6, 1),
        "told": told,
    }


class Counting:
    def __init__(self):
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)


if __name__ == "__main__":
    sys.exit(main())
