"""The lines of an annex: which are headings, tasks, parts of tasks, or neither.

Nothing is dropped in silence: what is neither is kept as "left", with its reason. A
line is a plain dict, since it waits in the database until a person accepts it:

    row, last    the rows of the sheet it takes up, counted from 0
    kind         "task", "heading" or "left"
    number       as written; `level` of a heading; `part_of`: `row` of its parent task
    cells        text by field; `places`: the column of each
    id           "t12" or "h3" of a sheet that the product wrote; "" for a new line
"""

import re

from accounts.vietnamese import fold, normalise

from .headers import ROW_ID, Columns, key_of
from .levels import set_levels
from .reading import Grid
from .rows import FOOT, HEAD, HEADED, PART, PLAIN_NUMBERS, TOP, Rows, is_number

_DITTO = re.compile(r"^(?:-* ?(?:nt|n\.t\.?|nhu tren) ?-*|[\"“”″'`]{1,2}|//)$")
FOOTNOTE = "Dòng cuối bảng, chữ ký hoặc ghi chú"
REPEATED = "Dòng tiêu đề lặp lại"


class Reader(Rows):
    """Walks down a sheet below its header."""

    def __init__(self, grid: Grid, columns: Columns, unknown: dict[int, str]):
        super().__init__(grid, columns, unknown)
        self.lines: list[dict] = []
        self.last_task: dict | None = None
        self.last_top: dict | None = None
        self.is_signed = False

    def read(self) -> list[dict]:
        self.last_solid = self.find_last_solid()
        row = self.columns.first_row
        while row < self.end:
            last = self.block_end(row)
            if any(self.filled(row, last)):
                self.take(row, last)
            row = last + 1
        set_levels(self.lines)
        return self.lines

    # -- What a row is -----------------------------------------------------------

    def take(self, row: int, last: int) -> None:
        first = next(self.filled(row, last))[2]
        number = self.number_of(row)
        if self.is_repeated_header(row):
            return self.leave(row, last, REPEATED)
        is_foot = not is_number(number) and FOOT.match(fold(first))
        if (
            is_foot
            or self.is_signed
            or row > self.last_solid
            and not self.continues(row)
        ):
            self.is_signed = row > self.last_solid
            return self.leave(row, last, FOOTNOTE)
        if self.is_heading(row, last, number):
            return self.add_heading(row, last, number)
        if self.continues(row):
            return self.add_to_last_task(row, last)
        self.add_task(row, last, number)

    def number_of(self, row: int) -> str:
        """ "1.10" comes out of Excel as the number 1.1, after 1.9."""
        number = self.own(row, "number")
        before = self.last_task["number"] if self.last_task else ""
        if before.endswith(".9") and number == before[:-1] + "1":
            return number + "0"
        return number

    def is_repeated_header(self, row: int) -> bool:
        texts = {key_of(text) for *_, text in self.filled(row)}
        return len(texts) > 2 and texts <= {
            key_of(text) for text in self.columns.headings.values()
        }

    def continues(self, row: int) -> bool:
        """Has neither number, title, lead nor time: more of the line above it."""
        named = ("number", "title", "lead", "deadline")
        if self.last_task is None or any(self.own(row, name) for name in named):
            return False
        merge = self.grid.anchors.get((row, self.title))
        return not (merge and merge[1] < self.title)

    def is_heading(self, row: int, last: int, number: str) -> bool:
        if self.given_id(row):
            return self.given_id(row).startswith("h")
        texts = list(self.filled(row, last))
        first_column, first = texts[0][1], texts[-1][2]
        beyond = [c for _, c, _ in texts if c not in (self.number, self.title)]
        is_wide = self.is_wide(row, texts[-1][1])
        if beyond and not (is_wide and len(texts) <= 2):
            return False
        if is_wide or HEAD.match(number):
            return True
        if first_column == self.number and len(texts) == 1 and not is_number(number):
            return True  # the whole heading stands in the column of numbers
        if TOP.match(number):
            after = self.number_below(last)
            return after.startswith(number.rstrip(".)") + ".")
        if number:
            return False
        return self.number is not None or bool(re.match(r"[A-ZĐIVXLC]+[.)] ", first))

    # -- Lines -------------------------------------------------------------------

    def leave(self, row: int, last: int, reason: str) -> None:
        text = " · ".join(text for *_, text in self.filled(row, last))
        self.lines.append(
            {"kind": "left", "row": row, "last": last, "reason": reason,
             "text": text[:300]}
        )  # fmt: skip

    def add_heading(self, row: int, last: int, number: str) -> None:
        texts = [text for *_, text in self.filled(row, last)]
        text = " ".join(" ".join(texts).split())
        if number and is_number(number) and len(texts) > 1:
            number, title = number.rstrip(".)"), " ".join(texts[1:])
        elif (named := HEADED.match(text)) and len(named["number"]) <= 10:
            number, title = named["number"], named["title"]
        else:
            number, title = "", text
        column = next(self.filled(row, last))[1]
        self.lines.append(
            {"kind": "heading", "row": row, "last": last, "number": number,
             "id": self.given_id(row), "cells": {"title": " ".join(title.split())},
             "places": {"title": column}}
        )  # fmt: skip
        self.last_top = None

    def add_task(self, row: int, last: int, number: str) -> None:
        cells = {}
        for column, name in self.taken.items():
            if name not in ("number", ROW_ID):
                is_plain = name in PLAIN_NUMBERS
                cells[name] = self.text(row, last, column, is_plain=is_plain)
        cells["note"] = self.note(row, last, cells.get("note", ""))
        line = {
            "kind": "task", "row": row, "last": last, "number": number.rstrip(".)"),
            "id": self.given_id(row), "cells": self.without_ditto(cells),
            "places": {n: c for n, c in self.places.items() if n != ROW_ID},
        }  # fmt: skip
        line["part_of"] = self.parent_of(line["number"])
        if line["part_of"] is None:
            self.last_top = line
        self.last_task = line
        self.lines.append(line)

    def note(self, row: int, last: int, note: str) -> str:
        """What stands in columns that the plan does not have, with their names."""
        said = [note]
        for column in self.noted:
            if text := self.text(row, last, column, is_plain=True):
                heading = self.columns.headings[column]
                said.append(f"{heading}: {text}")
        return "\n".join(filter(None, said))

    def without_ditto(self, cells: dict) -> dict:
        before = self.last_task["cells"] if self.last_task else {}
        return {
            name: before.get(name) or text
            if name != "title" and _DITTO.match(fold(text))
            else text
            for name, text in cells.items()
        }

    def parent_of(self, number: str) -> int | None:
        match = PART.match(number)
        if match is None or self.last_top is None:
            return None
        above = match[1] or match[3]
        if above and above != self.last_top["number"]:
            # "1.1.1" below "1.1", which is itself a part of "1".
            if not above.startswith(f"{self.last_top['number']}."):
                return None
        return self.last_top["row"]

    def add_to_last_task(self, row: int, last: int) -> None:
        cells = self.last_task["cells"]
        for column, name in self.taken.items():
            if name in cells:
                text = self.text(row, last, column, is_plain=False)
                cells[name] = normalise("\n".join(filter(None, [cells[name], text])))
        cells["note"] = self.note(row, last, cells.get("note", ""))
        self.last_task["last"] = last


def lines_of(grid: Grid, columns: Columns, unknown: dict[int, str]) -> list[dict]:
    """Every line below the header; none where no column is the title."""
    if columns.place_of("title") is None:
        return []
    return Reader(grid, columns, unknown).read()
