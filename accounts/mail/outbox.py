"""The outbox of the administrator: what became of each mail, and sending it again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from .. import history
from ..errors import NotPossible
from ..listings.paging import capped_count
from ..models import DeadAddress, OutgoingMail, User
from . import dead_addresses, delivery

CHUNK = 1000
RESENT_DAYS = 30  # older mails tell of days long gone
ARRIVED = "Thư này đã gửi hoặc đang chờ gửi, không cần gửi lại."
STILL_DEAD = (
    "Địa chỉ {address} đang bị đánh dấu là không nhận được thư. Hãy sửa địa chỉ của "
    "người nhận, hoặc bấm “Đã sửa, gửi lại” ở trang Địa chỉ hỏng."
)


class MailState(TextChoices):
    WAITING = "waiting", "Chờ gửi"
    RETRYING = "retrying", "Đang thử lại"
    SENT = "sent", "Đã gửi"
    GIVEN_UP = "given_up", "Thôi gửi"
    BOUNCED = "bounced", "Bị trả lại"


UNSENT = Q(sent_at__isnull=True, given_up_at__isnull=True, bounced_at__isnull=True)
CONDITIONS = {
    MailState.WAITING: UNSENT & Q(attempts=0),
    MailState.RETRYING: UNSENT & Q(attempts__gt=0),
    MailState.SENT: Q(sent_at__isnull=False, bounced_at__isnull=True),
    MailState.GIVEN_UP: Q(given_up_at__isnull=False, bounced_at__isnull=True),
    MailState.BOUNCED: Q(bounced_at__isnull=False),
}


def state_of(mail: OutgoingMail) -> MailState:
    if mail.bounced_at:
        return MailState.BOUNCED
    if mail.given_up_at:
        return MailState.GIVEN_UP
    if mail.sent_at:
        return MailState.SENT
    return MailState.RETRYING if mail.attempts else MailState.WAITING


def in_state(mails: QuerySet[OutgoingMail], *states: str) -> QuerySet[OutgoingMail]:
    asked = Q(pk__in=[])
    for state in states:
        asked |= CONDITIONS[MailState(state)]
    return mails.filter(asked)


def counts() -> list[tuple[MailState, str]]:
    """How many are in each state, up to where counting costs more than it tells."""
    mails = OutgoingMail.objects.all()
    return [(state, capped_count(in_state(mails, state))) for state in MailState]


def undelivered(mails: QuerySet[OutgoingMail], *, at: datetime):
    """Those that did not arrive.

    Of those still tried, only those whose turn is far: one that is near may be in
    the hands of a round just now, and would go out twice.
    """
    far = Q(next_attempt_at__gt=at + delivery.LEASE)
    return mails.filter(
        CONDITIONS[MailState.GIVEN_UP]
        | CONDITIONS[MailState.BOUNCED]
        | CONDITIONS[MailState.RETRYING] & far
    )


def resendable(
    mails: QuerySet[OutgoingMail], *, at: datetime
) -> QuerySet[OutgoingMail]:
    """Those of them that did not arrive and whose address takes mail now."""
    return (
        undelivered(mails, at=at)
        .annotate(
            present_address=Lower(
                Coalesce(
                    NullIf("recipient__email", Value("")),
                    F("address"),
                    output_field=CharField(),
                )
            )
        )
        .exclude(present_address__in=DeadAddress.objects.values("address"))
    )


def lately(mails: QuerySet[OutgoingMail], *, at: datetime) -> QuerySet[OutgoingMail]:
    return mails.filter(written_at__gte=at - timedelta(days=RESENT_DAYS))


@transaction.atomic
def resend(*, mail: OutgoingMail, by: User, at: datetime) -> None:
    """Try one message afresh, at the person's present address."""
    address = (mail.recipient and mail.recipient.email) or mail.address
    if dead_addresses.known_among([address]):
        raise NotPossible(STILL_DEAD.format(address=address))
    if not resend_all(mails=OutgoingMail.objects.filter(pk=mail.pk), by=by, at=at):
        raise NotPossible(ARRIVED)


@transaction.atomic
def resend_all(*, mails: QuerySet[OutgoingMail], by: User, at: datetime) -> int:
    """Try afresh those of them that did not arrive; how many that are."""
    mails = resendable(mails, at=at).order_by("pk")
    chosen = list(mails.select_related(None).only("subject", "address"))
    resent = 0
    for start in range(0, len(chosen), CHUNK):
        pks = [mail.pk for mail in chosen[start : start + CHUNK]]
        # Asked once more: a second click, or the round itself, may have been first.
        rows = undelivered(OutgoingMail.objects.filter(pk__in=pks), at=at)
        resent += rows.update(
            sent_at=None,
            given_up_at=None,
            bounced_at=None,
            attempts=0,
            next_attempt_at=at,
        )
    history.HistoryEntry.objects.bulk_create(
        history.unwritten(by=by, action="đã cho gửi lại thư", target=mail)
        for mail in chosen
    )
    if resent:
        delivery.wake()
    return resent


def kept_back_by(dead: DeadAddress, *, at: datetime) -> QuerySet[OutgoingMail]:
    """What was lately given up, or came back, because of this address."""
    concerned = Q(address__iexact=dead.address) | Q(
        recipient__email__iexact=dead.address
    )
    mails = lately(OutgoingMail.objects.filter(concerned), at=at)
    return in_state(mails, MailState.GIVEN_UP, MailState.BOUNCED)


@transaction.atomic
def revive(*, dead: DeadAddress, by: User, at: datetime) -> int:
    """The address takes mail again; how many mails go out for it once more."""
    mails = kept_back_by(dead, at=at)
    history.record(by=by, action="đã bỏ đánh dấu địa chỉ hỏng", target=dead)
    DeadAddress.objects.filter(pk=dead.pk).delete()
    return resend_all(mails=mails, by=by, at=at)
