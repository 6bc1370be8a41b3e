"""A collection and its people, for the tests of asking the units."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from reports.models import Collection, UnitReport
from tests import factories

ON = date(2026, 6, 15)
AT = datetime(2026, 6, 15, 9, 0, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)
State = UnitReport.State


def of(collection: Collection, organisation) -> UnitReport:
    return UnitReport.objects.select_related("collection__office", "organisation").get(
        collection=collection, organisation=organisation
    )


def make(cast, agreement, **fields) -> SimpleNamespace:
    """Asked by the committee of the department and the Front, one indicator."""
    collection = factories.make_collection(
        cast.committee, cast.department, cast.front, agreement=agreement, **fields
    )
    houses = factories.make_indicator("Nhà đại đoàn kết")
    collection.indicators.add(houses)
    return SimpleNamespace(
        collection=collection,
        houses=houses,
        report=of(collection, cast.department),
        other=of(collection, cast.front),
    )


def in_state(report: UnitReport, state: str) -> UnitReport:
    report.state = state
    if state in (State.SENT, State.RECEIVED, State.MERGED):
        report.sent_at = report.first_sent_at = AT
    if state == State.RECEIVED:
        report.received_at = AT
    report.reason = "Lý do" if state in (State.RETURNED, State.LEFT_OUT) else ""
    report.save()
    return report
