"""How it went: tasks due and done on time by quarter, an indicator by period."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import ClusterMember, with_predecessors
from accounts.vietnamese import format_date
from tasks.models import TaskState

from ..documents.elements import Chart, Series
from ..indicators import figures, tracing
from ..models import Figure, Indicator, PeriodKind, Qualifier
from ..reporting_calendar import periods
from .scope import Scope

QUARTERS = 8
PERIODS = 5
MOST_NAMED = 200  # bodies in one address: servers refuse longer ones
ROMAN = ("I", "II", "III", "IV")
NOT_CANCELLED = ~Q(state=TaskState.CANCELLED)
# By `listed_on`: the same day, and the column that the index has.
ON_TIME = Q(state=TaskState.DONE, completed_on__lte=F("listed_on"))


@dataclass(frozen=True)
class Quarter:
    """`due`: tasks whose day lies in it, but for the cancelled."""

    year: int
    number: int
    due: int
    on_time: int
    url: str
    on_time_url: str

    @property
    def label(self) -> str:
        return f"Quý {ROMAN[self.number - 1]}/{self.year}"

    @property
    def percent(self) -> int | None:
        return round(100 * self.on_time / self.due) if self.due else None


def quarters(scope: Scope) -> list[Quarter]:
    """The last eight, with the present one; or those that end with a year asked for.

    Grouped by day, of which there are few: the database need not work out quarters.
    """
    first, last = _span(scope)
    counts: dict[tuple[int, int], list[int]] = {}
    for part in scope.tasks():
        days = part.order_by().filter(listed_on__gte=first, listed_on__lte=last)
        counted = days.values_list("listed_on").annotate(
            due=Count("pk", filter=NOT_CANCELLED), on_time=Count("pk", filter=ON_TIME)
        )
        for day, due, on_time in counted:
            row = counts.setdefault((day.year, (day.month + 2) // 3), [0, 0])
            row[0], row[1] = row[0] + due, row[1] + on_time
    return [_quarter(scope, *key, *counts.get(key, (0, 0))) for key in _quarters(first)]


def _span(scope: Scope) -> tuple[date, date]:
    quarter = (scope.on.month + 2) // 3
    year = scope.on.year
    if scope.year and scope.year != year:
        year, quarter = scope.year, 4
    last = first_day(year + quarter // 4, quarter % 4 + 1) - timedelta(days=1)
    back = year * 4 + quarter - QUARTERS
    return first_day(back // 4, back % 4 + 1), last


def _quarters(first: date) -> list[tuple[int, int]]:
    start = first.year * 4 + (first.month - 1) // 3
    return [(n // 4, n % 4 + 1) for n in range(start, start + QUARTERS)]


def first_day(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


def _quarter(scope: Scope, year, number, due, on_time) -> Quarter:
    last = first_day(year + number // 4, number % 4 + 1) - timedelta(days=1)
    days = {
        "due_from": format_date(first_day(year, number)),
        "due_to": format_date(last),
    }
    return Quarter(
        year,
        number,
        due,
        on_time,
        url=scope.to_tasks(situation="counted", **days),
        on_time_url=scope.to_tasks(situation="on_time", **days),
    )


def chart_of_quarters(rows: list[Quarter]) -> Chart | None:
    if not any(row.due for row in rows):
        return None
    return Chart(
        "Nhiệm vụ đến hạn và hoàn thành đúng hạn theo quý",
        tuple(f"{ROMAN[row.number - 1]}/{row.year % 100}" for row in rows),
        (
            Series("Đến hạn", tuple(Decimal(row.due) for row in rows)),
            Series("Hoàn thành đúng hạn", tuple(Decimal(row.on_time) for row in rows)),
        ),
        shape="line",
    )


# -- An indicator by period ------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An indicator's totals; `rows`: (period, total, what it is made of).

    `shared`: periods with a result in common with bodies that are not asked about.
    """

    indicator: Indicator
    rows: list[tuple]
    chart: Chart | None
    shared: tuple[str, ...] = ()


def figure_bodies(scope: Scope) -> set[int]:
    """Bodies all of whose figures the person may see: their own, and who they lead."""
    if scope.is_all:
        shares = Figure.organisations.through.objects.order_by()
        return set(shares.values_list("organisation", flat=True).distinct())
    convened = ClusterMember.objects.filter(cluster__convener__in=scope.bodies)
    return set(scope.bodies) | set(convened.values_list("organisation", flat=True))


def indicators_of(bodies: set[int]):
    """Those with a figure of the bodies."""
    told = Figure.objects.standing().of(bodies).filter(indicator=OuterRef("pk"))
    return Indicator.objects.filter(Exists(told))


def line_of(indicator: Indicator, bodies: set[int], kind: PeriodKind, on: date) -> Line:
    """The last periods of the kind that have begun, the oldest first."""
    rows = []
    for period in last_periods(kind, on):
        total = figures.total(indicator, sorted(bodies), period.first, period.last)
        rows.append((period, total, url_of(indicator, period, bodies)))
    own = with_predecessors(bodies, on)
    shared = tuple(p.label for p, total, _ in rows if _is_shared(total, own))
    return Line(indicator, rows, _chart_of(indicator, rows), shared)


def _is_shared(total: figures.Total, own: set[int]) -> bool:
    """A result in common is in the total whole: nobody knows the share of each."""
    return any(
        body.pk not in own
        for figure in total.entries
        for body in figure.organisations.all()
    )


def last_periods(kind: PeriodKind, on: date) -> list[periods.Period]:
    found = [
        one
        for year in range(on.year, on.year - PERIODS, -1)
        for one in reversed(periods.in_year(kind, year))
        if one.first <= on
    ]
    return list(reversed(found[:PERIODS]))


def url_of(indicator: Indicator, period: periods.Period, bodies: set[int]) -> str:
    """What the total is made of; of too many bodies to name, the list of figures."""
    days = period.first, period.last
    if len(bodies) <= MOST_NAMED:
        return tracing.total_url(indicator.pk, sorted(bodies), *days)
    first, last = map(format_date, days)
    query = {"indicator": indicator.pk, "first": first, "last": last}
    return f"{reverse('reports:figure-list')}?{urlencode(query)}"


def _chart_of(indicator: Indicator, rows: list[tuple]) -> Chart | None:
    if all(total.amount is None for _, total, _ in rows):
        return None
    return Chart(
        indicator.name,
        tuple(period.label for period, _, _ in rows),
        (series_of([(total.in_unit, total.qualifier) for _, total, _ in rows]),),
        shape="bar",
        unit=indicator.unit,
    )


def series_of(amounts: list[tuple[Decimal | None, str]]) -> Series:
    """One series of (value in the unit, qualifier)."""
    said = tuple(Qualifier(one).label if one else "" for _, one in amounts)
    return Series("", tuple(value for value, _ in amounts), said)
