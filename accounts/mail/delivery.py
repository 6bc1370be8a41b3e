"""Mail: written in the transaction of its event, handed over after the commit.

The action that caused a message never waits for the mail server and never fails
with it. A crash between handing over and noting it can send a message twice; both
copies then carry the same Message-ID.
"""

import logging
from collections import deque
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import background
from accounts.mail import dead_addresses
from accounts.mail.mail_line import Line, OutOfReach
from accounts.mail.refusals import InvalidAddress, Judgement, Verdict, judge
from accounts.models import OutgoingMail, Reminder, User

logger = logging.getLogger(__name__)

DELIVERY_JOB = "accounts.jobs.deliver_waiting_mail"
# A claimed row is nobody else's for the lease; a round ends well before the lease
# of the last row it claimed, however slow the mail server is. It is shorter than the
# pause between two ticks, so that a long queue of mail leaves workers to other jobs.
LEASE = timedelta(minutes=10)
ROUND_SECONDS = 25
BATCH = 100
IN_A_ROW = 10  # so many failures without a success: it is the server, not the mails
OUT_OF_REACH = timedelta(minutes=1)
BACK_OFF = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    *[timedelta(hours=24)] * 3,
]
MAX_ATTEMPTS = len(BACK_OFF) + 1  # in all, four days (RFC 5321, 4.5.4.1)

DEAD = "Địa chỉ {address} không nhận được thư: {reason}"
NOT_DELIVERED = "Thư không tới được {address}. {reason}"


def write(*, to: User, subject: str, body: str, html: str = "") -> OutgoingMail | None:
    """Record a message for the person; None if they have no address."""
    if not to.email:
        return None
    mail = unsaved(to=to, subject=subject, body=body, html=html, at=timezone.now())
    mail.save()
    wake()
    return mail


def unsaved(
    *, to: User, subject: str, body: str, html: str, at: datetime
) -> OutgoingMail:
    """For who writes many at once: to be saved together, and then `wake`."""
    return OutgoingMail(
        recipient=to,
        address=to.email,
        subject=" ".join(subject.split())[:255],  # a header is one line
        body=body,
        html=html,
        next_attempt_at=at,
    )


def wake() -> None:
    background.wake(DELIVERY_JOB)


def waiting(at: datetime) -> QuerySet[OutgoingMail]:
    """Messages due to be handed over; those given up wait for a person."""
    return OutgoingMail.objects.waiting(at)


def deliver_waiting(*, at: datetime) -> int:
    """Hand over what is due, for as long as a round may take; the number sent.

    Not atomic: each message is sent and noted by itself, so a bad address cannot
    hold the rest and no transaction waits for the mail server. While the server is
    out of reach, the mails keep their attempts: an outage loses none of them.
    """
    dead_addresses.forget_unused()
    sent, ends = 0, monotonic() + ROUND_SECONDS
    with closing(Line(patience=IN_A_ROW)) as line:
        try:
            while monotonic() < ends and (batch := _claim(at)):
                sent += _hand_over(batch, line, ends=ends, at=at)
        except OutOfReach as trouble:
            logger.warning("Mail server: %s", trouble)
            _postpone(str(trouble), at=at)
    return sent


@transaction.atomic
def _postpone(trouble: str, *, at: datetime) -> None:
    """All that waits; what another round holds is left to it."""
    free = waiting(at).select_for_update(skip_locked=True)
    OutgoingMail.objects.filter(pk__in=free.values("pk")).update(
        next_attempt_at=at + OUT_OF_REACH, last_error=trouble
    )


