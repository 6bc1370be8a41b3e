"""When a person leaves: their work passes to another of the same body, in one go.

What the body itself owes never moves; what hangs on the person does. The items of
the minutes are frozen in the row as they were that day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history, permissions
from accounts.errors import NotPossible
from accounts.models import Membership, Organisation, Role, User
from accounts.people import people

from .. import emails
from ..models import Handover
from ..permissions import can_hand_over
from ..serving import serves
from . import handover_items
from .handover_items import Item
from .handover_moving import Mover

NOTHING_LEFT = (
    "Không còn việc nào để bàn giao: có thể việc này đã được làm rồi. Hãy xem danh "
    "sách bàn giao của cơ quan."
)
NOT_ADMINISTRATOR = (
    "Chỉ quản trị cơ quan ghi ngày thôi cho người bàn giao. Hãy bỏ chọn mục này, bàn "
    "giao công việc trước, rồi đề nghị quản trị cơ quan ghi ngày thôi."
)


@dataclass(frozen=True)
class Wanted:
    """Who hands over to whom, where, when and why."""

    organisation: Organisation
    giver: User
    receiver: User
    handed_on: date
    reason: str
    note: str = ""
    ended_on: date | None = None  # the giver's places end from that day


def check(wanted: Wanted, *, by: User, on: date) -> None:
    """Raise ValidationError, by field, where this cannot be handed over."""
    errors = {}
    if wanted.giver == wanted.receiver:
        errors["receiver"] = "Người nhận phải khác người bàn giao."
    elif not serves(wanted.receiver.pk, wanted.organisation.pk, on=on):
        errors["receiver"] = (
            f"{wanted.receiver} hiện không giữ vai trò nào ở cơ quan. Hãy thêm người "
            "này vào cơ quan trước."
        )
    if wanted.handed_on > on:
        errors["handed_on"] = (
            "Ngày bàn giao không được sau hôm nay: công việc chuyển ngay khi xác nhận."
        )
    if wanted.ended_on:
        if not permissions.can_manage_people(by, wanted.organisation):
            errors["ends_place"] = NOT_ADMINISTRATOR
        elif wanted.ended_on < wanted.handed_on:
            errors["ended_on"] = "Ngày thôi không được trước ngày bàn giao."
    if errors:
        raise ValidationError(errors)


def items_of(wanted: Wanted, *, on: date) -> list[Item]:
    return handover_items.found(
        wanted.giver,
        wanted.receiver,
        wanted.organisation,
        leaves=leaves(wanted, on),
        on=on,
    )


def leaves(wanted: Wanted, on: date) -> bool:
    """Will the giver have no place left anywhere after this?"""
    if not wanted.ended_on:
        return False
    others = Membership.objects.current(on).filter(user=wanted.giver)
    return not others.exclude(organisation=wanted.organisation).exists()


@transaction.atomic
def hand_over(
    *, wanted: Wanted, chosen: set[str], by: User, on: date, at: datetime
) -> Handover:
    """Move the chosen items (by their keys) and write the minutes.

    What is gone by now is left out of the minutes; where nothing is left at all, a
    second run is refused.
    """
    organisation = Organisation.objects.select_for_update().get(
        pk=wanted.organisation.pk
    )
    if not can_hand_over(by, organisation):
        raise NotPossible("Ông/Bà không còn quyền ghi bàn giao của cơ quan này.")
    check(wanted, by=by, on=on)
    items = [item for item in items_of(wanted, on=on) if item.key in chosen]
    places = places_of(wanted, on) if wanted.ended_on else []
    if not items and not places:
        raise NotPossible(NOTHING_LEFT)
    moved = Mover(
        wanted.giver,
        wanted.receiver,
        by=by,
        on=on,
        at=at,
        keeps=not leaves(wanted, on),
    )
    for item in items:
        moved.move(item)
    for place in places:
        people.end_place(place=place, ended_on=wanted.ended_on, by=by, on=on)
    handover = Handover.objects.create(
        organisation=organisation,
        giver=wanted.giver,
        receiver=wanted.receiver,
        handed_on=wanted.handed_on,
        reason=wanted.reason,
        note=wanted.note,
        ends_place=bool(places),
        items=[item.frozen() for item in items],
        recorded_by=by,
    )
    history.record(
        by=by,
        action=f"đã ghi bàn giao công việc từ {wanted.giver} sang {wanted.receiver}, "
        f"{len(items)} việc",
        target=handover,
        reason=wanted.reason,
    )
    if wanted.receiver != by:
        emails.handed_over(handover)
    return handover


def places_of(wanted: Wanted, on: date) -> list[Membership]:
    """The giver's places in the body that are still held."""
    places = Membership.objects.filter(
        user=wanted.giver, organisation=wanted.organisation
    )
    # The administrator's place last: it is the one that may be refused.
    return sorted(
        places.exclude(ended_on__lte=on).select_related("organisation", "user"),
        key=lambda place: place.role == Role.ADMINISTRATOR,
    )


@transaction.atomic
def keep_scan(*, handover: Handover, stored, by: User) -> None:
    """The signed minutes; another scan takes the place of the one before."""
    locked = Handover.objects.select_for_update().get(pk=handover.pk)
    said = "đã thay bản ký" if locked.stored_file_id else "đã lưu bản ký"
    locked.stored_file = stored
    locked.save(update_fields=["stored_file"])
    history.record(by=by, action=f"{said} của biên bản bàn giao", target=locked)
