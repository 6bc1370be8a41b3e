"""People of a body whose end is recorded for a later day.

The reorganisation has already given each of them a place in the successor, from that
day on. Who goes or changes before it comes must not arrive there as if still held.
"""

from collections.abc import Iterator
from datetime import date

from .. import history
from ..models import Membership, Succession, User


def coming_end(place: Membership, on: date) -> date | None:
    """The day on which the body of the place ends, if it is still to come."""
    day = place.organisation.dissolved_on
    return day if day and on < day else None


def places_that_follow(place: Membership, on: date) -> Iterator[Membership]:
    """The places in successors that begin where this one would be cut off, in order."""
    while place and (day := coming_end(place, on)):
        heirs = Succession.objects.filter(
            predecessor=place.organisation, took_effect_on=day, takes_duties=True
        )
        place = (
            Membership.objects.filter(
                user=place.user,
                role=place.role,
                organisation__in=heirs.values("successor"),
                started_on=max(day, place.started_on or day),
            )
            .exclude(ended_on__lte=on)
            .select_related("organisation", "user")
            .first()
        )
        if place:
            yield place


def withdraw(places: list[Membership], *, by: User, on: date) -> None:
    """They end today, before their first day."""
    for place in places:
        place.ended_on = on
        place.save(update_fields=["ended_on"])
        history.record(
            by=by,
            action=f"đã rút vai trò {place.get_role_display()} của {place.user}, vì "
            "người này thôi hoặc đổi vai trò trước khi cơ quan cũ kết thúc",
            target=place.organisation,
        )
