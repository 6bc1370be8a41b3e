"""`make bench`: one JSON line a page; a database of its own, dropped at the end."""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.stack import services
from tests.stack.servers import Site, free_port, processes_of

SERVER = ("--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm")


def main() -> int:
    options = parsed()
    if not services.postgresql():
        print(
            "Không kết nối được máy chủ PostgreSQL để đo tốc độ. Hãy khởi động máy chủ "
            "hoặc đặt TEST_DATABASE_URL=postgres://người-dùng@máy-chủ:cổng/tên.",
            file=sys.stderr,
        )
        return 2
    # A signal ends the run through every `finally` on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with (
        tempfile.TemporaryDirectory(prefix="phoihop-bench-") as directory,
        database(keep=options.keep) as url,
    ):
        bench(site_of(Path(directory), url), options)
    return 0


def parsed():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmark",
        description="Đo thời gian mở các trang chính trên PostgreSQL.",
    )
    parser.add_argument("--tasks", type=int, default=100_000, help="số nhiệm vụ")
    parser.add_argument("--plans", type=int, default=700, help="số kế hoạch năm")
    parser.add_argument(
        "--keep", action="store_true", help="giữ lại cơ sở dữ liệu đã tạo để xem"
    )
    options = parser.parse_args()
    if options.tasks < 100 or options.plans < 6:
        parser.error("cần ít nhất 100 nhiệm vụ (--tasks) và 6 kế hoạch (--plans)")
    return options


@contextmanager
def database(*, keep: bool) -> Iterator[str]:
    """The address of a new database; dropped afterwards unless it is to be kept."""
    name = f"phoihop_bench_{uuid.uuid4().hex[:12]}"
    url = f"{services.DATABASE_URL.rsplit('/', 1)[0]}/{name}"
    with psycopg.connect(
        services.DATABASE_URL, dbname="postgres", autocommit=True
    ) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield url
        finally:
            if keep:
                tell(f"Giữ lại cơ sở dữ liệu {name}.")
            else:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
                server.execute(drop.format(sql.Identifier(name)))


def site_of(directory: Path, url: str) -> Site:
    site = Site(directory, "province")
    site.env |= {
        "EMBEDDED": "false",
        "DATABASE_URL": url,
        "REDIS_URL": services.REDIS_URL,  # required; none of the pages asks it
        "LOG_LEVEL": "WARNING",
        "FLOOR_DIR": str(directory),
        "WEB_PROCESSES": "2",
        "WEB_BIND": f"127.0.0.1:{site.port}",
    }
    return site


def bench(site: Site, options) -> None:
    os.environ |= site.env
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from . import filling, pages
    from .measuring import capture

    start = time.monotonic()
    on = timezone.localdate()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    cast = filling.fill(tasks=options.tasks, plans=options.plans, on=on)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")  # the disk is not busy with the filling any more
    tell(f"Đã nạp {options.tasks} nhiệm vụ trong {time.monotonic() - start:.0f} giây.")
    captured = {page: capture(page) for page in pages.pages_of(cast, on.year)}
    connection.close()
    for page, seen in captured.items():
        (site.directory / f"{page.name}.json").write_text(json.dumps(seen.statements))
        (site.directory / f"{page.name}.html").write_bytes(seen.body)
    with processes_of(site):
        floor_port = free_port()
        site.start("web", "deploy/web")
        site.start(
            "floor",
            "gunicorn",
            "tests.benchmark.floor:application",
            *("--bind", f"127.0.0.1:{floor_port}"),
            *SERVER,
        )
        site.wait_until_it_answers("/tai-khoan/dang-nhap/")
        for page, seen in captured.items():
            print(json.dumps(measured(site, floor_port, page, seen)), flush=True)


def measured(site: Site, floor_port: int, page, seen) -> dict:
    from .measuring import Browser, measure

    with Browser(site.port, seen.cookie) as web, Browser(floor_port) as floor:
        return measure(
            page.name,
            seen.statements,
            lambda: web.get(page.path),
            lambda: floor.get(f"/{page.name}"),
        )


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
