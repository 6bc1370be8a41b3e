"""What a report covers: the agreements, the plans, and the bodies it adds up."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.models import Organisation, Province, Succession, with_predecessors
from agreements.models import Agreement, Party
from tasks.models import FocusTask, YearlyPlan

from ..models import Review, UnitReport

LEFT_OUT = UnitReport.State.LEFT_OUT
UNSENT = (UnitReport.State.ENTERING, LEFT_OUT)  # nobody else reads these figures yet


def agreements_of(review: Review) -> QuerySet[Agreement]:
    """One, with those reviewed together; of a province, those its bodies signed."""
    if review.agreement_id:
        one = Agreement.objects.filter(pk=review.agreement_id)
        if not review.pk:  # being ordered
            return one
        others = review.other_agreements.values("pk")
        return one | Agreement.objects.filter(pk__in=others)
    if not review.province_id:
        return Agreement.objects.none()
    signed = Party.objects.filter(organisation__province__in=_province(review))
    return Agreement.objects.filter(pk__in=signed.values("agreement"))


def _province(review: Review) -> QuerySet[Province]:
    """With what it was formed from: agreements outlive the provinces they name."""
    return Province.objects.filter(pk=review.province_id).with_predecessors()


def plans_of(review: Review) -> QuerySet[YearlyPlan]:
    """Issued plans of the years of the period; never what the office may not see."""
    plans = YearlyPlan.objects.issued().not_amending()
    if review.plan_id:
        return plans.filter(pk=review.plan_id)
    plans = plans.filter(
        year__gte=review.period_from.year, year__lte=review.period_to.year
    )
    if review.agreement_id:
        return plans.filter(agreement__in=agreements_of(review).values("pk"))
    office = YearlyPlan.objects.visible_to_bodies([review.office_id]).values("pk")
    known = YearlyPlan.objects.public().values("pk")
    plans = plans.filter(pk__in=office) | plans.filter(pk__in=known)
    if review.province_id:
        return plans.filter(agreement__in=agreements_of(review).values("pk"))
    return plans if review.organisation_id else plans.none()


def tasks_of(review: Review) -> QuerySet[FocusTask]:
    """Focus tasks that count; of one body, those it leads or joins."""
    plans = list(plans_of(review).order_by().values_list("pk", flat=True))
    tasks = FocusTask.objects.filter(plan__in=plans).counted()
    if review.organisation_id:
        tasks = tasks.involving(bodies_in_its_place(review))
    return tasks


def bodies_in_its_place(review: Review) -> set[int]:
    """The body a report is about, and those whose duties had passed to it."""
    return with_predecessors([review.organisation_id], review.period_to)


def bodies_of(review: Review) -> list[Organisation]:
    """Whose figures the report adds up, in their order; with a collection its units."""
    return as_on([*_own_bodies(review), *units_of(review)], review.period_to)


def addressed(review: Review) -> list[Organisation]:
    """The bodies of the thing it is about, without the units that only reported."""
    return as_on(_own_bodies(review), review.period_to)


def _own_bodies(review: Review) -> list[Organisation]:
    """The members or the parties, the body itself, what a province has signed with."""
    if review.cluster_id:
        places = review.cluster.places.select_related("organisation")
        return [place.organisation for place in places]
    if review.organisation_id:
        return [review.organisation]
    if review.agreement_id or review.province_id:
        return _parties(review)
    return [review.office] if review.office else []


def units_of(review: Review) -> list[Organisation]:
    """The units asked in its collection, but for those left out."""
    if not review.collection_id:
        return []
    asked = UnitReport.objects.filter(collection=review.collection_id)
    kept = asked.exclude(state=LEFT_OUT).select_related("organisation")
    return [report.organisation for report in kept.order_by("organisation__sort_key")]


def asked_of(review: Review, bodies: list[Organisation]) -> set[int]:
    """Whose figures are missed when there are none: with a collection, its units."""
    units = as_on(units_of(review), review.period_to)
    return {body.pk for body in units or bodies}


def _parties(review: Review) -> list[Organisation]:
    found = Party.objects.filter(agreement__in=agreements_of(review).values("pk"))
    found = found.select_related("organisation").prefetch_related(
        "members", "decisions__organisation"
    )
    first = review.agreement_id  # before those reviewed together with it
    bodies = []
    for party in sorted(
        found, key=lambda p: (p.agreement_id != first, p.agreement_id, p.position)
    ):
        bearer = party.bearer_on(review.period_to)
        bodies += [bearer] if bearer else []
        bodies += party.members.all()
    if not review.province_id:
        return bodies
    inside = set(_province(review).values_list("pk", flat=True))
    return [body for body in bodies if body.province_id in inside]


def as_on(bodies: Iterable[Organisation], day: date) -> list[Organisation]:
    """Each body once, in its place; one that has ended by then as its successors."""
    bodies = list(bodies)
    ended = [body.pk for body in bodies if not body.exists_on(day)]
    heirs = _heirs(ended, day) if ended else {}
    found = {}
    for body in bodies:
        for heir in heirs.get(body.pk) or [body]:
            found.setdefault(heir.pk, heir)
    return list(found.values())


def _heirs(ended: list[int], day: date) -> dict[int, list[Organisation]]:
    """Who has taken over the duties of each; as many queries for many as for one."""
    links: dict[int, set[int]] = {}
    frontier = set(ended)
    while frontier:
        passed = Succession.objects.filter(
            predecessor__in=frontier, took_effect_on__lte=day, takes_duties=True
        ).values_list("predecessor_id", "successor_id")
        frontier = set()
        for before, after in passed:
            links.setdefault(before, set()).add(after)
            frontier.add(after)
        frontier -= set(links)
    after = {pk for heirs in links.values() for pk in heirs}
    living = Organisation.objects.existing(day).in_bulk(after)
    return {pk: [living[x] for x in _reached(pk, links) if x in living] for pk in ended}


def _reached(start: int, links: dict[int, set[int]]) -> list[int]:
    reached, frontier = {}, [start]
    while frontier:
        frontier = [
            x for pk in frontier for x in sorted(links.get(pk, ())) if x not in reached
        ]
        reached |= dict.fromkeys(frontier)
    return list(reached)
