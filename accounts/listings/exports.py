"""Files of exactly what a list shows: its filters, columns and order, every page.

The CSV is UTF-8 with the mark by which Excel knows it, so that diacritics survive a
double click. Its columns are parted by commas: the list separator of Windows both in
Vietnamese and in English, and what other programs expect. (A first line "sep=;" would
make Excel forget the encoding.) A decimal comma stands within quotes.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.db.models import QuerySet

from ..vietnamese import format_date, format_number
from . import workbooks
from .listing import Cell, Value
from .paging import chunks_of

MOST_ROWS = 20_000  # an Excel file of them takes seconds, not a minute
TOO_MANY = (
    "Danh sách có hơn 20.000 dòng, nhiều hơn một tệp chứa được. Hãy thêm điều kiện lọc "
    "(ví dụ từng năm) rồi tải lại."
)
# Spreadsheets take a text that begins so for a formula; also the full-width signs.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
HEAD_ROW = 3  # of a sheet, counted from 0; above it the title and the conditions


@dataclass(frozen=True)
class Table:
    """What is written; `rows` may be read once."""

    title: str
    conditions: str
    at: datetime
    cells: list[Cell]
    rows: Iterable

    @property
    def subtitle(self) -> str:
        moment = f"Tải lúc {self.at:%H:%M} ngày {format_date(self.at)}"
        return f"{self.conditions}. {moment}." if self.conditions else f"{moment}."


def is_too_many(queryset: QuerySet) -> bool:
    return queryset.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS


def all_rows(
    queryset: QuerySet, *, order: tuple[str, ...], dress: Callable
) -> Iterator:
    """Every row in order, dressed as a page dresses them, a thousand in memory."""
    for rows in chunks_of(queryset, order=order):
        yield from dress(rows)


def defused(text: str) -> str:
    """A text no spreadsheet takes for a formula: it begins with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def in_csv(value: Value) -> str:
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format_number(value).replace(".", "")
    return defused(value or "")


def csv_lines(table: Table) -> Iterator[bytes]:
    """The file, some hundred lines at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([defused(cell.heading) for cell in table.cells])
    yield b"\xef\xbb\xbf"
    for row in table.rows:
        writer.writerow([in_csv(cell.value(row)) for cell in table.cells])
        if buffer.tell() > 60_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def xlsx_file(table: Table):
    """An open temporary file: the workbook is written row by row, not held."""
    target = tempfile.TemporaryFile()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_urls": False}
    )
    book.set_properties(
        {"title": table.title, "created": table.at.replace(tzinfo=None)}
    )
    Sheet(book, table).write()
    book.close()
    target.seek(0)
    return target


class Sheet:
    def __init__(
        self, book: xlsxwriter.Workbook, table: Table, *, name: str = "Danh sách"
    ):
        self.table = table
        self.sheet = book.add_worksheet(name)
        self.formats = {
            name: book.add_format(workbooks.FONT | look)
            for name, look in {
                "title": {"bold": True, "font_size": 14},
                "subtitle": {"italic": True},
                "head": workbooks.HEAD,
                "text": workbooks.TEXT,
                "date": workbooks.DATE,
                "integer": workbooks.NUMBER | {"num_format": "0"},
                "number": workbooks.NUMBER | {"num_format": "#,##0.####"},
            }.items()
        }

    def write(self) -> None:
        sheet, table = self.sheet, self.table
        sheet.set_paper(workbooks.A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P/&N")
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.repeat_rows(HEAD_ROW)
        widths = [cell.width for cell in table.cells]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, table.title, self.formats["title"])
        sheet.write_string(1, 0, table.subtitle, self.formats["subtitle"])
        for place, cell in enumerate(table.cells):
            sheet.write_string(HEAD_ROW, place, cell.heading, self.formats["head"])
        last = HEAD_ROW
        for last, row in enumerate(table.rows, start=HEAD_ROW + 1):
            values = [cell.value(row) for cell in table.cells]
            texts = [in_words(value) for value in values]
            sheet.set_row(last, workbooks.row_height(texts, widths))
            for place, value in enumerate(values):
                self._write(last, place, table.cells[place].kind, value)
        sheet.autofilter(HEAD_ROW, 0, last, len(table.cells) - 1)

    def _write(self, row: int, place: int, kind: str, value: Value) -> None:
        if isinstance(value, date) and value >= workbooks.FIRST_DAY:
            self.sheet.write_datetime(row, place, value, self.formats["date"])
        elif isinstance(value, (int, Decimal)) and (
            (held := workbooks.exact_number(value)) is not None
        ):
            self.sheet.write_number(row, place, held, self.formats[kind])
        else:
            # write_string, always: what people typed is never read as a formula.
            text = in_words(value)[: workbooks.LONGEST_TEXT]
            self.sheet.write_string(row, place, text, self.formats["text"])


def in_words(value: Value) -> str:
    if isinstance(value, date):
        return format_date(value)
    return value if isinstance(value, str) else format_number(value) if value else ""
