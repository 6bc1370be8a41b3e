"""Mail: written in the transaction of its event, handed over after the commit.

The action that caused a message never waits for the mail server and never fails
with it. A crash between handing over and noting it can send a message twice; both
copies then carry the same Message-ID.
"""

import logging
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import background
from accounts.models import OutgoingMail, User

logger = logging.getLogger(__name__)

DELIVERY_JOB = "accounts.jobs.deliver_waiting_mail"
# A claimed row is nobody else's for the lease; a round ends well before the lease
# of the last row it claimed, however slow the mail server is.
LEASE = timedelta(minutes=10)
ROUND_SECONDS = 300
ROUND_SIZE = 500
BACK_OFF = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
]
MAX_ATTEMPTS = len(BACK_OFF) + 1


def write(*, to: User, subject: str, body: str) -> OutgoingMail | None:
    """Record a message for the person; None if they have no address."""
    if not to.email:
        return None
    mail = OutgoingMail.objects.create(
        recipient=to,
        address=to.email,
        subject=" ".join(subject.split())[:255],  # a header is one line
        body=body,
        next_attempt_at=timezone.now(),
    )
    background.wake(DELIVERY_JOB)
    return mail


def resend(*, mail: OutgoingMail, at: datetime) -> bool:
    """Try an unsent message afresh, at the person's present address."""
    address = mail.recipient and mail.recipient.email
    resent = OutgoingMail.objects.filter(pk=mail.pk, sent_at=None).update(
        address=address or mail.address, attempts=0, next_attempt_at=at
    )
    if resent:
        background.wake(DELIVERY_JOB)
    return bool(resent)


def waiting(at: datetime) -> QuerySet[OutgoingMail]:
    """Messages due to be handed over; those given up stay in the outbox as failed."""
    return OutgoingMail.objects.waiting(at).filter(attempts__lt=MAX_ATTEMPTS)


def deliver_waiting(*, at: datetime) -> int:
    """Hand over what is due; the number sent.

    Not atomic: each message is claimed, sent and noted by itself, so a bad address
    cannot hold the rest and no transaction waits for the mail server.
    """
    started, sent = monotonic(), 0
    for mail in waiting(at).order_by("next_attempt_at", "pk")[:ROUND_SIZE]:
        if monotonic() - started > ROUND_SECONDS:
            break
        claimed = waiting(at).filter(pk=mail.pk)
        if not claimed.update(next_attempt_at=at + LEASE, attempts=F("attempts") + 1):
            continue
        mail.attempts += 1
        connection = get_connection()
        try:
            connection.open()
        except Exception as error:
            # The server itself is out of reach: ask again in a minute, and do not
            # let every waiting message run into the same silence.
            _note_failure(mail, error, at=at)
            waiting(at).update(next_attempt_at=at + BACK_OFF[0])
            break
        try:
            connection.send_messages([_message(mail)])
        except Exception as error:
            _note_failure(mail, error, at=at)
        else:
            OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=at, last_error="")
            sent += 1
        finally:
            connection.close()
    return sent


def _message(mail: OutgoingMail) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.address],
        headers={"Message-ID": f"<phoihop-{mail.pk}@{host}>"},
    )


def _note_failure(mail: OutgoingMail, error: Exception, *, at: datetime) -> None:
    logger.warning("Mail %s, attempt %s: %r", mail.pk, mail.attempts, error)
    pause = BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    OutgoingMail.objects.filter(pk=mail.pk).update(
        next_attempt_at=at + pause, last_error=f"{type(error).__name__}: {error}"
    )
