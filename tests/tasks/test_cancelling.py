from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from tasks.models import Coordination, FocusTask, ProgressUpdate, TaskState
from tasks.work import cancelling
from tests import factories

ON = date(2026, 6, 20)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


def cancel(task, cast, **values):
    defaults = {"reason": "Trùng với Kế hoạch 12", "by": cast.staff, "on": ON}
    return cancelling.cancel(task=task, **defaults | values)


def revive(task, cast, **values):
    defaults = {"reason": "Cần làm lại", "by": cast.manager, "on": ON}
    return cancelling.revive(task=task, **defaults | values)


def test_a_cancelled_task_says_who_when_and_why(task, cast):
    cancel(task, cast)

    task.refresh_from_db()
    assert (task.state, task.cancelled_on, task.cancelled_by) == (
        TaskState.CANCELLED,
        ON,
        cast.staff,
    )
    assert history.of(task).first().reason == "Trùng với Kế hoạch 12"
    assert not FocusTask.objects.counted().exists()


def test_everyone_concerned_is_told_once(task, cast):
    Coordination.objects.create(task=task, organisation=cast.front)
    cancel(task, cast)

    told = OutgoingMail.objects.filter(subject__startswith="Hủy nhiệm vụ")
    people = [cast.lead, cast.staff, cast.manager, cast.front_staff, cast.front_manager]
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        person.pk for person in people
    )


def test_a_reason_is_needed_and_a_second_click_is_refused(task, cast):
    with pytest.raises(ValidationError, match="lý do"):
        cancel(task, cast, reason=" ")
    cancel(task, cast)

    with pytest.raises(NotPossible, match="Đã hủy"):
        cancel(task, cast)


def test_open_sub_tasks_go_with_it_once_somebody_agrees(task, cast):
    going = factories.make_focus_task(task.plan, parent=task)
    done = factories.make_focus_task(
        task.plan, parent=task, state=TaskState.DONE, completed_on=ON
    )
    with pytest.raises(ValidationError, match="1 nhiệm vụ con"):
        cancel(task, cast)
    task.refresh_from_db()
    assert task.state == TaskState.NOT_STARTED

    cancel(task, cast, with_children=True)
    states = [FocusTask.objects.get(pk=t.pk).state for t in (task, going, done)]
    assert states == [TaskState.CANCELLED, TaskState.CANCELLED, TaskState.DONE]


def test_a_revived_task_goes_on_from_where_its_lead_had_come(task, cast):
    cancel(task, cast)
    assert revive(task, cast).state == TaskState.NOT_STARTED

    ProgressUpdate.objects.create(
        task=task,
        organisation=cast.department,
        reported_on=ON,
        reported_by=cast.lead,
        percent=30,
        done_text="Đã bắt đầu",
    )
    cancel(task, cast)
    assert revive(task, cast).state == TaskState.IN_PROGRESS
    task.refresh_from_db()
    assert (task.cancelled_on, task.cancelled_by, task.cancel_reason) == (
        None,
        None,
        "",
    )


def test_a_sub_task_is_not_revived_under_a_cancelled_one(task, cast):
    child = factories.make_focus_task(task.plan, parent=task)
    cancel(task, cast, with_children=True)

    with pytest.raises(NotPossible, match="nhiệm vụ lớn"):
        revive(child, cast)
