from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Membership, OutgoingMail, Reminder, SavedView
from accounts.reminding import planning, running
from accounts.reminding.working_days import WorkingDays
from tasks.handover import handing_over
from tasks.handover.handing_over import Wanted
from tasks.models import Assignment, CalendarFeed, Follow, Handover, StandIn
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


@pytest.fixture
def receiver(cast):
    return factories.make_user((cast.department, "staff"), full_name="Lò Thị Hoa")


@pytest.fixture
def work(task, cast, on):
    """One of everything that hangs on the person who leaves."""
    body, giver = cast.department, cast.lead
    Assignment.objects.create(
        task=task, organisation=body, person=giver, since_on=date(2026, 1, 5)
    )
    Follow.objects.create(person=giver, task=task)
    StandIn.objects.create(
        organisation=body,
        person=giver,
        first_on=on,
        last_on=on + timedelta(days=9),
        reason="Giấy giao việc số 3",
    )
    SavedView.objects.create(
        owner=giver, list_name="nhiem-vu", name="Chung", shared_with=body
    )
    SavedView.objects.create(owner=giver, list_name="nhiem-vu", name="Riêng")
    CalendarFeed.objects.create(owner=giver, digest="a" * 64)
    Reminder.objects.create(
        receiver=giver,
        duty="task",
        duty_id=task.pk,
        step=-7,
        due_on=task.due_on,
        state="planned",
        why="",
        tell_on=on,
        planned_at=timezone.now(),
    )


@pytest.fixture
def wanted(cast, receiver, on):
    return Wanted(
        organisation=cast.department,
        giver=cast.lead,
        receiver=receiver,
        handed_on=on,
        reason="Chuyển công tác",
        ended_on=on,
    )


def keeper(cast):
    """The administrator of the body, who may also say who stands in for it."""
    return factories.make_user((cast.department, "administrator"))


def hand_over(wanted, cast, on, by=None, without=()):
    keys = {item.key for item in handing_over.items_of(wanted, on=on)}
    return handing_over.hand_over(
        wanted=wanted,
        chosen={key for key in keys if not key.startswith(tuple(without))}
        if without
        else keys,
        by=by or keeper(cast),
        on=on,
        at=timezone.now(),
    )


def test_everything_moves_at_once_and_the_place_ends(work, wanted, cast, task, on):
    done = hand_over(wanted, cast, on)

    assert Assignment.objects.get().person == wanted.receiver
    assert Follow.objects.get().person == wanted.receiver
    assert StandIn.objects.standing(on).get().person == wanted.receiver
    views = SavedView.objects.values_list("name", "owner")
    assert set(views) == {("Chung", wanted.receiver.pk), ("Riêng", wanted.giver.pk)}
    assert CalendarFeed.objects.get().revoked_at
    assert Reminder.objects.get().state == "withdrawn"
    assert not Membership.objects.current(on).filter(user=wanted.giver).exists()
    assert [row["kind"] for row in done.items] == [
        "assignment",
        "stand-in",
        "follow",
        "view",
        "feed",
    ]
    letters = OutgoingMail.objects.filter(subject__startswith="Nhận bàn giao")
    assert letters.get().recipient == wanted.receiver


def test_what_is_not_ticked_stays(work, wanted, cast, on):
    done = hand_over(wanted, cast, on, without=("assignment", "feed"))
    assert Assignment.objects.get().person == wanted.giver
    assert CalendarFeed.objects.get().revoked_at is None
    assert len(done.items) == 3


def test_a_second_run_is_refused(work, wanted, cast, on):
    hand_over(wanted, cast, on)
    with pytest.raises(NotPossible, match="Không còn việc nào"):
        hand_over(wanted, cast, on)
    assert Handover.objects.count() == 1


def test_places_elsewhere_and_what_they_let_one_follow_stay(
    work, wanted, cast, on, task
):
    Membership.objects.create(user=cast.lead, organisation=cast.front, role="staff")
    hand_over(wanted, cast, on)

    kept = Membership.objects.current(on).get(user=cast.lead)
    assert kept.organisation == cast.front
    followers = set(task.followers.values_list("person", flat=True))
    assert followers == {cast.lead.pk, wanted.receiver.pk}
    assert CalendarFeed.objects.get().revoked_at is None


