"""The cast: staff, manager, Front reviewer, lead, outsider, administrator."""

import gc
import os
import unittest
from types import SimpleNamespace

import django.db.backends.sqlite3.base  # noqa: F401 - breaks a circular import
import pytest
from django.db import connection
from django.db.backends.sqlite3.operations import DatabaseOperations
from playwright.sync_api import expect

from tests import factories
from tests.stack import services

pytest_plugins = ["tests.stack.fixtures", "tests.stack.people"]

# A busy machine is slow, not wrong; what is right is seen at once all the same.
expect.set_options(timeout=20_000)

# Playwright keeps an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The imported modules are many and stay: looking through them again and again takes
# time that the tests need.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

FLUSH = DatabaseOperations.execute_sql_flush


def _flush_past_the_triggers(self, sql_list):
    """SQLite empties tables by DELETE, which the append-only triggers refuse."""
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
    FLUSH(self, sql_list)
    with self.connection.cursor() as cursor:
        for _, sql in triggers:
            cursor.execute(sql)


DatabaseOperations.execute_sql_flush = _flush_past_the_triggers


# Started first, so that no process is left alone with one of them at the end.
LONG = (
    "test_pages_in_browser",
    "test_fuzz",
    "test_permissions",
    "test_part_editor_in_browser",
    "test_reorganising_properties",
)


# What these prove is the same whatever the database is: files, and what pages say.
# That every page opens on PostgreSQL too, the table of permissions proves there.
# The cases are loaded on PostgreSQL by the stories that are told there in a browser.
ANYWHERE = {
    *("test_word", "test_excel", "test_content", "test_plan_documents"),
    *("test_pdf", "test_decree_30"),
    "test_simulation",  # that on real servers has PostgreSQL
    *("test_generated", "test_photos", "test_evidence", "test_deadline_phrases"),
    *("test_cases", "test_cases_and_trash", "test_cross_case_checks", "test_demo"),
    *(
        "test_fuzz",
        "test_lao_cai",
        "test_provinces",
        "test_extraction",
        "test_admin_dates",
    ),
}
PAGES = ("_views", "_pages", "_forms")


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL again: all that asks the database."""
    items.sort(key=lambda item: (*LONG, name_of(item)).index(name_of(item)))
    if connection.vendor == "postgresql":
        left_out = [item for item in items if is_the_same_anywhere(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def name_of(item) -> str:
    return item.module.__name__.split(".")[-1]


def is_the_same_anywhere(item) -> bool:
    asks = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
    asks = asks or item.get_closest_marker("django_db") or is_test_case(item)
    return not asks or name_of(item) in ANYWHERE or name_of(item).endswith(PAGES)


def is_test_case(item) -> bool:
    return item.cls is not None and issubclass(item.cls, unittest.TestCase)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": services.chromium(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


def make_cast():
    """A province: its committee (drafts plans), its Front, a department; a stranger."""
    committee = factories.make_organisation(
        "UBND tỉnh Thử Nghiệm", short_name="UBND tỉnh"
    )
    front = factories.make_organisation(
        "Ủy ban MTTQ Việt Nam tỉnh Thử Nghiệm",
        kind="mttq",
        short_name="Ủy ban MTTQ tỉnh",
    )
    department = factories.make_organisation("Sở Nội vụ", kind="so", parent=committee)
    elsewhere = factories.make_organisation("UBND tỉnh Khác")
    return SimpleNamespace(
        committee=committee,
        front=front,
        department=department,
        elsewhere=elsewhere,
        staff=factories.make_user((committee, "staff"), username="chuyenvien"),
        manager=factories.make_user((committee, "manager"), username="lanhdao"),
        reviewer=factories.make_user((front, "reviewer"), username="mattran"),
        front_staff=factories.make_user((front, "staff"), username="cvmattran"),
        front_manager=factories.make_user((front, "manager"), username="ldmattran"),
        lead=factories.make_user((department, "staff"), username="sonoivu"),
        outsider=factories.make_user((elsewhere, "staff"), username="nguoingoai"),
        admin=factories.make_user(username="quantri", is_staff=True, is_superuser=True),
    )


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def agreement(cast):
    return factories.make_agreement(cast.committee, cast.front)
