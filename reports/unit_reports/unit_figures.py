"""The figures a unit is asked for: what it has, what is proposed, what it types.

One figure of the unit alone for each asked indicator (and each "trong đó"); a result
it shares with others stands beside it and is entered as such. Missing is not 0.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from ..contents.building_figures import period_before
from ..indicators import adding, figures
from ..models import Breakdown, Collection, Figure, Indicator, UnitReport

RATIO = Indicator.BodyRule.RATIO


@dataclass(frozen=True)
class Typed:
    """What a person put into one line; None: they leave it without a figure."""

    amount: Decimal | None
    qualifier: str = ""
    is_provisional: bool = False
    source: str = ""
    explanation: str = ""

    def values(self) -> dict:
        names = ("amount", "qualifier", "is_provisional", "source")
        values = {name: getattr(self, name) for name in names}
        return values | ({"explanation": self.explanation} if self.explanation else {})


@dataclass(frozen=True)
class Line:
    """An asked figure: the unit's own, those it shares, and what is known beside."""

    indicator: Indicator
    breakdown: Breakdown | None = None
    figure: Figure | None = None
    shared: tuple[Figure, ...] = ()
    proposed: adding.Sum | None = None
    previous: str = ""

    @property
    def key(self) -> str:
        return f"{self.indicator.pk}-{self.breakdown.pk if self.breakdown else 0}"

    @property
    def label(self) -> str:
        name = self.indicator.name
        return f"{name} – trong đó {self.breakdown.name}" if self.breakdown else name

    @property
    def proposed_words(self) -> str:
        if self.proposed is None:
            return ""
        return self.indicator.words(self.proposed.amount, self.proposed.qualifier)

    @property
    def version(self) -> int:
        return self.figure.version if self.figure else 0

    @property
    def is_known(self) -> bool:
        return self.figure is not None or bool(self.shared)


def asked(collection: Collection) -> list[Indicator]:
    """A ratio is never typed: its two parts are asked instead."""
    rows = collection.indicators.select_related("numerator", "denominator")
    found = {}
    for one in rows.order_by("position", "name"):
        parts = [one.numerator, one.denominator] if one.body_rule == RATIO else [one]
        found |= {part.pk: part for part in parts}
    return list(found.values())


def of_period(report: UnitReport) -> list[Figure]:
    """Standing figures of the unit for exactly the period, shared ones of any part."""
    return [
        figure
        for figure in _within(report, figures.Lineage([report.organisation_id]))
        if _is_of_period(figure, report.collection) or _is_shared(figure)
    ]


def _is_shared(figure: Figure) -> bool:
    return len(figure.organisations.all()) > 1


def _is_of_period(figure: Figure, collection: Collection) -> bool:
    span = figure.period_from, figure.period_to
    return span == (collection.period_from, collection.period_to)


def _within(report: UnitReport, lineage: figures.Lineage) -> list[Figure]:
    """Standing figures of the unit, or of what became it, within the period."""
    collection = report.collection
    rows = Figure.objects.standing().of(lineage.bodies)
    rows = rows.within(collection.period_from, collection.period_to)
    rows = rows.filter(indicator__in=asked(collection))
    rows = rows.select_related("indicator", "progress_update__task", "breakdown")
    rows = rows.prefetch_related("organisations").order_by("pk")
    return [figure for figure in rows if lineage.owners(figure)]


def lines(report: UnitReport) -> list[Line]:
    """Every asked figure, in the order of the catalogue; a fixed number of queries."""
    collection, unit = report.collection, report.organisation_id
    indicators = asked(collection)
    by_key: dict[tuple, list[Figure]] = defaultdict(list)
    lineage = figures.Lineage([unit])
    for figure in _within(report, lineage):
        by_key[figure.indicator_id, figure.breakdown_id].append(figure)
    previous = _previous(report, indicators)
    parts = defaultdict(list)
    for part in Breakdown.objects.filter(indicator__in=indicators):
        parts[part.indicator_id].append(part)
    return [
        _line(
            one, part, by_key[one.pk, part and part.pk], lineage, collection, previous
        )
        for one in indicators
        for part in (None, *parts[one.pk])
    ]


def _line(indicator, part, found, lineage, collection, previous) -> Line:
    own, shared, others = None, [], []
    for figure in found:
        bodies = {body.pk for body in figure.organisations.all()}
        if len(bodies) > 1:
            shared.append(figure)
        elif bodies == lineage.asked and _is_of_period(figure, collection):
            own = figure
        else:
            others.append(figure)
    proposed = _sum(indicator, others, lineage) if others and own is None else None
    return Line(
        indicator=indicator,
        breakdown=part,
        figure=own,
        shared=tuple(shared),
        proposed=proposed if proposed and proposed.amount is not None else None,
        previous="" if part else previous.get(indicator.pk, ""),
    )


def _sum(indicator: Indicator, found: list[Figure], lineage) -> adding.Sum:
    """What was reported of parts of the period by the unit and what became it."""
    entries = [replace(lineage.entry(figure), part=None) for figure in found]
    return adding.combine(entries, indicator.time_rule, indicator.body_rule)


def conflicts(told: list[Line]) -> list[str]:
    """Parts that do not add up to the whole: said to who can still put it right."""
    by_indicator: dict[Indicator, list[Line]] = defaultdict(list)
    for line in told:
        by_indicator[line.indicator].append(line)
    return [
        f"{one.name}: các phần cộng lại là {one.words(found.amount)}, khác số chung "
        f"{one.words(found.whole.amount, found.whole.qualifier)}."
        for one, own in by_indicator.items()
        for found in _own_sum(own).conflicts
    ]


def _own_sum(own: list[Line]) -> adding.Sum:
    entries = [
        adding.Entry(
            id=line.figure.pk,
            bodies=frozenset(),
            first=line.figure.period_from,
            last=line.figure.period_to,
            amount=line.figure.amount,
            qualifier=line.figure.qualifier,
            part=line.figure.breakdown_id,
        )
        for line in own
        if line.figure
    ]
    parts = [line.breakdown.pk for line in own if line.breakdown]
    return adding.combine(entries, own[0].indicator.time_rule, all_parts=parts)


def _previous(report: UnitReport, indicators: list[Indicator]) -> dict[int, str]:
    collection = report.collection
    before = period_before(collection.period_from, collection.period_to)
    totals = figures.totals(indicators, [report.organisation_id], *before)
    return {
        total.indicator.pk: total.words for total in totals if total.amount is not None
    }


def missing(report: UnitReport) -> list[Indicator]:
    """Asked indicators without any figure of the unit; a "trong đó" may be left out."""
    known = {figure.indicator_id for figure in of_period(report)}
    return [one for one in asked(report.collection) if one.pk not in known]


def adopt(report: UnitReport) -> None:
    """Figures of the unit for the period, entered elsewhere: it reports them now."""
    own = [
        figure.pk
        for figure in of_period(report)
        if {body.pk for body in figure.organisations.all()} == {report.organisation_id}
    ]
    rows = Figure.objects.filter(pk__in=own, unit_report__isnull=True)
    rows.update(unit_report=report)
