"""Links of a letter that work once and without signing in."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible
from accounts.models import (
    Audience,
    Duty,
    HistoryEntry,
    LinkUse,
    Notification,
    OutgoingMail,
    Promise,
    Reminder,
)
from accounts.reminding import links, running, using_links
from accounts.reminding.links import Purpose, Refused
from tasks.models import Coordination, FocusTask, ProgressUpdate, TaskState, YearlyPlan
from tasks.work import parts, progress
from tests import factories
from tests.accounts.told import AT, told

DUE = date(2026, 6, 30)
ON = date(2026, 6, 23)
LATER = AT + timedelta(hours=5)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )


@pytest.fixture
def part(cast, task):
    return Coordination.objects.create(
        task=task, organisation=cast.front, part="Vận động đoàn viên"
    )


@pytest.fixture
def row(cast, part):
    return told(cast.front_staff, Duty.PART, part)


def confirming(row):
    return links.token_of(row.pk, Purpose.CONFIRM_PART)


def promising_of(row):
    return links.token_of(row.pk, Purpose.PROMISE)


def use(token, *, at=LATER, on=ON, ip="10.0.0.7", **values):
    return using_links.use(token, on=on, at=at, ip=ip, **values)


def refusal(token, *, at=LATER):
    with pytest.raises(Refused) as refused:
        using_links.usable(token, at=at)
    return str(refused.value)


# -- What is offered -----------------------------------------------------------


def test_a_part_can_be_confirmed_and_promised_from_the_letter(row):
    labels = [label for label, _ in links.offered(row)]

    assert labels == ["Xác nhận đã xong phần việc", "Hẹn ngày xong phần việc"]


@pytest.mark.parametrize("duty", [Duty.TASK, Duty.STEP, Duty.CASCADE, Duty.REPLY])
def test_of_what_is_no_part_only_a_day_is_promised(row, duty):
    row.duty = duty

    assert len(links.offered(row)) == 1


def test_a_holiday_calendar_is_nothing_to_promise(row):
    row.duty = Duty.CALENDAR

    assert links.offered(row) == []


def test_leaders_get_no_links(row):
    row.audience = Audience.LEADER

    assert links.offered(row) == []


def test_a_link_is_a_whole_address_that_no_mail_reader_breaks(row, settings):
    settings.SITE_URL = "https://phoihop.example.vn"
    _, url = links.offered(row)[0]

    assert re.fullmatch(r"https://phoihop\.example\.vn/lien-ket/[\w.-]+/", url)
    assert len(url) < 120


def test_writing_links_asks_the_database_nothing(row, django_assert_num_queries):
    with django_assert_num_queries(0):
        links.offered(row)


# -- What a link does ----------------------------------------------------------


def test_a_part_is_confirmed_as_on_the_page(row, part, cast):
    use(confirming(row), note="Đã vận động 500 đoàn viên.")

    part.refresh_from_db()
    assert (part.done_on, part.done_by) == (ON, cast.front_staff)
    update = ProgressUpdate.objects.get()
    assert (update.percent, update.done_text) == (100, "Đã vận động 500 đoàn viên.")
    assert update.reported_by == cast.front_staff


def test_the_history_says_that_it_came_by_a_link(row, part, task):
    use(confirming(row))

    said = history.sentence(history.of(task).get())
    assert f"xong phần việc của {part.organisation}" in said
    assert said.endswith("qua liên kết trong thư.")


def test_the_use_is_on_record_with_time_and_address(row):
    use(confirming(row))

    noted = LinkUse.objects.get()
    assert (noted.reminder, noted.purpose) == (row, Purpose.CONFIRM_PART)
    assert (noted.used_at, noted.address) == (LATER, "10.0.0.7")


def test_a_promise_is_kept_and_the_deadline_stays(row, part, task, cast):
    use(promising_of(row), promised_on=date(2026, 7, 5), note="Chờ số liệu của xã")

    said = Promise.objects.get()
    assert (said.duty, said.duty_id) == (Duty.PART, part.pk)
    assert (said.organisation, said.person) == (cast.front, cast.front_staff)
    assert (said.promised_on, said.said_at) == (date(2026, 7, 5), LATER)
    part.refresh_from_db()
    assert part.last_day == DUE
    entry = history.sentence(history.of(task).get())
    assert "đã hẹn đến ngày 05/07/2026" in entry
    assert "qua liên kết trong thư" in entry
    assert "Chờ số liệu của xã" in entry


def test_the_chasing_office_gets_a_notice_and_no_mail(row, cast, mailoutbox):
    use(promising_of(row), promised_on=DUE)

    told_people = set(Notification.objects.values_list("user__username", flat=True))
    assert told_people == {"chuyenvien", "sonoivu"}  # the plan's office and the lead
    assert not mailoutbox


def test_who_follows_the_task_hears_of_a_promise_once(row, task, cast):
    task.followers.create(person=cast.staff)
    use(promising_of(row), promised_on=DUE)

    assert cast.staff.notifications.count() == 1


@pytest.mark.parametrize("days", [-1, 91])
def test_a_promise_is_for_today_up_to_ninety_days_ahead(row, days):
    with pytest.raises(ValidationError, match="Ngày hẹn phải từ hôm nay"):
        use(promising_of(row), promised_on=ON + timedelta(days=days))

    assert not LinkUse.objects.exists()


@pytest.mark.parametrize("days", [0, 90])
def test_the_first_and_the_last_day_of_a_promise(row, days):
    use(promising_of(row), promised_on=ON + timedelta(days=days))

    assert Promise.objects.get().promised_on == ON + timedelta(days=days)


def test_a_promise_after_the_deadline_is_one_too(row):
    use(promising_of(row), promised_on=DUE + timedelta(days=20))

    assert Promise.objects.exists()


def test_the_lead_promises_a_task(task, cast):
    row = told(cast.lead, Duty.TASK, task)
    use(promising_of(row), promised_on=DUE)

    assert Promise.objects.get().organisation == cast.department
    assert cast.staff.notifications.get().text.endswith(f"nhiệm vụ “{task}”.")


def test_a_step_is_promised_by_the_lead(task, cast):
    step = task.steps.create(position=1, name="Khảo sát", due_on=DUE)
    use(promising_of(told(cast.lead, Duty.STEP, step)), promised_on=DUE)

    assert "làm xong bước “Khảo sát”" in history.of(task).get().action


def test_a_body_promises_to_sign(task, cast):
    duty = task.cascade.create(organisation=cast.elsewhere, due_on=DUE)
    use(promising_of(told(cast.outsider, Duty.CASCADE, duty)), promised_on=DUE)

    assert Promise.objects.get().organisation == cast.elsewhere
    assert "ký chương trình riêng" in history.of(task).get().action


# -- Once ----------------------------------------------------------------------


def test_a_link_works_once_and_says_what_it_did(row):
    use(promising_of(row), promised_on=DUE)

    said = refusal(promising_of(row))
    assert "đã được dùng lúc 14:00 ngày 23/06/2026" in said
    assert "đã hẹn ngày 30/06/2026" in said
    with pytest.raises(Refused):
        use(promising_of(row), promised_on=DUE)
    assert Promise.objects.count() == 1


def test_a_confirmed_part_is_not_confirmed_again_by_its_link(row):
    use(confirming(row))

    assert "đã xác nhận xong phần việc" in refusal(confirming(row))


def test_what_is_refused_uses_the_link_up_for_nothing(row):
    with pytest.raises(ValidationError):
        use(promising_of(row), promised_on=ON - timedelta(days=1))

    use(promising_of(row), promised_on=ON)
    assert LinkUse.objects.count() == 1


def test_the_other_link_of_a_line_still_works(row):
    use(promising_of(row), promised_on=ON)
    use(confirming(row))

    assert LinkUse.objects.count() == 2


def test_the_same_act_by_a_row_that_slipped_in_between_is_found(row, monkeypatch):
    """The check before finds nothing; the key of the table decides."""
    LinkUse.objects.create(reminder=row, purpose=Purpose.CONFIRM_PART, used_at=AT)

    with pytest.raises(Refused) as refused:
        using_links._note_use(row, Purpose.CONFIRM_PART, at=LATER, ip=None)
    assert refused.value.is_used


# -- When it does nothing any more ---------------------------------------------


def test_a_link_works_for_fourteen_days(row):
    last = AT + timedelta(days=14)

    assert using_links.usable(confirming(row), at=last)
    assert "hết hạn" in refusal(confirming(row), at=last + timedelta(seconds=1))


WRONG = ["", "x", "1.confirm", "1.confirm.x", "::", "..", "é.confirm.ơ", "1" * 5000]


@pytest.mark.parametrize("token", WRONG)
def test_any_wrong_link_gets_the_same_answer(db, token):
    assert refusal(token) == links.WRONG


def test_a_link_of_one_purpose_or_row_is_none_of_another(row):
    number, purpose, signature = confirming(row).split(".")

    assert refusal(f"{number}.promise.{signature}") == links.WRONG
    assert refusal(f"{row.pk + 1}.{purpose}.{signature}") == links.WRONG
    assert refusal(confirming(row)[:-1]) == links.WRONG


def test_a_signature_made_for_something_else_is_wrong(row):
    from django.core import signing

    other = signing.Signer(salt="khac", sep=".").sign(f"{row.pk}.confirm")
    assert refusal(other) == links.WRONG


def test_a_row_that_is_gone_or_was_never_sent_is_wrong(row):
    token = confirming(row)
    Reminder.objects.filter(pk=row.pk).update(
        digest=None, state="planned", settled_at=None
    )
    assert refusal(token) == links.WRONG
    row.delete()
    assert refusal(token) == links.WRONG


def test_a_row_for_leaders_has_no_link_that_works(row):
    Reminder.objects.filter(pk=row.pk).update(audience=Audience.LEADER)

    assert refusal(confirming(row)) == links.WRONG


def test_a_closed_account_acts_no_more(row, cast):
    cast.front_staff.is_active = False
    cast.front_staff.save()

    assert "ngừng hoạt động" in refusal(confirming(row))


def test_the_link_does_not_stay_with_a_former_mailbox(row, cast):
    cast.front_staff.email = "moi@example.vn"
    cast.front_staff.save()

    said = refusal(confirming(row))
    assert "Địa chỉ thư" in said
    assert "moi@example.vn" not in said


def test_capitals_are_no_other_mailbox(row, cast):
    cast.front_staff.email = cast.front_staff.email.upper()
    cast.front_staff.save()

    assert using_links.usable(confirming(row), at=LATER)


@pytest.mark.parametrize("link", [confirming, promising_of])
def test_who_left_the_body_acts_for_it_no_more(row, cast, link):
    cast.front_staff.memberships.update(ended_on=ON)

    assert "hiện không giữ vai trò" in refusal(link(row))


def test_a_reviewer_who_looks_after_it_promises_but_does_not_confirm(part, cast):
    """As on the page: a part is ended by staff and managers."""
    row = told(cast.reviewer, Duty.PART, part)

    assert "không giữ vai trò" in refusal(confirming(row))
    assert using_links.usable(promising_of(row), at=LATER)


def test_the_staff_of_the_successor_act_for_the_ended_body(row, cast, part):
    from accounts.models import Succession

    heir = factories.make_organisation(kind="mttq")
    Succession.objects.create(
        predecessor=cast.front, successor=heir, took_effect_on=date(2026, 1, 1)
    )
    cast.front_staff.memberships.update(organisation=heir)

    use(confirming(row))
    part.refresh_from_db()
    assert part.done_on == ON


@pytest.mark.parametrize("link", [confirming, promising_of])
def test_a_duty_met_meanwhile_needs_nothing(row, part, cast, link):
    progress.report(
        task=part.task,
        organisation=cast.front,
        percent=100,
        done_text="Xong",
        part_is_done=True,
        by=cast.front_staff,
        on=ON,
    )

    assert "đã xong, đã hủy" in refusal(link(row))


def test_a_cancelled_task_or_closed_plan_needs_nothing(row, task):
    YearlyPlan.objects.filter(pk=task.plan_id).update(state=YearlyPlan.State.CLOSED)

    assert "đã xong, đã hủy" in refusal(promising_of(row))


def test_a_moved_deadline_is_said_with_both_days(row, task):
    FocusTask.objects.filter(pk=task.pk).update(due_on=date(2026, 8, 31))

    said = refusal(promising_of(row))
    assert "từ 30/06/2026 thành 31/08/2026" in said


def test_a_part_that_ended_in_the_same_moment_is_not_reported_twice(row, part, cast):
    from tasks import link_acts

    parts.end(task=part.task, organisation=cast.front, by=cast.front_manager, on=ON)
    with pytest.raises(NotPossible):
        link_acts.confirm_part(part.pk, by=cast.front_staff, on=ON, note="", via="")
    assert not ProgressUpdate.objects.exists()


# -- The page ------------------------------------------------------------------


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("accounts.reminding.link_views.timezone.now", lambda: LATER)
    monkeypatch.setattr("accounts.reminding.link_views.timezone.localdate", lambda: ON)


def url_of(token):
    return reverse("accounts:public-link", args=[token])


@pytest.mark.parametrize("link", [confirming, promising_of])
def test_opening_a_link_does_nothing(client, now, row, link):
    """Programs that check letters open every link, some of them several times."""
    for ask in (client.get, client.get, client.head):
        assert ask(url_of(link(row))).status_code == 200

    assert not LinkUse.objects.exists()
    assert not HistoryEntry.objects.exists()


def test_the_page_says_what_would_be_done_and_as_whom(client, now, row, part, cast):
    page = client.get(url_of(confirming(row))).content.decode()

    for said in (part.task.title, str(cast.front), "30/06/2026", str(cast.front_staff)):
        assert said in page
    assert reverse("tasks:progress-report", args=[part.task_id]) in page
    assert "09:00 ngày 07/07/2026" in page


def test_the_form_does_it_and_the_page_then_says_so(client, now, row, part):
    sent = client.post(url_of(confirming(row)), {"note": ""}, follow=True)

    assert "đã xác nhận xong phần việc" in sent.content.decode()
    part.refresh_from_db()
    assert part.done_on == ON
    assert LinkUse.objects.get().address == "127.0.0.1"


def test_a_second_click_changes_nothing(client, now, row):
    form = {"promised_on": "05/07/2026", "note": ""}
    client.post(url_of(promising_of(row)), form)
    again = client.post(url_of(promising_of(row)), form)

    assert "đã hẹn ngày 05/07/2026" in again.content.decode()
    assert Promise.objects.count() == 1


@pytest.mark.parametrize("day", ["", "31/02/2026", "01/01/2020", "01/01/2030", "mai"])
def test_a_day_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    client, now, row, day
):
    form = {"promised_on": day, "note": "Chờ số liệu"}
    page = client.post(url_of(promising_of(row)), form)

    assert page.status_code == 200
    assert "Chờ số liệu" in page.content.decode()
    assert "error" in page.content.decode()
    assert not LinkUse.objects.exists()


def test_a_form_from_elsewhere_is_refused(now, row):
    strict = Client(enforce_csrf_checks=True)
    url = url_of(confirming(row))
    assert strict.post(url).status_code == 403

    strict.get(url)
    token = strict.cookies["csrftoken"].value
    sent = strict.post(url, {"csrfmiddlewaretoken": token})
    assert sent.status_code == 302


def test_a_link_leads_nowhere_else(client, now, row):
    url = url_of(confirming(row))

    assert client.post(f"{url}?next=https://xa.example/").url == url


def test_the_page_is_kept_nowhere_and_told_to_nobody(client, now, row):
    for url in (url_of(confirming(row)), url_of("sai")):
        answer = client.get(url)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"


def test_a_wrong_link_is_not_found_and_shows_nothing(client, now, row, part):
    page = client.get(url_of(confirming(row)[:-2]))

    assert page.status_code == 404
    assert links.WRONG in page.content.decode()
    assert part.task.title not in page.content.decode()


@pytest.mark.parametrize("who", ["expired", "closed", "moved_house"])
def test_who_may_not_use_it_learns_nothing_of_the_duty(
    client, now, row, part, cast, monkeypatch, who
):
    if who == "expired":
        late = AT + timedelta(days=20)
        monkeypatch.setattr("accounts.reminding.link_views.timezone.now", lambda: late)
    elif who == "closed":
        type(cast.staff).objects.update(is_active=False)
    else:
        type(cast.staff).objects.filter(pk=row.receiver_id).update(email="x@example.vn")
    for ask in (client.get, client.post):
        page = ask(url_of(confirming(row)))
        assert page.status_code == 410
        said = page.content.decode()
        assert part.task.title not in said
        assert str(cast.front_staff) not in said
    assert not LinkUse.objects.exists()


def test_whoever_is_signed_in_the_receiver_of_the_letter_acts(client, now, row, cast):
    client.force_login(cast.outsider)
    client.post(url_of(confirming(row)))

    assert ProgressUpdate.objects.get().reported_by == cast.front_staff


def test_the_address_behind_a_proxy_is_the_clients(client, now, row, settings):
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    client.post(url_of(confirming(row)), headers={"x-real-ip": "113.160.0.9"})

    assert LinkUse.objects.get().address == "113.160.0.9"


@pytest.mark.parametrize("header", [{}, {"x-real-ip": "khong phai dia chi"}])
def test_an_unknown_address_does_not_keep_anybody_from_it(
    client, now, row, settings, header
):
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    client.post(url_of(confirming(row)), headers=header)

    assert LinkUse.objects.get().address is None


def test_a_cancelled_task_is_said_on_the_page(client, now, row, task):
    FocusTask.objects.filter(pk=task.pk).update(
        state=TaskState.CANCELLED, cancelled_on=ON, cancel_reason="Trùng"
    )
    page = client.get(url_of(confirming(row)))

    assert page.status_code == 410
    assert "đã xong, đã hủy" in page.content.decode()


def test_the_administrator_sees_when_and_from_where_links_were_used(client, row, cast):
    use(confirming(row))
    client.force_login(cast.admin)
    page = client.get(reverse("admin:accounts_linkuse_changelist")).content.decode()

    for said in ("10.0.0.7", str(cast.front_staff), "Phần việc phối hợp", "30/06/2026"):
        assert said in page


def test_the_links_of_a_letter_work_and_the_leaders_has_none(client, now, part, cast):
    """From the run of the reminders to the click."""
    running.remind(on=ON, at=AT)
    letter = OutgoingMail.objects.get(recipient=cast.front_staff)
    found = re.findall(r"/lien-ket/[\w.-]+/", letter.body)
    assert [url for url in found if url in letter.html] == found
    assert len(found) == 2
    running.remind(on=DUE + timedelta(days=6), at=AT + timedelta(days=13))
    leaders = OutgoingMail.objects.filter(recipient=cast.front_manager).first()
    assert "/lien-ket/" not in leaders.body

    client.post(found[0])
    part.refresh_from_db()
    assert part.done_by == cast.front_staff
