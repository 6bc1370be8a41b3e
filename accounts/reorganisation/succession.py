"""Which bodies a body has become by a day; an existing one has become itself."""

from datetime import date

from ..models import Organisation, Succession


def bearer_of(organisation: Organisation, on: date) -> Organisation | None:
    """The existing body that carries its duties that day.

    None when its chain ended without a successor, or has not begun yet.
    """
    body, passed = organisation, set()
    while body is not None and not body.exists_on(on) and body.pk not in passed:
        passed.add(body.pk)
        link = _links([body], on).filter(takes_duties=True).first()
        body = link and link.successor
    return body if body is not None and body.exists_on(on) else None


def successors_on(organisation: Organisation, on: date) -> list[Organisation]:
    """Every existing body it has become, the one that carries its duties first."""
    found, frontier, seen = [], [organisation], {organisation.pk}
    while frontier:
        found += [body for body in frontier if body.exists_on(on)]
        ended = [body for body in frontier if not body.exists_on(on)]
        next_ones = dict.fromkeys(link.successor for link in _links(ended, on))
        frontier = [body for body in next_ones if body.pk not in seen]
        seen |= {body.pk for body in frontier}
    bearer = bearer_of(organisation, on)
    return sorted(found, key=lambda body: body != bearer)


def _links(bodies, on):
    return (
        Succession.objects.filter(predecessor__in=bodies, took_effect_on__lte=on)
        .select_related("successor")
        .order_by("-takes_duties", "successor__sort_key", "successor")
    )
