"""What an amendment changes in its plan, row by row, cell by cell."""

from dataclasses import dataclass, field

from ..approvals import comparison
from ..approvals.comparison import RowChange
from ..models import WORKING_STATES, FocusTask, TaskState, YearlyPlan
from . import amending
from .annex import Numbers

DUE = comparison.CELLS["due_on"]
WHY_KEPT = {
    TaskState.DONE: "đã hoàn thành",
    TaskState.SUBMITTED: "đang chờ xác nhận hoàn thành",
    TaskState.CANCELLED: "đã hủy trước đó",
}


@dataclass
class Difference:
    """`mark`: new, changed or removed. `kept`: why the plan's row stays as it is."""

    mark: str
    title: str
    number: str = ""
    cells: list[tuple[str, str, str]] = field(default_factory=list)
    kept: str = ""


def why_kept(task: FocusTask) -> str:
    """Why an amendment cannot change this row of the plan; "" if it can."""
    return "" if task.state in WORKING_STATES else WHY_KEPT[task.state]


def between(before: list[dict], after: list[dict]) -> dict[int, RowChange]:
    """Changes by the id of the plan's row; new rows by minus their own id."""
    return comparison.compare(before, as_of_plan(after))


def as_of_plan(rows: list[dict]) -> list[dict]:
    return [row | {"task": row.get("amends") or -row["task"]} for row in rows]


def of_versions(before: list[dict], after: list[dict]) -> list[Difference]:
    """What changed from one version of a plan to another, in the later one's order."""
    return _listed(before, after, comparison.compare(before, after), {})


def of_amendment(
    amendment: YearlyPlan, rows: list[dict] | None = None
) -> list[Difference]:
    """What it changes in the plan it was begun on. `rows`: of a round, else as now."""
    begun = amendment.versions.get(number=amending.BEGINNING)
    if rows is None:
        rows = comparison.rows_of(amendment)
    after = as_of_plan(rows)
    kept = {}
    if amendment.state != YearlyPlan.State.APPLIED:
        settled = amendment.amends.tasks.exclude(state__in=WORKING_STATES)
        kept = {pk: WHY_KEPT[state] for pk, state in settled.values_list("pk", "state")}
    changes = comparison.compare(begun.rows, after)
    return _listed(begun.rows, after, changes, kept)


def _listed(before, after, changes, kept) -> list[Difference]:
    later = {row["task"] for row in after}
    gone = [pair for pair in _numbered(before) if pair[0]["task"] not in later]
    return [
        Difference(
            mark=changes[row["task"]].mark,
            title=row["title"],
            number=number,
            cells=changes[row["task"]].cells if row["task"] in later else [],
            kept=kept.get(row["task"], ""),
        )
        for row, number in [*_numbered(after), *gone]
        if changes[row["task"]].mark
    ]


def _numbered(rows: list[dict]) -> list[tuple[dict, str]]:
    """Each with the number that it has in the annex."""
    numbers = Numbers()
    found = [(row, numbers.next(is_part=row["is_part"])) for row in rows]
    return [(row, row["number"] or str(number)) for row, number in found]


def is_reordered(before: list[dict], after: list[dict]) -> bool:
    """Do the rows that both have stand in another order?"""
    common = {row["task"] for row in before} & {row["task"] for row in after}
    return _order(before, common) != _order(after, common)


def _order(rows: list[dict], common: set[int]) -> list[int]:
    return [row["task"] for row in rows if row["task"] in common]
