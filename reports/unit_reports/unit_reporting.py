"""What a unit reports: its words, part by part, and the moment it sends them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import User

from ..models import Figure, Indicator, UnitReport, UnitReportText
from . import collection_emails as emails
from . import unit_figures
from .unit_parts import EXPLANATION, Part, part_of
from .unit_receiving import merge
from .unit_report_states import Act, held_for, moved

__all__ = ["Missing", "merge", "save_part", "save_parts", "send"]

CHANGED = "Phần này vừa được người khác sửa."
EMPTY = (
    "Báo cáo chưa có nội dung và số liệu nào. Hãy nhập ít nhất một phần rồi gửi; nếu "
    "trong kỳ không phát sinh việc gì, ghi “Không phát sinh” ở phần kết quả."
)


class Missing(NotPossible):
    """Figures that were asked are not there; `indicators` names them."""

    def __init__(self, indicators: list[Indicator]):
        self.indicators = indicators
        names = ", ".join(indicator.name for indicator in indicators)
        super().__init__(
            f"Chưa có số liệu: {names}. Hãy nhập số (0 nếu đúng là không có), hoặc ghi "
            "rõ vì sao chưa có rồi gửi."
        )


@transaction.atomic
def save_part(
    *, report: UnitReport, key: str, text: str, version: int, by: User, at: datetime
) -> UnitReportText:
    """Write one part read at `version`; Stale if someone wrote it since."""
    part = part_of(report.collection, key)
    if part is None:
        raise NotPossible("Báo cáo này không có phần đó.")
    current = held_for(report, Act.WRITE)
    row = _written(current, part, text, version, by, at)
    moved(current, Act.WRITE)
    return row


@transaction.atomic
def save_parts(*, report: UnitReport, parts: dict, by: User, at: datetime) -> None:
    """Several at once, all or none; `parts`: {key: (text, version)}."""
    for key, (text, version) in parts.items():
        save_part(report=report, key=key, text=text, version=version, by=by, at=at)


def _written(report, part: Part, text, version, by, at) -> UnitReportText:
    row, _ = UnitReportText.objects.get_or_create(unit_report=report, **part.where)
    before = row.text
    if text == before:
        return row  # nothing changes, whoever changed it to that
    if row.version != version:
        raise Stale(CHANGED)
    UnitReportText.objects.filter(pk=row.pk, version=version).update(
        text=text, version=F("version") + 1, edited_by=by, edited_at=at
    )
    row.refresh_from_db()
    change = {
        "field": part.label,
        "from": before or history.EMPTY,
        "to": row.text or history.EMPTY,
    }
    history.record(
        by=by, action=f"đã sửa phần “{part.label}”", target=report, changes=[change]
    )
    return row


@transaction.atomic
def send(
    *, report: UnitReport, note: str = "", by: User, on: date, at: datetime
) -> UnitReport:
    """Give it to the office. Missing without a `note`, where an asked figure is not.

    The first time is kept: what is in time goes by it, whatever is returned later.
    """
    current = held_for(report, Act.SEND)
    missing = unit_figures.missing(current)
    if missing and not note.strip():
        raise Missing(missing)
    if not note.strip() and not _has_content(current):
        raise NotPossible(EMPTY)
    unit_figures.adopt(current)
    _note_why(current, note.strip() if missing else "", by, at)
    moved(
        current,
        Act.SEND,
        sent_at=at,
        sent_by=by,
        first_sent_at=current.first_sent_at or at,
        reason="",
    )
    history.record(
        by=by,
        action="đã gửi báo cáo",
        target=current,
        reason=note.strip() if missing else "",
    )
    history.record(
        by=by,
        action=f"đã gửi báo cáo của {current.organisation.label}",
        target=current.collection,
    )
    emails.sent(current, on=on)
    return current


def _has_content(report: UnitReport) -> bool:
    texts = report.texts.exclude(text="").exclude(key=EXPLANATION)
    figures = Figure.objects.standing().filter(unit_report=report)
    return texts.exists() or figures.exists() or bool(unit_figures.of_period(report))


def _note_why(report: UnitReport, note: str, by: User, at: datetime) -> None:
    row, _ = UnitReportText.objects.get_or_create(unit_report=report, key=EXPLANATION)
    row.text, row.edited_by = note, by
    row.version += 1
    row.save()
