"""What changed between two rounds of a plan: row by row, cell by cell."""

from dataclasses import dataclass, field

from accounts.vietnamese import format_date

from ..models import Coordination, FocusTask, YearlyPlan
from ..plans.outline import Outline

# What a row of the annex shows; a submission keeps exactly this.
CELLS = {
    "section": "mục",
    "title": "nội dung",
    "lead": "chủ trì",
    "person": "người chịu trách nhiệm",
    "coordinating": "phối hợp",
    "parts": "phần việc phối hợp",
    "deadline": "thời gian",
    "due_on": "hạn tính",
    "product": "sản phẩm",
    "target": "chỉ tiêu",
    "funding": "kinh phí",
    "provisions": "điều khoản",
}


@dataclass
class RowChange:
    """`mark`: "" unchanged, "new", "changed" (with `cells`), "removed"."""

    mark: str
    cells: list[tuple[str, str, str]] = field(default_factory=list)


def row_of(task: FocusTask, outline: Outline) -> dict:
    """The row as the parties see it, in plain text; prefetch what it reads.

    `number`, `is_part` and `headings` ([level, text] of each above) are for the table,
    `amends` for an amendment: the row of the plan that this one is a copy of.
    """
    bodies = [part.organisation.label for part in task.coordinations.all()]
    if task.coordinating_group:
        bodies.append(task.coordinating_group)
    return {
        "task": task.pk,
        "amends": task.amends_id,
        "number": task.code,
        "is_part": task.parent_id is not None,
        "headings": [[h.level, str(h)] for h in outline.path(task)],
        "section": outline.section(task),
        "title": task.title,
        "lead": task.lead_name,
        "person": task.responsible_person,
        "coordinating": "; ".join(bodies),
        "parts": "; ".join(filter(None, map(part_in_words, task.coordinations.all()))),
        "deadline": task.deadline_as_written,
        "due_on": format_date(task.due_on),
        "product": task.expected_product,
        "target": task.target,
        "funding": task.funding,
        "provisions": "; ".join(p.label for p in task.provisions.all()),
    }


def part_in_words(part: Coordination) -> str:
    """ "Sở Y tế: khám sức khỏe, hạn 30/06/2026"; nothing for a body without either."""
    due = f"hạn {format_date(part.due_on)}" if part.due_on else ""
    said = ", ".join(filter(None, [part.part, due]))
    return f"{part.organisation.label}: {said}" if said else ""


def rows_of(plan: YearlyPlan, tasks=None) -> list[dict]:
    """All rows of the plan, or those given."""
    if tasks is None:
        tasks = plan.tasks.select_related("lead_organisation").prefetch_related(
            "coordinations__organisation", "provisions"
        )
    outline = Outline([plan.pk])
    return [row_of(task, outline) for task in tasks]


def compare(before: list[dict], after: list[dict]) -> dict[int, RowChange]:
    """Changes by task id, from an earlier round's rows to later ones."""
    old = {row["task"]: row for row in before}
    changes = {}
    for row in after:
        earlier = old.pop(row["task"], None)
        if earlier is None:
            changes[row["task"]] = RowChange("new")
            continue
        cells = [
            (label, earlier.get(key, ""), row.get(key, ""))
            for key, label in CELLS.items()
            if earlier.get(key, "") != row.get(key, "")
        ]
        changes[row["task"]] = RowChange("changed" if cells else "", cells)
    for pk, row in old.items():
        changes[pk] = RowChange("removed", [(CELLS["title"], row["title"], "")])
    return changes
