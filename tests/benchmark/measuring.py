"""What a page costs: its statements, and its time beside the floor under it."""

import http.client
import re
import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UP = 10
SAMPLES = 60
# A list of choices is read through a named cursor; its statement stands behind that.
CURSOR = re.compile(r'^DECLARE "\w+" .*?CURSOR .*?FOR ')
SECONDS = 12  # of one page: a slow page gets fewer samples, never a longer run


@dataclass(frozen=True)
class Captured:
    """One request made in this process: its statements and its answer."""

    statements: list[str]
    body: bytes
    cookie: str


def capture(page) -> Captured:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(page.user)
    client.get(page.path)  # caches of the process are warm, as in a server
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise AssertionError(f"{page.path}: {answer.status_code}")
    return Captured(
        statements=[CURSOR.sub("", query["sql"]) for query in queries],
        body=answer.content,
        cookie=f"sessionid={client.cookies['sessionid'].value}",
    )


def measure(name: str, statements: list[str], page, floor) -> dict:
    """Ask for the page and for its floor in turn, so that noise meets both.

    `page` and `floor` take no arguments, and return the bytes of an answer.
    """
    end = time.monotonic() + SECONDS
    times, floor_times = [], []
    for _ in range(WARM_UP):
        size = len(page())
        floor()
        if time.monotonic() > end - SECONDS / 2:
            break
    while len(times) < SAMPLES and (len(times) < 5 or time.monotonic() < end):
        times.append(timed(page))
        floor_times.append(timed(floor))
    p50, floor_p50 = statistics.median(times), statistics.median(floor_times)
    return {
        "name": name,
        "p50_ms": round(p50, 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "queries": len(statements),
        "bytes": size,
        "floor_p50_ms": round(floor_p50, 1),
        "ratio": round(p50 / floor_p50, 1),
        "samples": len(times),
    }


def timed(ask) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


class Browser:
    """One connection to one server, kept open."""

    def __init__(self, port: int, cookie: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": cookie} if cookie else {}

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.connection.close()

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status}")
        return body
