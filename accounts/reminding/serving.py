"""Who serves a body on a day, and what became of it: read once for a whole run."""

from collections import defaultdict
from datetime import date

from django.utils.functional import cached_property

from accounts.models import Membership, Role, Succession

WORKERS = (Role.STAFF,)
LEADERS = (Role.MANAGER,)
ANYBODY = tuple(Role)


class Serving:
    """As `Membership.objects.serving`, for any number of bodies in two queries."""

    def __init__(self, on: date):
        self.on = on
        self._places: dict[int, dict[str, list[int]]] = defaultdict(dict)
        places = Membership.objects.current(on).filter(user__is_active=True)
        for body, role, user in places.order_by("pk").values_list(
            "organisation", "role", "user"
        ):
            self._places[body].setdefault(role, []).append(user)
        self._heir = dict(
            Succession.objects.filter(
                took_effect_on__lte=on, takes_duties=True
            ).values_list("predecessor", "successor")
        )
        self._told: dict[tuple, dict[int, str]] = {}

    def acting(self, body: int) -> list[int]:
        """The body and all that have taken over its duties, in order."""
        found = [body]
        while (heir := self._heir.get(found[-1])) and heir not in found:
            found.append(heir)
        return found

    @cached_property
    def reorganised(self) -> set[int]:
        """Bodies that gave their duties to another, or took over another's."""
        return {*self._heir, *self._heir.values()}

    def people(self, body: int, roles: tuple[str, ...]) -> list[int]:
        """Ids of the people, each once."""
        return list(self.told(body, roles, ""))

    def told(self, body: int, roles: tuple[str, ...], why: str) -> dict[int, str]:
        """{user id: why}; the same object for the same question, not to be changed."""
        key = (body, roles, why)
        if key not in self._told:
            self._told[key] = {
                user: why
                for acting in self.acting(body)
                for role in roles
                for user in self._places[acting].get(role, ())
            }
        return self._told[key]
