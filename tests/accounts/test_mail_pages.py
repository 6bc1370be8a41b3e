"""One's own notices, and the outbox of the administrator."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import history, notices
from accounts.errors import NotPossible
from accounts.mail import delivery, outbox
from accounts.models import DeadAddress, OutgoingMail
from tests.factories import make_user

INBOX, OUTBOX = reverse("accounts:inbox"), reverse("accounts:outbox")
RESEND_ALL = reverse("accounts:mails-resend")
DEAD = reverse("accounts:dead-address-list")


def _page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_person_reads_their_own_notices_and_marks_them_read(client, cast):
    notices.notify(user=cast.staff, text="Kế hoạch đã ban hành", url="/quy-che/")
    notices.notify(user=cast.outsider, text="Việc của người khác")
    client.force_login(cast.staff)
    page = _page(client, INBOX)
    assert "Kế hoạch đã ban hành" in page
    assert "Chưa đọc" in page
    assert "Việc của người khác" not in page
    client.post(reverse("accounts:inbox-mark-read"))
    assert not cast.staff.notifications.filter(read_at=None).exists()
    assert cast.outsider.notifications.filter(read_at=None).count() == 1


def test_marking_read_needs_a_post(client, cast):
    client.force_login(cast.staff)
    assert client.get(reverse("accounts:inbox-mark-read")).status_code == 405


STATES = {
    "Thư chờ": "waiting",
    "Thư thử lại": "retrying",
    "Thư thôi gửi": "given_up",
    "Thư đã đi": "sent",
    "Thư trả lại": "bounced",
}


@pytest.fixture
def mails(cast):
    """One mail in each state."""
    at = timezone.now()
    changes = {
        "Thư thử lại": {"attempts": 3, "next_attempt_at": at + timedelta(hours=2)},
        "Thư thôi gửi": {
            "attempts": 1,
            "given_up_at": at,
            "last_error": "Máy chủ thư từ chối",
        },
        "Thư đã đi": {"sent_at": at, "attempts": 1},
        "Thư trả lại": {"sent_at": at, "attempts": 1, "bounced_at": at},
    }
    for subject in STATES:
        mail = delivery.write(to=cast.staff, subject=subject, body="Nội dung thư")
        if subject in changes:
            OutgoingMail.objects.filter(pk=mail.pk).update(**changes[subject])
    return {mail.subject: mail for mail in OutgoingMail.objects.all()}


@pytest.fixture
def dead(cast, mails):
    return DeadAddress.objects.create(
        address=cast.staff.email, reason="550 5.1.1 lạ", since_at=timezone.now()
    )


@pytest.mark.parametrize(("subject", "state"), STATES.items())
def test_the_outbox_is_filtered_by_state(client, cast, mails, state, subject):
    client.force_login(cast.admin)
    page = _page(client, f"{OUTBOX}?state={state}")
    assert [name for name in mails if name in page] == [subject]
    assert outbox.state_of(mails[subject]) == state


def test_every_mail_is_in_one_state_and_counted_there(mails):
    assert [number for _, number in outbox.counts()] == ["1"] * 5


def test_the_outbox_is_filtered_by_address(client, cast, mails):
    client.force_login(cast.admin)
    assert "Thư chờ" in _page(client, f"{OUTBOX}?address=CHUYENVIEN")
    assert "Không có thư nào phù hợp" in _page(client, f"{OUTBOX}?address=khac")


def test_a_failed_mail_tells_why_and_is_sent_again(client, cast, mails, mailoutbox):
    client.force_login(cast.admin)
    mail = mails["Thư thôi gửi"]
    page = _page(client, reverse("accounts:outbox-mail", args=[mail.pk]))
    assert "Máy chủ thư từ chối" in page
    assert "Nội dung thư" in page
    client.post(reverse("accounts:mail-resend", args=[mail.pk]))
    mail.refresh_from_db()
    assert (mail.attempts, mail.given_up_at) == (0, None)
    assert "đã cho gửi lại thư" in history.sentence(history.of(mail).get())


def test_the_formatted_text_of_a_mail_is_never_part_of_our_page(client, cast, mails):
    OutgoingMail.objects.update(html="<script>alert(1)</script>", body="<b>Chữ</b>")
    client.force_login(cast.admin)
    mail = mails["Thư chờ"]
    page = _page(client, reverse("accounts:outbox-mail", args=[mail.pk]))
    assert "alert(1)" not in page
    assert "<b>Chữ</b>" not in page
    assert "&lt;b&gt;Chữ" in page


def resend(mail, cast, at=None):
    outbox.resend(mail=mail, by=cast.admin, at=at or timezone.now())


def test_the_administrator_does_not_see_links_that_act_for_somebody(client, cast):
    mail = delivery.write(
        to=cast.staff,
        subject="Nhắc việc",
        body="Xong: http://a.vn/lien-ket/abc:d-e_f/ .",
    )
    client.force_login(cast.admin)
    page = _page(client, reverse("accounts:outbox-mail", args=[mail.pk]))
    assert "abc:d-e_f" not in page
    assert "/lien-ket/…" in page


@pytest.mark.parametrize("subject", ["Thư chờ", "Thư đã đi"])
def test_what_waits_or_has_arrived_is_not_sent_again(cast, mails, subject):
    with pytest.raises(NotPossible, match="không cần gửi lại"):
        resend(mails[subject], cast)


def test_a_mail_that_a_round_may_hold_just_now_is_left_to_it(cast, mails):
    mail, at = mails["Thư thử lại"], timezone.now()
    OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=at + delivery.LEASE)
    with pytest.raises(NotPossible):
        resend(mail, cast, at=at)


def test_a_mail_to_a_dead_address_is_not_sent_again_before_it_is_mended(
    client, cast, mails, dead
):
    with pytest.raises(NotPossible, match="Đã sửa, gửi lại"):
        resend(mails["Thư thôi gửi"], cast)
    client.force_login(cast.admin)
    url = reverse("accounts:mail-resend", args=[mails["Thư thôi gửi"].pk])
    page = client.post(url, follow=True).content.decode()
    assert "đang bị đánh dấu là không nhận được thư" in page


def test_all_of_a_filter_are_sent_again_after_a_look_at_how_many(
    client, cast, mails, mailoutbox
):
    client.force_login(cast.admin)
    assert "Gửi lại thư chưa tới" in _page(client, OUTBOX)
    assert "3 thư sẽ được gửi lại" in _page(client, RESEND_ALL)
    address = f"{RESEND_ALL}?state=given_up"
    assert "1 thư sẽ được gửi lại" in _page(client, address)
    for said in ("Đã xếp hàng 1 thư", "Không có thư nào cần gửi lại"):
        assert said in client.post(address, follow=True).content.decode()
    assert outbox.in_state(OutgoingMail.objects, "bounced").count() == 1


def test_those_to_dead_addresses_are_told_of_and_left(client, cast, mails, dead):
    OutgoingMail.objects.create(
        address="khac@example.vn",
        subject="Thư khác",
        body="",
        next_attempt_at=timezone.now(),
        given_up_at=timezone.now(),
    )
    client.force_login(cast.admin)
    page = _page(client, RESEND_ALL)
    assert "1 thư sẽ được gửi lại" in page
    assert "3 thư khác không gửi lại được" in page


def test_a_dead_address_tells_whose_it_is_and_why(client, cast, dead):
    client.force_login(cast.admin)
    page = _page(client, DEAD)
    assert cast.staff.full_name in page
    assert "550 5.1.1 lạ" in page


def test_a_mended_address_gets_what_was_kept_back_in_thirty_days(
    client, cast, mails, dead
):
    old = timezone.now() - timedelta(days=31)
    OutgoingMail.objects.filter(subject="Thư trả lại").update(written_at=old)
    client.force_login(cast.admin)
    address = reverse("accounts:dead-address-clear", args=[dead.pk])
    assert "1 thư sẽ được gửi lại" in _page(client, address)
    assert DeadAddress.objects.exists()
    page = client.post(address, follow=True).content.decode()
    assert "Đã xếp hàng 1 thư để gửi lại" in page
    assert not DeadAddress.objects.exists()
    assert history.of(dead).get().actor == cast.admin
    page = client.post(address, follow=True).content.decode()  # a second click
    assert "không còn bị đánh dấu hỏng" in page
    assert client.get(address).status_code == 404


def test_what_was_kept_back_goes_to_the_new_address(cast, mails, dead, mailoutbox):
    cast.staff.email = "moi@example.vn"
    cast.staff.save()
    outbox.revive(dead=dead, by=cast.admin, at=timezone.now())
    delivery.deliver_waiting(at=timezone.now())
    sent = {(mail.subject, *mail.to) for mail in mailoutbox}
    assert ("Thư thôi gửi", "moi@example.vn") in sent


def more_rows(cast):
    for number in range(3):
        user = make_user()
        mail = delivery.write(to=user, subject=f"Thư {number}", body="")
        OutgoingMail.objects.filter(pk=mail.pk).update(given_up_at=timezone.now())
        DeadAddress.objects.create(
            address=user.email, reason="", since_at=timezone.now(), mail=mail
        )


@pytest.mark.parametrize("address", [OUTBOX, DEAD, RESEND_ALL])
def test_no_page_makes_more_queries_when_its_rows_double(client, cast, address):
    more_rows(cast)
    client.force_login(cast.admin)
    numbers = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        numbers.append(len(captured))
        more_rows(cast)
    assert numbers[2] <= numbers[1]


def test_only_the_administrator_sees_the_outbox(client, cast, mails, dead):
    mail = mails["Thư thôi gửi"]
    clear = reverse("accounts:dead-address-clear", args=[dead.pk])
    letter = reverse("accounts:outbox-mail", args=[mail.pk])
    for user in (cast.staff, cast.manager, cast.outsider):
        client.force_login(user)
        for address in (OUTBOX, letter, RESEND_ALL, DEAD, clear):
            assert client.get(address).status_code == 403
        for address in (f"{letter}gui-lai/", RESEND_ALL, clear):
            assert client.post(address).status_code == 403
    mail.refresh_from_db()
    assert mail.given_up_at
    assert DeadAddress.objects.exists()
