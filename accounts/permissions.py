"""Who may see and do what with organisations, people and mail."""

from django.db.models import QuerySet

from .models import Organisation, Role, SavedView, User


def can_see_outbox(user: User) -> bool:
    """Only the administrator of the whole system: letters name people and duties."""
    return user.is_active and user.is_superuser


def can_resend(user: User) -> bool:
    return can_see_outbox(user)


def can_manage_people(user: User, organisation: Organisation) -> bool:
    """The system's administrator, and the administrator of that organisation."""
    return user.is_superuser or user.has_role(organisation.pk, Role.ADMINISTRATOR)


def can_reorganise(user: User) -> bool:
    """Only the administrator of the whole system: bodies of everybody change."""
    return user.is_active and user.is_superuser


def can_see_people(user: User) -> bool:
    """Who serves where is for those who work here, not for the public."""
    return user.is_authenticated


def organisations_to_share_with(user: User) -> QuerySet[Organisation]:
    """Bodies one serves today: where one's saved filters may be offered to others."""
    places = {place.organisation_id for place in user.current_memberships}
    return Organisation.objects.filter(pk__in=places)


def can_delete_view(user: User, view: SavedView) -> bool:
    """Whoever saved it; a shared one also the administrator of the organisation."""
    return view.owner_id == user.pk or user.has_role(
        view.shared_with_id, Role.ADMINISTRATOR
    )
