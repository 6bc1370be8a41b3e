"""Who may see and do what with agreements: one function per question."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, Role, User

from .models import Agreement, Conference, Party

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


def kept_by(user: User, agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those of which the person's bodies keep the record; a superuser sees all."""
    if user.is_superuser:
        return agreements
    return agreements.filter(owner__in=user.organisation_ids_as(*EDITING))


def can_throw_away(user: User, agreement: Agreement) -> bool:
    """Whoever may correct the record; what builds upon it may stand in the way."""
    return can_revise(user, agreement)


def can_tag(user: User, agreement: Agreement) -> bool:
    """Areas and responsible parties of the articles: as the rest of the record."""
    return can_revise(user, agreement)


def replaceable_by(user: User) -> QuerySet[Agreement]:
    """Texts a new one may replace: those one's bodies keep the record of or signed.

    Working in a plan under a text is not enough: being replaced ends it.
    """
    if user.is_superuser:
        return Agreement.objects.all()
    mine = user.organisation_ids_as(*EDITING)
    return Agreement.objects.filter(_kept_or_signed_by(mine))


def _kept_or_signed_by(organisation_ids: set[int]) -> Q:
    signed = Party.objects.of_organisations(organisation_ids).values("agreement")
    return Q(owner__in=organisation_ids) | Q(pk__in=signed)


def can_see_history(user: User, agreement: Agreement) -> bool:
    """People of the body that keeps the record and of the parties, in any role."""
    mine = user.organisation_ids
    return (
        user.is_superuser
        or agreement.owner_id in mine
        or agreement.parties.of_organisations(mine).exists()
    )


def can_draft_plan_under(user: User, agreement: Agreement) -> bool:
    """Staff and managers of a party or of the record's keeper, once it is signed."""
    if not agreement.is_signed:
        return False
    bodies = {agreement.owner_id} | _bearer_ids(agreement, timezone.localdate())
    return bool(user.organisation_ids_as(*EDITING) & bodies)


def can_order_review_of(user: User, agreement: Agreement) -> bool:
    """Managers of a body that signed it, or of its successor; once it is signed."""
    managed = user.organisation_ids_as(Role.MANAGER)
    bearers = _bearer_ids(agreement, timezone.localdate())
    return agreement.is_signed and bool(managed & bearers)


def can_amend(user: User, agreement: Agreement) -> bool:
    """Whoever may revise the record, once there is a signed text to amend."""
    return agreement.is_signed and can_revise(user, agreement)


def can_decide_continuation(user: User, agreement: Agreement) -> bool:
    """Staff and managers of the record's keeper and of what succeeded a party.

    It records a decision that was taken on paper, so the administrator may too: a
    body that ended without a successor leaves nobody else.
    """
    if user.is_superuser:
        return True
    on = timezone.localdate()
    bodies = {agreement.owner_id}
    for party in agreement.parties.all():
        if party.organisation and not party.organisation.exists_on(on):
            bodies |= {party.organisation_id} | party.bearer_ids(on)
    return bool(bodies & user.organisation_ids_as(*EDITING))


def _bearer_ids(agreement: Agreement, on: date) -> set[int]:
    ids = set()
    for party in agreement.parties.all():
        ids |= party.bearer_ids(on)
    return ids


# -- Conferences ---------------------------------------------------------------


def can_revise_conference(user: User, conference: Conference) -> bool:
    """Staff and managers of the body that keeps its record, or of its successor."""
    return user.is_superuser or _keeps_conference(user, conference)


def _keeps_conference(user: User, conference: Conference) -> bool:
    """A conference that nobody keeps is kept by the keepers of its agreements."""
    keepers = {conference.owner_id}
    if conference.owner_id is None:
        keepers = set(conference.concerned().values_list("owner", flat=True))
    return bool(keepers & user.organisation_ids_as(*EDITING))


def can_follow_up(user: User, conference: Conference) -> bool:
    """May the person make tasks and recommendations of what was concluded?

    Staff and managers of the keeper of its record, and of the parties and keepers of
    the agreements concerned.
    """
    mine = user.organisation_ids_as(*EDITING)
    borne = Party.objects.borne_by(mine, timezone.localdate()).values("agreement")
    ours = Q(owner__in=mine) | Q(pk__in=borne)
    return (
        _keeps_conference(user, conference)
        or conference.concerned().signed().filter(ours).exists()
    )


def can_see_history_of_conference(user: User, conference: Conference) -> bool:
    """People of the keeper of its record and of the parties concerned, in any role."""
    mine = user.organisation_ids
    return (
        user.is_superuser
        or conference.owner_id in mine
        or conference.concerned().filter(_kept_or_signed_by(mine)).exists()
    )
