from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.listings import paging
from accounts.vietnamese import format_date
from reports.models import Recommendation
from reports.workspaces.workspace import workspace_of
from tasks.approvals import approval
from tasks.models import TaskState
from tests import factories

ON = date(2026, 6, 20)


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


def make_task(plan, cast, days, **fields):
    return factories.make_focus_task(
        plan,
        lead_organisation=cast.department,
        due_on=ON + timedelta(days=days),
        **fields,
    )


def test_the_figures_of_the_desk(plan, cast):
    for days in (-6, -1, 0, 3, 15, 16):
        make_task(plan, cast, days)
    make_task(plan, cast, -9, state=TaskState.DONE, completed_on=ON)
    desk = workspace_of(cast.lead, ON)

    assert (desk.overdue_count, desk.oldest_overdue_days) == ("2", 6)
    assert (desk.soon_count, desk.this_week_count) == ("3", "2")
    assert (desk.year.done, desk.year.done_on_time) == (1, 0)
    assert [badge.tone for _, badge in desk.tasks][:3] == ["late", "late", "soon"]


def test_the_most_urgent_comes_first_whatever_the_part_in_it(plan, cast):
    led = make_task(plan, cast, 5)
    joined = factories.make_focus_task(plan, due_on=ON)
    joined.coordinations.create(organisation=cast.department)

    assert [task for task, _ in workspace_of(cast.lead, ON).tasks] == [joined, led]


def test_a_large_count_is_capped_on_the_page(client, plan, cast, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 2)
    for _ in range(3):
        make_task(plan, cast, 0, deadline_as_written="đã lâu")
    for task in plan.tasks.all():
        task.due_on = date(2020, 1, 1)
        task.save()
    client.force_login(cast.staff)
    page = client.get(reverse("reports:workspace")).content.decode()

    assert "hơn 1.000" in page


def test_what_holds_others_up_waits_first(plan, cast, agreement):
    draft = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=ON)
    make_task(plan, cast, 3, state=TaskState.SUBMITTED)

    reviewer = workspace_of(cast.reviewer, ON).waiting
    assert [item.action for item in reviewer] == ["Cho ý kiến"]
    staff = workspace_of(cast.staff, ON).waiting
    assert [item.action for item in staff] == ["Xác nhận"]


def test_a_stranger_to_the_plan_has_an_empty_desk(plan, cast):
    make_task(plan, cast, -3)
    desk = workspace_of(cast.outsider, timezone.localdate())

    assert (desk.tasks, desk.waiting, desk.overdue_count) == ([], [], "0")


def actions(user, on=ON):
    return [item.action for item in workspace_of(user, on).waiting]


def test_what_was_asked_of_the_office_waits_for_it(plan, cast):
    task = make_task(plan, cast, -3)
    task.extensions.create(
        organisation=cast.department,
        was_due_on=task.due_on,
        asked_due_on=ON + timedelta(days=9),
        reason="Mưa lũ",
        asked_on=ON,
        asked_by=cast.lead,
    )
    plan.resource_requests.create(
        organisation=cast.department,
        addressee=cast.committee,
        purpose="Kinh phí",
        asked_on=ON,
        asked_by=cast.lead,
    )
    assert actions(cast.staff) == ["Quyết định", "Trả lời"]
    assert actions(cast.reviewer) == actions(cast.lead) == []


def test_what_only_the_manager_may_decide_waits_for_no_staff(plan, cast):
    task = make_task(plan, cast, -3)
    task.extensions.create(
        organisation=cast.committee,
        was_due_on=task.due_on,
        asked_due_on=ON + timedelta(days=9),
        reason="Mưa lũ",
        asked_on=ON,
        asked_by=factories.make_user((cast.committee, "staff")),
    )
    assert actions(cast.staff) == []
    assert actions(cast.manager) == ["Quyết định"]


def test_a_recommendation_waits_for_the_answer_then_for_the_judgement(cast):
    row = Recommendation.objects.create(
        wording="Sớm trả lời cử tri", sender=cast.front, sent_on=ON
    )
    answer = row.addressees.create(organisation=cast.committee)
    assert actions(cast.staff) == ["Trả lời"]
    answer.state = "answered"
    answer.save()
    assert (actions(cast.staff), actions(cast.front_staff)) == ([], ["Đánh giá"])
    row.withdrawn_on, row.withdrawal_reason = ON, "Gửi nhầm"
    row.save()
    assert actions(cast.front_staff) == []


