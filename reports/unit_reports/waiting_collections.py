"""Reports that a person's bodies owe to others, and those that others sent to them."""

from collections.abc import Collection as Ids
from collections.abc import Iterator
from datetime import date

from ..models import UnitReport
from ..workspaces.waiting_lines import SHOWN, Waiting, due
from .collection_standing import days_late


def owed(working: Ids[int], on: date) -> Iterator[Waiting]:
    rows = UnitReport.objects.filter(
        organisation__in=working,
        state__in=[UnitReport.State.ENTERING, UnitReport.State.RETURNED],
        collection__closed_at__isnull=True,
    ).select_related("collection__office")
    for row in rows.order_by("due_on", "pk")[:SHOWN]:
        said, is_late = due(row.due_on, on)[0], days_late(row, on) > 0
        is_back = row.state == UnitReport.State.RETURNED
        back = f" · trả lại: {row.reason}" if is_back else ""
        yield Waiting(
            icon="warn" if is_late else "back" if is_back else "report",
            title=row.collection.title,
            detail=f"{row.collection.office.label} thu báo cáo{said}{back}",
            url=row.get_absolute_url(),
            action="Chỉnh lý" if is_back else "Nhập báo cáo",
            is_late=is_late,
        )


def to_receive(working: Ids[int], on: date) -> Iterator[Waiting]:
    """Also of collections that were closed: what comes late is taken."""
    rows = UnitReport.objects.filter(
        collection__office__in=working, state=UnitReport.State.SENT
    ).select_related("collection", "organisation")
    for row in rows.order_by("sent_at", "pk")[:SHOWN]:
        yield Waiting(
            icon="inbox",
            title=f"Báo cáo của {row.organisation.label}",
            detail=row.collection.title,
            url=row.get_absolute_url(),
            action="Xem và nhận",
        )
