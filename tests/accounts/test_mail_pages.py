"""One's own notices, and the outbox of the administrator."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import delivery, notices
from accounts.delivery import MAX_ATTEMPTS
from accounts.models import OutgoingMail

INBOX, OUTBOX = reverse("accounts:inbox"), reverse("accounts:outbox")


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


@pytest.fixture
def mails(cast):
    for subject in ("Thư chờ", "Thư hỏng", "Thư đã đi"):
        delivery.write(to=cast.staff, subject=subject, body="Nội dung thư")
    failed = OutgoingMail.objects.filter(subject="Thư hỏng")
    failed.update(attempts=MAX_ATTEMPTS, last_error="Máy chủ thư từ chối")
    OutgoingMail.objects.filter(subject="Thư đã đi").update(sent_at=timezone.now())
    return {mail.subject: mail for mail in OutgoingMail.objects.all()}


@pytest.mark.parametrize(
    ("state", "subject"),
    [("waiting", "Thư chờ"), ("failed", "Thư hỏng"), ("sent", "Thư đã đi")],
)
def test_the_outbox_is_filtered_by_state(client, cast, mails, state, subject):
    client.force_login(cast.admin)
    page = _page(client, f"{OUTBOX}?state={state}")
    assert [name for name in mails if name in page] == [subject]


def test_a_failed_mail_tells_why_and_is_sent_again(client, cast, mails):
    client.force_login(cast.admin)
    mail = mails["Thư hỏng"]
    page = _page(client, reverse("accounts:outbox-mail", args=[mail.pk]))
    assert "Máy chủ thư từ chối" in page
    assert "Nội dung thư" in page
    client.post(reverse("accounts:mail-resend", args=[mail.pk]))
    mail.refresh_from_db()
    assert mail.attempts == 0


def test_only_the_administrator_sees_the_outbox(client, cast, mails):
    mail = mails["Thư hỏng"]
    resend = reverse("accounts:mail-resend", args=[mail.pk])
    letter = reverse("accounts:outbox-mail", args=[mail.pk])
    for user in (cast.staff, cast.manager, cast.outsider):
        client.force_login(user)
        assert client.get(OUTBOX).status_code == 403
        assert client.get(letter).status_code == 403
        assert client.post(resend).status_code == 403
    mail.refresh_from_db()
    assert mail.attempts == MAX_ATTEMPTS
