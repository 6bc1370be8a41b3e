"""What a mail server's refusal means. No database, no clock.

Only an answer about the address itself makes it dead. A server that refuses
everything, for its own policy or a mistake in its settings, must not cost a province
all its addresses: that is tried again.
"""

import re
from enum import Enum
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import NamedTuple

LONGEST = 500
STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, before the words
# What the plain codes say when nothing finer comes with them (RFC 5321, 4.2.3).
NO_SUCH_MAILBOX = {550, 551, 553}
TOO_LARGE_OR_UNREADABLE = ("5.2.3", "5.3.4", "5.6.")
# 5.1.7 and 5.1.8 speak of the sender's address.
ABOUT_THE_SENDER = {"5.1.7", "5.1.8"}


class Verdict(Enum):
    LATER = "try again"
    NEVER = "this message will not be taken"
    DEAD = "no message will be taken at this address"


class Judgement(NamedTuple):
    verdict: Verdict
    reason: str


class InvalidAddress(Exception):
    """Not an address at all: no server needs to be asked."""


def judge(error: Exception) -> Judgement:
    if isinstance(error, InvalidAddress):
        return Judgement(Verdict.DEAD, f"Địa chỉ không đúng dạng: {error}")
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, ""))
        return _judged(code, text, is_dead=_is_no_such_mailbox(code, text))
    if isinstance(error, SMTPResponseException):
        return _judged(error.smtp_code, error.smtp_error, is_dead=False)
    return Judgement(Verdict.LATER, readable(f"{type(error).__name__}: {error}"))


def blames_address(status: str) -> bool:
    """Does this status (RFC 3463) say that the mailbox does not, or no longer, exist?

    A full mailbox does exist, and a policy or a route may change.
    """
    if status in ABOUT_THE_SENDER:
        return False
    return status.startswith(("5.0.", "5.1.")) or status in {"5.2.0", "5.2.1"}


def readable(text: bytes | str) -> str:
    """One line that every database takes."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return " ".join(text.split())[:LONGEST]


def _is_no_such_mailbox(code: int, text: bytes | str) -> bool:
    status = _status(text)
    return blames_address(status) if status else code in NO_SUCH_MAILBOX


def _status(text: bytes | str) -> str:
    found = STATUS.match(readable(text))
    return found[1] if found else ""


def _judged(code: int, text: bytes | str, *, is_dead: bool) -> Judgement:
    reason = f"Máy chủ thư từ chối: {code} {readable(text)}"
    if is_dead:
        return Judgement(Verdict.DEAD, reason)
    if _status(text).startswith(TOO_LARGE_OR_UNREADABLE):
        return Judgement(Verdict.NEVER, reason)
    return Judgement(Verdict.LATER, reason)
