"""What a new collection begins with: whom to ask, and for what."""

from collections.abc import Iterable
from datetime import date

from accounts.models import EmulationCluster, Organisation
from agreements.models import Agreement, CoordinationArea
from tasks.models import Coordination, FocusTask, YearlyPlan

from ..contents.covering import as_on
from ..models import Collection, Figure, Indicator

About = Agreement | EmulationCluster | None


def default_units(
    about: About, office: Organisation, first: date, last: date
) -> list[Organisation]:
    """Bodies as they are at the end of the period; the office does not ask itself."""
    if isinstance(about, Agreement):
        bodies = [*parties_of(about, last), *working_in(about, first, last)]
    elif about is not None:
        bodies = [p.organisation for p in about.places.select_related("organisation")]
    else:
        children = Organisation.objects.existing(last).filter(parent=office)
        bodies = list(children.order_by("sort_key", "pk"))
    return [body for body in as_on(bodies, last) if body != office]


def parties_of(agreement: Agreement, day: date) -> list[Organisation]:
    bodies = []
    parties = agreement.parties.select_related("organisation")
    for party in parties.prefetch_related("members", "decisions__organisation"):
        bearer = party.bearer_on(day)
        bodies += [bearer] if bearer else []
        bodies += party.members.all()
    return bodies


def tasks_of(agreement: Agreement, first: date, last: date):
    plans = YearlyPlan.objects.issued().not_amending().filter(agreement=agreement)
    plans = plans.filter(year__gte=first.year, year__lte=last.year)
    return FocusTask.objects.filter(plan__in=plans.values("pk")).counted().order_by()


def working_in(agreement: Agreement, first: date, last: date) -> list[Organisation]:
    """Leads and coordinating bodies of the plans of those years, by name."""
    tasks = tasks_of(agreement, first, last)
    joined = Coordination.objects.filter(task__in=tasks.values("pk"))
    ids = set(tasks.values_list("lead_organisation", flat=True))
    ids |= set(joined.values_list("organisation", flat=True))
    return list(Organisation.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


def earlier(about: About, office: Organisation) -> Collection | None:
    """The last one about the same thing: what it asked is asked again."""
    if isinstance(about, Agreement):
        rows = Collection.objects.filter(agreement=about)
    elif about is not None:
        rows = Collection.objects.filter(cluster=about)
    else:
        rows = Collection.objects.filter(
            agreement__isnull=True, cluster__isnull=True, office=office
        )
    return rows.order_by("-period_to", "-pk").first()


def default_areas(about: About, last_time: Collection | None, first, last) -> list[int]:
    if last_time:
        return list(last_time.areas.values_list("pk", flat=True))
    if not isinstance(about, Agreement):
        return []
    tagged = set(about.areas.values_list("area", flat=True))
    tasks = tasks_of(about, first, last)
    tagged |= set(tasks.values_list("area", flat=True).distinct())
    areas = CoordinationArea.objects.filter(pk__in=tagged - {None})
    return list(areas.values_list("pk", flat=True))


def default_indicators(
    last_time: Collection | None, units: Iterable[Organisation], last: date
) -> list[int]:
    """As last time; else what these bodies reported in the two years before."""
    if last_time:
        return list(last_time.indicators.values_list("pk", flat=True))
    since = date(last.year - 2, 1, 1)
    known = Figure.objects.standing().filter(period_from__gte=since)
    known = known.of([unit.pk for unit in units])
    rows = Indicator.objects.filter(is_active=True, pk__in=known.values("indicator"))
    return list(rows.values_list("pk", flat=True))
