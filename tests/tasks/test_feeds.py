"""Addresses of calendars: the key, what programs read, and when it stops."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts import history
from tasks.calendar import feeds
from tasks.models import CalendarFeed, TaskState
from tests import factories

LONG = "Kiểm tra, giám sát; đối thoại với Nhân dân về “xóa nhà tạm” " * 6


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan,
        lead_organisation=cast.department,
        due_on=timezone.localdate() + timedelta(days=5),
        title=LONG,
    )


def make_feed(by, organisation=None) -> str:
    secret = feeds.secret_for(token=uuid4(), by=by)
    feeds.create(secret=secret, organisation=organisation, by=by)
    return secret


def read(client, secret, **headers):
    client.logout()
    url = reverse("tasks:public-calendar-feed", args=[secret])
    return client.get(url, headers=headers)


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_program_reads_the_deadline_as_a_whole_day(client, cast, task):
    response = read(client, make_feed(cast.lead))
    [event] = events(response)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert event.decoded("dtstart") == task.due_on
    assert event.decoded("dtend") == task.due_on + timedelta(days=1)
    assert str(event["summary"]).startswith("Hạn chủ trì: Kiểm tra, giám sát;")
    assert str(event["uid"]).startswith(f"nhiem-vu-{task.pk}@")
    assert task.get_absolute_url() in str(event["url"])
    assert cast.lead.full_name not in response.content.decode()


def test_its_lines_are_those_of_the_standard(client, cast, task):
    content = read(client, make_feed(cast.lead)).content
    lines = content.split(b"\r\n")

    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]  # no letter is cut in two
    for wanted in (b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT12H"):
        assert wanted in lines
    assert any(line.startswith(b"X-WR-CALNAME:") for line in lines)


def test_the_same_duty_keeps_its_name_and_counts_its_changes(client, cast, task):
    secret = make_feed(cast.lead)
    [before] = events(read(client, secret))
    task.due_on += timedelta(days=9)
    task.save()
    history.record(by=cast.staff, action="đã gia hạn", target=task)
    [after] = events(read(client, secret))

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("dtstart") == task.due_on


def test_what_is_done_is_gone(client, cast, task):
    secret = make_feed(cast.lead)
    task.state, task.completed_on = TaskState.DONE, timezone.localdate()
    task.save()
    assert events(read(client, secret)) == []


def test_unchanged_it_is_told_in_a_word(client, cast, task):
    secret = make_feed(cast.lead)
    etag = read(client, secret)["ETag"]
    again = read(client, secret, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    task.delete()
    assert read(client, secret, if_none_match=etag).status_code == 200


def test_only_the_digest_is_kept_and_the_reading_is_noted(client, cast, task):
    secret = make_feed(cast.lead)
    read(client, secret)
    feed = CalendarFeed.objects.get()
    assert secret not in str(vars(feed)) and feed.digest == feeds.digest_of(secret)
    first = feed.read_at
    read(client, secret)
    feed.refresh_from_db()
    assert feed.read_at == first  # at most once an hour


def test_it_stops_with_the_account_the_place_and_the_revocation(client, cast, task):
    personal, of_body = make_feed(cast.lead), make_feed(cast.lead, cast.department)
    assert len(events(read(client, of_body))) == 1
    cast.lead.memberships.update(ended_on=timezone.localdate())
    assert read(client, of_body).status_code == 404
    assert events(read(client, personal)) == []  # nothing of the body is theirs now
    cast.lead.is_active = False
    cast.lead.save()
    assert read(client, personal).status_code == 404
    assert read(client, "f" * 64).status_code == 404


def test_a_manager_revokes_the_feeds_of_the_body_and_the_maker_is_told(client, cast):
    make_feed(cast.staff, cast.committee)
    make_feed(cast.staff)
    of_body, own = CalendarFeed.objects.order_by("pk")
    client.force_login(cast.manager)
    page = client.get(reverse("tasks:feed-list"))
    assert [feed for feed, *_ in page.context["feeds"]] == [of_body]

    client.post(reverse("tasks:feed-revoke", args=[of_body.pk]))
    assert client.post(reverse("tasks:feed-revoke", args=[own.pk])).status_code == 404
    of_body.refresh_from_db()
    assert of_body.revoked_at
    assert "thu hồi" in cast.staff.notifications.get().text
    assert history.of(of_body).count() == 2
    assert not feeds.revoke(feed=of_body, by=cast.manager, at=timezone.now())


def test_the_address_is_shown_once_and_a_double_click_makes_one(client, cast, task):
    client.force_login(cast.lead)
    sent = {"form_token": str(uuid4()), "organisation": cast.department.pk}
    first, second = (client.post(reverse("tasks:feed-list"), sent) for _ in range(2))

    address = first.context["address"]
    assert address and second.context["address"] == address
    assert CalendarFeed.objects.count() == 1
    assert address not in client.get(reverse("tasks:feed-list")).content.decode()
    path = address[address.index("/lich/") :]
    client.logout()
    assert len(events(client.get(path))) == 1


def test_nobody_makes_one_for_a_body_they_do_not_serve(client, cast):
    client.force_login(cast.outsider)
    sent = {"form_token": str(uuid4()), "organisation": cast.department.pk}
    page = client.post(reverse("tasks:feed-list"), sent)
    assert page.context["form"].errors and not CalendarFeed.objects.exists()


def test_there_is_a_limit_to_addresses(cast):
    for _ in range(feeds.MOST_OF_A_PERSON):
        make_feed(cast.lead)
    with pytest.raises(ValidationError, match="thu hồi"):
        make_feed(cast.lead)


def test_the_window_and_the_cap(cast, task, monkeypatch):
    make_feed(cast.lead)
    feed, on = CalendarFeed.objects.get(), timezone.localdate()
    lead = {"lead_organisation": cast.department}
    for days in (-91, -90, 400, 401):
        factories.make_focus_task(task.plan, due_on=on + timedelta(days=days), **lead)
    days = [(entry.day - on).days for entry in feeds.entries_of(feed, on)]
    assert days == [-90, 5, 400]
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 1)
    assert [e.day for e in feeds.entries_of(feed, on)] == [task.due_on]


def test_an_agreement_of_years_far_away_is_no_event(cast, agreement):
    agreement.ends_on = date(2090, 1, 1)
    agreement.save()
    make_feed(cast.staff)
    assert feeds.entries_of(CalendarFeed.objects.get(), timezone.localdate()) == []
