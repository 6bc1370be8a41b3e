"""Walked day by day: tasks and parts, from the first step to the weekly ones after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import (
    Audience,
    Digest,
    Ladder,
    LadderStep,
    Membership,
    Notification,
    OutgoingMail,
    Reminder,
    ReminderPreference,
    SpecialDay,
    WorkingYear,
)
from accounts.reminding import digests, planning, running, working_days
from tasks.models import Assignment, Coordination, FocusTask, TaskState, YearlyPlan
from tests import factories

DUE = date(2026, 6, 30)  # a Tuesday
State = Reminder.State


def morning(on):
    return datetime(on.year, on.month, on.day, 2, tzinfo=UTC)  # 9:00 in Vietnam


def run(on):
    return running.remind(on=on, at=morning(on))


def plan(on):
    return planning.plan(on=on, at=morning(on), calendar=working_days.load())


def days_before(days):
    return DUE - timedelta(days=days)


def told(username="sonoivu"):
    """Steps the person was told of, in order."""
    rows = Reminder.objects.filter(receiver__username=username, state=State.SENT)
    return sorted(rows.values_list("step", flat=True))


def mails(**which):
    """Without the weekly summaries, which have tests of their own."""
    letters = OutgoingMail.objects.exclude(digest__kind=Digest.Kind.WEEKLY)
    return letters.filter(**which).count()


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )


def change(task, **fields):
    FocusTask.objects.filter(pk=task.pk).update(**fields)


# -- Steps -------------------------------------------------------------------


def test_nobody_is_told_before_the_first_step(task):
    assert run(days_before(18)) == 0


def test_the_leads_staff_is_told_by_mail_and_in_app(task, cast):
    run(days_before(15))

    mail = OutgoingMail.objects.get()
    assert mail.recipient == cast.lead
    assert "Còn 15 ngày" in mail.body
    assert f"/nhiem-vu/{task.pk}/" in mail.body and task.title in mail.html
    assert Notification.objects.get().user == cast.lead
    assert "cơ quan chủ trì" in Reminder.objects.get().why


def test_each_step_is_told_once_over_a_whole_season(task):
    for day in range(20, -40, -1):
        run(days_before(day))
        run(days_before(day))

    assert told() == [-15, -7, -3, -1, 0, 7, 14, 21, 28, 35]
    assert mails(recipient__username="sonoivu") == 10


def test_a_step_on_a_sunday_is_told_on_the_friday_before(task):
    change(task, due_on=date(2026, 6, 28))  # a Sunday
    for on in (date(2026, 6, 26), date(2026, 6, 27), date(2026, 6, 28)):
        run(on)

    row = Reminder.objects.get()
    assert (row.step, row.tell_on, row.due_on) == (
        0,
        date(2026, 6, 26),
        date(2026, 6, 28),
    )


def test_nobody_is_told_of_a_delay_before_there_is_one(task):
    LadderStep.objects.filter(ladder__duty="task").delete()
    LadderStep.objects.create(ladder=Ladder.objects.get(duty="task"), days=5)
    change(task, due_on=date(2026, 6, 23))  # the step falls on Sunday the 28th
    run(date(2026, 6, 26))
    assert told() == []
    run(date(2026, 6, 29))
    assert told() == [5]


def test_a_confirmed_holiday_moves_the_reminder_and_not_the_deadline(task, cast):
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=morning(DUE), confirmed_by=cast.admin
    )
    SpecialDay.objects.create(year=year, on=DUE, kind="off", name="Nghỉ")
    run(days_before(1))

    row = Reminder.objects.get()
    assert (row.step, row.tell_on, row.due_on) == (0, days_before(1), DUE)


def test_a_swapped_saturday_is_a_working_day(task, cast):
    saturday = date(2026, 6, 27)
    assert run(saturday) == 0
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=morning(DUE), confirmed_by=cast.admin
    )
    SpecialDay.objects.create(year=year, on=saturday, kind="worked", name="Làm bù")

    assert run(saturday) == 1
    assert told() == [-3]


def test_at_night_it_is_planned_and_in_the_morning_told(task):
    night = datetime(2026, 6, 29, 20, tzinfo=UTC)  # 3:00 on the 30th
    assert running.remind(on=DUE, at=night) == 0
    assert Reminder.objects.get().state == State.PLANNED
    assert run(DUE) == 1


def test_a_step_far_behind_the_day_is_reached(task):
    LadderStep.objects.create(ladder=Ladder.objects.get(duty="task"), days=120)
    for week in range(14):
        run(DUE + timedelta(days=7 * week))

    run(DUE + timedelta(days=121))
    assert told()[-1] == 120


def test_the_leader_is_told_after_days_of_delay_in_one_digest(task, cast):
    boss = factories.make_user((cast.department, "manager"), username="giamdoc")
    factories.make_focus_task(task.plan, lead_organisation=cast.department, due_on=DUE)
    for day in range(10):
        run(DUE + timedelta(days=day))

    assert told("giamdoc") == [5, 5]
    assert mails(recipient=boss) == 1
    assert set(boss.reminders.values_list("audience", flat=True)) == {Audience.LEADER}


# -- What changes meanwhile --------------------------------------------------


def test_a_moved_date_withdraws_what_was_planned_and_says_why(task):
    plan(days_before(4))
    change(task, due_on=DUE + timedelta(days=60))

    assert run(days_before(1)) == 0
    row = Reminder.objects.get()
    assert row.state == State.WITHDRAWN
    assert row.settled_why == "Hạn đã đổi thành 29/08/2026."


def test_a_finished_task_withdraws_what_was_planned(task):
    plan(DUE)
    change(task, state=TaskState.DONE, completed_on=DUE)

    assert run(DUE) == 0
    assert Reminder.objects.get().settled_why == planning.MET


def test_what_ends_between_planning_and_telling_is_not_told(task):
    plan(DUE)
    change(task, state=TaskState.DONE, completed_on=DUE)

    assert digests.tell_all(on=DUE, at=morning(DUE)) == 0
    assert Reminder.objects.get().state == State.WITHDRAWN


def test_a_closed_plan_reminds_of_nothing(task):
    YearlyPlan.objects.filter(pk=task.plan_id).update(state=YearlyPlan.State.CLOSED)
    assert run(DUE) == 0


def test_a_result_that_was_sent_back_is_reminded_of_again(task):
    plan(DUE)
    change(task, state=TaskState.SUBMITTED)
    plan(DUE)
    assert Reminder.objects.get(duty="task").state == State.WITHDRAWN
    change(task, state=TaskState.IN_PROGRESS)

    assert run(DUE) == 1
    assert Reminder.objects.get(duty="task").state == State.SENT


def test_who_has_left_meanwhile_is_not_told(task, cast):
    plan(DUE)
    cast.lead.memberships.update(ended_on=DUE)

    assert run(DUE) == 0
    assert Reminder.objects.get().settled_why == planning.PASSED_ON


def test_who_takes_over_is_told_and_who_gave_is_not(task, cast):
    colleague = factories.make_user((cast.department, "staff"))
    row = Assignment.objects.create(
        task=task, organisation=cast.department, person=cast.lead, since_on=DUE
    )
    plan(days_before(1))
    row.person = colleague
    row.save()
    run(DUE)

    assert mails(recipient=cast.lead) == 0
    assert mails(recipient=colleague) == 1


def test_the_successor_of_a_merged_body_is_told(task, cast):
    heir = factories.make_organisation("Sở Nội vụ và Lao động", kind="so")
    clerk = factories.make_user((heir, "staff"))
    cast.department.successions_out.create(
        successor=heir, took_effect_on=days_before(10), takes_duties=True
    )
    Membership.objects.filter(organisation=cast.department).update(
        ended_on=days_before(10)
    )
    run(days_before(7))

    assert mails(recipient=clerk) == 1


def test_a_finer_ladder_tells_only_the_nearest_step(task):
    run(days_before(15))
    LadderStep.objects.create(ladder=Ladder.objects.get(duty="task"), days=-12)
    LadderStep.objects.create(ladder=Ladder.objects.get(duty="task"), days=-10)
    run(days_before(8))

    assert told() == [-15, -10]


# -- Parts -------------------------------------------------------------------


def test_a_coordinating_body_is_told_until_its_part_is_done(task, cast):
    part = Coordination.objects.create(task=task, organisation=cast.front)
    run(days_before(7))
    assert told("cvmattran") == [-7]

    part.done_on, part.done_by = days_before(6), cast.front_staff
    part.save()
    run(days_before(1))
    assert told("cvmattran") == [-7]


def test_a_part_with_a_day_of_its_own_is_reminded_of_by_that_day(task, cast):
    Coordination.objects.create(
        task=task, organisation=cast.front, due_on=days_before(60)
    )
    run(days_before(60))

    mail = OutgoingMail.objects.get(digest__kind=Digest.Kind.DAILY)
    assert mail.recipient == cast.front_staff
    assert "Đến hạn hôm nay" in mail.body


def test_a_part_is_reminded_of_in_a_task_without_a_deadline(task, cast):
    change(task, due_on=None)
    Coordination.objects.create(task=task, organisation=cast.front, due_on=DUE)
    run(DUE)

    assert told("cvmattran") == [0]


# -- The digest --------------------------------------------------------------


def test_the_most_urgent_comes_first(task, cast):
    factories.make_focus_task(
        task.plan,
        title="Việc gấp",
        lead_organisation=cast.department,
        due_on=days_before(8),
    )
    run(days_before(11))

    mail = OutgoingMail.objects.get()
    assert mail.body.index("Việc gấp") < mail.body.index(task.title)


def test_who_had_a_digest_today_gets_the_next_one_tomorrow(task, cast):
    run(days_before(1))
    factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=DUE + timedelta(days=1)
    )

    assert run(days_before(1)) == 0
    assert run(DUE) == 1
    assert Reminder.objects.filter(state=State.SENT).count() == 3


def test_a_digest_that_fails_keeps_nobody_from_theirs(task, cast, monkeypatch, caplog):
    other = factories.make_user((cast.department, "staff"))
    write = digests.written

    def fail_for_the_first(receiver, items, *, on):
        if receiver == cast.lead:
            raise RuntimeError
        return write(receiver, items, on=on)

    monkeypatch.setattr(digests, "written", fail_for_the_first)
    assert run(DUE) == 1
    assert Reminder.objects.get(receiver=other).state == State.SENT
    assert Reminder.objects.get(receiver=cast.lead).state == State.PLANNED
    assert not Digest.objects.filter(receiver=cast.lead).exists()


def test_a_person_without_an_address_is_told_in_the_app(task, cast):
    cast.lead.email = ""
    cast.lead.save()
    run(DUE)

    assert mails() == 0
    assert Notification.objects.filter(user=cast.lead).count() == 1


def weekly(user, weekday):
    ReminderPreference.objects.create(
        user=user, frequency=ReminderPreference.Frequency.WEEKLY, weekday=weekday
    )


def test_who_wants_one_digest_a_week_gets_it_on_their_day(task, cast):
    weekly(cast.lead, 2)
    change(task, due_on=date(2026, 7, 31))  # first step on Thursday, 16 July
    run(date(2026, 7, 15))  # a Wednesday with nothing to tell
    run(date(2026, 7, 16))  # never told yet: the week's digest comes now
    factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=date(2026, 8, 3)
    )
    for day in (17, 20, 21):
        run(date(2026, 7, day))
    assert mails() == 1

    run(date(2026, 7, 22))
    assert mails() == 2


def test_the_day_after_comes_the_weekly_digest_whose_day_was_off(task, cast):
    weekly(cast.lead, 0)
    change(task, due_on=date(2026, 7, 31))
    run(date(2026, 7, 16))
    factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=date(2026, 8, 3)
    )
    run(date(2026, 7, 17))
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=morning(DUE), confirmed_by=cast.admin
    )
    SpecialDay.objects.create(year=year, on=date(2026, 7, 20), kind="off", name="Nghỉ")
    assert (run(date(2026, 7, 20)), run(date(2026, 7, 21))) == (0, 1)


def test_what_is_urgent_waits_for_no_weekday(task, cast):
    weekly(cast.lead, 0)
    run(days_before(15))
    assert run(days_before(1)) == 1


# -- An outage ---------------------------------------------------------------


def test_after_a_long_silence_one_notice_marked_late_stands_for_all(task):
    run(days_before(20))
    run(days_before(6))  # the steps of 15 and of 7 days were missed

    row = Reminder.objects.get()
    assert (row.step, row.is_late) == (-7, False)  # by a day only
    change(task, due_on=DUE + timedelta(days=40))
    run(DUE + timedelta(days=30))
    late = Reminder.objects.exclude(pk=row.pk).get()
    assert (late.step, late.is_late) == (-15, True)
    assert "muộn" in late.digest.mail.body


def test_what_is_only_given_late_is_not_marked_so(task):
    run(days_before(6))
    change(task, due_on=DUE)
    Reminder.objects.all().delete()
    run(days_before(5))
    assert not Reminder.objects.get().is_late