def test_a_late_part_waits_for_its_body_by_its_own_day_or_the_tasks(plan, cast):
    for task_days, part_days in ((-3, None), (9, -1), (9, None), (-3, 9)):
        part_due = None if part_days is None else ON + timedelta(days=part_days)
        make_task(plan, cast, task_days).coordinations.create(
            organisation=cast.front, due_on=part_due
        )
    lines = workspace_of(cast.front_staff, ON).waiting
    days = [format_date(ON - timedelta(days=days)) for days in (3, 1)]
    assert [line.detail.split("hạn ")[1] for line in lines] == days
    assert all(line.is_late for line in lines)


def test_what_one_looks_after_late_or_soon_waits_for_that_person_alone(plan, cast):
    for days in (-2, 3, 40):
        make_task(plan, cast, days).assignments.create(
            organisation=cast.department, person=cast.lead, since_on=ON
        )
    assert actions(cast.lead) == ["Xem", "Xem"]
    colleague = factories.make_user((cast.department, "staff"))
    assert actions(colleague) == []


def test_a_late_decision_comes_before_everything(plan, cast, agreement):
    for title, due in (("Sau", 9), ("Trước", -1)):
        draft = factories.make_plan(agreement, office=cast.committee, title=title)
        factories.make_focus_task(draft)
        approval.submit(plan=draft, by=cast.staff, on=ON - timedelta(days=5))
        draft.refresh_from_db()
        draft.decision_due_on = ON + timedelta(days=due)
        draft.save()
    lines = workspace_of(cast.front_manager, ON).waiting
    assert [(line.title, line.is_late) for line in lines] == [
        ("Trước", True),
        ("Sau", False),
    ]


def test_a_manager_sees_who_is_behind_as_on_the_dashboard(plan, cast):
    for days in (-6, -1, 4):
        make_task(plan, cast, days)
    make_task(plan, cast, -2).coordinations.create(organisation=cast.front)
    early = make_task(plan, cast, 9)
    early.coordinations.create(organisation=cast.front, due_on=ON - timedelta(days=1))
    for manager in (cast.manager, cast.front_manager):
        rows = workspace_of(manager, ON).behind.rows
        assert [(x.organisation, x.tasks, x.parts, x.days) for x in rows] == [
            (cast.department, 3, 0, 6),
            (cast.front, 0, 2, 2),
        ]
    assert workspace_of(cast.staff, ON).behind is None


def test_nothing_of_a_closed_plan_is_late_on_the_desk(plan, cast):
    make_task(plan, cast, -6)
    plan.state = plan.State.CLOSED
    plan.save()
    assert workspace_of(cast.staff, ON).overdue_count == "0"


def test_an_administrator_sees_the_people_that_are_missing(cast):
    boss = factories.make_user((cast.department, "administrator"))
    invited = factories.make_user((cast.department, "staff"))
    invited.set_unusable_password()
    invited.save()
    details = [gap.detail for gap in workspace_of(boss, ON).gaps]
    assert details[0].startswith("Chưa có người cho ý kiến")
    assert details[1] == f"Chưa đặt mật khẩu: {invited}"


def test_the_system_administrator_sees_parties_without_deciders(cast, agreement):
    alone = factories.make_organisation("Đoàn ĐBQH tỉnh Thử")
    factories.make_agreement(cast.committee, alone)
    details = [gap.detail for gap in workspace_of(cast.admin, ON).gaps]
    assert details == ["Đoàn ĐBQH tỉnh Thử"]


@pytest.mark.parametrize(
    ("person", "first"),
    [
        ("manager", "Đang chậm, của ai"),
        ("reviewer", "Chờ tôi xử lý"),
        ("admin", "Người và vai trò"),
        ("staff", "Chờ tôi xử lý"),
    ],
)
def test_the_first_card_answers_the_question_of_the_role(client, cast, person, first):
    client.force_login(getattr(cast, person))
    page = client.get(reverse("reports:workspace")).content.decode()
    assert page.split("<h2>")[1].startswith(first)
