"""A pytest plugin: the running product, and what the machine must offer for a test.

A test marked `browser`, `redis` or `postgresql` is skipped, with the reason, where
that is missing. REQUIRE_ALL=1 (the pipeline) turns each of these skips into a failure.
"""

import pytest
from django.db import connection

from . import servers, services

NEEDS = ("browser", "redis", "postgresql")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "stack: starts real servers, whatever the test database is"
    )


def pytest_collection_modifyitems(items):
    for item in items:
        # Into the junit file, where tests/stack/evidence.py counts what really ran.
        item.user_properties += [
            ("needs", name) for name in NEEDS if item.get_closest_marker(name)
        ]


def pytest_runtest_setup(item):
    for name in NEEDS:
        if item.get_closest_marker(name):
            reason = missing(name)
            if reason:
                (pytest.fail if services.REQUIRE_ALL else pytest.skip)(reason)


def missing(name: str) -> str | None:
    """Why a test with this marker cannot run here; None if it can."""
    if name == "browser" and not services.chromium():
        return "cần trình duyệt Chromium (gói chromium)"
    if name == "postgresql" and connection.vendor != "postgresql":
        return f"cần cơ sở dữ liệu thử PostgreSQL: DATABASE_URL={services.DATABASE_URL}"
    if name == "redis" and not (services.redis_server() and services.postgresql()):
        return "cần Redis và PostgreSQL đang chạy"
    return None


@pytest.fixture(scope="session", autouse=True)
def jobs_by_name():
    """Every job is known by its name, as in a worker."""
    from config.celery import app

    app.loader.import_default_modules()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("embedded", marks=pytest.mark.stack),
        pytest.param("province", marks=[pytest.mark.stack, pytest.mark.redis]),
    ],
)
def running_site(request, tmp_path_factory):
    """The product as people run it, in both sizes, with an empty database."""
    start = getattr(servers, request.param)
    with start(tmp_path_factory.mktemp(request.param)) as site:
        yield site
