"""What this machine offers the tests: PostgreSQL, Redis, Chromium.

As a program: without a name, one line saying what is left out; with a name, its exit
status says whether it is there. REQUIRE_ALL=1 makes anything missing an error.
"""

import os
import shutil
import sys
from functools import cache

import psycopg
import redis

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
DATABASE_URL = (
    os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/phoihop"
)
REDIS_URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379"


@cache
def postgresql() -> bool:
    try:
        psycopg.connect(DATABASE_URL, dbname="postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@cache
def redis_server() -> bool:
    with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3) as client:
        try:
            return client.ping()
        except redis.RedisError:
            return False


@cache
def chromium() -> str | None:
    """Where a Chromium lies; the tests never download one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    return next(filter(None, found), None)


CHECKS = {
    "postgresql": ("PostgreSQL", postgresql),
    "redis": ("Redis", redis_server),
    "browser": ("trình duyệt Chromium", chromium),
}


def main(wanted: list[str]) -> int:
    if wanted:
        return 0 if all(CHECKS[name][1]() for name in wanted) else 1
    missing = [label for label, check in CHECKS.values() if not check()]
    if missing:
        print("Không có trên máy này nên bỏ qua phần thử: " + ", ".join(missing) + ".")
    else:
        print("Thử đầy đủ: SQLite, PostgreSQL, Redis, trình duyệt Chromium.")
    return 1 if missing and REQUIRE_ALL else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
