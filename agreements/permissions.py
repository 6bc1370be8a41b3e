"""Who may see and do what with agreements: one function per question."""

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Role, User

from .models import Agreement, Party

EDITING = (Role.STAFF, Role.MANAGER)


def organisations_to_register_for(user: User) -> QuerySet[Organisation]:
    """Bodies in which the person is staff or manager, and those they succeeded."""
    if user.is_superuser:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=user.organisation_ids_as(*EDITING))


def can_register(user: User) -> bool:
    """Staff and managers of any organisation register agreements on its behalf."""
    return user.is_superuser or bool(user.organisation_ids_as(*EDITING))


def can_revise(user: User, agreement: Agreement) -> bool:
    """Staff and managers of the body that keeps the record, or of its successor."""
    return user.is_superuser or user.has_role(agreement.owner_id, *EDITING)


def replaceable_by(user: User) -> QuerySet[Agreement]:
    """Texts a new one may replace: those one's bodies keep the record of or signed.

    Working in a plan under a text is not enough: being replaced ends it.
    """
    if user.is_superuser:
        return Agreement.objects.all()
    mine = user.organisation_ids_as(*EDITING)
    signed = Party.objects.of_organisations(mine).values("agreement")
    return Agreement.objects.filter(Q(owner__in=mine) | Q(pk__in=signed))


def can_see_history(user: User, agreement: Agreement) -> bool:
    """People of the body that keeps the record and of the parties, in any role."""
    return user.is_superuser or bool(
        user.organisation_ids & ({agreement.owner_id} | _party_ids(agreement))
    )


def can_draft_plan_under(user: User, agreement: Agreement) -> bool:
    """Staff and managers of a party or of the record's keeper, once it is signed."""
    if not agreement.is_signed:
        return False
    signed = {agreement.owner_id} | _party_ids(agreement)
    return bool(user.organisation_ids_as(*EDITING) & signed)


def can_order_review_of(user: User, agreement: Agreement) -> bool:
    """Managers of a body that signed it, or of its successor; once it is signed."""
    managed = user.organisation_ids_as(Role.MANAGER)
    return agreement.is_signed and bool(managed & _party_ids(agreement))


def _party_ids(agreement: Agreement) -> set[int]:
    ids = set()
    for party in agreement.parties.all():
        ids |= party.organisation_ids()
    return ids
