import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from accounts import delivery, notices
from accounts.models import OutgoingMail
from tests.factories import make_user


class RefusingBackend(EmailBackend):
    """Refuses the addresses of one domain, as a mail server does."""

    def send_messages(self, messages):
        if messages[0].to[0].endswith("@sai.vn"):
            raise OSError("550 no such address")
        return super().send_messages(messages)


class UnreachableBackend(EmailBackend):
    opened = 0

    def open(self):
        type(self).opened += 1
        raise ConnectionRefusedError("no mail server")


def person(*, email):
    user = make_user()
    user.email = email
    user.save()
    return user


@pytest.fixture
def user(db):
    return person(email="an@example.vn")


def write(user, subject="Nhắc việc"):
    return delivery.write(to=user, subject=subject, body="Nội dung")


def use(settings, backend):
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


def test_a_message_is_sent_after_the_commit(
    user, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        mail = write(user)
        assert mailoutbox == []
    assert [sent.to for sent in mailoutbox] == [["an@example.vn"]]
    mail.refresh_from_db()
    assert mail.sent_at


def test_nothing_is_recorded_for_a_person_without_an_address(db):
    assert write(person(email="")) is None
    assert not OutgoingMail.objects.exists()


def test_a_message_disappears_with_the_transaction_that_wrote_it(user):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(user)
        1 // 0  # noqa: B018
    assert not OutgoingMail.objects.exists()


def test_delivering_twice_sends_once(user, mailoutbox):
    write(user)
    at = timezone.now()
    assert [delivery.deliver_waiting(at=at) for _ in range(2)] == [1, 0]
    assert len(mailoutbox) == 1


def test_a_message_of_a_missed_night_is_sent_the_next_day(user, mailoutbox):
    write(user)
    tomorrow = timezone.now() + timedelta(days=1)
    assert delivery.deliver_waiting(at=tomorrow) == 1


def test_a_row_that_another_run_has_claimed_is_left_alone(user, mailoutbox):
    write(user)
    at = timezone.now()
    OutgoingMail.objects.update(next_attempt_at=at + delivery.LEASE)
    assert delivery.deliver_waiting(at=at) == 0
    assert delivery.deliver_waiting(at=at + delivery.LEASE) == 1  # it had died


def test_a_bad_address_does_not_hold_the_rest(user, mailoutbox, settings):
    use(settings, RefusingBackend)
    bad = write(person(email="khong-co@sai.vn"))
    write(user)
    assert delivery.deliver_waiting(at=timezone.now()) == 1
    bad.refresh_from_db()
    assert "550 no such address" in bad.last_error


def test_a_refused_message_is_tried_less_and_less_often_and_then_kept_as_failed(
    db, mailoutbox, settings
):
    use(settings, RefusingBackend)
    mail = write(person(email="khong-co@sai.vn"))
    at, pauses = timezone.now(), []
    for _ in range(delivery.MAX_ATTEMPTS):
        delivery.deliver_waiting(at=at)
        mail.refresh_from_db()
        pauses.append(mail.next_attempt_at - at)
        at = mail.next_attempt_at
    assert pauses[:-1] == delivery.BACK_OFF
    assert delivery.deliver_waiting(at=at + timedelta(days=30)) == 0
    mail.refresh_from_db()
    assert (mail.attempts, mail.sent_at) == (8, None)


def test_a_mail_server_that_is_down_is_asked_once_a_minute(user, settings):
    use(settings, UnreachableBackend)
    UnreachableBackend.opened = 0
    for _ in range(3):
        write(user)
    at = timezone.now()
    for seconds in (0, 30, 59):
        assert delivery.deliver_waiting(at=at + timedelta(seconds=seconds)) == 0
    assert UnreachableBackend.opened == 1
    assert sum(OutgoingMail.objects.values_list("attempts", flat=True)) == 1


def test_a_mail_server_that_is_down_does_not_break_the_action(
    user, settings, django_capture_on_commit_callbacks
):
    use(settings, UnreachableBackend)
    with django_capture_on_commit_callbacks(execute=True):
        write(user)
    assert "no mail server" in OutgoingMail.objects.get().last_error


def test_a_failed_message_is_sent_again_to_the_corrected_address(
    user, mailoutbox, settings
):
    use(settings, RefusingBackend)
    user.email = "an@sai.vn"
    mail = write(user)
    OutgoingMail.objects.update(attempts=delivery.MAX_ATTEMPTS)
    user.email = "an@example.vn"
    user.save()
    at = timezone.now()
    mail.refresh_from_db()
    assert delivery.resend(mail=mail, at=at)
    delivery.deliver_waiting(at=at)
    assert [sent.to for sent in mailoutbox] == [["an@example.vn"]]


def test_a_sent_message_is_not_sent_again(user):
    mail = write(user)
    delivery.deliver_waiting(at=timezone.now())
    assert not delivery.resend(mail=mail, at=timezone.now())


def test_two_copies_of_a_message_carry_the_same_id(user, mailoutbox, settings):
    settings.SITE_URL = "https://phoihop.tinh.gov.vn"
    mail = write(user)
    for _ in range(2):  # the first worker died between sending and noting it
        OutgoingMail.objects.update(sent_at=None, next_attempt_at=timezone.now())
        delivery.deliver_waiting(at=timezone.now())
    ids = {message.message()["Message-ID"] for message in django_mail.outbox}
    assert ids == {f"<phoihop-{mail.pk}@phoihop.tinh.gov.vn>"}


def test_a_line_break_does_not_reach_the_subject(user, mailoutbox):
    write(user, subject="Kế hoạch\nBcc: ai-do@example.vn")
    delivery.deliver_waiting(at=timezone.now())
    assert not re.search(r"[\r\n]", mailoutbox[0].subject)


def test_notices_are_read_once(user):
    notices.notify(user=user, text="Kế hoạch đã được gửi.", url="/ke-hoach/1/")
    at = timezone.now()
    assert [notices.mark_read(user=user, at=at) for _ in range(2)] == [1, 0]
    assert user.notifications.get().read_at == at


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_deliveries_at_once_send_each_message_once():
    from tests.accounts.test_background import in_threads

    user = person(email="an@example.vn")
    # Rows, without the wake of `write`: nobody may deliver before the start.
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            recipient=user,
            address=user.email,
            subject=f"Thư {number}",
            body="Nội dung",
            next_attempt_at=timezone.now(),
        )
        for number in range(40)
    )
    at = timezone.now()
    counts = in_threads(8, lambda number: delivery.deliver_waiting(at=at))
    assert sum(counts) == 40
    assert len({sent.subject for sent in django_mail.outbox}) == 40
    assert len(django_mail.outbox) == 40
