"""What a report says of the figures: the table, the gaps, each value followable."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from .documents.elements import Cell, Column, Items, Paragraph, Row, Table
from .models import Qualifier, Review

SHARED = "Kết quả chung, chỉ tính một lần"


def figure_results(review: Review) -> list:
    rows = review.bound["figures"]
    if not rows:
        return [Paragraph("Chưa có số liệu nào trong kỳ.")]
    table = _member_table if review.cluster_id else _figure_table
    blocks = [table(review, rows)]
    known = tuple(f"{row['name']}: {row['words']}." for row in rows if _has(row))
    if known:  # as the report will be read aloud; the table shows where it comes from
        blocks.insert(0, Items(known))
    gaps = [row for row in rows if row["missing"]]
    if gaps:
        blocks.append(
            Items(
                tuple(
                    f"{row['name']}: chưa có thông tin của {', '.join(row['missing'])}."
                    for row in gaps
                )
            )
        )
        blocks.insert(
            -1, Paragraph("Số liệu còn thiếu, chưa nằm trong các số trên đây:")
        )
    return blocks


def _figure_columns(review: Review, *first: Column) -> tuple[Column, ...]:
    before = review.bound["previous_period"]
    years = f"{before['first'][:4]}–{before['last'][:4]}"
    label = years if before["first"][:4] != before["last"][:4] else before["last"][:4]
    return (
        *first,
        Column("Kết quả", "number", weight=1),
        Column(f"Kỳ trước ({label})", "number"),
    )


def _figure_table(review: Review, rows: list[dict]) -> Table:
    columns = _figure_columns(
        review,
        Column("TT", "index"),
        Column("Chỉ tiêu", weight=5),
        Column("Đơn vị", weight=1),
    )
    return Table(
        columns,
        tuple(
            Row(
                (
                    Cell(number=Decimal(position)),
                    Cell(row["name"]),
                    Cell(row["unit"]),
                    amount_cell(row, url=figures_url(review, row), note=_remark(row)),
                    amount_cell(row["previous"]),
                )
            )
            for position, row in enumerate(rows, start=1)
        ),
        caption=f"Số liệu {in_sentence(review.period_label)}",
    )


def _member_table(review: Review, rows: list[dict]) -> Table:
    """Each indicator is a group: its members, what they share, and the total."""
    columns = _figure_columns(
        review, Column("Cơ quan", weight=5), Column("Đơn vị", weight=1)
    )
    lines = []
    for row in rows:
        lines.append(Row(group=row["name"]))
        url = figures_url(review, row)

        def line(label, values, row=row, **more):
            cells = Cell(label), Cell(row["unit"])
            previous = amount_cell(values["previous"])
            lines.append(Row((*cells, amount_cell(values, **more), previous)))

        for member in row["members"]:
            if member["figures"] or member["is_missing"] or _has(member["previous"]):
                line(member["name"], member, url=url if member["figures"] else "")
        for shared in row["shared"]:
            line(f"Kết quả chung của {_bodies(shared['bodies'])}", shared, note=SHARED)
        line("Cộng", row, url=url, note=_remark(row))
    return Table(
        columns, tuple(lines), caption=f"Kết quả {in_sentence(review.period_label)}"
    )


def in_sentence(text: str) -> str:
    return text[:1].lower() + text[1:]


def _has(values: dict) -> bool:
    return values["number"] is not None


def _bodies(names: list[str]) -> str:
    return ", ".join(names) if len(names) < 3 else f"{len(names)} cơ quan"


def amount_cell(values: dict, *, url: str = "", note: str = "") -> Cell:
    if values["number"] is None:
        return Cell(note=note)
    return Cell(
        number=Decimal(values["number"]),
        qualifier=Qualifier(values["qualifier"]).label if values["qualifier"] else "",
        evidence_url=url,
        note=note,
    )


def _remark(row: dict) -> str:
    marks = ["số liệu sơ bộ"] * row["is_provisional"]
    marks += ["có số liệu minh hoạ"] * row["is_illustrative"]
    return "; ".join(marks).capitalize()


def figures_url(review: Review, row: dict) -> str:
    path = reverse("reports:review-figures", args=[review.pk, row["indicator"]])
    return settings.SITE_URL + path
