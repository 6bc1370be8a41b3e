"""The annex table of a plan, as pages show it."""

from dataclasses import dataclass

from ..approvals import comparison
from ..approvals.round_changes import Changes, between
from ..badges import task_badge
from ..models import Heading
from .outline import Outline, rows_in_order

ROWS_A_PAGE = 300


@dataclass(frozen=True)
class AnnexPage:
    """A part of a long annex; its pages are numbered from 1."""

    rows: list[dict]
    number: int
    last: int


def page_of(rows: list[dict], number: int) -> AnnexPage:
    """The headings that still hold stand at the top of their page again."""
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = min(max(number, 1), last)
    start = (number - 1) * ROWS_A_PAGE
    held: list[dict] = []
    for row in rows[: start + 1]:
        if "heading" in row:
            held = [above for above in held if above["level"] < row["level"]] + [row]
    shown = rows[start : start + ROWS_A_PAGE]
    return AnnexPage([h for h in held if h not in shown[:1]] + shown, number, last)


class Numbers:
    """1, 2, 2.1, 2.2, 3: tasks through the whole annex, parts within their task."""

    def __init__(self, before: int = 0):
        self.task, self.part = before, 0

    def next(self, *, is_part: bool) -> str:
        if is_part and self.task:
            self.part += 1
            return f"{self.task}.{self.part}"
        self.task, self.part = self.task + 1, 0
        return str(self.task)


def round_changes(plan, rounds, *, is_ours) -> Changes:
    """What the round being read changes; our draft is held against its last round."""
    if plan.is_open_to_editing and rounds and is_ours:
        return between(rounds[-1].rows, comparison.rows_of(plan))
    if len(rounds) > 1 and not plan.document_number:
        return between(rounds[-2].rows, rounds[-1].rows)
    return Changes()


def annex_rows(plan, on, changes=(), *, badge=task_badge) -> list[dict]:
    """Rows of the table: a heading, or a task with its cells, badge and change."""
    tasks = plan.tasks.select_related("lead_organisation", "plan").prefetch_related(
        "coordinations__organisation", "provisions"
    )
    outline, rows, numbers = Outline([plan.pk]), [], Numbers()
    for row in rows_in_order(plan, tasks):
        if isinstance(row, Heading):
            rows.append({"heading": str(row), "level": row.level, "row": row})
            continue
        number = numbers.next(is_part=row.parent_id is not None)
        rows.append(
            {
                "task": row,
                "cells": comparison.row_of(row, outline),
                "number": row.code or number,
                "is_part": row.parent_id is not None,
                "badge": badge(row, on),
                "change": changes.get(row.pk) if changes else None,
            }
        )
    return rows


def kept_rows(rows: list[dict]) -> list[dict]:
    """The table as it was kept in a round or a version: plain text, nothing live."""
    shown, held, numbers = [], [], Numbers()
    for cells in rows:
        headings = [tuple(heading) for heading in cells["headings"]]
        same = sum(a == b for a, b in zip(held, headings, strict=False))
        shown += [{"heading": text, "level": level} for level, text in headings[same:]]
        held = headings
        number = numbers.next(is_part=cells["is_part"])
        shown.append(
            {
                "cells": cells,
                "number": cells["number"] or number,
                "is_part": cells["is_part"],
            }
        )
    return shown
