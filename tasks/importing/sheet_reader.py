"""The cells of one workbook: standard input to JSON, as a program of its own.

It reads what strangers made, so it runs apart: with no settings and no database, in
bounded memory and time. Whatever happens to it, the product lives (see reading).

    python -I tasks/importing/sheet_reader.py 1024 30 5200 60 < phụ-lục.xlsx

The numbers are the limits: megabytes, seconds, rows and columns of a sheet.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

MOST_TEXT = 5_000  # characters of a cell: more than any column of a task holds
MOST_TEXT_IN_ALL = 20_000_000
MOST_SHEETS = 30
MOST_BLANK = 2_000  # rows without anything, after which a sheet is taken to end


def main(megabytes: str, seconds: str, rows: str, columns: str) -> None:
    memory = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    content = io.BytesIO(sys.stdin.buffer.read())
    book = python_calamine.CalamineWorkbook.from_filelike(content)
    shown = python_calamine.SheetVisibleEnum.Visible
    cells = python_calamine.SheetTypeEnum.WorkSheet
    sheets = [
        {"is_visible": about.visible == shown}
        | sheet_of(book.get_sheet_by_name(about.name), int(rows), int(columns))
        for about in book.sheets_metadata[:MOST_SHEETS]
        if about.typ == cells
    ]
    json.dump(sheets, sys.stdout, ensure_ascii=False)


def sheet_of(sheet, most_rows: int, most_columns: int) -> dict:
    found, blank, is_whole, length = [], 0, True, 0
    # Empty rows above the first cell are given too, empty columns before it are not.
    before = [""] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        cells = (before + [plain(cell) for cell in row[:most_columns]])[:most_columns]
        length += sum(len(cell) for cell in cells if isinstance(cell, str))
        while cells and cells[-1] == "":
            cells.pop()
        blank = 0 if cells else blank + 1
        if blank > MOST_BLANK:
            break
        found.append(cells)
        if len(found) > most_rows or length > MOST_TEXT_IN_ALL:
            is_whole = False
            break
    while found and not found[-1]:
        found.pop()
    merges = [
        [*first, *last]
        for first, last in sheet.merged_cell_ranges or ()
        if first[0] < most_rows and first[1] < most_columns
    ]
    return {
        "name": sheet.name,
        "rows": found,
        "merges": merges[: 4 * most_rows],
        "is_whole": is_whole,
    }


def plain(value):
    """What JSON holds; a day as {"day": "2026-03-31"}, to be told from a text."""
    if isinstance(value, str):
        return value[:MOST_TEXT]
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return {"day": value.isoformat()[:10]}
    if isinstance(value, time | timedelta):
        return str(value)
    return value


if __name__ == "__main__":
    main(*sys.argv[1:])
