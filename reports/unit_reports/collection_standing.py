"""How a collection stands: who has sent, who is late, what share came in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from ..models import Collection, UnitReport

State = UnitReport.State
OWED = (State.ENTERING, State.RETURNED)
NUDGED_LATELY = timedelta(days=1)
# After the late ones: what the office has to do, then what it waits for.
ORDER = (
    *(State.SENT, State.RETURNED, State.ENTERING),
    *(State.RECEIVED, State.MERGED, State.LEFT_OUT),
)


def days_late(report: UnitReport, on: date) -> int:
    """Since its day, while it has never been sent: a return does not make it late."""
    if report.state not in OWED or report.first_sent_at:
        return 0
    return max(0, (on - report.due_on).days)


def days_late_when_sent(report: UnitReport) -> int:
    if report.first_sent_at is None:
        return 0
    return max(0, (localdate(report.first_sent_at) - report.due_on).days)


def is_on_time(report: UnitReport) -> bool:
    return report.first_sent_at is not None and not days_late_when_sent(report)


def in_order(reports: Iterable[UnitReport], on: date) -> list[UnitReport]:
    """Late ones first, the longest late at the top; then as the office works."""
    return sorted(
        reports,
        key=lambda row: (
            -days_late(row, on),
            ORDER.index(row.state),
            row.due_on,
            row.organisation.sort_key,
            row.pk,
        ),
    )


@dataclass(frozen=True)
class Counts:
    """`due`: those that have sent, or whose day has passed; what the rate is of."""

    asked: int = 0
    sent: int = 0
    to_receive: int = 0
    late: int = 0
    left_out: int = 0
    due: int = 0
    on_time: int = 0

    @property
    def waiting(self) -> int:
        return self.asked - self.sent - self.late

    @property
    def rate(self) -> int | None:
        """Percent in time; None while nothing was due: missing is not 0."""
        return round(100 * self.on_time / self.due) if self.due else None


def counts(reports: Iterable[UnitReport], on: date) -> Counts:
    rows = list(reports)
    asked = [row for row in rows if row.state != State.LEFT_OUT]
    late = [row for row in asked if days_late(row, on)]
    sent = [row for row in asked if row.first_sent_at]
    return Counts(
        asked=len(asked),
        sent=len(sent),
        to_receive=sum(row.state == State.SENT for row in asked),
        late=len(late),
        left_out=len(rows) - len(asked),
        due=len(sent) + len(late),
        on_time=sum(is_on_time(row) for row in sent),
    )


def nudged_lately(report: UnitReport, at: datetime) -> bool:
    return bool(report.nudged_at and at - report.nudged_at < NUDGED_LATELY)


def goes_to_next_report(collection: Collection) -> str:
    """Why what comes now is not in this period's report any more; "" while it is."""
    issued = collection.reviews.issued().order_by("issued_on", "pk").first()
    if issued:
        return f"báo cáo tổng hợp số {issued.document_number} đã phát hành"
    return "" if collection.is_open else "đợt thu báo cáo đã kết thúc"
