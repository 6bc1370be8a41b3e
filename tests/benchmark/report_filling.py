"""A province to report on: one agreement, its plans, its units and their figures."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from agreements.models import CoordinationArea
from reports.models import (
    Collection,
    Figure,
    Review,
    UnitReport,
    UnitReportText,
)
from tasks.models import Coordination, FocusTask
from tests import factories

from . import words

FIRST, LAST = date(2017, 1, 1), date(2026, 12, 31)
AT = datetime(2026, 12, 31, 9, tzinfo=timezone.get_default_timezone())
YEARS = range(FIRST.year, LAST.year + 1)
AREAS = 12
CHUNK = 2000
STATES = ("done", "done", "done", "in_progress", "not_started", "submitted")


def fill(*, tasks: int, units: int, indicators: int) -> Review:
    """A report ordered on it; tasks share the plans of ten years."""
    committee = factories.make_organisation("Ủy ban nhân dân tỉnh")
    front = factories.make_organisation("Ủy ban MTTQ Việt Nam tỉnh", kind="mttq")
    agreement = factories.make_agreement(committee, front)
    areas = CoordinationArea.objects.bulk_create(
        CoordinationArea(code=f"noi-dung-{n}", name=f"Nội dung {n}", position=n)
        for n in range(AREAS)
    )
    bodies = [factories.make_organisation(f"Đơn vị {n:03}") for n in range(units)]
    _tasks(agreement, bodies, areas, tasks)
    collection = _collection(agreement, committee, bodies, areas)
    _figures(collection, bodies, indicators)
    return order(agreement, committee, collection)


def order(agreement, office, collection) -> Review:
    from reports.outlines import outlining

    review = Review(
        kind=Review.Kind.FINAL,
        agreement=agreement,
        office=office,
        collection=collection,
        subject="Tổng kết thực hiện quy chế phối hợp",
        period_label="Giai đoạn 2017–2026",
        period_from=FIRST,
        period_to=LAST,
    )
    review.outline = outlining.for_report(review, None)
    review.save()
    return review


def _tasks(agreement, bodies, areas, count: int) -> None:
    plans = [
        factories.make_issued_plan(agreement, year=year, issued_on=date(year, 1, 15))
        for year in YEARS
    ]
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        made = FocusTask.objects.bulk_create(
            _task(n, plans, bodies, areas) for n in numbers
        )
        Coordination.objects.bulk_create(
            Coordination(task=task, organisation=bodies[(n * 7 + part) % len(bodies)])
            for n, task in zip(numbers, made, strict=True)
            for part in (1, 2)
        )


def _task(n: int, plans, bodies, areas) -> FocusTask:
    plan = plans[n % len(plans)]
    due_on = date(plan.year, 1, 20) + timedelta(days=n * 13 % 340)
    state = STATES[n % len(STATES)]
    return FocusTask(
        plan=plan,
        position=n // len(plans) + 1,
        title=f"{words.ACTIONS[n % len(words.ACTIONS)]} nội dung số {n}",
        area=areas[n % len(areas)],
        lead_organisation=bodies[n % len(bodies)],
        due_on=due_on,
        deadline_as_written=f"tháng {due_on.month}",
        deadline_kind="month",
        state=state,
        percent=100 if state == "done" else 40,
        completed_on=due_on + timedelta(days=n % 9 - 5) if state == "done" else None,
    )


def _collection(agreement, office, bodies, areas) -> Collection:
    collection = Collection.objects.create(
        title="Báo cáo tổng kết",
        office=office,
        agreement=agreement,
        period_label="Giai đoạn 2017–2026",
        period_from=FIRST,
        period_to=LAST,
        units_due_on=LAST,
    )
    reports = UnitReport.objects.bulk_create(
        UnitReport(
            collection=collection,
            organisation=body,
            due_on=LAST,
            state=UnitReport.State.RECEIVED,
            sent_at=AT,
            first_sent_at=AT,
        )
        for body in bodies
    )
    UnitReportText.objects.bulk_create(
        UnitReportText(
            unit_report=report,
            area=area,
            text=f"{report.organisation.name} đã phối hợp thực hiện tốt nội dung này.",
        )
        for report in reports
        for area in areas[:5]
    )
    return collection


def _figures(collection, bodies, count: int) -> None:
    """One of each body and indicator, in this period and in the one before."""
    indicators = [factories.make_indicator() for _ in range(count)]
    collection.indicators.set(indicators)
    made = Figure.objects.bulk_create(
        Figure(
            indicator=indicator,
            entering_organisation=body,
            period_from=first,
            period_to=last,
            amount=place + 1,
        )
        for indicator in indicators
        for place, body in enumerate(bodies)
        for first, last in ((FIRST, LAST), (date(2007, 1, 1), date(2016, 12, 31)))
    )
    share = Figure.organisations.through
    share.objects.bulk_create(
        share(figure=figure, organisation_id=figure.entering_organisation_id)
        for figure in made
    )
