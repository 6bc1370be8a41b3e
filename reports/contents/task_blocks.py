"""What a report says of the focus tasks: summary, areas, lists by state, the annex."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from accounts.vietnamese import format_date, format_number
from tasks.models import TaskState

from ..documents.content import Annex
from ..documents.elements import Cell, Column, Items, Paragraph, Row, Table
from ..models import Review
from ..outlines import outline


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
            f"{count(bound['total'])} nhiệm vụ trọng tâm: đã hoàn thành "
            f"{count(bound['done'])}, quá hạn {count(bound['overdue'])}. "
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
                    f"{_day(row['due_on'])}, quá {count(row['days_late'])} ngày)."
                    for row in overdue
                )
            )
        )
    if outline.has(review, "annex_tasks"):
        blocks.append(Paragraph("Tình hình từng nhiệm vụ tại Phụ lục kèm theo."))
    return blocks


def tasks_overdue(review: Review) -> list:
    return _listed(review, "Nhiệm vụ quá hạn", lambda row: row["is_overdue"])


def tasks_done(review: Review) -> list:
    return _listed(review, "Nhiệm vụ đã hoàn thành", lambda row: row["is_done"])


def tasks_doing(review: Review) -> list:
    return _listed(
        review,
        "Nhiệm vụ đang thực hiện",
        lambda row: not row["is_done"] and not row["is_overdue"],
    )


def _listed(review: Review, caption: str, chosen) -> list:
    """A table of the tasks in one state; where there are none, that is said."""
    bound = review.bound.get("tasks")
    if not bound:
        return []
    found = [row for row in bound["rows"] if chosen(row)]
    if not found:
        return [Paragraph(f"{caption}: không có.")]
    rows = tuple(
        Row(_task_cells(place, row)) for place, row in enumerate(found, start=1)
    )
    return [Table(TASK_COLUMNS, rows, caption=caption, about="tasks")]


def area_tasks(review: Review, part: outline.Bound) -> list:
    """One sentence on the tasks of one area; nothing where it has none."""
    bound = review.bound.get("tasks")
    areas = bound["areas"] if bound else []
    row = next((row for row in areas if row.get("code") == part.area), None)
    return [Paragraph(area_sentence(row))] if row else []


def area_sentence(row: dict) -> str:
    done, overdue = row.get(TaskState.DONE, 0), row.get("overdue", 0)
    said = [f"đã hoàn thành {count(done)}"]
    doing = row["total"] - done - row.get(TaskState.NOT_STARTED, 0)
    said += [f"đang thực hiện {count(doing)}"] * bool(doing)
    said += [f"quá hạn {count(overdue)}"] * bool(overdue)
    return f"Có {count(row['total'])} nhiệm vụ trọng tâm: {', '.join(said)}."


def _on_time(bound: dict) -> str:
    """The base of the rate is what fell due in the period, and it is said."""
    if not bound["due"]:
        return "Không có nhiệm vụ nào đến hạn trong kỳ."
    return (
        f"Trong kỳ có {count(bound['due'])} nhiệm vụ đến hạn, hoàn thành "
        f"{count(bound['due_done'])}, đúng hạn {count(bound['on_time'])}, đạt "
        f"{_rate(bound['on_time'], bound['due'])}%.{_by_first_deadlines(bound)}"
    )


def _by_first_deadlines(bound: dict) -> str:
    """Said where a deadline was moved; reports bound before that was kept say none."""
    if not bound.get("has_moved_deadlines") or not bound.get("first_due"):
        return ""
    return (
        f" Theo hạn ban đầu, chưa kể gia hạn: {count(bound['first_due'])} nhiệm vụ "
        f"đến hạn, đúng hạn {count(bound['first_on_time'])}, đạt "
        f"{_rate(bound['first_on_time'], bound['first_due'])}%."
    )


def _rate(number: int, base: int) -> str:
    return format_number(round(Decimal(100 * number) / base, 1))


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
        about="tasks",
    )


TASK_COLUMNS = (
    Column("TT", "index"),
    Column("Nội dung nhiệm vụ", weight=4),
    Column("Cơ quan chủ trì", weight=2),
    Column("Cơ quan phối hợp", weight=3),
    Column("Thời hạn", weight=2),
    Column("Kết quả", weight=2),
)


def annex_tasks(review: Review, title: str) -> list[Annex]:
    bound = review.bound["tasks"]
    if not bound or not bound["rows"]:
        return []
    rows, heading, position = [], None, 0
    for row in bound["rows"]:
        group = row["group"] or row["area"]
        if group != heading:
            heading = group
            rows.append(Row(group=group))
        position += 1
        rows.append(Row(_task_cells(position, row)))
    return [Annex(title, Table(TASK_COLUMNS, tuple(rows)))]


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
        return f"{state} ({row['percent']}%), quá hạn {count(row['days_late'])} ngày"
    return f"{state} ({row['percent']}%)" if row["percent"] else state


def _task_url(pk: int) -> str:
    return settings.SITE_URL + reverse("tasks:focus-task-detail", args=[pk])


def _day(text: str | None) -> str:
    return format_date(date.fromisoformat(text)) if text else ""


def count(number: int) -> str:
    """As offices write counts: 05, 12, 1.242."""
    return f"{number:02}" if 0 < number < 10 else format_number(number)
