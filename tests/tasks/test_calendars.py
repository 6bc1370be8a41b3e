"""The calendar: what stands on which day, for whom, and how much of a busy day."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import WorkingYear
from tasks.approvals import approval
from tasks.calendar import calendars, timeline
from tasks.models import Assignment, CascadeDuty, Coordination, Follow, TaskState
from tests import factories

ON = date(2026, 6, 20)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


@pytest.fixture
def task(cast, plan):
    task = factories.make_focus_task(plan, lead_organisation=cast.department)
    Coordination.objects.create(
        task=task, organisation=cast.front, due_on=date(2026, 6, 10)
    )
    return task


def seen_by(user, *, body=None, days=JUNE, per_day=9):
    scope = calendars.scope_of(user, body and body.pk, ON)
    return [
        (entry.day.day, entry.kind)
        for day in calendars.agenda(scope, *days, ON, per_day)
        for entry in day.entries
    ]


def test_each_body_sees_its_own_day(cast, task):
    assert seen_by(cast.lead, body=cast.department) == [(30, "led")]
    assert seen_by(cast.front_staff, body=cast.front) == [(10, "part")]
    assert seen_by(cast.staff, body=cast.committee) == [(30, "followed")]
    assert seen_by(cast.outsider) == seen_by(cast.admin) == []


def test_nobody_sees_the_calendar_of_a_body_they_do_not_serve(cast, task):
    assert seen_by(cast.outsider, body=cast.department) == []


def test_an_extended_deadline_stands_on_its_new_day(cast, task):
    task.original_due_on, task.due_on = task.due_on, date(2026, 7, 15)
    task.save()
    assert seen_by(cast.lead) == []


def test_drafts_and_cancelled_tasks_are_on_no_calendar(cast, agreement, plan):
    draft = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(draft, lead_organisation=cast.department)
    factories.make_focus_task(
        plan, lead_organisation=cast.department, state=TaskState.CANCELLED
    )
    assert seen_by(cast.lead) == []


def test_what_a_colleague_was_given_is_not_my_own(cast, task):
    colleague = factories.make_user((cast.department, "staff"))
    given = {"task": task, "organisation": cast.department, "since_on": ON}
    Assignment.objects.create(person=colleague, **given)

    assert seen_by(colleague) == [(30, "led")]
    assert seen_by(cast.lead) == []
    assert seen_by(cast.lead, body=cast.department) == [(30, "led")]


def test_what_one_follows_is_ones_own(cast, task):
    assert seen_by(cast.staff) == []
    Follow.objects.create(person=cast.staff, plan=task.plan)
    Follow.objects.create(person=cast.staff, task=task)
    assert seen_by(cast.staff) == [(30, "followed")]

    Follow.objects.create(person=cast.outsider, task=task)  # saw it once
    assert seen_by(cast.outsider) == []


def test_decisions_meetings_programmes_and_ends_stand_there_too(cast, agreement, plan):
    submitted = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(submitted)
    approval.submit(
        plan=submitted, by=cast.staff, on=ON, decision_due_on=date(2026, 6, 25)
    )
    factories.make_conference(agreement, held_on=date(2026, 6, 5))
    task = factories.make_focus_task(plan, due_on=None)
    CascadeDuty.objects.create(
        task=task, organisation=cast.front, due_on=date(2026, 6, 7)
    )
    agreement.ends_on = date(2026, 6, 28)
    agreement.save()

    shown = [(5, "conference"), (7, "cascade"), (25, "decision"), (28, "end")]
    assert seen_by(cast.reviewer) == seen_by(cast.reviewer, body=cast.front) == shown
    staff = [(5, "conference"), (7, "cascade"), (28, "end")]
    assert seen_by(cast.front_staff) == staff  # who may not decide is not asked


def test_a_busy_day_counts_what_it_does_not_show(cast, plan):
    for _ in range(7):
        factories.make_focus_task(plan, lead_organisation=cast.department)
    scope = calendars.scope_of(cast.lead, None, ON)
    [day] = calendars.agenda(scope, *JUNE, ON, 3)
    assert (len(day.entries), day.hidden) == (3, 4)


def test_weeks_begin_on_monday_and_hold_whole_weeks(cast, task):
    scope = calendars.scope_of(cast.lead, None, ON)
    weeks = calendars.weeks_of(scope, JUNE[0], ON)
    days = [day for week in weeks for day in week]
    assert days[0].day == date(2026, 6, 1) and len(days) == 35
    assert [day.day.day for day in days if day.entries] == [30]
    assert days[-1].is_outside


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "9999-01", "x-y", "2026-1"]
)
def test_another_month_than_can_be_is_this_month(text):
    assert calendars.month_asked(text, ON) == JUNE[0]


def test_months_and_quarters_asked_for():
    assert calendars.month_asked("2027-02", ON) == date(2027, 2, 1)
    assert calendars.quarter_asked("2027-4", ON) == date(2027, 10, 1)
    assert calendars.quarter_asked("2027-5", ON) == date(2026, 4, 1)
    assert calendars.months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert calendars.months_later(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_the_pages_of_the_calendar_open(client, cast, task):
    client.force_login(cast.lead)
    month = client.get(reverse("tasks:calendar"), {"thang": "2026-06"})
    assert task.title in month.content.decode()
    quarter = client.get(reverse("tasks:calendar-quarter"), {"quy": "2026-2"})
    assert task.title in quarter.content.decode()
    for day in ("2026-06-30", "0001-01-01", "9999-12-31"):
        page = client.get(reverse("tasks:calendar"), {"ngay": day, "cua": 10**30})
        assert page.status_code == 200
    for month in ("1990-01", "2100-12"):
        assert (
            client.get(reverse("tasks:calendar"), {"thang": month}).status_code == 200
        )


# -- The timeline of a plan ----------------------------------------------------


def bar(plan, **fields):
    task = factories.make_focus_task(plan, **fields)
    return timeline.bar_of(task, plan, ON)


def test_a_bar_goes_from_its_start_to_the_end_of_its_last_day(plan):
    drawn = bar(plan, starts_on=date(2026, 2, 1), due_on=date(2026, 3, 31))
    assert (drawn.x, drawn.width) == (100, 200)


def test_a_quarter_begins_with_its_first_day_and_a_year_with_the_plan(plan):
    assert bar(plan, due_on=date(2026, 9, 30), deadline_kind="quarter").x == 600
    assert bar(plan, due_on=date(2026, 9, 30), deadline_kind="day").starts_on == (
        plan.issued_on
    )


def test_other_years_are_cut_at_the_edge_and_still_seen(plan):
    later = bar(plan, starts_on=date(2026, 12, 1), due_on=date(2028, 1, 1))
    assert (later.x, later.width) == (1100, 100)
    earlier = bar(plan, starts_on=date(2024, 1, 1), due_on=date(2025, 1, 1))
    assert (earlier.x, earlier.width) == (0, 4)


def test_what_never_ends_is_open_and_what_has_no_time_has_no_bar(plan):
    always = bar(plan, due_on=None, deadline_kind="continuous")
    assert always.x + always.width == 1200
    assert bar(plan, due_on=None, deadline_kind="none").width == 0


def test_a_moved_deadline_shows_where_it_was(plan):
    moved = bar(plan, due_on=date(2026, 9, 30), original_due_on=date(2026, 6, 30))
    assert moved.first_x == 600


def test_headings_stand_above_the_rows_of_each_page(cast, plan, monkeypatch):
    plan.headings.create(position=0, number="I", title="Tuyên truyền")
    for number in range(1, 4):
        factories.make_focus_task(plan, position=number)
    monkeypatch.setattr(timeline, "PAGE", 2)
    first, second = timeline.of_plan(plan, ON), timeline.of_plan(plan, ON, 2)

    assert [bool(heading) for heading, _ in first.rows] == [True, False, False]
    assert [bool(heading) for heading, _ in second.rows] == [True, False]
    assert (first.previous, first.next, second.previous, second.next) == (
        *(None, 2),
        *(0, None),
    )


def test_the_timeline_opens_for_its_readers_and_no_draft_for_others(client, cast, plan):
    factories.make_focus_task(plan, due_on=date(2026, 12, 31))
    client.force_login(cast.front_staff)
    page = client.get(reverse("tasks:plan-timeline", args=[plan.pk]), {"tu": "9" * 50})
    assert b"<rect" in page.content and b"style=" not in page.content
    plan.state, plan.issued_on, plan.document_number = "sent_back", None, ""
    plan.save()
    url = reverse("tasks:plan-timeline", args=[plan.pk])
    assert client.get(url).status_code == 403


def test_a_timeline_makes_as_many_queries_for_many_rows(
    client, cast, plan, django_assert_max_num_queries
):
    for _ in range(30):
        lead = factories.make_organisation(kind="so")
        factories.make_focus_task(plan, lead_organisation=lead)
    client.force_login(cast.staff)
    with django_assert_max_num_queries(20):
        client.get(reverse("tasks:plan-timeline", args=[plan.pk]))
    with django_assert_max_num_queries(45):
        client.get(reverse("tasks:calendar"), {"thang": "2026-06"})


# -- Days off and make-up days -------------------------------------------------------


@pytest.fixture
def tet(cast):
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=timezone.now(), confirmed_by=cast.admin
    )
    year.days.create(on=date(2026, 6, 17), kind="off", name="Giỗ Tổ")
    year.days.create(on=date(2026, 6, 20), kind="worked", name="Làm bù cho ngày 17/6")
    return year


def test_days_off_stand_in_the_month_with_their_names(client, cast, tet):
    client.force_login(cast.staff)
    page = client.get(reverse("tasks:calendar") + "?thang=2026-06").content.decode()
    assert "Nghỉ: Giỗ Tổ" in page and ">Làm bù cho ngày 17/6<" in page
    page = client.get(reverse("tasks:calendar-quarter") + "?quy=2026-2")
    assert "Nghỉ: Giỗ Tổ" in page.content.decode()
    page = client.get(reverse("tasks:calendar") + "?ngay=2026-06-17")
    assert "Nghỉ: Giỗ Tổ" in page.content.decode()


def test_a_calendar_that_nobody_confirmed_marks_no_day(cast, tet):
    WorkingYear.objects.update(confirmed_at=None, confirmed_by=None)
    scope = calendars.scope_of(cast.staff, None, ON)
    assert calendars.agenda(scope, *JUNE, ON, 9) == []
