"""The rows of the table in which a draft is edited: what a page shows and sends."""

import json
from dataclasses import dataclass

from django.template.loader import render_to_string

from accounts.vietnamese import format_date

from ..models import FocusTask, Heading, YearlyPlan
from . import ordering, table
from .annex import Numbers

ROWS_A_PAGE = 200
COLUMNS = [
    ("title", "Nội dung nhiệm vụ", True),
    ("lead", "Cơ quan chủ trì", True),
    ("coordinating", "Cơ quan phối hợp", True),
    ("deadline", "Thời gian", True),
    ("product", "Sản phẩm", True),
    ("target", "Chỉ tiêu", False),
    ("person", "Người chịu trách nhiệm", False),
    ("funding", "Kinh phí", False),
    ("note", "Ghi chú", False),
]


@dataclass(frozen=True)
class Page:
    """A stretch of a plan's rows; `rows` are ready to be shown."""

    number: int
    last: int
    rows: list[dict]
    total: int

    @property
    def keys(self) -> list[str]:
        return [row["key"] for row in self.rows]


def columns(*, all_of_them: bool) -> list[tuple[str, str]]:
    return [(c, label) for c, label, always in COLUMNS if always or all_of_them]


def page_of(plan: YearlyPlan, number: int, names: list[str]) -> Page:
    """The rows of one page, numbered through the whole plan."""
    order = ordering.read(plan)
    last = max(1, -(-len(order) // ROWS_A_PAGE))
    number = min(max(number, 1), last)
    start = (number - 1) * ROWS_A_PAGE
    shown = order[start : start + ROWS_A_PAGE]
    counted = numbers_of(order)
    tasks = _tasks(plan, [row.pk for row in shown if not row.is_heading])
    headings = plan.headings.in_bulk([row.pk for row in shown if row.is_heading])
    rows = [
        row_of(
            headings[row.pk] if row.is_heading else tasks[row.pk],
            plan,
            names,
            number=counted[row.key],
        )
        for row in shown
        if row.pk in (headings if row.is_heading else tasks)
    ]
    return Page(number, last, rows, sum(not row.is_heading for row in order))


def _tasks(plan: YearlyPlan, ids: list[int]) -> dict[int, FocusTask]:
    found = plan.tasks.filter(pk__in=ids).select_related("lead_organisation")
    return {
        task.pk: task
        for task in found.prefetch_related("coordinations__organisation", "provisions")
    }


def numbers_of(order: list[ordering.Row]) -> dict[str, str]:
    numbers = Numbers()
    return {
        row.key: "" if row.is_heading else numbers.next(is_part=row.parent is not None)
        for row in order
    }


def place_of(plan: YearlyPlan, order: list[ordering.Row], page: int) -> list[dict]:
    """The order of a page's rows, for a page that is open to take over."""
    counted = numbers_of(order)
    start = (page - 1) * ROWS_A_PAGE
    return [
        {
            "key": row.key,
            "number": counted[row.key],
            "level": row.level,
            "is_part": row.parent is not None,
        }
        for row in order[start : start + ROWS_A_PAGE]
    ]


def row_of(row, plan: YearlyPlan, names: list[str], *, number: str = "") -> dict:
    """A row with its cells, each with what is shown and what it holds."""
    shown = {
        "key": ordering.key_of(row),
        "pk": row.pk,
        "version": row.version,
        "number": number,
        "is_heading": isinstance(row, Heading),
        "level": row.level if isinstance(row, Heading) else 0,
        "is_part": getattr(row, "parent_id", None) is not None,
    }
    if isinstance(row, Heading):
        return shown | {"cells": [cell_of(row, "title", "Tên mục")], "label": str(row)}
    labels = dict((name, label) for name, label, _ in COLUMNS)
    cells = [cell_of(row, name, labels[name]) for name in names]
    return shown | {
        "cells": cells,
        "label": row.title,
        "code": row.code,
        "note": "" if "note" in names else row.note,  # else it has its own cell
        "provisions": "; ".join(p.label for p in row.provisions.all()),
        **day_of(row, plan),
    }


def cell_of(row, name: str, label: str = "") -> dict:
    """`value` is what the row holds, `text` what is read; bodies come with names."""
    value = text = table.value_of(row, name)
    cell = {"name": name, "label": label, "value": value}
    if isinstance(row, Heading):
        return cell | {"text": text}
    if name == "lead":
        return cell | {"text": row.lead_name}
    if name == "coordinating":
        names = [part.organisation.label for part in row.coordinations.all()]
        held = json.dumps(value | {"names": names}, ensure_ascii=False)
        return cell | {"text": row.coordinating_names, "json": held}
    return cell | {"text": text}


def day_of(task: FocusTask, plan: YearlyPlan) -> dict:
    """The day that the words give, and whether it must be looked at again."""
    return {
        "due": format_date(task.due_on) if task.due_on else "",
        "is_past": task.due_on is not None and task.due_on.year < plan.year,
    }


def as_html(plan: YearlyPlan, keys: list[str], *, all_of_them: bool) -> dict[str, str]:
    """Rows as the page shows them, to put where a new or a restored one stands."""
    shown = columns(all_of_them=all_of_them)
    names = [name for name, _ in shown]
    numbers = numbers_of(ordering.read(plan))
    ids = {key.partition("-")[2] for key in keys if key.startswith("nv-")}
    tasks = _tasks(plan, [int(pk) for pk in ids])
    found = {f"nv-{pk}": task for pk, task in tasks.items()}
    wanted = [int(key[4:]) for key in keys if key.startswith("muc-")]
    found |= {f"muc-{row.pk}": row for row in plan.headings.filter(pk__in=wanted)}
    return {
        key: render_to_string(
            "tasks/_table_row.html",
            {
                "row": row_of(found[key], plan, names, number=numbers[key]),
                "plan": plan,
                "columns": shown,
            },
        )
        for key in keys
        if key in found
    }
