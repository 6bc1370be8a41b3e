"""Two runs of the reminders at the same moment, in real transactions."""

from datetime import datetime, timedelta
from time import sleep
from unittest.mock import patch

import pytest
from django.db import connection

from accounts.models import Digest, OutgoingMail, Reminder, ReminderRun
from accounts.reminding import running
from tasks.models import FocusTask, TaskState
from tests import factories

from .test_concurrency import at_the_same_moment
from .test_reminders import DUE, run

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")


@pytest.fixture
def tasks(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    bodies = [factories.make_organisation(kind="so") for _ in range(30)]
    for body in bodies:
        factories.make_user((body, "staff"))
    return [
        factories.make_focus_task(plan, lead_organisation=body, due_on=DUE)
        for body in bodies
        for _ in range(3)
    ]


def test_four_runs_at_once_tell_each_person_once(tasks):
    told = at_the_same_moment(*[lambda: run(DUE)] * 4)

    assert sum(told) == 30, told
    daily = Digest.objects.filter(kind=Digest.Kind.DAILY)
    assert daily.count() == OutgoingMail.objects.count() == 30
    rows = Reminder.objects.all()
    assert {row.state for row in rows} == {"sent"} and len(rows) == len(tasks)
    # Never split: what one person is told on a day is in one digest.
    assert {row.digest.on for row in rows} == {DUE}


def test_a_worker_that_helps_from_the_end_and_the_run_tell_each_person_once(tasks):
    asked = []

    def helped_run():
        with (
            patch.object(running, "MANY", 1),
            patch.object(running.background, "wake", lambda *job: asked.append(job)),
        ):
            return run(DUE)

    def helped():
        while not asked:
            sleep(0.01)
        job, run_id, at = asked[0]
        assert job == running.HELP_JOB
        return running.help_to_tell(run_id=run_id, at=datetime.fromisoformat(at))

    told = at_the_same_moment(helped_run, helped)

    assert sum(told) == 30, told
    assert ReminderRun.objects.get().told == 30
    daily = Digest.objects.filter(kind=Digest.Kind.DAILY)
    assert daily.count() == OutgoingMail.objects.count() == 30
    assert {row.state for row in Reminder.objects.all()} == {"sent"}


def test_whom_another_run_is_telling_is_left_to_it_whole(tasks):
    receiver = tasks[0].lead_organisation.memberships.get().user_id
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT FROM accounts_user WHERE id = %s FOR NO KEY UPDATE", [receiver]
            )
        assert run(DUE) == 29
        other.rollback()
    finally:
        other.close()

    assert run(DUE) == 1
    assert Digest.objects.get(receiver=receiver).reminders.count() == 3


def test_runs_and_completions_at_once_leave_nothing_waiting_and_nothing_doubled(tasks):
    half = [task.pk for task in tasks[::2]]

    def complete():
        return FocusTask.objects.filter(pk__in=half).update(
            state=TaskState.DONE, completed_on=DUE
        )

    results = at_the_same_moment(lambda: run(DUE), complete, lambda: run(DUE))
    assert not [r for r in results if isinstance(r, Exception)], results
    before = set(Reminder.objects.filter(state="sent").values_list("pk", flat=True))
    run(DUE + timedelta(days=1))

    assert not Reminder.objects.filter(state="planned").exists()
    since = Reminder.objects.filter(state="sent").exclude(pk__in=before)
    assert not since.filter(duty_id__in=half).exists()
    for digest in Digest.objects.filter(kind=Digest.Kind.DAILY):
        assert digest.reminders.exists()
