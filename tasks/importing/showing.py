"""A page of the lines that wait: what was read, what is wrong, what is left to do."""

from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.forms import id_in
from accounts.vietnamese import format_date

from .. import deadlines
from ..models import PlanImport
from .choices import Choices, is_out, text_of
from .headers import FIELDS
from .reading import cell_name

PER_PAGE = 50
COLUMNS = ("title", "lead", "coordinating", "deadline", "expected_product")


@dataclass
class Shown:
    rows: list[dict]
    number: int
    count: int
    only_faulty: bool

    def query(self, number: int | None = None) -> str:
        asked = {"trang": number or self.number}
        if self.only_faulty:
            asked["loc"] = "loi"
        return f"?{urlencode(asked)}"

    @property
    def earlier(self) -> str:
        return self.query(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        return self.query(self.number + 1) if self.number < self.count else ""


def page_of(waiting: PlanImport, asked) -> Shown:
    """The lines of the page asked for; beyond the last page, the last one."""
    rows = [line for line in waiting.rows if line["kind"] != "left"]
    only_faulty = asked.get("loc") == "loi"
    if only_faulty:
        rows = [line for line in rows if line["problems"]]
    if (edited := id_in(asked, "sua")) is not None:
        place = next((n for n, line in enumerate(rows) if line["row"] == edited), 0)
        number = place // PER_PAGE + 1
    else:
        number = id_in(asked, "trang") or 1
    count = max(1, -(-len(rows) // PER_PAGE))
    number = max(1, min(number, count))
    return Shown(
        rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, count, only_faulty
    )


def context(waiting: PlanImport, shown: Shown, form) -> dict:
    choices = Choices(**waiting.mapping["choices"])
    taken = [line for line in waiting.rows if line["kind"] != "left"]
    faulty = [line for line in taken if line["problems"] and not is_out(line, choices)]
    extra = [
        name
        for name in FIELDS
        if name not in (*COLUMNS, "number")
        and any(text_of(line, name) for line in taken if line["kind"] == "task")
    ]
    names = [*COLUMNS, *extra]
    return {
        "shown": shown,
        "names": [FIELDS[name] for name in names],
        "rows": [dressed(line, names, waiting, choices, form) for line in shown.rows],
        "bodies": [
            (form[f"body-{ask['mark']}"], form[f"name-{ask['mark']}"], ask)
            for ask in form.asks
        ],
        "firsts": [form[name] for name in form.fields if name.startswith("first-")],
        "removals": [form[name] for name in form.fields if name.startswith("remove-")],
        "left": [line for line in waiting.rows if line["kind"] == "left"],
        "unknown": unknown_columns(waiting),
        "counts": {
            "tasks": sum(line["kind"] == "task" for line in taken),
            "headings": sum(line["kind"] == "heading" for line in taken),
            "faulty": len(faulty),
            "errors": sum(
                len(problem["texts"])
                for line in faulty
                for problem in line["problems"].values()
            ),
            "warned": sum(bool(line["warnings"]) for line in taken),
            "out": sum(is_out(line, choices) for line in taken),
            "new": sum(
                line["kind"] == "task" and not line["now"] and not is_out(line, choices)
                for line in taken
            ),
        },
    }


def unknown_columns(waiting: PlanImport) -> list[tuple[str, str]]:
    """(heading, what becomes of it) of each column that no field takes."""
    mapping = waiting.mapping
    return [
        (text, mapping["unknown"].get(column, ""))
        for column, text in mapping["headings"].items()
        if column not in mapping["taken"]
    ]


def dressed(line, names, waiting, choices, form) -> dict:
    row = {
        "line": line,
        "place": line["row"] + 1,
        "is_out": is_out(line, choices),
        "out": _field(form, f"out-{line['row']}"),
        "is_heading": line["kind"] == "heading",
    }
    if line["kind"] == "heading":
        number = f"{line['number']}. " if line["number"] else ""
        row["title"] = number + text_of(line, "title")
        row["cells"] = [_cell(line, "title", waiting, form)]
        return row
    row["cells"] = [_cell(line, name, waiting, form) for name in names]
    return row


def _cell(line, name, waiting, form) -> dict:
    column = line["places"].get(name)
    problem = line["problems"].get(name)
    cell = {
        "name": name,
        "label": FIELDS[name],
        "text": text_of(line, name),
        "place": cell_name(line["row"], column) if column is not None else "",
        "field": _field(form, f"cell-{line['row']}-{name}"),
        "texts": problem["texts"] if problem else [],
        "warnings": line["warnings"].get(name, []),
    }
    if name == "deadline" and cell["text"]:
        due_on = deadlines.parse(cell["text"], year=waiting.plan.year).due_on
        cell["due_on"] = format_date(due_on)
    return cell


def _field(form, name):
    return form[name] if name in form.fields else None
