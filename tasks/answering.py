"""What some bodies answer for: whole the plans they wrote or signed; of the plans of

others only the rows they lead and the parts they take. Dashboards count by it and
lists filter by it, so that a figure and the list behind it are the same rows.

`bodies` is None for everything there is.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User, with_predecessors
from agreements.models import Agreement, Party

from .models import Coordination, YearlyPlan

Bodies = Collection[int] | None
ALL = "tat-ca"  # in an address: all the bodies of the person


def agreements_of(bodies: Bodies) -> QuerySet[Agreement]:
    """Those they signed, or keep the record of."""
    found = Agreement.objects.order_by()
    if bodies is None:
        return found
    signed = Party.objects.of_organisations(bodies).values("agreement")
    return found.filter(Q(owner__in=bodies) | Q(pk__in=signed))


def whole(plans: QuerySet[YearlyPlan], bodies: Bodies) -> QuerySet[YearlyPlan]:
    """Of these plans, those the bodies answer for as a whole."""
    if bodies is None:
        return plans
    signed = Party.objects.of_organisations(bodies).values("agreement")
    return plans.filter(
        Q(office__in=bodies) | Q(agreement__owner__in=bodies) | Q(agreement__in=signed)
    )


def known_whole(bodies: Bodies, *, running: bool = False) -> list[int]:
    """Issued plans they answer for whole: looked up first, so that indexes answer."""
    return list(whole(issued(running=running), bodies).values_list("pk", flat=True))


def issued(*, running: bool = False) -> QuerySet[YearlyPlan]:
    """In a plan that is closed nothing is late any more: it is not running."""
    plans = YearlyPlan.objects.issued().order_by()
    return plans.filter(state=YearlyPlan.State.ISSUED) if running else plans


def tasks_of(bodies: Bodies) -> Q:
    """Tasks of issued plans they answer for."""
    here = Q(plan__in=known_whole(bodies))
    if bodies is None:
        return here
    led = Q(lead_organisation__in=bodies, plan__in=issued().values("pk"))
    return here | led


def followed_by(organisation_ids: Collection[int]) -> Q:
    """Tasks of issued plans that they wrote, lead or take part in."""
    written = issued().filter(office__in=organisation_ids)
    parts = Coordination.objects.filter(organisation__in=organisation_ids)
    elsewhere = Q(lead_organisation__in=organisation_ids) | Q(
        pk__in=parts.values("task")
    )
    here = Q(plan__in=list(written.values_list("pk", flat=True)))
    return here | elsewhere & Q(plan__in=issued().values("pk"))


def parts_of(bodies: Bodies) -> Q:
    """Parts: all those of whole plans that run; elsewhere their own."""
    here = Q(task__plan__in=known_whole(bodies, running=True))
    return here if bodies is None else here | Q(organisation__in=bodies)


def bodies_of(user: User) -> Bodies:
    return None if user.is_superuser else user.organisation_ids


def in_place_of(body: Organisation, on: date) -> set[int]:
    """The body, with all whose duties had passed to it."""
    return with_predecessors({body.pk}, on)


def asked_bodies(value: str, user: User, on: date) -> Bodies:
    """The bodies a list is asked about by `board`; nobody's without the right."""
    if value == ALL:
        return bodies_of(user)
    if user.is_superuser or int(value) in user.organisation_ids:
        return with_predecessors({int(value)}, on)
    return set()


def boards_in(params, user: User) -> list[tuple[str, str]]:
    """The one choice that an address asks for and the person has; or none."""
    value = params.get("board", "")
    if value == ALL:
        return [(ALL, "mọi cơ quan" if user.is_superuser else "các cơ quan của tôi")]
    if not value.isdecimal() or len(value) > 18:
        return []
    if not user.is_superuser and int(value) not in user.organisation_ids:
        return []
    body = Organisation.objects.filter(pk=value).first()
    return [(value, body.label)] if body else []
