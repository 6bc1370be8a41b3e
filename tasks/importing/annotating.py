"""The person's own file back, with a note and a colour at every faulty cell."""

import io
import json
from pathlib import Path

import xlsxwriter

from accounts.listings import workbooks

from ..models import PlanImport
from . import reading

ANNOTATOR = Path(__file__).with_name("sheet_annotator.py")
COLOURS = {"error": "#F9C9C6", "warning": "#FFE9A8"}
MOST_NOTES = 10_000


def notes_of(waiting: PlanImport) -> list[tuple[int, int, str, str]]:
    """(row, column, kind, text), counted from 0, as the file was read."""
    found: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for line in waiting.rows:
        for kind, cells in (
            ("error", {n: p["texts"] for n, p in line.get("problems", {}).items()}),
            ("warning", line.get("warnings", {})),
        ):
            for name, texts in cells.items():
                # Without such a column, the note stands where the line begins.
                column = line["places"].get(name, line["places"].get("title", 0))
                said = found.setdefault((line["row"], column), (kind, []))
                said[1].extend(texts)
    return [
        (row, column, kind, "\n".join(dict.fromkeys(texts)))
        for (row, column), (kind, texts) in list(found.items())[:MOST_NOTES]
    ]


def annotated(waiting: PlanImport) -> bytes:
    """Theirs with its formatting; older formats come back as a new .xlsx."""
    stored, notes = waiting.stored_file, notes_of(waiting)
    with stored.file.open("rb") as file:
        if stored.extension != "xlsx":
            grids = reading.read(file, stored.name)
            named = [grid for grid in grids if grid.name[:100] == waiting.sheet_name]
            return afresh((named or grids)[0], notes)
        content = file.read()
    places = [(row + 1, column + 1, kind, text) for row, column, kind, text in notes]
    asked = json.dumps({"sheet": waiting.sheet_name, "notes": places})
    limits = (str(reading.MEMORY_LIMIT), str(reading.TIME_LIMIT))
    return reading.run(
        ANNOTATOR, *limits, content=asked.encode() + b"\n" + content, name=stored.name
    )


def afresh(grid: reading.Grid, notes) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_urls": False})
    sheet = book.add_worksheet(grid.name[:31])
    look = workbooks.FONT | workbooks.TEXT
    plain = book.add_format(look)
    marked = {
        kind: book.add_format(look | {"bg_color": colour})
        for kind, colour in COLOURS.items()
    }
    looks = {(row, column): marked[kind] for row, column, kind, _ in notes}
    sheet.set_column(0, max(grid.width - 1, 0), 22)
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            text = reading.in_words(value, is_plain=True)
            if text or (row, column) in looks:
                sheet.write_string(row, column, text, looks.get((row, column), plain))
    for row, column, _, text in notes:
        sheet.write_comment(row, column, text, {"author": "Phối hợp", "x_scale": 2})
    book.close()
    return target.getvalue()
