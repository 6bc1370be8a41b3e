"""Messages about asking the units: written in the transaction of their event."""

from datetime import date

from accounts.vietnamese import format_date
from tasks.emails import people_of, tell

from ..models import Collection, UnitReport


def asked(report: UnitReport, *, on: date) -> None:
    collection = report.collection
    _tell_unit(
        report,
        "unit-report-asked",
        f"{collection.office.label} đề nghị nộp “{collection}”, hạn "
        f"{format_date(report.due_on)}.",
        on=on,
    )


def nudged(report: UnitReport, *, on: date) -> None:
    late = (on - report.due_on).days
    said = (
        f"đã quá hạn {late} ngày" if late > 0 else f"hạn {format_date(report.due_on)}"
    )
    collection = report.collection
    _tell_unit(
        report,
        "unit-report-nudged",
        f"{collection.office.label} nhắc nộp “{collection}”, {said}.",
        on=on,
        late=max(late, 0),
    )


def day_moved(collection: Collection, was: date, *, on: date) -> None:
    """To the units that have not sent and whose day moved with everybody's."""
    moved = collection.unit_reports.filter(
        due_on=collection.units_due_on, state__in=["entering", "returned"]
    )
    for report in moved.select_related("organisation", "collection__office"):
        extended(report, was=format_date(was), reason="", on=on)


def extended(report: UnitReport, *, was: str, reason: str, on: date) -> None:
    _tell_unit(
        report,
        "unit-report-extended",
        f"Hạn nộp “{report.collection}” là {format_date(report.due_on)}, trước là "
        f"{was}.",
        on=on,
        was=was,
        reason=reason,
    )


def left_out(report: UnitReport, *, on: date) -> None:
    _tell_unit(
        report,
        "unit-report-left-out",
        f"{report.organisation.label} không phải nộp “{report.collection}”: "
        f"{report.reason}",
        on=on,
    )


def returned(report: UnitReport, *, on: date) -> None:
    _tell_unit(
        report,
        "unit-report-returned",
        f"“{report.collection}” được trả lại để chỉnh lý: {report.reason}",
        on=on,
    )


def received(report: UnitReport, *, on: date) -> None:
    _tell_unit(
        report,
        "unit-report-received",
        f"{report.collection.office.label} đã nhận “{report.collection}” của "
        f"{report.organisation.label}.",
        on=on,
    )


def sent(report: UnitReport, *, on: date) -> None:
    """To the office."""
    for person in people_of([report.collection.office_id], on=on):
        tell(
            person,
            "unit-report-sent",
            notice=f"{report.organisation.label} đã gửi “{report.collection}”.",
            url=report.get_absolute_url(),
            report=report,
            collection=report.collection,
        )


def _tell_unit(report: UnitReport, event: str, notice: str, *, on, **context) -> None:
    for person in people_of([report.organisation_id], on=on):
        tell(
            person,
            event,
            notice=notice,
            url=report.get_absolute_url(),
            report=report,
            collection=report.collection,
            **context,
        )
