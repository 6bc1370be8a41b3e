"""Figures: what they add up to, and how they are entered, corrected and withdrawn."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q

from accounts import files, history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, Succession, User

from . import adding
from .models import Figure, Indicator

ALREADY_ENTERED = (
    "Đã có số liệu của đúng cơ quan này cho chỉ tiêu và kỳ này. Hãy sửa số đã có; "
    "nếu là kết quả khác thì cộng vào số đó, vì mỗi kỳ chỉ tính một số."
)
CHANGED_MEANWHILE = (
    "Số liệu vừa được người khác sửa hoặc rút. Hãy mở lại để xem bản hiện tại."
)
COMPARED = [
    "indicator",
    "period_from",
    "period_to",
    "qualifier",
    "amount",
    "is_provisional",
    "source",
]


@dataclass(frozen=True)
class Total:
    """A sum, who is in it, who is missing, and what was not counted and why."""

    indicator: Indicator
    amount: Decimal | None
    qualifier: str
    entries: tuple[Figure, ...] = ()
    inside: tuple[Organisation, ...] = ()
    missing: tuple[Organisation, ...] = ()
    left_out: tuple[tuple[Figure, str], ...] = ()

    @property
    def words(self) -> str:
        return self.indicator.words(self.amount, self.qualifier)

    @property
    def in_unit(self) -> Decimal | None:
        return None if self.amount is None else self.indicator.in_unit(self.amount)

    @property
    def is_provisional(self) -> bool:
        return any(figure.is_provisional for figure in self.entries)

    @property
    def is_illustrative(self) -> bool:
        return any(figure.is_illustrative for figure in self.entries)


def total(
    indicator: Indicator, organisation_ids: Iterable[int], first: date, last: date
) -> Total:
    return totals([indicator], organisation_ids, first, last)[0]


def totals(
    indicators: Iterable[Indicator],
    organisation_ids: Iterable[int],
    first: date,
    last: date,
    *,
    also: Iterable[int] = (),
) -> list[Total]:
    """The sums of several indicators over the same bodies and days.

    Bodies are told in the order given. An entry of a body that has ended counts for
    its successor when its period lies before the succession. `also` names figures to
    count whatever their bodies. More indicators make no more queries.
    """
    indicators, also = list(indicators), set(also)
    in_order = list(dict.fromkeys(organisation_ids))
    lineage = Lineage(in_order)
    found = (
        Figure.objects.standing()
        .within(first, last)
        .filter(
            Q(pk__in=Figure.objects.of(lineage.bodies).values("pk")) | Q(pk__in=also),
            indicator__in=indicators,
        )
        .select_related("indicator")
        .prefetch_related("organisations")
    )
    by_indicator: dict[int, list[tuple[Figure, set[int]]]] = defaultdict(list)
    for figure in found:
        owners = lineage.owners(figure)
        if owners or figure.pk in also:
            by_indicator[figure.indicator_id].append((figure, owners))
    bodies = Organisation.objects.in_bulk(in_order)
    asked = [bodies[pk] for pk in in_order]
    return [
        _total(indicator, by_indicator[indicator.pk], asked, lineage)
        for indicator in indicators
    ]


def _total(indicator, found, asked, lineage) -> Total:
    result = adding.combine(
        (lineage.entry(figure) for figure, _ in found), indicator.time_rule
    )
    by_id = {figure.pk: figure for figure, _ in found}
    told = set().union(*(owners for _, owners in found))
    return Total(
        indicator=indicator,
        amount=result.amount,
        qualifier=result.qualifier,
        entries=tuple(by_id[entry.id] for entry in result.counted),
        inside=tuple(body for body in asked if body.pk in told),
        missing=tuple(body for body in asked if body.pk not in told),
        left_out=tuple((by_id[x.entry.id], x.reason) for x in result.left_out),
    )


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

    def entry(self, figure: Figure) -> adding.Entry:
        bodies = frozenset(body.pk for body in figure.organisations.all())
        heirs = [self.heirs(body, figure.period_to) for body in bodies]
        return adding.Entry(
            id=figure.pk,
            bodies=bodies,
            first=figure.period_from,
            last=figure.period_to,
            amount=figure.amount,
            qualifier=figure.qualifier,
            heirs=frozenset().union(*heirs),
        )


@transaction.atomic
def enter(
    *,
    values: dict,
    organisations: Iterable[Organisation],
    entering_organisation: Organisation,
    evidence: UploadedFile | None = None,
    by: User,
) -> Figure:
    """Add a figure; NotPossible when the same bodies have one for the same period.

    `values` are field values, the amount in the indicator's base unit.
    """
    organisations = list(organisations)
    _hold(values["indicator"])
    refuse_second(values, organisations)
    figure = Figure.objects.create(
        **values,
        entering_organisation=entering_organisation,
        entered_by=by,
        evidence=files.store(upload=evidence, by=by) if evidence else None,
    )
    figure.organisations.set(organisations)
    history.record(by=by, action="đã nhập số liệu", target=figure)
    return figure


@transaction.atomic
def correct(
    *,
    figure: Figure,
    version: int,
    values: dict,
    organisations: Iterable[Organisation] | None = None,
    evidence: UploadedFile | None = None,
    reason: str,
    by: User,
) -> Figure:
    """Change a figure read at `version`; Stale if someone changed it since.

    Reports that were issued with it keep what they said.
    """
    bodies = None if organisations is None else list(organisations)
    current = list(figure.organisations.all())
    before = _readable(Figure.objects.get(pk=figure.pk), current)
    complete = {name: getattr(figure, name) for name in COMPARED} | values
    _hold(complete["indicator"])
    refuse_second(complete, current if bodies is None else bodies, but=figure)
    changes = dict(values)
    if evidence:
        changes["evidence"] = files.store(upload=evidence, by=by)
    if not _held(figure, version).update(**changes, version=F("version") + 1):
        raise Stale(CHANGED_MEANWHILE)
    if bodies is not None:
        figure.organisations.set(bodies)
    figure.refresh_from_db()
    changed = history.differences(
        before, _readable(figure, current if bodies is None else bodies)
    )
    if evidence:
        changed.append(
            {"field": "minh chứng", "from": "bản cũ", "to": figure.evidence.name}
        )
    history.record(
        by=by, action="đã sửa số liệu", target=figure, changes=changed, reason=reason
    )
    return figure


@transaction.atomic
def withdraw(
    *, figure: Figure, version: int, reason: str, by: User, at: datetime
) -> None:
    """Take a figure out of every total from now on; it can still be read."""
    withdrawn = _held(figure, version).update(
        withdrawn_at=at, withdrawn_by=by, version=F("version") + 1
    )
    if not withdrawn:
        raise Stale(CHANGED_MEANWHILE)
    figure.refresh_from_db()
    history.record(by=by, action="đã rút số liệu", target=figure, reason=reason)


def _hold(indicator: Indicator) -> None:
    """Two people at once: the second waits, sees the first's figure, and is refused."""
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)


def _held(figure: Figure, version: int):
    return Figure.objects.standing().filter(pk=figure.pk, version=version)


def _readable(figure: Figure, organisations: list[Organisation]) -> dict[str, str]:
    said = history.snapshot(figure, [n for n in COMPARED if n != "amount"])
    said["giá trị"] = figure.words
    said["kết quả của"] = ", ".join(sorted(body.label for body in organisations))
    return said


def refuse_second(
    values: dict, organisations: list[Organisation], *, but: Figure | None = None
) -> None:
    """NotPossible when the same bodies have another figure for the same period."""
    same = (
        Figure.objects.standing()
        .filter(
            indicator=values["indicator"],
            period_from=values["period_from"],
            period_to=values["period_to"],
        )
        .exclude(pk=but.pk if but else None)
        .prefetch_related("organisations")
    )
    bodies = {body.pk for body in organisations}
    if any({o.pk for o in other.organisations.all()} == bodies for other in same):
        raise NotPossible(ALREADY_ENTERED)
