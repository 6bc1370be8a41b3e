"""The ten mistakes that reminders are known for, each by its name."""

from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from accounts.mail import delivery
from accounts.models import Digest, OutgoingMail, Reminder
from tasks.badges import task_badge
from tasks.models import Coordination, FocusTask, TaskState
from tasks.work import progress
from tests import factories

from .test_reminders import DUE, change, days_before, mails, morning, run, task, told

__all__ = ["task"]


def test_exact_day_match(task):
    run(days_before(13))  # nothing ran on the day of the step, two days ago

    assert told() == [-15]


def test_lost_on_outage(task):
    run(days_before(20))
    run(days_before(1))  # over the steps of 15, 7 and 3 days
    run(DUE + timedelta(days=10))  # over the day itself and the week after

    assert told() == [-1, 7]


def test_doubled_by_two_runs(task):
    assert [run(DUE), run(DUE), run(DUE + timedelta(days=1))] == [1, 0, 0]
    assert mails() == 1


def test_silent_after_the_date_moved(task):
    run(days_before(1))
    change(task, due_on=DUE + timedelta(days=30))
    for day in range(1, 31):
        run(DUE + timedelta(days=day))

    assert told() == [-15, -7, -3, -1, -1, 0]


def test_sent_after_completion(task, cast):
    part = Coordination.objects.create(task=task, organisation=cast.front)
    run(days_before(15))
    change(task, state=TaskState.DONE, completed_on=days_before(10))
    for day in range(10, -30, -1):
        run(days_before(day))

    assert told() == [-15]
    assert told("cvmattran") == [-15]
    assert part.pk


def test_none_when_created_late(task):
    change(task, due_on=DUE + timedelta(days=365))
    run(days_before(2))
    late = factories.make_focus_task(
        task.plan, lead_organisation=task.lead_organisation, due_on=DUE
    )
    run(days_before(1))

    assert Reminder.objects.get(duty_id=late.pk).step == -1


def test_after_due_steps_never_firing(task):
    for day in range(0, 30):
        run(DUE + timedelta(days=day))

    assert told() == [0, 7, 14, 21, 28]


def test_digest_split(task, cast):
    for _ in range(120):
        factories.make_focus_task(
            task.plan, lead_organisation=cast.department, due_on=DUE
        )
    run(DUE)

    assert mails() == Digest.objects.filter(kind=Digest.Kind.DAILY).count() == 1
    body = OutgoingMail.objects.get().body
    titles = FocusTask.objects.values_list("title", flat=True)
    assert all(title in body for title in titles)


def test_state_and_lateness_mixed(task):
    """Late is told from the day; the state stays what people made it."""
    change(task, state=TaskState.IN_PROGRESS)
    run(DUE + timedelta(days=8))

    task.refresh_from_db()
    assert task.state == TaskState.IN_PROGRESS
    assert task_badge(task, DUE + timedelta(days=8)).tone == "late"
    assert task_badge(task, DUE).tone != "late"


class DownServer(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError("máy chủ thư không trả lời")

    def send_messages(self, messages):
        raise ConnectionRefusedError("máy chủ thư không trả lời")


@pytest.mark.django_db
def test_failure_of_mail_breaking_the_action(
    task, cast, settings, django_capture_on_commit_callbacks
):
    part = Coordination.objects.create(task=task, organisation=cast.front)
    settings.EMAIL_BACKEND = f"{__name__}.DownServer"
    with django_capture_on_commit_callbacks(execute=True):
        progress.report(
            task=task,
            organisation=cast.front,
            by=cast.front_staff,
            on=DUE,
            percent=100,
            done_text="Đã xong phần việc.",
            part_is_done=True,
        )
        run(DUE)

    part.refresh_from_db()
    assert part.done_on == DUE
    waiting = OutgoingMail.objects.filter(sent_at=None).count()
    assert waiting > 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = morning(DUE) + timedelta(days=200)
    assert delivery.deliver_waiting(at=later) == waiting
