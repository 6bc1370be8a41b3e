"""Addresses at which no message arrives: nothing is handed over to them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from accounts import history
from accounts.models import DeadAddress, OutgoingMail, User


def mark(*, mail: OutgoingMail, address: str, reason: str, at: datetime) -> DeadAddress:
    """The address is dead from now; if it was already, the first reason stays."""
    dead, _ = DeadAddress.objects.get_or_create(
        address=address.lower(),
        defaults={"reason": reason, "since_at": at, "mail_id": mail.pk},
    )
    return dead


def known_among(addresses: Iterable[str]) -> dict[str, str]:
    """{address in small letters: why it is dead}."""
    asked = {address.lower() for address in addresses}
    return dict(
        DeadAddress.objects.filter(address__in=asked).values_list("address", "reason")
    )


@transaction.atomic
def forget_unused() -> int:
    """Clear the addresses that nobody has any more; how many.

    Whoever had one was given another. If somebody gets the old one back, it is meant.
    """
    dead = {row.address: row for row in DeadAddress.objects.all()}
    if not dead:
        return 0
    used = (
        User.objects.annotate(small=Lower("email"))
        .filter(small__in=dead)
        .values_list("small", flat=True)
    )
    unused = [dead[address] for address in dead.keys() - set(used)]
    for row in unused:
        history.record(
            by=None,
            action="đã bỏ đánh dấu địa chỉ hỏng, vì không còn ai dùng",
            target=row,
        )
    DeadAddress.objects.filter(pk__in=[row.pk for row in unused]).delete()
    return len(unused)
