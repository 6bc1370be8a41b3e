"""What a report says of the figures: the table, the gaps, each value followable."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from ..documents.elements import Cell, Column, Items, Paragraph, Row, Table
from ..models import Qualifier, Review

SHARED = "Kết quả chung, chỉ tính một lần"
ADDED = "Cộng"
# What the line under the members says; bodies that are told apart have none.
ACROSS = {"sum": ADDED, "maximum": "Cao nhất", "ratio": "Tính chung", "none": ""}


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
            line
            for position, row in enumerate(rows, start=1)
            for line in _figure_rows(review, position, row)
        ),
        caption=f"Số liệu {in_sentence(review.period_label)}",
        about="figures",
    )


def _figure_rows(review: Review, position: int, row: dict) -> list[Row]:
    """The indicator, and under it the parts that were told apart."""
    url = figures_url(review, row)
    whole = (
        Cell(number=Decimal(position)),
        Cell(row["name"]),
        Cell(row["unit"]),
        amount_cell(row, url=url, note=_remark(row)),
        amount_cell(row["previous"]),
    )
    lines = [Row(whole)]
    for part in row.get("parts", ()):
        name = Cell(f"Trong đó: {part['name']}")
        amount = amount_cell(part, url=url)
        lines.append(Row((Cell(""), name, Cell(row["unit"]), amount, Cell(""))))
    return lines


def _member_table(review: Review, rows: list[dict]) -> Table:
    """Each indicator is a group: its members, what they share, and the total."""
    columns = _figure_columns(
        review, Column("Cơ quan", weight=5), Column("Đơn vị", weight=1)
    )
    lines = []
    for row in rows:
        lines.append(Row(group=row["name"]))
        url = figures_url(review, row)

        def line(label, values, row=row, is_sum=False, **more):
            cells = Cell(label), Cell(row["unit"])
            previous = amount_cell(values["previous"])
            cells = (*cells, amount_cell(values, **more), previous)
            lines.append(Row(cells, is_sum=is_sum))

        for member in row["members"]:
            if member["figures"] or member["is_missing"] or _has(member["previous"]):
                line(member["name"], member, url=url if member["figures"] else "")
        for shared in row["shared"]:
            line(f"Kết quả chung của {_bodies(shared['bodies'])}", shared, note=SHARED)
        label = ACROSS[row.get("body_rule", "sum")]
        if label:
            line(label, row, is_sum=label == ADDED, url=url, note=_remark(row))
    return Table(
        columns,
        tuple(lines),
        caption=f"Kết quả {in_sentence(review.period_label)}",
        about="figures",
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
    # As totals say it: a part that is missing, parts that do not add up.
    marks += [note.rstrip(".") for note in row.get("notes", ())]
    said = "; ".join(marks)
    return said[:1].upper() + said[1:]


def figures_url(review: Review, row: dict) -> str:
    path = reverse("reports:review-figures", args=[review.pk, row["indicator"]])
    return settings.SITE_URL + path
