from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.models import OutgoingMail
from tasks.models import Assignment, Follow, TaskState
from tasks.work import assigning, bulk, progress
from tasks.work.bulk import Action, Chosen
from tests import factories


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


def make(plan, cast, **fields):
    return factories.make_focus_task(plan, lead_organisation=cast.department, **fields)


def read(user, *tasks):
    return bulk.tasks_of(user, [task.pk for task in tasks])


def test_the_office_nudges_leads_and_open_parts_in_one_letter_each(plan, cast, on):
    tasks = [make(plan, cast), make(plan, cast)]
    tasks[0].coordinations.create(organisation=cast.front)
    done = make(plan, cast, state=TaskState.DONE, completed_on=on)
    rows = read(cast.staff, *tasks, done)
    seen = bulk.preview(Action.NUDGE, rows, by=cast.staff, on=on)
    assert seen.tasks == tasks
    assert seen.left == [(done, "nhiệm vụ hoàn thành")]
    assert dict(seen.told) == {
        cast.department: [cast.lead],
        cast.front: [cast.front_staff],
    }

    bulk.carry_out(Action.NUDGE, rows, by=cast.staff, on=on)
    sent = {mail.recipient: mail.subject for mail in OutgoingMail.objects.all()}
    assert set(sent) == {cast.lead, cast.front_staff}
    assert "2 nhiệm vụ" in sent[cast.lead]
    said = [entry.action for entry in history.of(tasks[0])]
    assert said == ["đã nhắc Sở Nội vụ, Ủy ban MTTQ tỉnh báo cáo tiến độ"]


def test_a_body_is_nudged_once_a_day(plan, cast, on):
    task, other = make(plan, cast), make(plan, cast)
    bulk.carry_out(Action.NUDGE, read(cast.staff, task), by=cast.staff, on=on)
    again = bulk.carry_out(
        Action.NUDGE, read(cast.manager, task, other), by=cast.manager, on=on
    )
    assert [reason for _, reason in again.left] == ["hôm nay đã nhắc Sở Nội vụ"] * 2
    assert OutgoingMail.objects.count() == 1


def test_whoever_looks_after_the_task_is_nudged_alone(plan, cast, on):
    task = make(plan, cast)
    named = factories.make_user((cast.department, "manager"))
    assigning.assign(
        tasks=[task], organisation=cast.department, person=named, by=cast.lead, on=on
    )
    seen = bulk.preview(Action.NUDGE, read(cast.staff, task), by=cast.staff, on=on)
    assert seen.told == [(cast.department, [named])]


def test_a_bystander_nudges_nobody(plan, cast, on):
    seen = bulk.preview(
        Action.NUDGE,
        read(cast.front_staff, make(plan, cast)),
        by=cast.front_staff,
        on=on,
    )
    assert not seen.tasks and "chỉ cơ quan soạn thảo" in seen.left[0][1]


def waiting(plan, cast):
    return make(plan, cast, state=TaskState.SUBMITTED)


def test_what_was_confirmed_meanwhile_is_left_out_and_said(plan, cast, on):
    first, second = waiting(plan, cast), waiting(plan, cast)
    for task in (first, second):
        task.progress_updates.create(
            organisation=cast.department,
            reported_on=on,
            reported_by=cast.lead,
            percent=100,
            done_text="Xong",
        )
    rows = read(cast.staff, first, second)
    progress.confirm(task=first, by=cast.manager, on=on)

    done = bulk.carry_out(Action.CONFIRM, rows, by=cast.staff, on=on)
    assert (done.tasks, [task for task, _ in done.left]) == ([second], [first])


def test_only_the_office_confirms(plan, cast, on):
    task = waiting(plan, cast)
    seen = bulk.preview(Action.CONFIRM, read(cast.lead, task), by=cast.lead, on=on)
    assert seen.left == [(task, "chỉ UBND tỉnh xác nhận được")]


def test_naming_a_person_leaves_out_tasks_of_others(plan, cast, on):
    ours, theirs = make(plan, cast), factories.make_focus_task(plan)
    chosen = Chosen(cast.department, cast.lead)
    done = bulk.carry_out(
        Action.ASSIGN, read(cast.lead, ours, theirs), by=cast.lead, on=on, chosen=chosen
    )
    assert (done.tasks, [task for task, _ in done.left]) == ([ours], [theirs])
    assert Assignment.objects.get().task == ours


@pytest.fixture
def post(client, cast):
    client.force_login(cast.staff)

    def send(*tasks, action, follow=False, **data):
        data = {"viec": [task.pk for task in tasks], "viec-lam": action} | data
        data.setdefault("form_token", uuid4())
        return client.post(reverse("tasks:task-bulk"), data, follow=follow)

    return send


def test_the_preview_changes_nothing_and_says_who_is_told(post, plan, cast):
    page = post(make(plan, cast), action="nhac", ve="situation=open").content.decode()
    assert "Ai được báo" in page and str(cast.lead) in page
    assert "/nhiem-vu/?situation=open" in page
    assert not OutgoingMail.objects.exists()


def test_confirming_twice_with_one_form_tells_once(post, plan, cast):
    task, token = make(plan, cast), uuid4()
    for _ in range(2):
        post(task, action="nhac", buoc="lam", form_token=token)
    assert OutgoingMail.objects.count() == 1


def test_following_many_and_what_one_may_not_see(post, plan, cast):
    hidden = factories.make_focus_task()
    answer = post(make(plan, cast), hidden, action="theo-doi", buoc="lam", follow=True)
    assert "Đang theo dõi thêm 1 nhiệm vụ" in answer.content.decode()
    assert Follow.objects.get().task != hidden


def test_choosing_the_person_first_then_the_preview(post, plan, cast):
    task = factories.make_focus_task(plan)
    page = post(task, action="giao").content.decode()
    assert str(cast.manager) in page and "Ai được báo" not in page

    chosen = f"{cast.committee.pk}-{cast.manager.pk}"
    assert "Ai được báo" in post(task, action="giao", nguoi=chosen).content.decode()
    post(task, action="giao", nguoi=chosen, buoc="lam")
    assert Assignment.objects.get().person == cast.manager


@pytest.mark.parametrize(
    "data",
    [
        {"action": "khac"},
        {"action": "nhac", "viec": ["\x00", "-1", "9" * 40]},
        {"action": "giao", "nguoi": "1-1\x00"},
        {"action": "nhac", "buoc": "lam", "form_token": "x"},
        {"action": "nhac", "ve": "a=\r\nb&\x00"},
    ],
)
def test_nonsense_is_answered_with_a_page(post, plan, cast, data):
    assert post(make(plan, cast), **data).status_code in (200, 302)


def test_at_most_two_hundred_at_once(post, plan, cast, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_TASKS", 1)
    page = post(make(plan, cast), make(plan, cast), action="theo-doi").content.decode()
    assert "1 nhiệm vụ đã chọn" in page and "phần còn lại" in page
