from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from accounts.reminding.serving import Serving
from tasks.duties import TaskSource
from tasks.models import Assignment, Follow
from tasks.work import assigning, cancelling, following, progress
from tests import factories

ON = date(2026, 6, 20)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


@pytest.fixture
def colleague(cast):
    return factories.make_user((cast.department, "staff"), full_name="Lò Thị Hoa")


def assign(task, cast, person, **options):
    return assigning.assign(
        tasks=[task],
        organisation=cast.department,
        person=person,
        by=cast.lead,
        on=ON,
        **options,
    )


def test_the_person_named_is_told_once(task, cast, colleague):
    assert assign(task, cast, colleague) == [task]
    assert assign(task, cast, colleague) == []

    assert Assignment.objects.get().person == colleague
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [colleague]


def test_another_name_takes_the_place_of_the_first(task, cast, colleague):
    assign(task, cast, colleague)
    assign(task, cast, cast.lead)
    assert Assignment.objects.get().person == cast.lead

    assign(task, cast, None)
    assert not Assignment.objects.exists()


def test_only_who_serves_the_body_can_be_named(task, cast):
    with pytest.raises(NotPossible, match="không giữ vai trò"):
        assign(task, cast, cast.staff)


def test_forty_tasks_are_one_letter(task, cast, colleague):
    more = [
        factories.make_focus_task(task.plan, lead_organisation=cast.department)
        for _ in range(3)
    ]
    changed = assigning.assign(
        tasks=[task, *more],
        organisation=cast.department,
        person=colleague,
        by=cast.lead,
        on=ON,
    )
    assert len(changed) == 4
    assert "4 nhiệm vụ" in OutgoingMail.objects.get().subject


def receivers(task, on):
    owing = TaskSource().owing(task.due_on, task.due_on, serving=Serving(on))
    return {receiver for one in owing for receiver in one.owners}


def test_reminders_go_to_the_person_named_alone(task, cast, colleague):
    on = date(2026, 6, 23)
    assert receivers(task, on) == {cast.lead.pk, colleague.pk}

    assign(task, cast, colleague)
    assert receivers(task, on) == {colleague.pk}


def test_reminders_go_to_all_once_the_person_has_left(task, cast, colleague):
    assign(task, cast, colleague)
    colleague.memberships.update(ended_on=date(2026, 6, 22))

    assert receivers(task, date(2026, 6, 23)) == {cast.lead.pk}


def test_naming_on_the_page(client, task, cast, colleague):
    client.force_login(cast.lead)
    url = reverse("tasks:task-assign", args=[task.pk])
    assert "Lò Thị Hoa" in client.get(url).content.decode()

    field = f"co-quan-{cast.department.pk}-person"
    wrong = client.post(url, {field: cast.staff.pk})
    assert wrong.status_code == 200
    client.post(url, {field: colleague.pk})
    assert Assignment.objects.get().person == colleague
    assert "Lò Thị Hoa" in client.get(task.get_absolute_url()).content.decode()


def test_the_list_shows_what_one_looks_after(client, task, cast, colleague):
    assign(task, cast, colleague)
    following.follow(thing=task, by=cast.staff)
    url = reverse("tasks:focus-task-list")
    client.force_login(colleague)
    page = client.get(f"{url}?watch=assigned&cot=nguoitheodoi").content.decode()
    assert task.title in page and "Lò Thị Hoa" in page

    client.force_login(cast.staff)
    assert task.title in client.get(f"{url}?watch=followed").content.decode()
    assert task.title not in client.get(f"{url}?watch=assigned").content.decode()


def test_followers_are_told_but_not_who_did_it(task, cast):
    for person in (cast.lead, cast.reviewer):
        following.follow(thing=task, by=person)
    following.follow(thing=task.plan, by=cast.staff)

    assert following.tell(task, "đã hủy nhiệm vụ", cast.lead) == 2
    assert cast.reviewer.notifications.get().text.endswith(f"đã hủy nhiệm vụ “{task}”.")
    assert not OutgoingMail.objects.exists()


def test_who_may_no_longer_see_it_is_told_nothing(task, cast):
    following.follow(thing=task, by=cast.reviewer)
    cast.reviewer.memberships.update(ended_on=timezone.localdate())

    assert following.tell(task, "đã hủy nhiệm vụ", cast.lead) == 0


def test_a_follower_hears_of_progress(task, cast):
    following.follow(thing=task, by=cast.reviewer)
    progress.report(
        task=task,
        organisation=cast.department,
        percent=40,
        done_text="Đã họp",
        by=cast.lead,
        on=ON,
    )
    assert "40%" in cast.reviewer.notifications.get().text


def test_whoever_follows_is_told_once_of_a_cancellation(task, cast):
    following.follow(thing=task, by=cast.reviewer)
    cancelling.cancel(task=task, reason="Trùng", by=cast.staff, on=ON)

    told = cast.reviewer.notifications.filter(text__contains="đã hủy nhiệm vụ")
    assert told.count() == 1


def test_following_twice_and_stopping_on_the_page(client, task, cast):
    client.force_login(cast.reviewer)
    url = reverse("tasks:task-follow", args=[task.pk])
    for _ in range(2):
        client.post(url, {"theo-doi": "1"})
    assert Follow.objects.count() == 1
    assert task.title in client.get(reverse("tasks:follow-list")).content.decode()

    client.post(url, {"theo-doi": "0", "ve": "danh-sach"})
    assert not Follow.objects.exists()
