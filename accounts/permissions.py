"""Who may see and do what with organisations, people and mail."""

from .models import Organisation, Role, User


def can_see_outbox(user: User) -> bool:
    """Only the administrator of the whole system: letters name people and duties."""
    return user.is_active and user.is_superuser


def can_resend(user: User) -> bool:
    return can_see_outbox(user)


def can_manage_people(user: User, organisation: Organisation) -> bool:
    """The system's administrator, and the administrator of that organisation."""
    return user.is_superuser or user.has_role(organisation.pk, Role.ADMINISTRATOR)


def can_see_people(user: User) -> bool:
    """Who serves where is for those who work here, not for the public."""
    return user.is_authenticated
