"""A workbook into grids of cells, read in a process of its own."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from django.core.files.base import File

from accounts.errors import NotPossible
from accounts.vietnamese import format_date, format_number, normalise

logger = logging.getLogger(__name__)

READER = Path(__file__).with_name("sheet_reader.py")
MOST_ROWS = 5_000
ROWS_AROUND = 200  # titles above the table, signatures below it
MOST_COLUMNS = 60
TIME_LIMIT = 30  # seconds
MEMORY_LIMIT = 1024  # megabytes of addresses, which libraries reserve freely

UNREADABLE = (
    "Không đọc được tệp “{name}”. Hãy mở tệp bằng Excel, kiểm tra, lưu lại thành .xlsx "
    "rồi tải lên lần nữa."
)
TOO_LONG = (
    "Trang tính “{name}” có hơn 5.000 dòng. Hãy chia phụ lục thành nhiều tệp rồi nhập "
    "lần lượt."
)


@dataclass
class Grid:
    """The cells of a sheet, by row and column counted from 0; merges reach across."""

    name: str
    rows: list[list]
    merges: list[list[int]] = field(default_factory=list)
    is_visible: bool = True
    is_whole: bool = True

    @cached_property
    def anchors(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """For each cell within a merge of several: the merge it belongs to."""
        return {
            (row, column): (top, left, bottom, right)
            for top, left, bottom, right in self.merges
            for row in range(top, min(bottom + 1, len(self.rows)))
            for column in range(left, min(right + 1, MOST_COLUMNS))
        }

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def own(self, row: int, column: int):
        """What the cell itself holds; "" for a merged cell but the first."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""

    def held(self, row: int, column: int):
        """What a reader sees there: a merged cell shows what its first one holds."""
        merge = self.anchors.get((row, column))
        return self.own(merge[0], merge[1]) if merge else self.own(row, column)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        merge = self.anchors.get((row, column))
        return (merge[0], merge[1]) if merge else (row, column)


def in_words(value, *, is_plain: bool = False) -> str:
    """A cell as text: days as offices write them, numbers as 1.500.000 or 157,5.

    `is_plain`: numbers that count or name a year are not grouped.
    """
    if isinstance(value, dict):
        return format_date(date.fromisoformat(value["day"]))
    if isinstance(value, int | float):
        if value != value or abs(value) > 1e15:
            return str(value)
        number = Decimal(repr(value))
        if is_plain:
            number = number.normalize()
            return f"{number:f}"
        return format_number(number)
    return normalise(value)


def read(file: File, name: str) -> list[Grid]:
    """Every sheet of the file; NotPossible says what to do with one that is unfit."""
    limits = (MEMORY_LIMIT, TIME_LIMIT, MOST_ROWS + ROWS_AROUND, MOST_COLUMNS)
    done = run(READER, *map(str, limits), content=file.read(), name=name)
    grids = [Grid(**sheet) for sheet in json.loads(done)]
    if not any(grid.rows for grid in grids):
        raise NotPossible(
            f"Tệp “{name}” không có trang tính nào có nội dung. Hãy chọn tệp khác."
        )
    return grids


def run(program: Path, *arguments: str, content: bytes, name: str) -> bytes:
    """What the program makes of the file; whatever happens to it is one refusal."""
    # No environment: the reader of strangers' files is not told our secrets.
    command = [sys.executable, "-I", "-X", "utf8", program, *arguments]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=TIME_LIMIT, env={}
        )
    except subprocess.TimeoutExpired:
        logger.warning("Sheet %r: not read in %s s", name, TIME_LIMIT)
        raise NotPossible(UNREADABLE.format(name=name)) from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.warning("Sheet %r: code %s %s", name, done.returncode, reason)
        raise NotPossible(UNREADABLE.format(name=name))
    return done.stdout


def cell_name(row: int, column: int) -> str:
    """ "B7", as Excel calls it; both counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
