"""Two clicks on one link at the same moment, in real transactions."""

from datetime import date, timedelta

import pytest
from django.db import connection

from accounts.models import Duty, LinkUse, Promise
from accounts.reminding import links, using_links
from accounts.reminding.links import Purpose, Refused
from tasks.models import Coordination, ProgressUpdate
from tests import factories
from tests.accounts.told import AT, told

from .test_concurrency import at_the_same_moment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ON = date(2026, 6, 23)


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")


def rows(times):
    """A part for each race, with the letter that told of it."""
    plan = factories.make_issued_plan()
    body = factories.make_organisation(kind="mttq")
    for number in range(times):
        person = factories.make_user((body, "staff"))
        task = factories.make_focus_task(plan)
        part = Coordination.objects.create(task=task, organisation=body)
        at = AT + timedelta(days=number)
        yield told(person, Duty.PART, part, at=at)


def click(row, purpose, seconds, **values):
    """`seconds`: two clicks are at different moments of their own clocks."""
    return lambda: using_links.use(
        links.token_of(row.pk, purpose),
        on=ON,
        at=row.digest.built_at + timedelta(seconds=seconds),
        ip=None,
        **values,
    )


def test_two_clicks_at_once_confirm_a_part_once():
    for row in rows(6):
        results = at_the_same_moment(
            *(click(row, Purpose.CONFIRM_PART, seconds) for seconds in (1, 2, 3))
        )

        refused = [result for result in results if isinstance(result, Refused)]
        assert len(refused) == 2, results
        assert all(one.is_used for one in refused)
        assert row.link_uses.count() == 1
    assert ProgressUpdate.objects.count() == 6


def test_two_clicks_at_once_promise_once():
    for row in rows(6):
        results = at_the_same_moment(
            *(
                click(row, Purpose.PROMISE, day, promised_on=ON + timedelta(days=day))
                for day in (1, 2)
            )
        )

        refused = [result for result in results if isinstance(result, Refused)]
        assert len(refused) == 1, results
        made = Promise.objects.get(person=row.receiver)
        assert f"{made.promised_on:%d/%m/%Y}" in str(refused[0])
    assert LinkUse.objects.count() == 6


def test_a_click_and_the_page_at_once_end_the_part_once():
    """Whoever comes second finds it done: one report says that the part ended."""
    from tasks import link_acts

    for row in rows(4):
        part = Coordination.objects.get(pk=row.duty_id)
        page = {"by": row.receiver, "on": ON, "note": "", "via": ""}
        at_the_same_moment(
            click(row, Purpose.CONFIRM_PART, 1),
            lambda part=part, page=page: link_acts.confirm_part(part.pk, **page),
        )

        assert ProgressUpdate.objects.filter(task=part.task).count() == 1