def test_a_name_the_receiver_uses_already_gets_a_number(work, wanted, cast, on):
    SavedView.objects.create(
        owner=wanted.receiver, list_name="nhiem-vu", name="Chung", query="q=a"
    )
    hand_over(wanted, cast, on)
    names = wanted.receiver.saved_views.values_list("name", flat=True)
    assert set(names) == {"Chung", "Chung (2)"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"receiver": "staff"}, "receiver"),
        ({"receiver": "lead"}, "receiver"),
        ({"handed_on": 1}, "handed_on"),
        ({"ended_on": -1}, "ended_on"),
    ],
)
def test_what_cannot_be_handed_over_is_said_at_its_field(
    wanted, cast, on, change, field
):
    values = wanted.__dict__ | {
        name: on + timedelta(days=value)
        if isinstance(value, int)
        else getattr(cast, value)
        for name, value in change.items()
    }
    with pytest.raises(ValidationError) as refused:
        hand_over(Wanted(**values), cast, on)
    assert field in refused.value.message_dict


def test_a_manager_hands_over_but_ends_no_place(work, wanted, cast, on):
    boss = factories.make_user((cast.department, "manager"))
    with pytest.raises(ValidationError) as refused:
        hand_over(wanted, cast, on, by=boss)
    assert "ends_place" in refused.value.message_dict

    hand_over(Wanted(**wanted.__dict__ | {"ended_on": None}), cast, on, by=boss)
    assert Assignment.objects.get().person == wanted.receiver


def test_staff_hand_nothing_over(work, wanted, cast, on):
    with pytest.raises(NotPossible, match="quyền"):
        hand_over(wanted, cast, on, by=cast.lead)


def test_the_last_administrator_cannot_leave_the_body_locked(wanted, cast, on):
    boss = factories.make_user((cast.department, "administrator"))
    leaving = Wanted(**wanted.__dict__ | {"giver": boss})
    with pytest.raises(NotPossible, match="quản trị cuối cùng"):
        hand_over(leaving, cast, on, by=boss)
    assert not Handover.objects.exists()


def test_a_plan_that_waits_for_the_person_is_listed(wanted, cast, agreement, on):
    from tasks.approvals import approval

    plan = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan)
    approval.submit(plan=plan, by=cast.staff, on=on)
    leaving = Wanted(
        cast.front, cast.reviewer, cast.front_staff, on, "Nghỉ hưu", ended_on=None
    )
    item = handing_over.items_of(leaving, on=on)[0]
    assert (item.kind, item.pk, item.is_moved) == ("decision", plan.pk, False)
    assert "chưa cho ý kiến được" in item.detail


def step(client, wanted, **data):
    values = {
        "co-quan": wanted.organisation.pk,
        "giver": wanted.giver.pk,
        "receiver": wanted.receiver.pk,
        "handed_on": f"{wanted.handed_on:%d/%m/%Y}",
        "reason": wanted.reason,
        "form_token": uuid4(),
    }
    return client.post(reverse("tasks:handover-new"), values | data)


def test_the_three_steps_and_the_minutes(client, work, wanted, cast, task):
    client.force_login(factories.make_user((cast.department, "manager")))
    assert "Lò Thị Hoa" in client.get(reverse("tasks:handover-new")).content.decode()
    assert task.title in step(client, wanted, buoc="2").content.decode()
    keys = [f"assignment:{Assignment.objects.get().pk}"]
    confirm = step(client, wanted, buoc="3", chon="1", viec=keys).content.decode()
    assert "1 việc bàn giao" in confirm and "3 việc không bàn giao" in confirm
    assert not Handover.objects.exists()

    token = uuid4()
    for _ in range(2):
        done = step(client, wanted, buoc="xong", chon="1", viec=keys, form_token=token)
    handover = Handover.objects.get()
    assert done.url == handover.get_absolute_url()
    assert task.title in client.get(done.url).content.decode()
    minutes = client.get(reverse("reports:handover-minutes", args=[handover.pk]))
    assert minutes.content.startswith(b"PK")


def test_the_signed_minutes_are_kept(client, work, wanted, cast, on):
    handover = hand_over(wanted, cast, on)
    url = reverse("tasks:handover-scan-add", args=[handover.pk])
    client.force_login(wanted.receiver)
    client.post(url, {"upload": SimpleUploadedFile("bb.exe", b"MZ")})
    client.post(url, {"upload": SimpleUploadedFile("bien-ban.pdf", PDF)})
    page = client.get(handover.get_absolute_url()).content.decode()
    assert "bien-ban.pdf" in page and "bb.exe" not in page.split("timeline")[-1]
    scan = client.get(reverse("tasks:handover-scan", args=[handover.pk]))
    assert scan.getvalue() == PDF


