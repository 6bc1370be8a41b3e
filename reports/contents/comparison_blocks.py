"""What a report says of the figures beside the period before and their targets."""

from decimal import Decimal

from ..documents.elements import Cell, Column, Row, Table
from ..models import Qualifier, Review
from .figure_blocks import amount_cell


def figure_comparison(review: Review) -> list:
    """Only what can be compared: known before, or with a target."""
    rows = [row for row in review.bound["figures"] if _is_compared(row)]
    if not rows:
        return []
    has_targets = any(row["comparison"]["target"] for row in rows)
    columns = (
        Column("Chỉ tiêu", weight=4),
        Column("Đơn vị", weight=1),
        Column("Kỳ trước", "number", weight=1),
        Column("Kỳ này", "number", weight=1),
        Column("Tăng, giảm", "number", weight=1),
        Column("Tăng, giảm (%)", "number", weight=1),
    )
    if has_targets:
        columns += (
            Column("Mục tiêu", "number", weight=1),
            Column("Đạt (%)", "number", weight=1, percent_of=(3, 6)),
        )
    table = tuple(Row(_cells(row, has_targets)) for row in rows)
    caption = "So với kỳ trước và mục tiêu"
    return [Table(columns, table, caption=caption, about="figures")]


def _is_compared(row: dict) -> bool:
    found = row.get("comparison")
    return bool(found and (found["difference"] or found["target"]))


def _cells(row: dict, has_targets: bool) -> tuple[Cell, ...]:
    found = row["comparison"]
    note = "; ".join(found["notes"])
    cells = [
        Cell(row["name"], note=note[:1].upper() + note[1:]),
        Cell(row["unit"]),
        amount_cell(row["previous"]),
        amount_cell(row),
        _number(found["difference"], found["qualifier"]),
        _number(found["percent"], found["qualifier"]),
    ]
    if has_targets:
        cells += [_number(found["target"]), _number(found["reached"])]
    return tuple(cells)


def _number(text: str | None, qualifier: str = "") -> Cell:
    if text is None:
        return Cell()
    said = Qualifier(qualifier).label if qualifier else ""
    return Cell(number=Decimal(text), qualifier=said)
