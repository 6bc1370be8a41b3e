"""Which ladder of reminders the duties under an agreement use: said and changed."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import Stale
from accounts.models import Duty, Ladder, User
from accounts.reminding.ladders import OF_NO_AGREEMENT

from ..models import Agreement, AgreementLadder

KINDS = tuple(duty for duty in Duty if duty not in OF_NO_AGREEMENT)
DEFAULT = "thang mặc định"
GONE = "Thang vừa chọn đã bị xóa, mời chọn lại."


def chosen_for(agreement: Agreement) -> dict[str, int]:
    """{duty: ladder id} where it is not the default."""
    return dict(agreement.ladders.values_list("duty", "ladder"))


@transaction.atomic
def choose(
    *, agreement: Agreement, chosen: Mapping[str, int], was: Mapping[str, int], by: User
) -> bool:
    """Use these ladders from the next run on; kinds left out use their default.

    False if nothing changes. Stale if the choice is no longer `was`; ValidationError
    by kind for a ladder that is gone, or of another kind.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    before, chosen = chosen_for(agreement), dict(chosen)
    if chosen == before:
        return False
    if before != dict(was):
        raise Stale("Người khác vừa đổi thang nhắc việc của quy chế này.")
    ladders = _held(chosen)
    said_before = _said(before)
    agreement.ladders.exclude(duty__in=chosen).delete()
    for duty, ladder in ladders.items():
        AgreementLadder.objects.update_or_create(
            agreement=agreement, duty=duty, defaults={"ladder": ladder}
        )
    history.record(
        by=by,
        action="đã đổi thang nhắc việc của quy chế",
        target=agreement,
        changes=history.differences(said_before, _said(chosen)),
    )
    return True


def _held(chosen: Mapping[str, int]) -> dict[str, Ladder]:
    """The ladders, held so that none is deleted while it is being chosen."""
    ladders = Ladder.objects.select_for_update().in_bulk(list(chosen.values()))
    wrong = {
        duty: GONE
        for duty, pk in chosen.items()
        if pk not in ladders or ladders[pk].duty != duty or duty not in KINDS
    }
    if wrong:
        raise ValidationError(wrong)
    return {duty: ladders[pk] for duty, pk in chosen.items()}


def _said(chosen: Mapping[str, int]) -> dict[str, str]:
    names = dict(
        Ladder.objects.filter(pk__in=chosen.values()).values_list("pk", "name")
    )
    return {
        f"nhắc việc “{duty.label}”": names.get(chosen.get(duty), DEFAULT)
        for duty in KINDS
    }
