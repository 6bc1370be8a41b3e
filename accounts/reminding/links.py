"""Links of a digest that work once and without signing in: written, and read again.

A link is the number of a ledger row and a purpose, signed: writing twenty thousand
letters stores nothing. Until when it works, the ledger knows: from the day of its
digest. What it does is in `using_links`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.errors import NotPossible
from accounts.models import Audience, LinkUse, Organisation, Reminder

from . import promising

SALT = "accounts.reminding.links"
Purpose = LinkUse.Purpose
WRONG = (
    "Liên kết không đúng, hoặc đã bị cắt bớt khi sao chép. Mời Ông/Bà mở lại từ thư "
    "nhắc việc, hoặc đăng nhập để làm việc này."
)


class Refused(NotPossible):
    """The link does nothing (any more); the message says why, and no more than that.

    `is_wrong`: it never was one. `is_used`: it did what it was for.
    """

    def __init__(self, why: str, *, is_wrong: bool = False, is_used: bool = False):
        super().__init__(why)
        self.is_wrong, self.is_used = is_wrong, is_used


@dataclass(frozen=True)
class Confirming:
    """How a kind of duty is ended from a letter; registered by the app that owns it."""

    label: str
    body: Callable[[int], Organisation | None]  # who owes the duty
    roles: tuple[str, ...]  # who may end it for the body
    do: Callable[..., None]  # (duty_id, by=, on=, note=, via=)
    files_url: Callable[[int], str]  # the page that takes evidence, after signing in


_confirming: dict[str, Confirming] = {}


def register_confirming(duty: str, act: Confirming) -> None:
    _confirming[duty] = act


def confirming(duty: str) -> Confirming | None:
    """None for a kind that is not ended from a letter."""
    return _confirming.get(duty)


def offered(row: Reminder) -> list[tuple[str, str]]:
    """[(label, link)] for one ledger row; no question to the database.

    Leaders are told of what others owe: they get no links.
    """
    if row.audience != Audience.OWNER:
        return []
    found = []
    if act := confirming(row.duty):
        found.append((act.label, address(row.pk, Purpose.CONFIRM_PART)))
    if kind := promising.kind_of(row.duty):
        found.append((kind.label, address(row.pk, Purpose.PROMISE)))
    return found


def address(reminder_id: int, purpose: str) -> str:
    return f"{settings.SITE_URL}{_beginning()}{token_of(reminder_id, purpose)}/"


def token_of(reminder_id: int, purpose: str) -> str:
    return _signer().sign(f"{reminder_id}.{Purpose(purpose).value}")


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")


@cache  # to look an address up takes five times as long as the signature
def _beginning() -> str:
    return reverse("accounts:public-link", args=["0"]).removesuffix("0/")


def read(token: str) -> tuple[Reminder, str]:
    """The ledger row and the purpose; Refused, in the same words for any wrong one."""
    try:
        number, purpose = _signer().unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        raise Refused(WRONG, is_wrong=True) from None
    rows = Reminder.objects.select_related("receiver", "digest__mail")
    told = rows.filter(audience=Audience.OWNER, digest__isnull=False)
    reminder = told.filter(pk=number).first()
    if reminder is None:
        raise Refused(WRONG, is_wrong=True)
    return reminder, purpose