@transaction.atomic
def _claim(at: datetime) -> list[OutgoingMail]:
    """The next batch, ours for the lease; none is claimed by two rounds at once."""
    batch = list(
        waiting(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .order_by("next_attempt_at", "pk")[:BATCH]
    )
    ours = [mail.pk for mail in batch]
    OutgoingMail.objects.filter(pk__in=ours).update(next_attempt_at=at + LEASE)
    given_up_before = set(
        Reminder.objects.filter(
            digest__mail__in=ours, state=Reminder.State.FAILED
        ).values_list("digest__mail", flat=True)
    )
    for mail in batch:
        mail.was_given_up = mail.pk in given_up_before
        # Written to an address that was corrected since: the present one is meant.
        mail.address = (mail.recipient and mail.recipient.email) or mail.address
    return batch


def _hand_over(
    batch: list[OutgoingMail], line: Line, *, ends: float, at: datetime
) -> int:
    """The number sent. What the time or the server did not allow is released."""
    sent, mine = 0, deque(_without_dead(batch, at=at))
    try:
        while mine and monotonic() < ends:
            sent += _send(mine[0], line, at=at)
            mine.popleft()
    finally:
        left = [mail.pk for mail in mine]
        if left:
            OutgoingMail.objects.filter(pk__in=left).update(next_attempt_at=at)
    return sent


def _without_dead(batch: list[OutgoingMail], *, at: datetime) -> Iterable[OutgoingMail]:
    dead = dead_addresses.known_among(mail.address for mail in batch)
    for mail in batch:
        reason = dead.get(mail.address.lower())
        if reason is None:
            yield mail
        else:
            give_up(mail, DEAD.format(address=mail.address, reason=reason), at=at)


def _send(mail: OutgoingMail, line: Line, *, at: datetime) -> bool:
    try:
        line.send(_message(mail))
    except OutOfReach:
        raise
    except Exception as error:
        judgement = judge(error)
        logger.warning("Mail %s: %r", mail.pk, error)
        _note_refusal(mail, judgement, at=at)
        if judgement.verdict == Verdict.LATER:
            line.note_failure(judgement.reason)
        return False
    _note_sent(mail, at=at)
    return True


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    try:
        validate_email(mail.address)
    except ValidationError:
        raise InvalidAddress(mail.address) from None
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        to=[mail.address],
        headers={"Message-ID": f"<phoihop-{mail.pk}@{host}>"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


@transaction.atomic
def _note_sent(mail: OutgoingMail, *, at: datetime) -> None:
    _do_not_wait_for_the_disk()
    noted = OutgoingMail.objects.filter(pk=mail.pk)
    noted.update(
        sent_at=at, address=mail.address, attempts=F("attempts") + 1, last_error=""
    )
    if mail.was_given_up:
        Reminder.objects.filter(
            digest__mail=mail.pk, state=Reminder.State.FAILED
        ).update(state=Reminder.State.SENT, settled_at=at, settled_why="")


def _do_not_wait_for_the_disk() -> None:
    """Measured with a backend that costs nothing: 367 mails a second, waiting 234.

    A power cut within a second of the handing over may send a message twice, as a
    crash between the two may.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")


@transaction.atomic
def _note_refusal(mail: OutgoingMail, judgement: Judgement, *, at: datetime) -> None:
    attempts = mail.attempts + 1
    noted = OutgoingMail.objects.filter(pk=mail.pk)
    noted.update(attempts=attempts, address=mail.address, last_error=judgement.reason)
    if judgement.verdict == Verdict.DEAD:
        dead_addresses.mark(
            mail=mail, address=mail.address, reason=judgement.reason, at=at
        )
    if judgement.verdict == Verdict.LATER and attempts < MAX_ATTEMPTS:
        noted.update(next_attempt_at=at + BACK_OFF[attempts - 1])
    else:
        give_up(mail, judgement.reason, at=at)


@transaction.atomic
def give_up(mail: OutgoingMail, reason: str, *, at: datetime) -> None:
    """Try no more, until a person says so; the ledger tells that it did not arrive."""
    OutgoingMail.objects.filter(pk=mail.pk).update(
        given_up_at=at, address=mail.address, last_error=reason
    )
    tell_ledger(mail, reason, at=at)


def tell_ledger(mail: OutgoingMail, reason: str, *, at: datetime) -> None:
    """The reminders in the message were not delivered."""
    why = NOT_DELIVERED.format(address=mail.address, reason=reason)
    Reminder.objects.filter(digest__mail=mail.pk, state=Reminder.State.SENT).update(
        state=Reminder.State.FAILED, settled_at=at, settled_why=why
    )
