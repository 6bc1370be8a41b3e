"""Mail that came back (RFC 3464): which message it was, and what that means.

Anybody can send a letter that looks like this. So it must name a message of ours, and
only one that also names the address we wrote to makes that address dead.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from accounts.mail import dead_addresses, delivery
from accounts.mail.refusals import blames_address, readable
from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)

OUR_ID = re.compile(r"<?phoihop-(\d{1,18})@([^\s<>\"]{1,253})")
STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
ID_FIELDS = ("Original-Message-ID", "Message-ID", "In-Reply-To", "References")
BAD_NEWS = {"failed", "delayed"}
RETURNED = "Thư bị trả lại: {}"
DELAYED = "Máy chủ thư báo chậm: {}"


class Outcome(Enum):
    FAILED = "thư bị trả lại"
    DELAYED = "thư còn đang chờ ở máy chủ khác"
    KNOWN = "đã ghi nhận từ trước"
    NOT_OURS = "không nói về thư nào của hệ thống này"
    NOT_A_REPORT = "không phải thông báo về việc chuyển thư"


@dataclass(frozen=True)
class Report:
    """What a notification says of one message of ours."""

    mail_id: int
    has_failed: bool
    status: str
    recipients: frozenset[str]  # in small letters
    said: str

    @property
    def reason(self) -> str:
        wording = RETURNED if self.has_failed else DELAYED
        return wording.format(readable(f"{self.status} {self.said}"))

    def blames(self, address: str) -> bool:
        return blames_address(self.status) and address.lower() in self.recipients


def read(raw: bytes) -> Report | Outcome:
    """The report in a letter, whatever it looks like; an Outcome if there is none."""
    try:
        letter = message_from_bytes(raw)
        recipient = _recipient_fields(letter)
        if recipient is None:
            return Outcome.NOT_A_REPORT
        mail_id = _our_mail(letter)
        return _report(mail_id, recipient) if mail_id else Outcome.NOT_OURS
    except Exception:  # from outside: no parser can be trusted with all of it
        logger.info("Unreadable letter of %s bytes", len(raw), exc_info=True)
        return Outcome.NOT_A_REPORT


@transaction.atomic
def note(raw: bytes, *, at: datetime) -> Outcome:
    """Write down what the letter says. The same letter again changes nothing."""
    report = read(raw)
    if isinstance(report, Outcome):
        return report
    mails = OutgoingMail.objects.select_for_update()
    mail = mails.filter(pk=report.mail_id, attempts__gt=0).first()
    if mail is None:
        return Outcome.NOT_OURS
    if mail.bounced_at:
        return Outcome.KNOWN
    noted = OutgoingMail.objects.filter(pk=mail.pk)
    if not report.has_failed:
        noted.update(last_error=report.reason)
        return Outcome.DELAYED
    noted.update(bounced_at=at, last_error=report.reason)
    delivery.tell_ledger(mail, report.reason, at=at)
    if report.blames(mail.address):
        dead_addresses.mark(
            mail=mail, address=mail.address, reason=report.reason, at=at
        )
    return Outcome.FAILED


def _report(mail_id: int, recipient: Message) -> Report:
    found = STATUS.search(str(recipient.get("Status", "")))
    status = found[0] if found else ""
    action = str(recipient.get("Action", "")).strip().lower()
    if not action:
        action = {"5": "failed", "4": "delayed"}.get(status[:1], "")
    return Report(
        mail_id=mail_id,
        # A server that tried for days says "failed" with a status that begins with 4.
        has_failed=action == "failed",
        status=status,
        recipients=frozenset(
            address.lower()
            for name in ("Final-Recipient", "Original-Recipient")
            if (address := _address(recipient.get(name)))
        ),
        said=str(recipient.get("Diagnostic-Code", "")),
    )


def _recipient_fields(letter: Message) -> Message | None:
    """The fields about the one recipient; we never write to several at once.

    None too where the news is good: delivered, relayed, expanded.
    """
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in _blocks(part):
                action = str(fields.get("Action", "")).strip().lower()
                status = str(fields.get("Status", "")).strip()
                if action in BAD_NEWS or (not action and status[:1] in {"4", "5"}):
                    return fields
    return None


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields that speak of a recipient, not of the whole letter."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else ():
        if "Status" in block or "Action" in block:
            yield block


def _our_mail(letter: Message) -> int | None:
    """The id in the Message-ID of the message that came back."""
    host = (urlsplit(settings.SITE_URL).hostname or "").lower()
    for text in _where_ids_stand(letter):
        for number, found_host in OUR_ID.findall(text):
            if found_host.lower() == host:
                return int(number)
    return None


def _where_ids_stand(letter: Message) -> Iterator[str]:
    """Surest first: the returned headers, then what the letter says it is about."""
    parts = list(letter.walk())
    for part in reversed(parts):
        for name in ID_FIELDS:
            yield from map(str, part.get_all(name, ()))
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True) or b""
            yield payload.decode("ascii", "replace")


def _address(value) -> str:
    """ "rfc822; an@example.vn" → an@example.vn"""
    _, _, address = str(value or "").rpartition(";")
    return parseaddr(address.strip())[1]
