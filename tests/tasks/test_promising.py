"""A day that the body which owes a task or a part promises, after signing in too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Duty, Promise
from accounts.reminding import promising
from tasks.models import Coordination, FocusTask, TaskState
from tasks.work import parts
from tests import factories

ON = date(2026, 6, 23)
AT = datetime(2026, 6, 23, 2, tzinfo=UTC)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


@pytest.fixture
def part(cast, task):
    return Coordination.objects.create(task=task, organisation=cast.front)


def promise(duty, thing, by, day=date(2026, 7, 1), **fields):
    values = {"promised_on": day, "by": by, "on": ON, "at": AT}
    return promising.promise(duty=duty, duty_id=thing.pk, **values | fields)


def test_a_promise_made_on_the_page_is_not_said_to_come_by_a_link(task, cast):
    promise(Duty.TASK, task, cast.lead, note="Mưa lũ")

    said = history.sentence(history.of(task).get())
    assert said == (
        f"{cast.lead} đã hẹn đến ngày 01/07/2026 Sở Nội vụ hoàn thành nhiệm vụ. "
        "Lý do: Mưa lũ."
    )


def test_the_last_promise_counts(task, cast):
    promise(Duty.TASK, task, cast.lead)
    promise(
        Duty.TASK, task, cast.lead, day=date(2026, 7, 9), at=AT + timedelta(hours=1)
    )

    made = promising.latest({Duty.TASK: [task.pk]})
    assert made[Duty.TASK, task.pk].promised_on == date(2026, 7, 9)


def test_the_promises_of_many_are_read_at_once(task, cast, django_assert_num_queries):
    promise(Duty.TASK, task, cast.lead)
    with django_assert_num_queries(1):
        made = promising.latest({Duty.TASK: [task.pk, 5], Duty.PART: [7, 8]})
        str(made[Duty.TASK, task.pk].person)


@pytest.mark.parametrize("state", [TaskState.SUBMITTED, TaskState.DONE])
def test_nobody_promises_what_is_reported_or_done(task, cast, state):
    done = {"completed_on": ON, "confirmed_by": cast.staff}
    fields = done if state == TaskState.DONE else {}
    FocusTask.objects.filter(pk=task.pk).update(state=state, **fields)

    with pytest.raises(NotPossible):
        promise(Duty.TASK, task, cast.lead)
    assert not Promise.objects.exists()


def test_a_day_behind_is_no_promise(task, cast):
    with pytest.raises(ValidationError):
        promise(Duty.TASK, task, cast.lead, day=ON - timedelta(days=1))


def test_of_a_kind_without_promises_there_is_none(task, cast):
    with pytest.raises(NotPossible):
        promise(Duty.CALENDAR, task, cast.lead)


# -- The board -----------------------------------------------------------------


def board(task, user):
    task = FocusTask.objects.select_related("plan", "lead_organisation").get(pk=task.pk)
    lead, *others = parts.board(task, [], user=user, on=ON)
    return lead, *others


def test_the_board_shows_what_was_promised_while_it_is_open(task, part, cast):
    promise(Duty.PART, part, cast.front_staff)
    lead, share = board(task, cast.staff)
    assert lead.promise is None
    assert share.promise.promised_on == date(2026, 7, 1)

    Coordination.objects.filter(pk=part.pk).update(done_on=ON, done_by=cast.front_staff)
    assert board(task, cast.staff)[1].promise is None


def test_only_the_body_that_owes_may_promise(task, part, cast):
    offered = {
        person: tuple(bool(s.promise_of) for s in board(task, getattr(cast, person)))
        for person in ("lead", "front_staff", "front_manager", "reviewer", "staff")
    }

    assert offered == {
        "lead": (True, False),
        "front_staff": (False, True),
        "front_manager": (False, True),
        "reviewer": (False, False),
        "staff": (False, False),
    }


def test_without_a_deadline_there_is_nothing_to_promise(task, part, cast):
    FocusTask.objects.filter(pk=task.pk).update(due_on=None)

    assert board(task, cast.front_staff)[1].promise_of is None


# -- The pages -----------------------------------------------------------------


def address(duty, thing):
    return reverse("accounts:promise", args=[duty, thing.pk])


def form_of(client, url):
    page = client.get(url)
    return {"form_token": page.context["form"]["form_token"].value(), "note": ""}


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=10)


def test_staff_promise_a_day_from_the_page_of_the_task(client, task, part, cast, day):
    client.force_login(cast.front_staff)
    url = address(Duty.PART, part)
    assert url in client.get(task.get_absolute_url()).content.decode()
    form = form_of(client, url) | {"promised_on": f"{day:%d/%m/%Y}"}

    shown = client.post(url, form, follow=True).content.decode()
    assert f"Hẹn ngày {day:%d/%m/%Y}" in shown
    assert Promise.objects.get().person == cast.front_staff


def test_a_form_sent_twice_is_one_promise(client, task, cast, day):
    client.force_login(cast.lead)
    url = address(Duty.TASK, task)
    form = form_of(client, url) | {"promised_on": f"{day:%d/%m/%Y}"}
    client.post(url, form)
    client.post(url, form)

    assert Promise.objects.count() == 1


def test_a_day_that_cannot_be_is_said_at_its_field(client, task, cast):
    client.force_login(cast.lead)
    url = address(Duty.TASK, task)
    form = form_of(client, url) | {"promised_on": "01/01/2020", "note": "Mưa lũ"}
    page = client.post(url, form)

    assert page.context["form"].errors["promised_on"]
    assert "Mưa lũ" in page.content.decode()


@pytest.mark.parametrize("person", ["outsider", "staff", "reviewer", "admin"])
def test_who_does_not_serve_the_body_finds_nothing(client, part, cast, person):
    client.force_login(getattr(cast, person))

    assert client.get(address(Duty.PART, part)).status_code == 404


@pytest.mark.parametrize("duty", ["calendar", "khong-co", "decision"])
def test_a_kind_without_promises_has_no_page(client, task, cast, duty):
    client.force_login(cast.lead)

    assert client.get(address(duty, task)).status_code == 404


def test_a_task_done_meanwhile_leads_to_its_page_with_the_reason(client, task, cast):
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.SUBMITTED)
    client.force_login(cast.lead)
    page = client.get(address(Duty.TASK, task), follow=True)

    assert promising.NO_LONGER in page.content.decode()


def test_the_task_of_a_draft_shows_nothing_of_itself(client, cast, agreement):
    draft = factories.make_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(draft, lead_organisation=cast.department)
    client.force_login(cast.lead)
    page = client.get(address(Duty.TASK, task), follow=True)

    assert page.status_code == 404
    assert task.title not in page.content.decode()


def test_the_list_of_late_parts_says_what_was_promised(client, task, part, cast):
    FocusTask.objects.filter(pk=task.pk).update(due_on=date(2026, 1, 5))
    today = timezone.localdate()
    values = {"on": today, "day": today + timedelta(days=3)}
    promise(Duty.PART, part, cast.front_staff, at=timezone.now(), **values)
    client.force_login(cast.staff)

    page = client.get(reverse("tasks:late-part-list")).content.decode()
    assert f"{today + timedelta(days=3):%d/%m/%Y}" in page
