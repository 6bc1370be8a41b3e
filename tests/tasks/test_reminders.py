from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import ladder
from accounts.models import Notification, OutgoingMail, Reminder, ReminderStep
from tasks import reminders
from tasks.models import Coordination, FocusTask, TaskState, YearlyPlan
from tests import factories

DUE = date(2026, 6, 30)


def run(on):
    at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    return reminders.remind(on=on, at=at)


def days_before(days):
    return DUE - timedelta(days=days)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )


def mails():
    return OutgoingMail.objects.count()


def test_nobody_is_told_before_the_first_step(task):
    assert run(days_before(16)) == 0


def test_the_leads_staff_is_told_by_mail_and_in_app(task, cast):
    run(days_before(15))

    mail = OutgoingMail.objects.get()
    assert mail.recipient == cast.lead
    assert "Còn 15 ngày" in mail.body
    assert f"/nhiem-vu/{task.pk}/" in mail.body
    assert "cơ quan chủ trì" in mail.body
    assert Notification.objects.get().user == cast.lead


def test_run_twice_nobody_is_told_twice(task):
    run(days_before(15))

    assert run(days_before(15)) == 0
    assert mails() == 1


def test_two_days_late_nobody_is_missed(task):
    run(days_before(13))

    assert mails() == 1
    assert Reminder.objects.get().step == -15


def test_an_outage_over_several_steps_is_told_once_with_the_nearest(task):
    run(days_before(2))

    assert mails() == 1
    assert Reminder.objects.get().step == -3


def test_each_step_is_told_once_over_a_whole_season(task):
    for day in range(20, -40, -1):
        run(days_before(day))
        run(days_before(day))

    steps = sorted(Reminder.objects.values_list("step", flat=True))
    assert steps == [-15, -7, -3, -1, 0, 7, 14, 21, 28, 35]
    assert mails() == len(steps)


def test_a_moved_date_arms_the_ladder_again(task):
    run(days_before(3))
    FocusTask.objects.filter(pk=task.pk).update(due_on=DUE + timedelta(days=30))
    run(days_before(2))
    assert mails() == 1
    run(DUE + timedelta(days=27))
    assert mails() == 2


def test_a_finished_task_is_silent(task):
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.DONE, completed_on=DUE)

    assert run(DUE) == 0


def test_what_was_planned_before_the_task_was_finished_is_withdrawn(task, cast):
    reminders.plan(reminders.owed_on(DUE), on=DUE)
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.DONE, completed_on=DUE)

    assert run(DUE) == 0
    assert Reminder.objects.get().state == Reminder.State.WITHDRAWN


def test_a_coordinating_body_is_told_until_its_part_is_done(task, cast):
    part = Coordination.objects.create(task=task, organisation=cast.front)
    run(days_before(7))
    assert OutgoingMail.objects.filter(recipient=cast.front_staff).count() == 1

    part.done_on, part.done_by = days_before(6), cast.front_staff
    part.save()
    run(days_before(3))
    assert OutgoingMail.objects.filter(recipient=cast.front_staff).count() == 1


def test_one_digest_for_several_tasks_with_the_most_urgent_first(task, cast):
    factories.make_focus_task(
        task.plan,
        title="Việc gấp",
        lead_organisation=cast.department,
        due_on=DUE - timedelta(days=9),
    )
    run(days_before(10))

    mail = OutgoingMail.objects.get()
    assert mail.body.index("Việc gấp") < mail.body.index(task.title)


def test_a_closed_plan_reminds_of_nothing(task):
    YearlyPlan.objects.filter(pk=task.plan_id).update(state=YearlyPlan.State.CLOSED)

    assert run(DUE) == 0


def test_a_reviewer_is_reminded_to_decide(cast, agreement):
    from tasks import approval

    plan = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan)
    approval.submit(plan=plan, by=cast.staff, on=days_before(10), decision_due_on=DUE)
    OutgoingMail.objects.all().delete()
    run(days_before(3))

    told = set(OutgoingMail.objects.values_list("recipient__username", flat=True))
    assert told == {"mattran", "ldmattran"}


def test_a_person_without_an_address_is_told_in_the_app(task, cast):
    cast.lead.email = ""
    cast.lead.save()
    run(DUE)

    assert mails() == 0
    assert Notification.objects.filter(user=cast.lead).count() == 1


def test_a_result_that_was_sent_back_is_reminded_of_again(task, cast):
    reminders.plan(reminders.owed_on(DUE), on=DUE)
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.SUBMITTED)
    assert run(DUE) == 0  # the row of this step and day is withdrawn
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.IN_PROGRESS)

    assert run(DUE) == 1
    assert Reminder.objects.get().state == Reminder.State.SENT


def test_who_has_left_meanwhile_is_not_told(task, cast):
    reminders.plan(reminders.owed_on(DUE), on=DUE)
    cast.lead.memberships.update(ended_on=DUE)

    assert run(DUE) == 0
    assert Reminder.objects.get().state == Reminder.State.WITHDRAWN


def test_a_part_with_a_day_of_its_own_is_reminded_of_by_that_day(task, cast):
    Coordination.objects.create(
        task=task, organisation=cast.front, due_on=DUE - timedelta(days=60)
    )
    run(days_before(60))

    mail = OutgoingMail.objects.get()
    assert mail.recipient == cast.front_staff
    assert "Đến hạn hôm nay" in mail.body


def test_a_part_is_reminded_of_in_a_task_without_a_deadline(task, cast):
    FocusTask.objects.filter(pk=task.pk).update(due_on=None)
    Coordination.objects.create(task=task, organisation=cast.front, due_on=DUE)

    assert run(DUE) == 1


def test_one_digest_a_day_and_the_next_one_tomorrow(task, cast):
    run(DUE)
    factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=DUE + timedelta(days=2)
    )

    assert run(DUE) == 0
    assert run(DUE + timedelta(days=1)) == 1


def test_a_digest_that_fails_keeps_nobody_from_theirs(task, cast, monkeypatch):
    other = factories.make_user((cast.department, "staff"))
    write = reminders._write

    def fail_for_the_first(receiver, lines, on):
        if receiver == cast.lead:
            raise RuntimeError
        return write(receiver, lines, on)

    monkeypatch.setattr(reminders, "_write", fail_for_the_first)
    assert run(DUE) == 1
    assert Reminder.objects.get(receiver=other).state == Reminder.State.SENT
    assert Reminder.objects.get(receiver=cast.lead).state == Reminder.State.PLANNED


def test_a_step_far_behind_the_day_is_reached(task):
    ReminderStep.objects.create(duty="task", days=120)
    for week in range(14):
        run(DUE + timedelta(days=7 * week))

    assert run(DUE + timedelta(days=121)) == 1


STEPS = [ladder.Step(d) for d in (-15, -7, -3, -1, 0)] + [ladder.Step(7, True)]


@given(st.integers(-400, 400))
def test_the_reached_step_has_come_and_is_the_latest(elapsed):
    on = DUE + timedelta(days=elapsed)
    step = ladder.reached(STEPS, due_on=DUE, on=on)

    if elapsed < -15:
        assert step is None
    else:
        assert step <= elapsed
        between = [s.days for s in STEPS if step < s.days <= elapsed]
        assert between == []
