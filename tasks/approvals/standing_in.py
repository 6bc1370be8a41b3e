"""Naming who decides for a body between two days ("thay mặt"), and revoking it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import history
from accounts.errors import NotPossible
from accounts.models import (
    Membership,
    Organisation,
    Role,
    User,
    with_predecessors,
    with_successors,
)
from accounts.vietnamese import format_date
from agreements.models import Party

from .. import emails
from ..badges import Badge
from ..models import StandIn
from .deciding import BEARING, DECIDERS

MOST_DAYS = 366


def visible_to(user: User) -> QuerySet[StandIn]:
    """Those of one's bodies, and those that name oneself."""
    papers = StandIn.objects.select_related(
        "organisation", "person", "stands_for", "named_by", "revoked_by"
    )
    if user.is_superuser:
        return papers
    return papers.filter(Q(organisation__in=user.organisation_ids) | Q(person=user))


def people_of(organisation: Organisation, on: date) -> QuerySet[User]:
    """Anybody of the body, and of bodies that are the same party with it."""
    served = with_predecessors({organisation.pk}, on)
    bodies = {organisation.pk}
    for party in Party.objects.borne_by(served, on).prefetch_related(*BEARING):
        bodies |= party.bearer_ids(on)
    return _serving(bodies, Role.values, on)


def replaceable(organisation: Organisation, on: date) -> QuerySet[User]:
    """Those who decide for the body by their own place."""
    return _serving({organisation.pk}, DECIDERS, on)


def _serving(organisation_ids, roles, on: date) -> QuerySet[User]:
    places = Membership.objects.current(on).filter(
        organisation__in=with_successors(organisation_ids, on), role__in=roles
    )
    return User.objects.filter(pk__in=places.values("user"), is_active=True)


@transaction.atomic
def name(
    *,
    organisation: Organisation,
    person: User,
    first_on: date,
    last_on: date,
    reason: str,
    by: User,
    on: date,
    stands_for: User | None = None,
) -> StandIn:
    """Let a person decide for a body between two days, both included."""
    _check(organisation, person, stands_for, first_on, last_on, reason, on)
    # Held, so that two papers for the same days are not named at one moment.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    standing = StandIn.objects.filter(
        Q(person=person) | Q(stands_for=stands_for),
        organisation=organisation,
        revoked_on__isnull=True,
        first_on__lte=last_on,
        last_on__gte=first_on,
    )
    if other := standing.select_related("person", "organisation").first():
        raise NotPossible(
            f"Trùng ngày với việc đã giao: {other} từ {format_date(other.first_on)} "
            f"đến {format_date(other.last_on)}. Hãy thu hồi việc đó hoặc chọn ngày "
            "khác."
        )
    paper = StandIn.objects.create(
        organisation=organisation,
        person=person,
        stands_for=stands_for,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        named_by=by,
    )
    history.record(
        by=by,
        action=f"đã giao {person} thay mặt cơ quan cho ý kiến từ "
        f"{format_date(first_on)} đến {format_date(last_on)}",
        target=organisation,
        reason=reason,
    )
    emails.stand_in_named(paper)
    return paper


def _check(organisation, person, stands_for, first_on, last_on, reason, on) -> None:
    if last_on < first_on:
        raise ValidationError({"last_on": "Ngày cuối phải từ ngày đầu trở đi."})
    if last_on < on:
        raise ValidationError({"last_on": "Ngày cuối đã qua. Hãy chọn ngày khác."})
    if last_on - first_on > timedelta(days=MOST_DAYS):
        raise ValidationError({"last_on": "Mỗi lần giao thay mặt không quá một năm."})
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do hoặc số văn bản giao."})
    if person == stands_for:
        raise ValidationError({"person": "Hãy chọn người khác với người được thay."})
    if not people_of(organisation, on).filter(pk=person.pk).exists():
        raise ValidationError(
            {"person": "Người này không ở cơ quan hoặc cơ quan cùng bên ký."}
        )


@transaction.atomic
def revoke(*, stand_in: StandIn, by: User, on: date) -> bool:
    """End it at once; what was decided stays. False if it was revoked already."""
    held = StandIn.objects.filter(pk=stand_in.pk, revoked_on__isnull=True)
    if not held.update(revoked_on=on, revoked_by=by):
        return False
    stand_in.refresh_from_db()
    history.record(
        by=by,
        action=f"đã thu hồi việc {stand_in.person} thay mặt cơ quan cho ý kiến",
        target=stand_in.organisation,
    )
    emails.stand_in_revoked(stand_in)
    return True


def is_open(stand_in: StandIn, on: date) -> bool:
    """May it still be revoked?"""
    return stand_in.revoked_on is None and stand_in.last_on >= on


def state_of(stand_in: StandIn, on: date) -> Badge:
    if stand_in.revoked_on:
        return Badge("x", f"Đã thu hồi {format_date(stand_in.revoked_on)}", "idle")
    if stand_in.last_on < on:
        return Badge("check", "Đã hết hạn", "idle")
    if stand_in.first_on > on:
        return Badge("clock", "Sắp tới", "plan")
    return Badge("check", "Đang thay mặt", "ok")
