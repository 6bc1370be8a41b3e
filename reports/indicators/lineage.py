"""Bodies that ended and those that took over: whose figures count for whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounts.models import Succession

from ..models import Figure
from .entries import Entry


class Lineage:
    """The bodies asked for, and those whose duties passed to them.

    The other parts of a body that was divided get nothing of its figures: what it
    reported as a whole counts once.
    """

    def __init__(self, organisation_ids: Iterable[int]):
        self.asked = set(organisation_ids)
        self.bodies = set(self.asked)
        self.links: dict[int, list[tuple[int, date]]] = defaultdict(list)
        frontier = self.asked
        while frontier:
            found = Succession.objects.filter(
                successor__in=frontier, takes_duties=True
            ).values_list("predecessor_id", "successor_id", "took_effect_on")
            frontier = set()
            for predecessor, successor, day in found:
                self.links[predecessor].append((successor, day))
                if predecessor not in self.bodies:
                    frontier.add(predecessor)
            self.bodies |= frontier

    def heirs(self, body: int, last: date) -> set[int]:
        """Who took over from the body after that day, and from them in turn."""
        found, frontier = set(), {body}
        while frontier:
            frontier = {
                successor
                for one in frontier
                for successor, day in self.links.get(one, ())
                if last < day
            } - found
            found |= frontier
        return found

    def owners(self, figure: Figure) -> set[int]:
        """The bodies asked for to which the figure counts."""
        owners = set()
        for body in figure.organisations.all():
            owners |= {body.pk} | self.heirs(body.pk, figure.period_to)
        return owners & self.asked

    def entry(self, figure: Figure) -> Entry:
        bodies = frozenset(body.pk for body in figure.organisations.all())
        heirs = [self.heirs(body, figure.period_to) for body in bodies]
        return Entry(
            id=figure.pk,
            bodies=bodies,
            first=figure.period_from,
            last=figure.period_to,
            amount=figure.amount,
            qualifier=figure.qualifier,
            heirs=frozenset().union(*heirs),
            part=figure.breakdown_id,
            is_provisional=figure.is_provisional,
        )
