"""What a report says of the focus tasks: summary, areas, the overdue, the annex."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from accounts.vietnamese import format_date, format_number
from tasks.models import TaskState

from .documents.content import Annex
from .documents.elements import Cell, Column, Items, Paragraph, Row, Table
from .models import Review


def task_results(review: Review) -> list:
    bound = review.bound["tasks"]
    if not bound:
        return []
    read_on = format_date(date.fromisoformat(review.bound["read_on"]))
    if not bound["total"]:
        return [Paragraph("Chưa có kế hoạch năm nào được ban hành trong kỳ.")]
    plans = ", ".join(plan["label"] for plan in bound["plans"])
    blocks = [
        Paragraph(
            f"Theo {plans}, tại thời điểm dựng báo cáo ({read_on}) có "
            f"{_count(bound['total'])} nhiệm vụ trọng tâm: đã hoàn thành "
            f"{_count(bound['done'])}, quá hạn {_count(bound['overdue'])}. "
            + _on_time(bound)
        ),
        area_table(bound),
    ]
    overdue = [row for row in bound["rows"] if row["is_overdue"]]
    if overdue:
        blocks.append(Paragraph("Nhiệm vụ quá hạn chưa hoàn thành:"))
        blocks.append(
            Items(
                tuple(
                    f"{row['title'].rstrip('. ')} ({row['lead']}; hạn "
                    f"{_day(row['due_on'])}, quá {_count(row['days_late'])} ngày)."
                    for row in overdue
                )
            )
        )
    blocks.append(Paragraph("Tình hình từng nhiệm vụ tại Phụ lục kèm theo."))
    return blocks


def _on_time(bound: dict) -> str:
    """The base of the rate is what fell due in the period, and it is said."""
    if not bound["due"]:
        return "Không có nhiệm vụ nào đến hạn trong kỳ."
    rate = Decimal(100 * bound["on_time"]) / bound["due"]
    return (
        f"Trong kỳ có {_count(bound['due'])} nhiệm vụ đến hạn, hoàn thành "
        f"{_count(bound['due_done'])}, đúng hạn {_count(bound['on_time'])}, đạt "
        f"{format_number(round(rate, 1))}%."
    )


STATES = (
    ("Chưa bắt đầu", TaskState.NOT_STARTED),
    ("Đang thực hiện", TaskState.IN_PROGRESS),
    ("Chờ xác nhận", TaskState.SUBMITTED),
    ("Hoàn thành", TaskState.DONE),
    ("Quá hạn", "overdue"),
)


def area_table(bound: dict) -> Table:
    columns = [Column("Lĩnh vực"), Column("Tổng số", "number")]
    columns += [Column(title, "number") for title, _ in STATES]
    keys = ["total", *(key for _, key in STATES)]

    def cells(label, counts):
        numbers = (Cell(number=Decimal(counts.get(key, 0))) for key in keys)
        return (Cell(label), *numbers)

    whole = {key: sum(row.get(key, 0) for row in bound["areas"]) for key in keys}
    return Table(
        tuple(columns),
        tuple(Row(cells(row["area"], row)) for row in bound["areas"]),
        total=cells("Tổng cộng", whole),
        caption="Nhiệm vụ theo lĩnh vực và trạng thái",
        note="Nhiệm vụ quá hạn cũng nằm ở cột trạng thái của nó.",
    )


def annexes(review: Review) -> tuple[Annex, ...]:
    bound = review.bound["tasks"]
    if not bound or not bound["rows"]:
        return ()
    rows, heading, position = [], None, 0
    for row in bound["rows"]:
        group = row["group"] or row["area"]
        if group != heading:
            heading = group
            rows.append(Row(group=group))
        position += 1
        rows.append(Row(_task_cells(position, row)))
    columns = (
        Column("TT", "index"),
        Column("Nội dung nhiệm vụ", weight=4),
        Column("Cơ quan chủ trì", weight=2),
        Column("Cơ quan phối hợp", weight=3),
        Column("Thời hạn", weight=2),
        Column("Kết quả", weight=2),
    )
    return (
        Annex("Tình hình thực hiện nhiệm vụ trọng tâm", Table(columns, tuple(rows))),
    )


def _task_cells(position: int, row: dict) -> tuple[Cell, ...]:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return (
        Cell(number=Decimal(position)),
        Cell(row["title"], evidence_url=_task_url(row["id"])),
        Cell(row["lead"]),
        Cell(row["others"] or None),
        Cell(row["deadline"] or None, day=due),
        Cell(_outcome(row)),
    )


def _outcome(row: dict) -> str:
    if row["is_done"]:
        late = ", chậm hạn" if row["is_late"] else ""
        return f"Hoàn thành ngày {_day(row['completed_on'])}{late}"
    state = TaskState(row["state"]).label
    if row["is_overdue"]:
        return f"{state} ({row['percent']}%), quá hạn {_count(row['days_late'])} ngày"
    return f"{state} ({row['percent']}%)" if row["percent"] else state


def _task_url(pk: int) -> str:
    return settings.SITE_URL + reverse("tasks:focus-task-detail", args=[pk])


def _day(text: str | None) -> str:
    return format_date(date.fromisoformat(text)) if text else ""


def _count(number: int) -> str:
    """As offices write counts: 05, 12, 1.242."""
    return f"{number:02}" if 0 < number < 10 else format_number(number)
