"""What happens to a plan while an amendment of it goes its rounds."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.errors import NotPossible
from tasks.models import Coordination, Extension, YearlyPlan
from tasks.plans import amending, planning
from tasks.work import extending
from tests.tasks.test_amending import (
    ON,
    begin,
    plan,  # noqa: F401 - a fixture
    put_in_force,
    revise,
    titled,
)

LATER = date(2026, 11, 30)


def ask(task, cast, **part):
    body = {"organisation": cast.department, "by": cast.lead} | part
    return extending.ask(task=task, asked_due_on=LATER, reason="Mưa lũ", on=ON, **body)


def extended(task, cast, **part):
    asked = ask(task, cast, **part)
    extending.grant(extension=asked, due_on=LATER, by=cast.staff, on=ON)


def test_more_time_given_meanwhile_outlasts_an_earlier_day(plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, deadline_as_written="trước 31/7")
    task = titled(plan, "Giám sát bầu cử")
    extended(task, cast)
    put_in_force(amendment, cast)

    task.refresh_from_db()
    assert (task.due_on, task.original_due_on) == (LATER, date(2026, 6, 30))
    assert task.deadline_as_written == "trước 31/7"
    kept = plan.versions.last().content["kept"]
    assert kept == [["Giám sát bầu cử", "đã được gia hạn đến 30/11/2026"]]


def test_a_day_beyond_the_one_given_meanwhile_counts(plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, deadline_as_written="quý IV")
    task = titled(plan, "Giám sát bầu cử")
    extended(task, cast)
    put_in_force(amendment, cast)

    task.refresh_from_db()
    assert (task.due_on, task.original_due_on) == (
        date(2026, 12, 31),
        date(2026, 6, 30),
    )


def test_more_time_given_for_a_part_outlasts_an_earlier_day(plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    copy = titled(amendment, "Giám sát bầu cử")
    revise(copy, cast, parts=[planning.Part(cast.front, "giám sát", date(2026, 7, 15))])
    part = titled(plan, "Giám sát bầu cử").coordinations.get()
    front = {"part": part, "organisation": cast.front, "by": cast.front_staff}
    extended(part.task, cast, **front)
    put_in_force(amendment, cast)

    assert Coordination.objects.get(pk=part.pk).due_on == LATER


def test_a_task_taken_out_waits_for_no_decision(plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    planning.remove_task(task=titled(amendment, "Tổng kết phong trào"), by=cast.staff)
    asked = ask(titled(plan, "Tổng kết phong trào"), cast)
    put_in_force(amendment, cast)

    asked.refresh_from_db()
    assert asked.state == Extension.State.WITHDRAWN


def test_what_was_asked_for_a_part_taken_out_is_refused_in_words(
    plan,  # noqa: F811
    cast,
):
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, parts=[])
    part = titled(plan, "Giám sát bầu cử").coordinations.get()
    front = {"part": part, "organisation": cast.front, "by": cast.front_staff}
    asked = ask(part.task, cast, **front)
    put_in_force(amendment, cast)

    with pytest.raises(NotPossible, match="không còn trong kế hoạch"):
        extending.grant(extension=asked, due_on=LATER, by=cast.staff, on=ON)
    with pytest.raises(NotPossible, match="không còn trong kế hoạch"):
        ask(part.task, cast, **front)


def test_a_plan_is_not_closed_over_an_open_amendment(client, plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    client.force_login(cast.manager)
    page = client.post(reverse("tasks:plan-close", args=[plan.pk]), follow=True)
    assert "đang có một lần sửa đổi dở dang" in page.content.decode()
    assert YearlyPlan.objects.get(pk=plan.pk).state == "issued"

    amending.discard(amendment=amendment, by=cast.staff)
    planning.close(plan=plan, by=cast.manager)
    assert YearlyPlan.objects.get(pk=plan.pk).state == "closed"


def test_an_amendment_stays_in_the_year_of_its_plan(plan, cast):  # noqa: F811
    amendment = begin(plan, cast)
    with pytest.raises(ValidationError, match="theo năm của kế hoạch được sửa"):
        planning.revise(plan=amendment, version=1, values={"year": 2027}, by=cast.staff)


def test_why_a_plan_may_change_is_not_told_before_it_is_submitted(
    client,
    plan,  # noqa: F811
    cast,
):
    begin(plan, cast)
    client.force_login(cast.lead)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "Bầu cử lùi ngày" not in page
