"""The figures of a draft: totals of its period and of those before, by body."""

from datetime import date, timedelta
from itertools import count

from django.db.models import Q, QuerySet

from ..indicators import figures
from ..indicators.figure_rows import amount, member_rows, shared_rows, total_row
from ..models import Collection, Figure, Indicator, Review, UnitReport
from ..outlines.outline import bound_parts, has
from ..reviews.drafting import SAID
from .building_comparison import comparison_row, targets_of
from .covering import UNSENT, addressed, agreements_of, asked_of, bodies_of

TREND = 4  # periods before this one


# -- Periods -----------------------------------------------------------------


def previous_period(review: Review) -> tuple[date, date]:
    """The same months a year before; for longer periods, the years just before."""
    return period_before(review.period_from, review.period_to)


def period_before(first: date, last: date) -> tuple[date, date]:
    # As few years as leave no day in both: of thirty months, the same of three before.
    years = next(n for n in count(1) if _years_before(last, n) < first)
    return _years_before(first, years), _years_before(last, years)


def _years_before(day: date, years: int) -> date:
    # The last day of February stays the last day, in a leap year and out of it.
    next_day = day + timedelta(days=1)
    if next_day.day == 1:
        return next_day.replace(year=next_day.year - years) - timedelta(days=1)
    return day.replace(year=day.year - years)


def period_words(first: date, last: date) -> dict:
    return {"first": first.isoformat(), "last": last.isoformat()}


# -- Totals ------------------------------------------------------------------


class Scene:
    """What is added up for a report: its indicators, its bodies, who is asked."""

    def __init__(self, review: Review):
        self.review = review
        self.bodies = bodies_of(review)
        self.asked = asked_of(review, self.bodies)
        self.ids = [body.pk for body in self.bodies]
        # Units that were only asked: theirs is what they sent, and nothing else of it.
        self.reporting = set(self.ids) - {body.pk for body in addressed(review)}
        self.also = also_counted(review)
        self.indicators = indicators_of(review)

        self.unreceived = unreceived_in(review)

    def notes(self, total: figures.Total) -> list[str]:
        """Said where a unit's figure is in the sum before its report was received."""
        found = {figure.unit_report_id for figure in total.entries}
        names = [name for pk, name in self.unreceived.items() if pk in found]
        return [f"có số liệu của {', '.join(names)} chưa được nhận"] if names else []

    def totals(self, first: date, last: date) -> list[figures.Total]:
        return figures.totals(
            *(self.indicators, self.ids, first, last),
            also=self.also,
            reporting=self.reporting,
        )


def unreceived_in(review: Review) -> dict[int, str]:
    """Reports of its collection that the office has not received yet, by unit."""
    if not review.collection_id:
        return {}
    waiting = review.collection.unit_reports.exclude(state__in=SAID)
    return {
        report.pk: report.organisation.label
        for report in waiting.select_related("organisation")
    }


def indicators_of(review: Review) -> list[Indicator]:
    """All there are, or those chosen when the report was ordered."""
    chosen = {pk for part in bound_parts(review) for pk in part.indicators}
    found = Indicator.objects.all()
    return list(found.filter(pk__in=chosen) if chosen else found)


def also_counted(review: Review) -> set[int]:
    """Reported by lead bodies while working on the tasks; sent to the office by units.

    Of other years too: the period before is added up from the same.
    """
    counted = Q()
    if review.agreement_id or review.province_id:
        agreements = agreements_of(review).order_by().values("pk")
        counted |= Q(progress_update__task__plan__agreement__in=agreements)
    if review.collection_id:
        counted |= Q(unit_report__in=sent_by_units(review.collection).values("pk"))
    if not counted:
        return set()
    return set(Figure.objects.filter(counted).values_list("pk", flat=True))


def sent_by_units(collection: Collection) -> QuerySet[UnitReport]:
    """By the units of a collection, in it and in the office's others like it."""
    same = UnitReport.objects.filter(
        collection__office=collection.office_id,
        collection__agreement=collection.agreement_id,
        collection__cluster=collection.cluster_id,
    )
    units = collection.unit_reports.exclude(state=UnitReport.State.LEFT_OUT)
    units = units.order_by().values("organisation")
    return same.filter(organisation__in=units).exclude(state__in=UNSENT)


def bind_figures(review: Review, scene: Scene) -> list[dict]:
    """A row for each indicator that has a figure in this period or the one before, or

    was asked for: what nobody reported is a gap, not an absence.
    """
    wanted = _wanted(review)
    targets = targets_of(review, scene)
    now = scene.totals(review.period_from, review.period_to)
    before = scene.totals(*previous_period(review))
    rows = []
    for total, earlier in zip(now, before, strict=True):
        if not (total.entries or earlier.entries or total.indicator.pk in wanted):
            continue
        target = targets.get(total.indicator.pk)
        row = total_row(total, scene.asked) | {"previous": amount(earlier)}
        row["comparison"] = comparison_row(total, earlier, target, review)
        row["notes"] += scene.notes(total)
        if tells_members(review):
            row["members"] = member_rows(scene.bodies, total, earlier)
            row["shared"] = shared_rows(scene.bodies, total, earlier)
        rows.append(row)
    return rows


def tells_members(review: Review) -> bool:
    return bool(review.cluster_id) or has(review, "chart_by_body")


def _wanted(review: Review) -> set[int]:
    wanted = {pk for part in bound_parts(review) for pk in part.indicators}
    if review.collection_id:
        wanted |= set(review.collection.indicators.values_list("pk", flat=True))
    return wanted


def bind_trend(review: Review, scene: Scene) -> list[dict]:
    """The totals of the periods before this one, the oldest first."""
    spans = [(review.period_from, review.period_to)]
    for _ in range(TREND):
        spans.append(period_before(*spans[-1]))
    return [
        period_words(*span)
        | {
            "amounts": {
                str(total.indicator.pk): amount(total)
                for total in scene.totals(*span)
                if total.amount is not None
            }
        }
        for span in reversed(spans[1:])
    ]
