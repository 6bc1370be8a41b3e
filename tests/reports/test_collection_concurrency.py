"""Two people at the same moment about one unit's report, in real transactions."""

from decimal import Decimal

import pytest
from django.db import connection

from accounts.errors import NotPossible, Stale
from accounts.models import Notification
from reports.models import Figure, UnitReportText
from reports.unit_reports import (
    collection_chasing,
    unit_figure_saving,
    unit_figures,
    unit_reporting,
)
from tests import factories
from tests.conftest import make_cast
from tests.reports.asking import AT, ON, make, of
from tests.tasks.test_concurrency import at_the_same_moment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")


@pytest.fixture
def case():
    cast = make_cast()
    agreement = factories.make_agreement(cast.committee, cast.front)
    return cast, make(cast, agreement)


def test_of_two_who_send_one_does_and_the_office_is_told_once(case):
    cast, asked = case

    def send():
        report = of(asked.collection, cast.department)
        return unit_reporting.send(
            report=report, note="Chưa có", by=cast.lead, on=ON, at=AT
        )

    results = at_the_same_moment(send, send)
    assert sum(isinstance(result, NotPossible) for result in results) == 1
    assert Notification.objects.filter(user=cast.staff).count() == 1


def test_of_two_who_write_one_part_one_is_told(case):
    cast, asked = case

    def write(text):
        return lambda: unit_reporting.save_part(
            report=of(asked.collection, cast.department),
            key="uu-diem",
            text=text,
            version=1,
            by=cast.lead,
            at=AT,
        )

    results = at_the_same_moment(write("Một"), write("Hai"))
    assert sum(isinstance(result, Stale) for result in results) == 1
    assert UnitReportText.objects.get().version == 2


def test_of_two_who_enter_one_figure_one_is_told(case):
    cast, asked = case
    key = unit_figures.lines(asked.report)[0].key

    def enter(amount):
        return lambda: unit_figure_saving.save(
            report=of(asked.collection, cast.department),
            typed={key: unit_figures.Typed(Decimal(amount))},
            versions={},
            by=cast.lead,
            at=AT,
        )

    results = at_the_same_moment(enter(12), enter(15))
    assert sum(isinstance(r, unit_figure_saving.Problems) for r in results) == 1
    assert Figure.objects.count() == 1


def test_of_two_who_remind_one_does(case):
    cast, asked = case

    def nudge():
        nudged = collection_chasing.nudge(
            collection=asked.collection, by=cast.staff, on=ON, at=AT
        )
        return len(nudged.told)

    assert sorted(at_the_same_moment(nudge, nudge)) == [0, 2]
    assert Notification.objects.filter(user=cast.lead).count() == 1
