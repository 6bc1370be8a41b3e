"""The cast: staff, manager, Front reviewer, lead, outsider, administrator."""

import os
from types import SimpleNamespace

import django.db.backends.sqlite3.base  # noqa: F401 - breaks a circular import
import pytest
from django.db.backends.sqlite3.operations import DatabaseOperations

from tests import factories
from tests.stack import services

pytest_plugins = ["tests.stack.fixtures"]

# Playwright keeps an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

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


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": services.chromium(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture
def cast(db):
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
def agreement(cast):
    return factories.make_agreement(cast.committee, cast.front)
