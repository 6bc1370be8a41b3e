"""Which ladder the duties under an agreement use."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import history
from accounts.errors import Stale
from accounts.models import Ladder, Reminder
from accounts.reminding import planning, revising, working_days
from accounts.reminding.ladder_wording import Rung
from agreements.reminder_ladders import laddering
from tests import factories

TODAY = date(2026, 6, 10)


@pytest.fixture
def quick(cast):
    return revising.add(
        duty="task", name="Nhanh", rungs=[Rung("owner", -40)], by=cast.admin
    )


def choose(agreement, by, was=None, **chosen):
    was = laddering.chosen_for(agreement) if was is None else was
    return laddering.choose(agreement=agreement, chosen=chosen, was=was, by=by)


def plan():
    at = datetime(2026, 6, 10, 2, tzinfo=UTC)
    planning.plan(on=TODAY, at=at, calendar=working_days.load())


def test_planning_uses_the_ladder_of_the_agreement(cast, agreement, quick):
    other = factories.make_agreement(cast.committee, cast.front)
    tasks = [
        factories.make_focus_task(
            factories.make_issued_plan(row, office=cast.committee),
            lead_organisation=cast.department,
            due_on=date(2026, 7, 10),  # the default begins 15 days before
        )
        for row in (agreement, other)
    ]
    choose(agreement, cast.staff, task=quick.pk)
    plan()

    row = Reminder.objects.get()
    assert (row.duty_id, row.step) == (tasks[0].pk, -40)


def test_back_to_the_default_withdraws_what_waits(cast, agreement, quick):
    factories.make_focus_task(
        factories.make_issued_plan(agreement, office=cast.committee),
        lead_organisation=cast.department,
        due_on=date(2026, 7, 10),
    )
    choose(agreement, cast.staff, task=quick.pk)
    plan()
    choose(agreement, cast.staff)
    plan()

    assert Reminder.objects.get().state == Reminder.State.WITHDRAWN


def test_a_choice_is_on_record_with_the_agreement(cast, agreement, quick):
    assert choose(agreement, cast.staff, task=quick.pk)
    assert not choose(agreement, cast.staff, task=quick.pk)
    entry = history.of(agreement).get()
    assert entry.changes == [
        {
            "field": "nhắc việc “Hoàn thành nhiệm vụ”",
            "from": laddering.DEFAULT,
            "to": "Nhanh",
        }
    ]


def test_a_ladder_of_another_kind_or_gone_is_refused(cast, agreement, quick):
    for chosen in ({"part": quick.pk}, {"task": quick.pk + 99}):
        with pytest.raises(ValidationError, match="đã bị xóa"):
            choose(agreement, cast.staff, **chosen)
    assert laddering.chosen_for(agreement) == {}


def test_nobody_chooses_over_somebody_elses_choice(cast, agreement, quick):
    choose(agreement, cast.staff, task=quick.pk)
    with pytest.raises(Stale):
        choose(agreement, cast.staff, was={"part": 1})


def page_of(client, user, agreement, data=None):
    client.force_login(user)
    address = reverse("agreements:agreement-ladders", args=[agreement.pk])
    return client.get(address) if data is None else client.post(address, data)


def test_the_keeper_chooses_on_the_page_and_the_parties_read(
    client, cast, agreement, quick
):
    assert page_of(client, cast.front_staff, agreement).status_code == 200
    refused = page_of(client, cast.front_staff, agreement, {"task": quick.pk})
    assert refused.status_code == 403

    page = page_of(client, cast.staff, agreement)
    assert "40 ngày trước hạn" in page.content.decode()
    assert page_of(client, cast.staff, agreement, {"task": quick.pk}).status_code == 302
    assert laddering.chosen_for(agreement) == {"task": quick.pk}
    assert "Nhanh" in page_of(client, cast.front_staff, agreement).content.decode()
    page = client.get(agreement.get_absolute_url())
    assert reverse("agreements:agreement-ladders", args=[agreement.pk]) in str(
        page.content
    )


def test_the_second_of_two_choosers_is_told_and_keeps_the_choice(
    client, cast, agreement, quick
):
    slow = revising.add(
        duty="task", name="Chậm", rungs=[Rung("owner", -1)], by=cast.admin
    )
    choose(agreement, cast.manager, task=quick.pk)
    page = page_of(client, cast.staff, agreement, {"task": slow.pk, "was": ""})
    text = page.content.decode()
    assert "người khác đã sửa nội dung này" in text
    assert f'<option value="{slow.pk}" selected>' in text
    again = {"task": slow.pk, "was": page.context["form"]["was"].value()}
    assert page_of(client, cast.staff, agreement, again).status_code == 302
    assert laddering.chosen_for(agreement) == {"task": slow.pk}


@pytest.mark.parametrize("value", ["99999", "x", "-1", "9" * 40])
def test_a_forged_ladder_is_told_in_a_sentence(client, cast, agreement, quick, value):
    page = page_of(client, cast.staff, agreement, {"task": value})
    assert page.status_code == 200
    assert "đã bị xóa, mời chọn lại" in page.content.decode()


def test_the_page_asks_no_more_with_more_ladders(
    client, cast, agreement, quick, django_assert_max_num_queries
):
    for number in range(5):
        Ladder.objects.create(duty="part", name=f"Thang {number}")
    client.force_login(cast.staff)
    with django_assert_max_num_queries(15):
        client.get(reverse("agreements:agreement-ladders", args=[agreement.pk]))
