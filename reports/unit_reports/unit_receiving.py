"""The office and what the units sent: received, returned, and in the end merged."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.models import HistoryEntry, User

from ..models import Collection, Review, UnitReport
from . import collection_emails as emails
from .unit_report_states import Act, held_for, moved

State = UnitReport.State


@transaction.atomic
def receive(*, report: UnitReport, by: User, on: date, at: datetime) -> bool:
    """False if it already was: a second click tells nobody twice."""
    if UnitReport.objects.filter(pk=report.pk, state=State.RECEIVED).exists():
        return False
    current = held_for(report, Act.RECEIVE)
    moved(current, Act.RECEIVE, received_at=at)
    _record(current, by, "đã nhận báo cáo")
    emails.received(current, on=on)
    return True


@transaction.atomic
def send_back(*, report: UnitReport, reason: str, by: User, on: date) -> UnitReport:
    """Back to the unit, to be put right; it stays as punctual as it was."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do."})
    current = held_for(report, Act.RETURN)
    moved(current, Act.RETURN, reason=reason, received_at=None)
    _record(current, by, "đã trả lại báo cáo để chỉnh lý", reason)
    emails.returned(current, on=on)
    return current


@transaction.atomic
def merge(collection: Collection, review: Review, *, by: User | None = None) -> int:
    """At issue: what was received before its figures were read is in the report.

    How many. What came later stays received: it goes to the next report.
    """
    rows = collection.unit_reports.filter(state=State.RECEIVED)
    if review.bound_at:
        rows = rows.filter(received_at__lte=review.bound_at)
    held = rows.select_for_update(of=("self",)).select_related(
        "organisation", "collection"
    )
    merged = [moved(row, Act.MERGE) for row in held.order_by("pk")]
    said = f"đã tổng hợp vào báo cáo “{review}”"
    HistoryEntry.objects.bulk_create(
        history.unwritten(by=by, action=said, target=row) for row in merged
    )
    if merged:
        history.record(by=by, action=f"{said}: {len(merged)} đơn vị", target=collection)
    return len(merged)


def _record(report: UnitReport, by: User, action: str, reason: str = "") -> None:
    named = report.organisation.label
    history.record(by=by, action=action, target=report, reason=reason)
    history.record(
        by=by, action=f"{action}: {named}", target=report.collection, reason=reason
    )
