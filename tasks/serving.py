"""The people who serve bodies that day, for many bodies at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from accounts.models import Membership, Organisation, Role, User, with_successors


def people_by_body(
    organisation_ids: Collection[int], *, roles: Collection[str], on: date
) -> dict[int, list[User]]:
    """{body id: its people by given name}; for an ended body, of what it became."""
    bearers = {pk: {pk} for pk in organisation_ids}
    # Few bodies have ended; only those are asked for what took over.
    ended = Organisation.objects.filter(pk__in=organisation_ids).ended(on)
    for pk in ended.values_list("pk", flat=True):
        bearers[pk] = with_successors({pk}, on)
    places = (
        Membership.objects.current(on)
        .filter(
            organisation__in=set().union(*bearers.values()),
            role__in=roles,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user__sort_key", "user")
    )
    serving = defaultdict(dict)
    for place in places:
        serving[place.organisation_id][place.user_id] = place.user
    found = {}
    for pk, bodies in bearers.items():
        people = {}
        for body in bodies:
            people |= serving[body]
        found[pk] = list(people.values())
    return found


def serves(user_id: int, organisation_id: int, *, on: date) -> bool:
    """In any role, there or in what the body has become."""
    places = Membership.objects.serving([organisation_id], roles=Role.values, on=on)
    return places.filter(user=user_id).exists()


def names(people: Collection[User]) -> str:
    return ", ".join(map(str, people))
