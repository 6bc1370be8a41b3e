"""What a row of a sheet holds, and how far one line of the annex reaches."""

import re

from accounts.vietnamese import fold

from .headers import ADDED_TO_NOTE, ROW_ID, SKIPPED, Columns
from .reading import Grid, in_words

PLAIN_NUMBERS = ("number", "deadline")
TOP = re.compile(r"^\d{1,4}[.)]?$")
PART = re.compile(
    r"^(\d+(?:\.\d+)*)\.(\d+)[.)]?$|^(\d+)([a-zđ])[.)]?$|^[a-zđ][.)]?$|^[-+•]$"
)
HEAD = re.compile(r"^(?:[A-ZĐ]|[IVXLC]+)[.)]?$")
HEADED = re.compile(
    r"^(?P<number>[A-ZĐ]|[IVXLC]+|\d{1,2}(?:\.\d{1,2})*)\s*[.):/-]\s*(?P<title>\S.*)$",
    re.DOTALL,
)
FOOT = re.compile(
    r"^(?:tong cong|tong so|cong\b|ghi chu|noi nhan|tm\b|kt\b|tl\b|tuq\b|chu tich|"
    r"pho chu tich|giam doc|nguoi lap|thu truong|luu y|chanh van phong|\*|\(\*|"
    r".{0,30}, ngay\b.{0,12}\bthang\b)"
)
SIGNED = re.compile(r"^(?:noi nhan|tm\b|kt\b|tl\b|tuq\b|nguoi lap)")


class Rows:
    """The rows of a sheet, and the columns in which the fields of a line stand."""

    def __init__(self, grid: Grid, columns: Columns, unknown: dict[int, str]):
        self.grid, self.columns = grid, columns
        self.taken = {
            c: n for c, n in columns.taken.items() if n not in (ADDED_TO_NOTE, SKIPPED)
        }
        self.places = {name: column for column, name in self.taken.items()}
        self.noted = [
            c for c in columns.unknown if unknown.get(c, ADDED_TO_NOTE) != SKIPPED
        ]
        self.title = self.places["title"]
        self.number = self.places.get("number")
        self.id_column = self.places.get(ROW_ID)
        self.end = len(grid.rows)

    def own(self, row: int, name: str) -> str:
        """The text that begins in this row in the column of that name."""
        column = self.places.get(name)
        if column is None:
            return ""
        return in_words(self.grid.own(row, column), is_plain=name in PLAIN_NUMBERS)

    def filled(self, row: int, last: int | None = None):
        for line in range(row, (row if last is None else last) + 1):
            for column, cell in enumerate(self.grid.rows[line]):
                if column != self.id_column and in_words(cell):
                    yield line, column, in_words(cell)

    def find_last_solid(self) -> int:
        last, is_signed = -1, False
        for row in range(self.columns.first_row, self.end):
            first = next(self.filled(row), ("", "", ""))[2]
            number = self.own(row, "number")
            is_signed = is_signed or bool(SIGNED.match(fold(first)))
            # Below "Nơi nhận" only a number makes a line of the table.
            if self.is_solid(row) and (not is_signed or is_number(number)):
                last = row
        return last

    def is_solid(self, row: int) -> bool:
        """Surely a line of the table: after the last one come only foot lines."""
        first = next(self.filled(row), None)
        if first is None or FOOT.match(fold(first[2])):
            return False
        number, title = self.own(row, "number"), self.own(row, "title")
        is_named = HEADED.match(first[2]) and self.is_wide(row, first[1])
        if self.given_id(row) or is_named or number and is_number(number):
            return True
        others = [self.own(row, n) for n in ("lead", "deadline", "coordinating")]
        return bool(title and any(others)) or sum(map(bool, others)) > 1

    def block_end(self, row: int) -> int:
        """The last row of one line: merged cells hold several rows together."""
        merge = self.grid.anchors.get((row, self.title))
        if merge and merge[0] == row and merge[2] > row:
            return min(merge[2], self.end - 1)
        merge = self.number is not None and self.grid.anchors.get((row, self.number))
        if merge and merge[0] == row and merge[2] > row and merge[1] == merge[3]:
            last = min(merge[2], self.end - 1)
            # Several tasks may share a number, each with its own lead.
            if not any(self.own(r, "lead") for r in range(row + 1, last + 1)):
                return last
        return row

    def text(self, row: int, last: int, column: int, *, is_plain: bool) -> str:
        """A merged cell belongs to every row that it spans, in its first column."""
        texts = {}
        for line in range(row, last + 1):
            top, left = self.grid.anchor(line, column)
            if left == column:
                value = self.grid.own(top, left)
                texts[top] = in_words(value, is_plain=is_plain)
        return "\n".join(filter(None, texts.values()))

    def given_id(self, row: int) -> str:
        return self.own(row, ROW_ID)

    def is_wide(self, row: int, column: int) -> bool:
        """Does the cell reach over the column of titles and beyond?"""
        merge = self.grid.anchors.get((row, column))
        return bool(merge) and merge[1] <= self.title < merge[3]

    def number_below(self, row: int) -> str:
        for line in range(row + 1, min(row + 20, self.end)):
            if any(self.filled(line)):
                return self.own(line, "number")
        return ""


def is_number(text: str) -> bool:
    return bool(TOP.match(text) or PART.match(text) or HEAD.match(text))
