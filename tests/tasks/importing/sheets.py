"""Workbooks for the tests, as bytes; and the same cells as a grid in memory."""

import io
from dataclasses import asdict

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.importing import headers, intake
from tasks.importing.choices import Choices
from tasks.importing.reading import Grid
from tasks.models import PlanImport


def xlsx(rows, merges=(), *, more=()) -> bytes:
    """`merges`: (top, left, bottom, right) from 0; `more`: other sheets' rows."""
    book = openpyxl.Workbook()
    fill(book.active, "Phụ lục", rows, merges)
    for number, others in enumerate(more, start=2):
        fill(book.create_sheet(), f"Phụ lục {number}", others, ())
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def fill(sheet, name, rows, merges) -> None:
    sheet.title = name
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value != "":
                sheet.cell(row, column, value)
    for top, left, bottom, right in merges:
        sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)


def upload(content: bytes, name="phu-luc.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def grid(rows, merges=()) -> Grid:
    return Grid("Phụ lục", [list(row) for row in rows], [list(m) for m in merges])


HEADER = ["TT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]


def waiting(plan, by, on, rows=()):
    """An import that waits, with its file; by default of a line nobody can save yet."""
    rows = [
        HEADER,
        *(rows or [[1, "Tuyên truyền", "Sở Không có thật", "", "31/02/2026"]]),
    ]
    row = PlanImport(plan=plan, rows_version=plan.rows_version, uploaded_by=by)
    row.mapping = {
        "sheets": ["Phụ lục"],
        "exported": None,
        "unknown": {},
        "choices": asdict(Choices()),
    }
    cells = grid(rows)
    intake.lay_out(row, cells, headers.find(cells), on=on)
    return intake.keep(waiting=row, upload=upload(xlsx(rows)))
