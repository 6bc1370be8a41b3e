from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import paging
from reports.workspace import workspace_of
from tasks import approval
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
