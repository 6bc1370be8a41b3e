import re
from datetime import timedelta
from smtplib import (
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from accounts import history, notices
from accounts.mail import dead_addresses, delivery, outbox
from accounts.models import DeadAddress, Digest, OutgoingMail
from tests.factories import make_user


class RefusingBackend(EmailBackend):
    """Refuses the addresses of some domains, as a mail server does."""

    answers = {
        "sai.vn": (550, b"5.1.1 no such address"),
        "ban.vn": (451, b"4.7.1 greylisted"),
        "cam.vn": (554, b"5.7.1 relay access denied"),
    }

    def send_messages(self, messages):
        address = messages[0].to[0]
        if answer := self.answers.get(address.partition("@")[2]):
            raise SMTPRecipientsRefused({address: answer})
        return super().send_messages(messages)


class UnreachableBackend(EmailBackend):
    opened = 0

    def open(self):
        type(self).opened += 1
        raise ConnectionRefusedError("no mail server")


class CountingBackend(EmailBackend):
    """Breaks the line under every third message."""

    opened = handed = 0

    def open(self):
        type(self).opened += 1

    def send_messages(self, messages):
        type(self).handed += 1
        if self.handed % 3 == 0:
            raise SMTPServerDisconnected("gone")
        return super().send_messages(messages)


class TiredBackend(EmailBackend):
    """Takes two messages on one connection, as some servers do."""

    def open(self):
        self.taken = 0

    def send_messages(self, messages):
        if self.taken == 2:
            raise SMTPSenderRefused(421, b"too many messages", "phoihop@localhost")
        self.taken += 1
        return super().send_messages(messages)


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
    assert "no such address" in bad.last_error


def test_an_address_that_does_not_exist_is_given_up_at_once(db, mailoutbox, settings):
    use(settings, RefusingBackend)
    mail, at = write(person(email="Khong-Co@sai.vn")), timezone.now()
    delivery.deliver_waiting(at=at)
    mail.refresh_from_db()
    assert (mail.attempts, mail.given_up_at) == (1, at)
    dead = DeadAddress.objects.get()
    assert (dead.address, dead.mail, dead.since_at) == ("khong-co@sai.vn", mail, at)


def test_what_is_no_address_at_all_is_given_up_without_asking(db, mailoutbox):
    mail = write(person(email="khong phai dia chi"))
    delivery.deliver_waiting(at=timezone.now())
    mail.refresh_from_db()
    assert mail.given_up_at
    assert "không đúng dạng" in DeadAddress.objects.get().reason


def test_nothing_is_handed_over_to_a_dead_address_and_nothing_is_lost(user, mailoutbox):
    DeadAddress.objects.create(
        address="an@example.vn", reason="550 5.1.1", since_at=timezone.now()
    )
    mail = write(user)
    assert delivery.deliver_waiting(at=timezone.now()) == 0
    mail.refresh_from_db()
    assert mail.given_up_at
    assert "an@example.vn không nhận được thư: 550 5.1.1" in mail.last_error
    assert mailoutbox == []


def test_a_dead_address_is_forgotten_when_its_person_gets_another_one(user, mailoutbox):
    DeadAddress.objects.create(
        address="an@example.vn", reason="550", since_at=timezone.now()
    )
    assert dead_addresses.forget_unused() == 0
    user.email = "an.moi@example.vn"
    user.save()
    delivery.deliver_waiting(at=timezone.now())
    assert not DeadAddress.objects.exists()
    assert history.HistoryEntry.objects.filter(target_label="an@example.vn").exists()


def test_a_waiting_message_goes_to_the_address_as_corrected_meanwhile(user, mailoutbox):
    mail = write(user)
    user.email = "an.moi@example.vn"
    user.save()
    delivery.deliver_waiting(at=timezone.now())
    assert [sent.to for sent in mailoutbox] == [["an.moi@example.vn"]]
    mail.refresh_from_db()
    assert mail.address == "an.moi@example.vn"


@pytest.mark.parametrize("domain", ["ban.vn", "cam.vn"])
def test_a_server_that_asks_for_patience_is_asked_less_and_less_often(
    db, mailoutbox, settings, domain
):
    use(settings, RefusingBackend)
    mail = write(person(email=f"an@{domain}"))
    at, pauses = timezone.now(), []
    for _ in range(delivery.MAX_ATTEMPTS):
        delivery.deliver_waiting(at=at)
        mail.refresh_from_db()
        pauses.append(mail.next_attempt_at - at)
        at = mail.next_attempt_at
    assert pauses[:-1] == delivery.BACK_OFF
    assert delivery.deliver_waiting(at=at + timedelta(days=30)) == 0
    mail.refresh_from_db()
    assert (mail.attempts, mail.sent_at) == (delivery.MAX_ATTEMPTS, None)
    assert mail.given_up_at
    assert not DeadAddress.objects.exists()  # nothing was said against the address


def test_a_mail_server_that_is_down_is_asked_once_a_minute(user, settings):
    use(settings, UnreachableBackend)
    UnreachableBackend.opened = 0
    for _ in range(3):
        write(user)
    at = timezone.now()
    for seconds in (0, 30, 59):
        assert delivery.deliver_waiting(at=at + timedelta(seconds=seconds)) == 0
    assert UnreachableBackend.opened == 1


def test_a_mail_server_that_is_down_for_ten_days_costs_no_mail_an_attempt(
    user, settings, mailoutbox
):
    backend = settings.EMAIL_BACKEND
    use(settings, UnreachableBackend)
    mail, at = write(user), timezone.now()
    for hours in range(0, 240, 6):
        delivery.deliver_waiting(at=at + timedelta(hours=hours))
    mail.refresh_from_db()
    assert (mail.attempts, mail.given_up_at) == (0, None)
    assert "no mail server" in mail.last_error
    settings.EMAIL_BACKEND = backend
    assert delivery.deliver_waiting(at=at + timedelta(days=10)) == 1


def test_a_mail_server_that_is_down_does_not_break_the_action(
    user, settings, django_capture_on_commit_callbacks, mailoutbox
):
    backend = settings.EMAIL_BACKEND
    use(settings, UnreachableBackend)
    with django_capture_on_commit_callbacks(execute=True):
        mail = write(user)
    mail.refresh_from_db()
    assert "no mail server" in mail.last_error
    settings.EMAIL_BACKEND = backend
    assert delivery.deliver_waiting(at=timezone.now() + delivery.OUT_OF_REACH) == 1


def test_a_server_that_refuses_everything_is_left_in_peace_for_a_while(
    db, settings, mailoutbox
):
    use(settings, RefusingBackend)
    for number in range(delivery.IN_A_ROW + 5):
        write(person(email=f"an{number}@cam.vn"))
    at = timezone.now()
    assert delivery.deliver_waiting(at=at) == 0
    untried = OutgoingMail.objects.filter(attempts=0)
    assert untried.count() == 5
    assert {mail.next_attempt_at for mail in untried} == {at + delivery.OUT_OF_REACH}


def test_a_round_keeps_one_connection_and_mends_it(user, settings, mailoutbox):
    use(settings, CountingBackend)
    CountingBackend.opened = CountingBackend.handed = 0
    for _ in range(7):
        write(user)
    at = timezone.now()
    assert delivery.deliver_waiting(at=at) == 5
    assert CountingBackend.opened == 3  # the first, and after each break
    assert delivery.waiting(at + timedelta(minutes=1)).count() == 2


def test_a_connection_that_takes_no_more_messages_is_opened_again(
    user, settings, mailoutbox
):
    use(settings, TiredBackend)
    for _ in range(5):
        write(user)
    assert delivery.deliver_waiting(at=timezone.now()) == 5
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_a_round_takes_more_than_one_batch(user, mailoutbox, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 3)
    for _ in range(7):
        write(user)
    assert delivery.deliver_waiting(at=timezone.now()) == 7


def test_a_round_that_is_over_leaves_the_rest_to_the_next(
    user, mailoutbox, monkeypatch
):
    for _ in range(5):
        write(user)
    moments = iter([0, 0, 1, 2, 99, 99])
    monkeypatch.setattr(delivery, "monotonic", lambda: next(moments))
    at = timezone.now()
    assert delivery.deliver_waiting(at=at) == 2
    assert delivery.waiting(at).count() == 3


@pytest.fixture
def digest(user):
    """A digest with one reminder, told a moment ago."""
    at = timezone.now()
    made = Digest.objects.create(
        receiver=user, kind="daily", on=at.date(), built_at=at, run=uuid4()
    )
    made.mail = write(user)
    made.save()
    made.reminders.create(
        receiver=user,
        duty="task",
        duty_id=1,
        due_on=at.date(),
        step=0,
        state="sent",
        why="Ông/Bà được giao việc này",
        tell_on=at.date(),
        planned_at=at,
        settled_at=at,
    )
    return made


def test_reminders_of_a_digest_that_is_given_up_have_failed_until_it_arrives(
    digest, user, settings, mailoutbox
):
    backend, at = settings.EMAIL_BACKEND, timezone.now()
    use(settings, RefusingBackend)
    user.email = "an@sai.vn"
    user.save()
    delivery.deliver_waiting(at=at)
    reminder = digest.reminders.get()
    assert reminder.state == "failed"
    assert "Thư không tới được an@sai.vn" in reminder.settled_why
    settings.EMAIL_BACKEND = backend
    user.email = "an@example.vn"
    user.save()
    digest.mail.refresh_from_db()
    outbox.resend(mail=digest.mail, by=user, at=at)
    delivery.deliver_waiting(at=at)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.settled_why) == ("sent", "")


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
def test_eight_deliveries_at_once_send_each_message_once(monkeypatch):
    from tests.accounts.test_background import in_threads

    monkeypatch.setattr(delivery, "BATCH", 3)  # so that they meet
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
