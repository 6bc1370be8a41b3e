"""Who may see and do what with organisations, people and mail."""

from datetime import date

from django.db.models import QuerySet

from .models import Digest, Membership, Organisation, Reminder, Role, SavedView, User


def can_see_outbox(user: User) -> bool:
    """Only the administrator of the whole system: letters name people and duties."""
    return user.is_active and user.is_superuser


def can_resend(user: User) -> bool:
    return can_see_outbox(user)


def can_see_status(user: User) -> bool:
    """How the machinery runs is for whoever looks after all of it."""
    return can_see_outbox(user)


def can_manage_people(user: User, organisation: Organisation) -> bool:
    """The system's administrator, and the administrator of that organisation."""
    return user.is_superuser or user.has_role(organisation.pk, Role.ADMINISTRATOR)


def can_reorganise(user: User) -> bool:
    """Only the administrator of the whole system: bodies of everybody change."""
    return user.is_active and user.is_superuser


def can_keep_calendar(user: User) -> bool:
    """The system's administrator, and those of bodies that stand under no other.

    One calendar is kept for everybody: a department does not change it for all.
    """
    if not user.is_active:
        return False
    return user.is_superuser or any(
        place.role == Role.ADMINISTRATOR and place.organisation.parent_id is None
        for place in user.current_memberships
    )


def can_edit_ladders(user: User) -> bool:
    """Whoever keeps the working calendar: one ladder reminds the whole system too."""
    return can_keep_calendar(user)


def bodies_looked_after(user: User) -> set[int] | None:
    """Bodies one is administrator of, and all below them; None: every body."""
    if user.is_superuser:
        return None
    found = user.organisation_ids_as(Role.ADMINISTRATOR)
    below = found
    while below := set(
        Organisation.objects.filter(parent__in=below)
        .exclude(pk__in=found)
        .values_list("pk", flat=True)
    ):
        found |= below
    return found


def can_see_people(user: User) -> bool:
    """Who serves where is for those who work here, not for the public."""
    return user.is_authenticated


def can_ask_why(user: User, person: User) -> bool:
    """Of oneself; of whoever serves a body one leads or administers; or everybody."""
    if user == person or user.is_superuser:
        return True
    served = {place.organisation_id for place in person.current_memberships}
    return bool(served & user.organisation_ids_as(Role.MANAGER, Role.ADMINISTRATOR))


def can_see_ledger(user: User) -> bool:
    """The system's administrator, and the administrators of bodies."""
    return user.is_superuser or bool(user.organisation_ids_as(Role.ADMINISTRATOR))


def reminders_seen_by(
    user: User, rows: QuerySet[Reminder], on: date
) -> QuerySet[Reminder]:
    """An administrator of bodies: those of the people who serve them that day."""
    if user.is_superuser:
        return rows
    places = Membership.objects.current(on).filter(
        organisation__in=user.organisation_ids_as(Role.ADMINISTRATOR)
    )
    return rows.filter(receiver__in=places.values("user"))


def digests_seen_by(user: User) -> QuerySet[Digest]:
    """What was sent to a person is theirs; the system's administrator reads all."""
    return Digest.objects.all() if user.is_superuser else user.digests.all()


def organisations_to_share_with(user: User) -> QuerySet[Organisation]:
    """Bodies one serves today: where one's saved filters may be offered to others."""
    places = {place.organisation_id for place in user.current_memberships}
    return Organisation.objects.filter(pk__in=places)


def can_delete_view(user: User, view: SavedView) -> bool:
    """Whoever saved it; a shared one also the administrator of the organisation."""
    return view.owner_id == user.pk or user.has_role(
        view.shared_with_id, Role.ADMINISTRATOR
    )