def test_who_serves_two_bodies_is_asked_which(client, cast):
    boss = factories.make_user((cast.department, "manager"), (cast.front, "manager"))
    client.force_login(boss)
    url = reverse("tasks:handover-new")
    assert "ở cơ quan nào" in client.get(url).content.decode()
    answer = client.get(url, {"organisation": cast.front.pk})
    assert answer.url == f"{url}?co-quan={cast.front.pk}"
    for wrong in ("9" * 30, "\x00", "-1", cast.committee.pk):
        assert client.get(url, {"co-quan": wrong}).status_code == 200
        assert client.get(url, {"organisation": wrong}).status_code == 200


@pytest.mark.parametrize("buoc", ["2", "3", "xong", "sua", "\x00", "9"])
def test_nonsense_in_the_steps_is_answered_with_the_form(client, cast, wanted, buoc):
    client.force_login(cast.admin)
    for data in (
        {"giver": "\x00"},
        {"handed_on": "31/31/9999"},
        {"viec": ["x", "\x00"]},
    ):
        assert step(client, wanted, buoc=buoc, **data).status_code == 200


def test_only_the_body_itself_passes_on_who_stands_in_for_it(work, wanted, cast, on):
    with pytest.raises(NotPossible, match="Chỉ lãnh đạo hoặc quản trị của Sở Nội vụ"):
        hand_over(wanted, cast, on, by=cast.admin)
    assert StandIn.objects.get().person == cast.lead

    assert hand_over(wanted, cast, on, by=cast.admin, without=("stand-in",))
    assert StandIn.objects.get().person == cast.lead


def test_what_only_another_body_of_theirs_sees_is_not_in_the_minutes(
    wanted, cast, agreement, on
):
    draft = factories.make_plan(agreement, office=cast.committee, title="Dự thảo riêng")
    for person in (wanted.giver, wanted.receiver):
        person.memberships.create(organisation=cast.committee, role="staff")
        Follow.objects.get_or_create(person=person, plan=draft)
    labels = [item.label for item in handing_over.items_of(wanted, on=on)]
    assert "Dự thảo riêng" not in labels


def at_nine(day):
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def test_what_waits_for_the_giver_is_withdrawn_and_the_receiver_is_told(
    task, wanted, cast
):
    """The task, its step, and a part of another task; each by the step it is at."""
    day = date(2026, 6, 24)  # six days before it is due
    other = factories.make_focus_task(task.plan, lead_organisation=cast.committee)
    part = other.coordinations.create(organisation=cast.department)
    first = task.steps.create(position=1, name="Khảo sát", due_on=task.due_on)
    for row in (task, other):
        Assignment.objects.create(
            task=row, organisation=cast.department, person=cast.lead, since_on=day
        )
    planning.plan(on=day, at=at_nine(day), calendar=WorkingDays())
    mine = Reminder.objects.filter(receiver=cast.lead)
    duties = {("task", task.pk), ("step", first.pk), ("part", part.pk)}
    assert set(mine.values_list("duty", "duty_id")) == duties

    moved = Wanted(**wanted.__dict__ | {"handed_on": day, "ended_on": None})
    hand_over(moved, cast, day)
    assert set(mine.values_list("state", "settled_why")) == {
        ("withdrawn", "Đã bàn giao cho Lò Thị Hoa.")
    }
    running.remind(on=day, at=at_nine(day))
    told = Reminder.objects.filter(receiver=wanted.receiver, state="sent")
    assert set(told.values_list("duty", "duty_id")) == duties
    assert set(told.values_list("step", flat=True)) == {-7}
    assert not mine.exclude(state="withdrawn").exists()


def test_what_the_giver_is_told_as_a_leader_stays(task, wanted, cast, on):
    Assignment.objects.create(
        task=task, organisation=cast.department, person=cast.lead, since_on=on
    )
    Reminder.objects.create(
        receiver=cast.lead,
        duty="task",
        duty_id=task.pk,
        step=5,
        due_on=task.due_on,
        audience="leader",
        why="",
        tell_on=on,
        planned_at=timezone.now(),
    )
    hand_over(Wanted(**wanted.__dict__ | {"ended_on": None}), cast, on)
    assert Reminder.objects.get().state == "planned"
