"""The annex table of a plan, as pages show it."""

from . import comparison
from .badges import task_badge


def round_changes(plan, rounds, *, is_ours) -> dict:
    """What the round being read changes; our draft is held against its last round."""
    if plan.is_open_to_editing and rounds and is_ours:
        return comparison.compare(rounds[-1].rows, comparison.rows_of(plan))
    if len(rounds) > 1:
        return comparison.compare(rounds[-2].rows, rounds[-1].rows)
    return {}


def annex_rows(plan, on, changes=(), *, badge=task_badge) -> list[dict]:
    """Rows of the table: task, cells, badge, change, and where a group begins."""
    tasks = plan.tasks.select_related("lead_organisation", "plan").prefetch_related(
        "coordinations__organisation", "provisions"
    )
    rows, section, number = [], None, 0
    for task in tasks:
        is_part = task.parent_id is not None
        number += not is_part
        row = comparison.row_of(task)
        rows.append(
            {
                "task": task,
                "cells": row,
                "number": task.code or number,
                "is_part": is_part,
                "badge": badge(task, on),
                "change": changes.get(task.pk) if changes else None,
                "new_section": task.section if task.section != section else "",
            }
        )
        section = task.section
    return rows


def submitted_rows(submission) -> list[dict]:
    """The table as the parties were last shown it: what the office edits since then

    is not theirs to read before it is submitted again.
    """
    rows, section = [], None
    for number, cells in enumerate(submission.rows, start=1):
        new_section = cells["section"] if cells["section"] != section else ""
        rows.append({"cells": cells, "number": number, "new_section": new_section})
        section = cells["section"]
    return rows
