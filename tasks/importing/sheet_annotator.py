"""A workbook with notes in its cells: standard input to output, a program of its own.

    python -I tasks/importing/sheet_annotator.py 1024 30 < ghi-chú-và-phụ-lục

The input is one line of JSON, {"sheet": name, "notes": [[row, column, kind, text]]},
and after it the bytes of the .xlsx file; rows and columns count from 1.
"""

import io
import json
import resource
import sys

COLOURS = {"error": "F9C9C6", "warning": "FFE9A8"}
WIDTH, HEIGHT = 320, 130  # of a note, in points
AUTHOR = "Phối hợp"


def main(megabytes: str, seconds: str) -> None:
    memory = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    asked = json.loads(sys.stdin.buffer.readline())
    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheet = book[asked["sheet"]]
    for row, column, kind, text in asked["notes"]:
        cell = sheet.cell(row, column)
        for merge in sheet.merged_cells.ranges:
            if cell.coordinate in merge:  # only its first cell can hold a note
                cell = sheet.cell(merge.min_row, merge.min_col)
                break
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + text, AUTHOR, height=HEIGHT, width=WIDTH)
        cell.fill = PatternFill("solid", start_color=COLOURS[kind])
    target = io.BytesIO()
    book.save(target)
    sys.stdout.buffer.write(target.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
