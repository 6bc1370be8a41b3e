"""Figures sent once a period, caught up a day late; reports told once a person."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import HistoryEntry, Membership, OutgoingMail, Succession
from accounts.reminding import working_days
from reports import emails, jobs
from reports.models import ReportSubscription
from reports.publication import subscribing, subscription_letters
from tests import factories

What, Every = ReportSubscription.What, ReportSubscription.Every
ON = timezone.localdate()
PAGE = "/bang-dieu-hanh/dang-ky/"


def at(day, hour=9):
    zone = timezone.get_default_timezone()
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def subscribe(person, body, every=Every.MONTH, what=What.DASHBOARD, on=ON):
    subscribing.subscribe(organisation=body, what=what, every=every, by=person, on=on)
    return ReportSubscription.objects.get(user=person, organisation=body, what=what)


def send(day, hour=9):
    return subscription_letters.send_due(on=day, at=at(day, hour))


@pytest.mark.parametrize(
    ("every", "day", "start", "following"),
    [
        ("week", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 23)),
        ("week", date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 30)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 11, 22), date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
    ],
)
def test_the_periods_of_letters(every, day, start, following):
    assert subscribing.begun(every, day) == start
    assert subscribing.next_begun(every, day) == following


def test_the_first_letter_comes_with_the_next_period_and_once(cast, agreement):
    factories.make_focus_task(
        factories.make_issued_plan(agreement, office=cast.committee),
        lead_organisation=cast.department,
        due_on=date(2026, 10, 1),
    )
    subscribe(cast.manager, cast.committee, on=date(2026, 11, 10))
    assert send(date(2026, 11, 30)) == 0
    assert send(date(2026, 12, 1)) == 1
    assert send(date(2026, 12, 1), 10) == send(date(2026, 12, 2)) == 0
    mail = OutgoingMail.objects.get()
    assert mail.recipient == cast.manager
    assert "Nhiệm vụ quá hạn: 1" in mail.body
    assert "Sở Nội vụ: 1 nhiệm vụ quá hạn" in mail.body
    assert "/bang-dieu-hanh/co-quan/" in mail.html
    assert PAGE in mail.body
    assert cast.manager.notifications.count() == 1


def test_a_day_that_was_missed_is_caught_up_and_rest_days_wait(cast):
    subscribe(cast.manager, cast.committee, Every.WEEK, on=date(2026, 11, 18))
    assert send(date(2026, 11, 22)) == 0  # the week it was asked for in
    assert send(date(2026, 11, 25)) == 1  # a Wednesday: nothing ran since Monday
    subscribe(cast.front_manager, cast.front, on=date(2026, 7, 5))
    assert send(date(2026, 8, 1)) == 0  # a Saturday
    assert send(date(2026, 8, 3), 6) == 0  # before office hours
    assert send(date(2026, 8, 3), 8) == 1


def test_two_runs_at_once_send_one_letter(cast, monkeypatch):
    row = subscribe(cast.manager, cast.committee, on=date(2026, 11, 10))
    day = date(2026, 12, 1)
    stale = ReportSubscription.objects.get(pk=row.pk)
    assert subscription_letters.send(row, on=day)
    assert not subscription_letters.send(stale, on=day)
    assert OutgoingMail.objects.count() == 1


def test_what_fails_for_one_holds_no_other_and_is_tried_again(cast, monkeypatch):
    for person, body in ((cast.manager, cast.committee), (cast.lead, cast.department)):
        subscribe(person, body, on=date(2026, 11, 10))
    told, write = [], emails.dashboard_summary

    def failing(row, *args, **kwargs):
        if row.user == cast.manager and not told:
            told.append(row)
            raise RuntimeError
        write(row, *args, **kwargs)

    monkeypatch.setattr(emails, "dashboard_summary", failing)
    assert send(date(2026, 12, 1)) == 1
    assert send(date(2026, 12, 1), 10) == 1
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {
        cast.manager.pk,
        cast.lead.pk,
    }


def test_nothing_for_who_left_the_body(cast):
    subscribe(cast.manager, cast.committee, on=date(2026, 11, 10))
    Membership.objects.filter(user=cast.manager).update(ended_on=date(2026, 11, 20))
    assert send(date(2026, 12, 1)) == 0
    assert not OutgoingMail.objects.exists()


def test_the_people_of_the_successor_are_told_on(cast):
    subscribe(cast.manager, cast.committee, on=date(2026, 11, 10))
    heir = factories.make_organisation("UBND tỉnh Mới")
    Succession.objects.create(
        predecessor=cast.committee, successor=heir, took_effect_on=date(2025, 7, 1)
    )
    Membership.objects.filter(user=cast.manager).update(organisation=heir)
    assert send(date(2026, 12, 1)) == 1


def test_a_changed_rhythm_counts_from_its_next_period(cast):
    row = subscribe(cast.manager, cast.committee, Every.QUARTER, on=date(2026, 11, 10))
    row = subscribe(cast.manager, cast.committee, Every.WEEK, on=date(2026, 11, 10))
    calendar = working_days.WorkingDays(off=frozenset([date(2026, 11, 16)]))
    day = subscribing.next_day(row, date(2026, 11, 12), calendar)
    assert day == date(2026, 11, 17)
    said = HistoryEntry.objects.filter(target_id=row.pk, action__contains="hằng tuần")
    assert said.get().action.endswith("bảng điều hành hằng tuần của UBND tỉnh")


def test_only_who_serves_a_body_asks_for_its_figures(cast):
    with pytest.raises(NotPossible):
        subscribe(cast.outsider, cast.committee)


def test_the_job_sends_what_is_due(cast, monkeypatch):
    seen = []
    monkeypatch.setattr(
        subscription_letters, "send_due", lambda **asked: seen.append(asked) or 3
    )
    assert jobs.send_dashboards() == 3
    assert seen[0]["on"] == ON


# -- Issued reports ----------------------------------------------------------------


def told_of(review):
    before = OutgoingMail.objects.count()
    emails.review_issued(review, on=ON)
    mails = OutgoingMail.objects.order_by("pk")[before:]
    return [mail.recipient for mail in mails]


def test_who_asked_for_reports_is_told_once_with_the_files(cast, issued):
    for person, body in (
        (cast.manager, cast.committee),  # told anyway
        (cast.staff, cast.committee),
        (cast.lead, cast.department),  # may not read it
        (cast.reviewer, cast.front),
    ):
        subscribe(person, body, what=What.ISSUED)
    told = told_of(issued)
    assert sorted(map(str, told)) == sorted(
        map(str, (cast.manager, cast.front_manager, cast.staff, cast.reviewer))
    )
    body = OutgoingMail.objects.last().body
    assert f"/bao-cao/{issued.pk}/tai/docx/" in body
    Membership.objects.filter(user=cast.staff).update(ended_on=ON)
    assert cast.staff not in told_of(issued)


# -- The page ----------------------------------------------------------------------


def test_the_page_keeps_what_was_chosen(visit, cast):
    prefix = f"co-quan-{cast.committee.pk}"
    data = {f"{prefix}-issued": "on", f"{prefix}-every": "week"}
    assert visit(cast.manager, PAGE, data).status_code == 302
    rows = dict(cast.manager.report_subscriptions.values_list("what", "every"))
    assert rows == {"issued": "month", "dashboard": "week"}
    page = visit(cast.manager, PAGE).content.decode()
    assert "hằng tuần" in page
    visit(cast.manager, PAGE, data)  # once more changes nothing
    assert HistoryEntry.objects.filter(action__startswith="đã đăng ký").count() == 2
    visit(cast.manager, PAGE, {})
    assert not cast.manager.report_subscriptions.exists()
    assert HistoryEntry.objects.filter(action__startswith="đã thôi nhận").count() == 2


def test_what_is_wrong_is_said_and_kept(visit, cast):
    data = {f"co-quan-{cast.committee.pk}-every": "ngày"}
    page = visit(cast.manager, PAGE, data)
    assert page.status_code == 200
    assert "chọn một lựa chọn hợp lệ" in page.content.decode()
    assert not cast.manager.report_subscriptions.exists()


def test_of_a_body_one_left_the_asking_can_be_ended_and_not_changed(visit, cast):
    row = subscribe(cast.manager, cast.committee)
    Membership.objects.filter(user=cast.manager).update(ended_on=ON)
    prefix = f"co-quan-{cast.committee.pk}"
    answer = visit(cast.manager, PAGE, {f"{prefix}-every": "week"}, follow=True)
    assert "đang công tác" in answer.content.decode()
    row.refresh_from_db()
    assert row.every == Every.MONTH
    visit(cast.manager, PAGE, {})
    assert not ReportSubscription.objects.exists()


def test_who_serves_nowhere_is_told_so(visit, cast):
    assert "Chưa đăng ký được" in visit(cast.admin, PAGE).content.decode()
    assert reverse("reports:subscriptions") == PAGE
