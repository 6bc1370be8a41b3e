"""The office and the units that owe: reminding, more time, leaving out and back in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.models import User
from accounts.vietnamese import format_date

from ..models import Collection, UnitReport
from . import collection_emails as emails
from .collecting import held_open
from .collection_standing import OWED, nudged_lately
from .unit_report_states import Act, held_for, moved

NAMED = 10


@dataclass(frozen=True)
class Nudged:
    """Who was reminded now, and who was left because it was within a day."""

    told: list[UnitReport]
    lately: list[UnitReport]


@transaction.atomic
def nudge(
    *,
    collection: Collection,
    reports: Iterable[UnitReport] | None = None,
    again: bool = False,
    by: User,
    on: date,
    at: datetime,
) -> Nudged:
    """Remind the units that owe; of those reminded within a day only if `again`.

    Two who remind at once: the second finds it done.
    """
    collection = held_open(collection)
    rows = collection.unit_reports.filter(state__in=OWED).select_related("organisation")
    if reports is not None:
        rows = rows.filter(pk__in=[report.pk for report in reports])
    owing = list(rows.select_for_update(of=("self",)).order_by("pk"))
    lately = [] if again else [row for row in owing if nudged_lately(row, at)]
    told = [row for row in owing if row not in lately]
    for row in told:
        row.collection = collection
        _note_nudge(row, by, at)
        emails.nudged(row, on=on)
    if told:
        history.record(
            by=by, action=f"đã nhắc nộp báo cáo: {names_of(told)}", target=collection
        )
    return Nudged(told, lately)


def _note_nudge(row: UnitReport, by: User, at: datetime) -> None:
    UnitReport.objects.filter(pk=row.pk).update(nudged_at=at, nudges=F("nudges") + 1)
    office = row.collection.office.label
    history.record(
        by=by,
        action=f"đã thay mặt {office} nhắc nộp báo cáo (lần {row.nudges + 1})",
        target=row,
    )


def names_of(reports: list[UnitReport]) -> str:
    names = ", ".join(row.organisation.label for row in reports[:NAMED])
    rest = len(reports) - NAMED
    return f"{names} và {rest} đơn vị khác" if rest > 0 else names


@transaction.atomic
def extend(
    *, report: UnitReport, due_on: date, reason: str, by: User, on: date
) -> UnitReport:
    """A later day for one unit; the others keep theirs."""
    _check_reason(reason)
    collection = held_open(report.collection)
    current = held_for(report, Act.EXTEND)
    if due_on <= current.due_on or due_on < on:
        raise ValidationError(
            {"due_on": "Hạn mới phải sau hạn cũ và từ hôm nay trở đi."}
        )
    was, named = format_date(current.due_on), current.organisation.label
    moved(current, Act.EXTEND, due_on=due_on)
    change = {"field": "hạn nộp", "from": was, "to": format_date(due_on)}
    _record(current, by, "đã lùi hạn nộp", f" của {named}", reason, [change])
    current.collection = collection
    emails.extended(current, was=was, reason=reason, on=on)
    return current


@transaction.atomic
def leave_out(*, report: UnitReport, reason: str, by: User, on: date) -> UnitReport:
    """The unit need not report; what it has written is kept."""
    _check_reason(reason)
    held_open(report.collection)
    current = held_for(report, Act.LEAVE_OUT)
    moved(current, Act.LEAVE_OUT, reason=reason)
    named = current.organisation.label
    _record(current, by, "đã cho không phải nộp báo cáo", f": {named}", reason)
    emails.left_out(current, on=on)
    return current


@transaction.atomic
def take_back(*, report: UnitReport, reason: str, by: User, on: date) -> UnitReport:
    """The unit is to report after all."""
    _check_reason(reason)
    held_open(report.collection)
    current = held_for(report, Act.TAKE_BACK)
    moved(current, Act.TAKE_BACK, reason="")
    named = current.organisation.label
    _record(current, by, "đã đưa lại vào diện phải nộp báo cáo", f": {named}", reason)
    emails.asked(current, on=on)
    return current


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do."})


def _record(report, by, action, suffix, reason, changes=None) -> None:
    """On both sides: the collection's history names the unit."""
    for target, said in ((report, action), (report.collection, f"{action}{suffix}")):
        history.record(
            by=by, action=said, target=target, reason=reason, changes=changes
        )
