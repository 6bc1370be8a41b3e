"""The annex of a plan as an Excel file, which can be edited and imported again.

A sheet for its own office carries the ids of its rows in a hidden column and, on a
hidden sheet, which plan it is and as of when; signed, so that another plan's sheet or
one tampered with is told apart.
"""

import io
from datetime import datetime

import xlsxwriter
from django.core import signing

from accounts.listings import workbooks
from accounts.vietnamese import date_in_words, normalise

from ..importing.headers import FIELDS, ROW_ID_HEADING
from ..models import FocusTask, Heading, YearlyPlan
from .outline import rows_in_order

HIDDEN_SHEET = "phoi-hop"
SALT = "tasks.plans.exporting"
SHEET = "Phụ lục"
HEAD_ROW = 4
ALWAYS = ("number", "title", "lead", "coordinating", "deadline", "expected_product")
WIDTHS = {
    "number": 6,
    "title": 46,
    "lead": 20,
    "coordinating": 26,
    "deadline": 16,
    "expected_product": 22,
    "target": 18,
    "responsible_person": 18,
    "funding": 16,
    "note": 24,
}


def token_of(plan: YearlyPlan, at: datetime) -> str:
    held = {"plan": plan.pk, "rows": plan.rows_version, "at": at.isoformat()}
    return signing.dumps(held, salt=SALT)


def read_token(token: str) -> dict | None:
    """What the hidden sheet says; None if it is not ours, or was changed."""
    try:
        held = signing.loads(token, salt=SALT)
        return {name: held[name] for name in ("plan", "rows", "at")}
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def rows_to_write(plan: YearlyPlan) -> list[Heading | FocusTask]:
    tasks = plan.tasks.select_related("lead_organisation").prefetch_related(
        "coordinations__organisation"
    )
    return rows_in_order(plan, tasks)


def id_of(row: Heading | FocusTask) -> str:
    return f"{'h' if isinstance(row, Heading) else 't'}{row.pk}"


def cells_of(task: FocusTask, number: str) -> dict[str, str]:
    """The texts of a row, by field: what an unchanged cell reads like."""
    bodies = [part.organisation.label for part in task.coordinations.all()]
    return {
        "number": number,
        "title": task.title,
        "lead": task.lead_name,
        "coordinating": ";\n".join(filter(None, [*bodies, task.coordinating_group])),
        "deadline": task.deadline_as_written,
        "expected_product": task.expected_product,
        "target": task.target,
        "responsible_person": task.responsible_person,
        "funding": task.funding,
        "note": task.note,
    }


def numbered(rows: list[Heading | FocusTask]) -> list[tuple[Heading | FocusTask, str]]:
    """Each row with the number it bears: 1, 2, and 2.1 for a part without its own."""
    found, count, parts, numbers = [], 0, {}, {}
    for row in rows:
        if isinstance(row, Heading):
            found.append((row, row.number))
        elif row.parent_id is None:
            count += 1
            numbers[row.pk] = row.code or str(count)
            found.append((row, numbers[row.pk]))
        else:
            parts[row.parent_id] = parts.get(row.parent_id, 0) + 1
            above = numbers.get(row.parent_id, str(count))
            found.append((row, row.code or f"{above}.{parts[row.parent_id]}"))
    return found


def same(one: str, other: str) -> bool:
    """Do two cells read alike? A program that saves a file may move line breaks."""
    return " ".join(normalise(one).split()) == " ".join(normalise(other).split())


def file_name(plan: YearlyPlan) -> str:
    number = plan.document_number.replace("/", "-") or f"du-thao-{plan.pk}"
    return f"Phụ lục kế hoạch {plan.year} ({number}).xlsx"


def workbook(plan: YearlyPlan, *, at: datetime, is_for_editing: bool) -> bytes:
    target = io.BytesIO()
    options = {"strings_to_urls": False, "constant_memory": True}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": plan.title, "created": at.replace(tzinfo=None)})
    Sheet(book, plan, is_for_editing=is_for_editing).write()
    if is_for_editing:
        hidden = book.add_worksheet(HIDDEN_SHEET)
        hidden.write_string(0, 0, token_of(plan, at))
        hidden.very_hidden()
    book.close()
    return target.getvalue()


class Sheet:
    """The annex as offices print it: landscape A4, its header on every page."""

    def __init__(self, book, plan: YearlyPlan, *, is_for_editing: bool):
        self.plan, self.is_for_editing = plan, is_for_editing
        self.sheet = book.add_worksheet(SHEET)
        self.rows = [
            (row, number, {} if isinstance(row, Heading) else cells_of(row, number))
            for row, number in numbered(rows_to_write(plan))
        ]
        used = {name for *_, cells in self.rows for name, text in cells.items() if text}
        self.names = [
            name for name in FIELDS if is_for_editing or name in ALWAYS or name in used
        ]
        self.widths = [WIDTHS[name] for name in self.names]
        centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
        looks = {
            "title": {"bold": True, "font_size": 14, **centred},
            "subtitle": {"italic": True, **centred},
            "head": workbooks.HEAD,
            "text": workbooks.TEXT,
            "number": workbooks.TEXT | {"align": "center"},
            "group": workbooks.TEXT | {"bold": True, "bg_color": "#FAF8F3"},
        }
        self.formats = {
            name: book.add_format(workbooks.FONT | look) for name, look in looks.items()
        }

    def write(self) -> None:
        sheet, last = self.sheet, len(self.names) - 1
        sheet.set_paper(workbooks.A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P/&N")
        sheet.repeat_rows(HEAD_ROW)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)
        if self.is_for_editing:
            sheet.set_column(last + 1, last + 1, 12, None, {"hidden": True})
            sheet.print_area(0, 0, HEAD_ROW + len(self.rows), last)
        self._merged(0, "PHỤ LỤC", "title")
        self._merged(1, self.plan.title, "title")
        self._merged(2, self._attached_to(), "subtitle")
        for place, name in enumerate(self.names):
            sheet.write_string(HEAD_ROW, place, FIELDS[name], self.formats["head"])
        if self.is_for_editing:
            sheet.write_string(HEAD_ROW, last + 1, ROW_ID_HEADING)
        for line, (row, number, cells) in enumerate(self.rows, start=HEAD_ROW + 1):
            self._write_row(line, row, number, cells)

    def _write_row(self, line: int, row, number: str, cells: dict) -> None:
        if isinstance(row, Heading):
            self._merged(line, str(row), "group")
        else:
            texts = [cells[name][: workbooks.LONGEST_TEXT] for name in self.names]
            self.sheet.set_row(line, workbooks.row_height(texts, self.widths))
            for place, text in enumerate(texts):
                look = self.formats["number" if place == 0 else "text"]
                # write_string, always: what people typed is never a formula.
                self.sheet.write_string(line, place, text, look)
        if self.is_for_editing:
            self.sheet.write_string(line, len(self.names), id_of(row))

    def _merged(self, line: int, text: str, look: str) -> None:
        height = workbooks.row_height([text], [sum(self.widths)])
        self.sheet.set_row(line, max(height, 20))
        self.sheet.merge_range(
            line, 0, line, len(self.names) - 1, "", self.formats[look]
        )
        self.sheet.write_string(line, 0, text, self.formats[look])

    def _attached_to(self) -> str:
        plan, issuer = self.plan, self.plan.office.name
        if plan.issued_on is None:
            return f"(Dự thảo, kèm theo Kế hoạch năm {plan.year} của {issuer})"
        day = date_in_words(plan.issued_on)
        return f"(Kèm theo Kế hoạch số {plan.document_number} {day} của {issuer})"
