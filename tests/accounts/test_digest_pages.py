"""One's own digests as they were sent, the settings, and the inbox."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.models import Digest, Notification, Reminder, ReminderPreference
from accounts.reminding import digest_pages, preferences
from tasks.models import FocusTask, TaskState
from tests import factories

ON = date(2026, 6, 10)
SETTINGS = reverse("accounts:reminder-settings")


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, title="Giám sát", lead_organisation=cast.department, due_on=ON
    )


def digest_of(person, *tasks, on=ON, audience="owner", **fields):
    digest = Digest.objects.create(
        receiver=person, kind="daily", on=on, built_at=timezone.now(), run=uuid.uuid4()
    )
    for task in tasks:
        digest.reminders.create(**row_of(person, task), audience=audience, **fields)
    return digest


def row_of(person, task, state="sent"):
    at = timezone.now()
    return {
        "receiver": person,
        "duty": "task",
        "duty_id": task.pk,
        "due_on": task.due_on,
        "step": 0,
        "state": state,
        "why": "Ông/Bà theo dõi việc này.",
        "tell_on": ON,
        "planned_at": at,
        "settled_at": at if state == "sent" else None,
    }


def shown(digest, on=ON):
    return [
        (heading, one.title, one.said, one.now[1])
        for heading, rows in digest_pages.as_sent(digest, on=on, asked_of=None)
        for one in rows
    ]


def test_the_page_says_what_was_said_and_how_it_stands_now(task, cast):
    digest = digest_of(cast.lead, task, on=ON - timedelta(days=2))

    soon = ("Đến hạn hôm nay và 3 ngày tới", "Giám sát", "còn 2 ngày")
    assert shown(digest, ON + timedelta(days=5)) == [(*soon, "Quá hạn 5 ngày")]
    FocusTask.objects.filter(pk=task.pk).update(due_on=date(2026, 7, 1))
    assert shown(digest) == [(*soon, "Hạn đã đổi thành 01/07/2026")]
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.DONE, completed_on=ON)
    assert shown(digest) == [(*soon, "Đã xong, hoặc không còn phải làm")]


def test_what_was_deleted_since_is_still_counted(task, cast):
    digest = digest_of(cast.lead, task)
    task.delete()

    assert [row[1] for row in shown(digest)] == ["Việc không còn trong hệ thống"]


def test_the_page_of_a_digest(client, task, cast):
    digest = digest_of(cast.lead, task, is_late=True)
    client.force_login(cast.lead)
    page = client.get(digest.get_absolute_url()).content.decode()

    assert "Nhắc việc ngày 10/06/2026" in page
    assert task.get_absolute_url() in page and "nhắc muộn" in page
    assert "Ông/Bà theo dõi việc này." in page


def test_what_was_sent_to_one_is_nobody_elses_but_the_administrators(
    client, task, cast
):
    address = digest_of(cast.lead, task).get_absolute_url()
    found = {}
    for name in ("staff", "manager", "outsider", "admin"):
        client.force_login(getattr(cast, name))
        found[name] = client.get(address).status_code

    assert found == {"staff": 404, "manager": 404, "outsider": 404, "admin": 200}


def test_a_longer_digest_costs_no_more_queries(client, task, cast):
    others = [
        factories.make_focus_task(task.plan, due_on=ON + timedelta(days=n))
        for n in range(12)
    ]
    client.force_login(cast.lead)
    counts = []
    for on, tasks in ((ON, [task]), (ON - timedelta(days=1), others)):
        address = digest_of(cast.lead, *tasks, on=on).get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_page_of_a_weekly_summary_shows_the_letter_and_today(client, task, cast):
    boss = factories.make_user((cast.department, "manager"))
    digest = Digest.objects.create(
        receiver=boss, kind="weekly", on=ON, built_at=timezone.now(), run=uuid.uuid4()
    )
    client.force_login(boss)
    page = client.get(digest.get_absolute_url()).content.decode()

    assert "Tổng hợp tuần, gửi ngày 10/06/2026" in page
    assert "Không có gì cần báo nên không gửi thư." in page
    assert ("Giám sát" in page) == (ON < timezone.localdate())


# -- Settings ------------------------------------------------------------------


def test_the_settings_say_what_a_digest_would_hold_now(client, task, cast):
    Reminder.objects.create(**row_of(cast.lead, task, state="planned"))
    client.force_login(cast.lead)
    page = client.get(SETTINGS).content.decode()

    assert "Nếu gửi bây giờ" in page and "Giám sát" in page
    assert Reminder.objects.get().state == "planned"  # looking changes nothing


def test_what_is_done_meanwhile_is_not_announced_and_not_touched(client, task, cast):
    Reminder.objects.create(**row_of(cast.lead, task, state="planned"))
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.DONE, completed_on=ON)
    client.force_login(cast.lead)

    assert "Hiện không có việc nào chờ nhắc" in client.get(SETTINGS).content.decode()
    assert Reminder.objects.get().state == "planned"


def test_who_had_todays_digest_is_told_of_the_next_one(client, task, cast):
    digest_of(cast.lead, on=timezone.localdate())
    Reminder.objects.create(**row_of(cast.lead, task, state="planned"))
    client.force_login(cast.lead)

    assert "bản tiếp theo sẽ có" in client.get(SETTINGS).content.decode()


def test_the_last_twenty_digests_newest_first(client, cast):
    for day in range(25):
        digest_of(cast.lead, on=ON + timedelta(days=day))
    client.force_login(cast.lead)
    digests = client.get(SETTINGS).context["digests"]

    assert [digest.on for digest in digests[:2]] == [date(2026, 7, 4), date(2026, 7, 3)]
    assert len(digests) == 20


def test_choosing_once_a_week_is_kept_and_goes_into_the_history(client, cast):
    client.force_login(cast.lead)
    answer = client.post(SETTINGS, {"frequency": "weekly", "weekday": "3"}, follow=True)

    preference = ReminderPreference.objects.get(user=cast.lead)
    assert (preference.frequency, preference.weekday) == ("weekly", 3)
    assert "Đã lưu cách nhận nhắc việc." in answer.content.decode()
    sentence = history.sentence(history.of(preference).get())
    assert "“Mỗi ngày làm việc có việc cần nhắc” thành “Mỗi tuần một lần”" in sentence


def test_choosing_the_same_again_records_nothing(cast):
    choice = {"user": cast.lead, "by": cast.lead, "frequency": "daily", "weekday": 0}
    assert not preferences.choose(**choice)

    assert not history.of(ReminderPreference.objects.get()).exists()


@pytest.mark.parametrize("typed", [{}, {"frequency": "never", "weekday": "9"}])
def test_reminders_cannot_be_switched_off_by_what_is_sent(client, cast, typed):
    client.force_login(cast.lead)
    answer = client.post(SETTINGS, typed)

    assert answer.status_code == 200 and answer.context["form"].errors
    assert not ReminderPreference.objects.exists()


# -- Inbox ---------------------------------------------------------------------


def test_notices_are_grouped_by_the_local_day_and_marked_unread(client, cast):
    moments = ("2026-06-09T16:59:00Z", "2026-06-09T17:01:00Z")  # midnight in between
    for number, moment in enumerate(moments):
        notice = Notification.objects.create(user=cast.lead, text=f"Báo {number}")
        Notification.objects.filter(pk=notice.pk).update(created_at=moment)
    client.force_login(cast.lead)
    page = client.get(reverse("accounts:inbox")).content.decode()

    assert page.index("Ngày 10/06/2026") < page.index("Báo 1")
    assert page.index("Báo 1") < page.index("Ngày 09/06/2026") < page.index("Báo 0")
    assert page.count("Chưa đọc") == 2 and "2 thông báo chưa đọc" in page
    assert SETTINGS in page
