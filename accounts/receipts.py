"""A form that is sent twice is carried out once: the second leads to the result."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from .models import FormReceipt, User


def carry_out_once(
    *, token: UUID, user: User, act: Callable[[], str]
) -> tuple[str, bool]:
    """Run `act` (which gives its result's address) unless the person used `token`.

    Returns the address, and whether it ran now. Two at the same moment: the second
    waits on the receipt's key and then finds the first one's result.
    """
    try:
        with transaction.atomic():
            receipt = FormReceipt.objects.create(token=token, user=user, result_url="")
            receipt.result_url = act()
            receipt.save(update_fields=["result_url"])
    except IntegrityError:
        earlier = FormReceipt.objects.filter(token=token, user=user).first()
        if earlier is None:
            raise
        return earlier.result_url, False
    return receipt.result_url, True
