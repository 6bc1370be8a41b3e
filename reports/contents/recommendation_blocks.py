"""What a report says of recommendations: the earlier ones and their fate, the new."""

from collections import Counter
from datetime import date
from decimal import Decimal

from ..documents.elements import Cell, Column, Paragraph, Row, Table
from ..models import Review
from ..outlines import outline
from .task_blocks import count

REGISTER = "recommendation_register"


def earlier_recommendations(review: Review) -> list:
    """Those of the report before, then those of the register, each with its answers.

    What was sent in the period is left to the part of its own, where there is one.
    """
    bound = review.bound["recommendations"]
    if not bound:
        return []
    blocks = []
    if bound["rows"]:
        blocks += [
            Paragraph(f"Kiến nghị nêu tại “{bound['title']}”:"),
            _fates(bound["rows"], "Kiến nghị của kỳ trước và việc trả lời"),
        ]
    register = bound.get("register", [])
    if outline.has(review, REGISTER):
        first = review.period_from.isoformat()
        register = [row for row in register if row.get("sent_on", "") < first]
    if register:
        blocks += [
            Paragraph("Kiến nghị đã gửi theo quy chế, trong kỳ hoặc chưa giải quyết:"),
            _fates(register, "Kiến nghị trong sổ theo dõi và việc trả lời"),
        ]
    return blocks


def _fates(found: list[dict], caption: str) -> Table:
    rows = []
    for position, row in enumerate(found, start=1):
        told = [*row["answers"], row.get("state", "")]
        answer = "; ".join(filter(None, told))
        rows.append(
            Row(
                (
                    Cell(number=Decimal(position)),
                    Cell(row["wording"]),
                    Cell(row["addressee"] or None),
                    Cell(answer) if answer else Cell("chưa có thông tin trả lời"),
                )
            )
        )
    columns = (
        Column("TT", "index"),
        Column("Kiến nghị", weight=3),
        Column("Gửi tới", weight=1),
        Column("Trả lời", weight=3),
    )
    return Table(columns, tuple(rows), caption=caption)


def recommendation_register(review: Review) -> list:
    """Sent in the period: how many, in which state, and each with its day."""
    found = review.bound.get("register")
    if not found:
        return []
    states = Counter(row["state"] for row in found)
    said = ", ".join(
        f"{name[:1].lower()}{name[1:]} {count(n)}" for name, n in states.items()
    )
    columns = (
        Column("TT", "index"),
        Column("Kiến nghị", weight=4),
        Column("Gửi tới", weight=2),
        Column("Ngày gửi", "date", weight=1),
        Column("Hạn trả lời", "date", weight=1),
        Column("Tình trạng", weight=1),
    )
    rows = tuple(
        Row(
            (
                Cell(number=Decimal(position)),
                Cell(row["wording"]),
                Cell(row["addressee"] or None),
                Cell(day=_day(row["sent_on"])),
                Cell(day=_day(row["due_on"])),
                Cell(row["state"]),
            )
        )
        for position, row in enumerate(found, start=1)
    )
    return [
        Paragraph(f"Trong kỳ đã gửi {count(len(found))} kiến nghị: {said}."),
        Table(columns, rows, caption="Kiến nghị gửi trong kỳ"),
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
