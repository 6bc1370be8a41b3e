"""What a person decided over a sheet, and what the plan has now."""

from dataclasses import dataclass, field

from ..models import FocusTask, Heading, YearlyPlan
from ..plans import exporting


@dataclass
class Choices:
    """What the person decided so far; kept with the import as plain data."""

    cells: dict[str, str] = field(default_factory=dict)  # "12:lead" → text
    bodies: dict[str, int | str] = field(default_factory=dict)
    first_leads: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)


@dataclass
class Current:
    """The rows that the plan has now, as an export would write them."""

    tasks: dict[str, tuple[FocusTask, dict[str, str]]] = field(default_factory=dict)
    headings: dict[str, Heading] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: YearlyPlan) -> "Current":
        found = cls()
        for row, number in exporting.numbered(exporting.rows_to_write(plan)):
            if isinstance(row, Heading):
                found.headings[exporting.id_of(row)] = row
            else:
                cells = exporting.cells_of(row, number)
                found.tasks[exporting.id_of(row)] = (row, cells)
        return found

    def labels(self) -> dict[str, str]:
        tasks = {pk: cells["title"] for pk, (_, cells) in self.tasks.items()}
        return tasks | {pk: f"Mục {heading}" for pk, heading in self.headings.items()}


def text_of(line: dict, name: str) -> str:
    """The cell as corrected, or as read."""
    return line["given"].get(name, line["cells"].get(name, ""))


def is_out(line: dict, choices: Choices) -> bool:
    return line["row"] in choices.left_out


def removed(lines: list[dict], current: Current) -> dict[str, str]:
    """Rows of the plan that an exported sheet no longer has, with what they say."""
    kept = {line.get("id") for line in lines}
    return {pk: text for pk, text in current.labels().items() if pk not in kept}


def say(line: dict, name: str, sentence: str) -> None:
    empty = {"texts": [], "asks": [], "several": ""}
    line["problems"].setdefault(name, empty)["texts"].append(sentence)
