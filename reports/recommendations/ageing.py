"""How long recommendations wait: by addressee and by how far past the due day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, TextChoices

from accounts.models import Organisation, Succession

from ..models import OWING_STATES, Addressee, Recommendation, Reply


class Band(TextChoices):
    IN_TIME = "trong-han", "Trong hạn"
    TO_15 = "qua-15", "Quá hạn 1–15 ngày"
    TO_30 = "qua-30", "Quá hạn 16–30 ngày"
    TO_60 = "qua-60", "Quá hạn 31–60 ngày"
    OVER_60 = "tren-60", "Quá hạn trên 60 ngày"
    NO_DUE = "khong-han", "Không có hạn"

    @property
    def days(self) -> str:
        """As a heading under "Quá hạn" says it."""
        return self.label.removeprefix("Quá hạn ").removesuffix(" ngày")


LATE = (Band.TO_15, Band.TO_30, Band.TO_60, Band.OVER_60)


def is_in(band: str, on: date, path: str = "recommendation__") -> Q:
    """Does the due day of the recommendation at `path` lie in the band?"""

    def due(**conditions) -> Q:
        return Q(**{f"{path}due_on{name}": day for name, day in conditions.items()})

    def ago(days: int) -> date:
        return on - timedelta(days=days)

    return {
        Band.IN_TIME: due(__gte=on),
        Band.TO_15: due(__lt=on, __gte=ago(15)),
        Band.TO_30: due(__lt=ago(15), __gte=ago(30)),
        Band.TO_60: due(__lt=ago(30), __gte=ago(60)),
        Band.OVER_60: due(__lt=ago(60)),
        Band.NO_DUE: due(__isnull=True),
    }[Band(band)]


@dataclass
class Row:
    """One body; `counts` by band, of what it has not answered well yet."""

    organisation: Organisation | None  # None: all of them together
    counts: dict[str, int]
    first_sent_on: date | None = None
    due_to_answer: int = 0
    answered_in_time: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def rate(self) -> int | None:
        """Percent answered by the due day, of those due or answered; None: none yet."""
        if not self.due_to_answer:
            return None
        return round(100 * self.answered_in_time / self.due_to_answer)

    def add(self, other: "Row") -> None:
        for band, count in other.counts.items():
            self.counts[band] += count
        self.due_to_answer += other.due_to_answer
        self.answered_in_time += other.answered_in_time
        days = {self.first_sent_on, other.first_sent_on} - {None}
        self.first_sent_on = min(days, default=None)


def table(recommendations: QuerySet[Recommendation], on: date) -> tuple[list[Row], Row]:
    """A row for each body that was asked, by name, and their sum. Three statements.

    What was asked of a body that has ended stands with the one that took its duties.
    """
    in_force = recommendations.in_force().order_by().values("pk")
    addressees = Addressee.objects.filter(recommendation__in=in_force)
    found = _counted(addressees, on)
    bearers = bearing({row["organisation"] for row in found}, on)
    rows: dict[int, Row] = {}
    total = _empty(None)
    for counted in found:
        body = bearers[counted["organisation"]]
        row = Row(
            body,
            {band: counted[band.name] for band in Band},
            counted["first_sent_on"],
            counted["due_to_answer"],
            counted["answered_in_time"],
        )
        rows.setdefault(body.pk, _empty(body)).add(row)
        total.add(row)
    ordered = sorted(rows.values(), key=lambda row: row.organisation.sort_key)
    return ordered, total


def _empty(body: Organisation | None) -> Row:
    return Row(body, dict.fromkeys(Band, 0))


def _counted(addressees: QuerySet[Addressee], on: date) -> list[dict]:
    owing = Q(state__in=OWING_STATES)
    answers = Reply.objects.filter(addressee=OuterRef("pk")).exclude(
        verdict=Reply.Verdict.SOLVING
    )
    in_time = answers.filter(replied_on__lte=OuterRef("recommendation__due_on"))
    has_due = Q(recommendation__due_on__isnull=False)
    was_due = Q(has_answer=True) | Q(recommendation__due_on__lt=on)
    return list(
        addressees.annotate(has_answer=Exists(answers), in_time=Exists(in_time))
        .values("organisation")
        .annotate(
            **{band.name: Count("pk", filter=owing & is_in(band, on)) for band in Band},
            first_sent_on=Min(F("recommendation__sent_on"), filter=owing),
            due_to_answer=Count("pk", filter=has_due & was_due),
            answered_in_time=Count("pk", filter=has_due & Q(in_time=True)),
        )
        .order_by("organisation")
    )


def bearing(organisation_ids: Iterable[int], on: date) -> dict[int, Organisation]:
    """For each body the one that bears its duties that day; itself where none does."""
    links = dict(
        Succession.objects.filter(takes_duties=True, took_effect_on__lte=on)
        .order_by("took_effect_on")
        .values_list("predecessor", "successor")
    )
    bearers = {}
    for pk in organisation_ids:
        body, passed = pk, set()
        while body in links and body not in passed:
            passed.add(body)
            body = links[body]
        bearers[pk] = body
    bodies = Organisation.objects.in_bulk(set(bearers.values()))
    return {pk: bodies[body] for pk, body in bearers.items()}
