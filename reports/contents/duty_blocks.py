"""What a report says of money asked for, and of programmes to be signed below."""

from decimal import Decimal

from tasks.money import short

from ..documents.elements import Cell, Column, Items, Paragraph, Row, Table
from ..models import Review
from .task_blocks import count

MOST_NAMED = 40


def resources(review: Review) -> list:
    found = review.bound.get("resources")
    if not found:
        return []
    granted = found["granted"] + found["partly"]
    answers = [f"đồng ý {count(granted)}"]
    if found["partly"]:
        answers[0] += f" (trong đó đồng ý một phần {count(found['partly'])})"
    for name, said in (("refused", "không đồng ý"), ("waiting", "chờ trả lời")):
        answers += [f"{said} {count(found[name])}"] * bool(found[name])
    text = f"Trong kỳ có {count(found['asked'])} đề nghị về nguồn lực: "
    text += ", ".join(answers) + "."
    if found["amount"]:
        text += f" Tổng số tiền đề nghị {short(found['amount'])}, số tiền đồng ý "
        text += f"{short(found['granted_amount'])}."
    if found["without_amount"]:
        text += f" {count(found['without_amount'])} đề nghị không nêu số tiền."
    return [Paragraph(text)]


def cascade(review: Review) -> list:
    found = review.bound.get("cascade")
    if not found:
        return []
    columns = (
        Column("Nhiệm vụ", weight=4),
        *(
            Column(title, "number", weight=1)
            for title in ("Phải ký", "Đã ký", "Chưa ký", "Trong đó quá hạn")
        ),
    )
    blocks = [
        Table(
            columns,
            tuple(Row(_cells(row)) for row in found),
            caption="Ký chương trình phối hợp ở cấp dưới",
            note="Không tính cơ quan đã nêu lý do không phải ký.",
        )
    ]
    waiting = [row for row in found if row["waiting"]]
    if waiting:
        blocks.append(Paragraph("Cơ quan chưa ký:"))
        blocks.append(
            Items(tuple(f"{row['title']}: {_named(row)}." for row in waiting))
        )
    return blocks


def _cells(row: dict) -> tuple[Cell, ...]:
    waiting = len(row["waiting"])
    numbers = (row["signed"] + waiting, row["signed"], waiting, row["late"])
    return (Cell(row["title"]), *(Cell(number=Decimal(n)) for n in numbers))


def _named(row: dict) -> str:
    names = row["waiting"]
    rest = len(names) - MOST_NAMED
    said = ", ".join(names[:MOST_NAMED])
    return f"{said} và {count(rest)} cơ quan khác" if rest > 0 else said
