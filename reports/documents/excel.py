"""A report as an Excel workbook: the text on one sheet, each table on its own.

Numbers and days are typed, so they can be summed, sorted and filtered. The words
"trên", "khoảng", "ước" stand in a column beside the number they qualify, and a
missing value is "–": an empty cell would count as 0 in a formula.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from math import ceil

import xlsxwriter

from accounts.listings.workbooks import (
    A4,
    DATE,
    FONT,
    HEAD,
    LINE,
    LONGEST_TEXT,
    NUMBER,
    TALLEST_ROW,
    TEXT,
    number_format,
)

from .content import Report
from .elements import (
    DRAFT_MARK,
    ILLUSTRATIVE_MARK,
    MISSING_CELL,
    Cell,
    Chart,
    Column,
    Heading,
    Items,
    Table,
)
from .excel_charts import draw
from .excel_formulas import Formulas, typed
from .measures import text_width

SUMMARY = "Tổng hợp"
LONGEST_ADDRESS = 2_000

_FORMATS = {
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "subtitle": {"italic": True, "align": "center", "text_wrap": True},
    "label": {"bold": True, "valign": "top"},
    "heading": {"bold": True, "text_wrap": True, "valign": "top"},
    "prose": {"text_wrap": True, "valign": "top"},
    "link": {"underline": 1, "font_color": "#31537E", "valign": "top"},
    "head": HEAD,
    "text": TEXT,
    "middle": {"align": "center", "valign": "top", "border": 1},
    "number": NUMBER,
    "date": DATE,
    "url": TEXT | {"underline": 1, "font_color": "#31537E"},
}


def write_xlsx(report: Report) -> bytes:
    """The workbook: the same content gives the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, report)
    tables = book.write_summary()
    for name, title, subtitle, block in tables:
        sheet = TableSheet(book, name)
        if isinstance(block, Chart):
            sheet.write(title, subtitle, block.table)
            draw(
                *(block, book.file, sheet.sheet),
                **{"head": sheet.HEAD, "below": sheet.end},
                blank=book.format("number"),
            )
        else:
            sheet.write(title, subtitle, block)
    book.file.close()
    return target.getvalue()


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """At most 31 characters, none of []:*?/\\, and no name twice."""
    base = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:31] or "Bảng"
    name, count = base, 2
    while name.lower() in taken:
        name = f"{base[: 30 - len(str(count))]} {count}"
        count += 1
    taken.add(name.lower())
    return name


class Workbook:
    """The file, its formats and the sheet of text."""

    PROSE_WIDTH = 110

    def __init__(self, target, report: Report):
        options = {"in_memory": True, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(target, options)
        self.report = report
        self.made = {}
        day = report.dated or date(2000, 1, 1)
        self.file.set_properties(
            {
                "title": f"{report.type_in_sentence} {report.subject}"[:255],
                "author": report.issuer_names[:255],
                "subject": report.period_label[:255],
                # The day of the report, or no two files were alike.
                "created": datetime.combine(day, time()),
            }
        )

    def format(self, name: str, **changes):
        key = (name, *sorted(changes.items()))
        if key not in self.made:
            self.made[key] = self.file.add_format(FONT | _FORMATS[name] | changes)
        return self.made[key]

    def add_sheet(self, name: str):
        sheet = self.file.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)  # 20/15 mm
        sheet.set_footer("&C&P/&N")
        sheet.hide_gridlines(2)
        return sheet

    def write_summary(self) -> list[tuple[str, str, str, Table | Chart]]:
        """Write the text; return the sheets its tables want, in order."""
        report = self.report
        sheet = self.add_sheet(SUMMARY)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, self.PROSE_WIDTH)
        sheet.merge_range(0, 0, 0, 1, "", self.format("title"))
        sheet.write_string(0, 0, report.type_name.upper(), self.format("title"))
        sheet.merge_range(1, 0, 1, 1, "", self.format("title"))
        sheet.write_string(1, 0, report.subject, self.format("title"))
        sheet.set_row(1, 4 + LINE * _lines(report.subject, 130, size=14))
        status = [DRAFT_MARK] * report.is_draft
        status += [ILLUSTRATIVE_MARK] * report.is_illustrative
        facts = (
            ("Cơ quan ban hành", report.issuer_names),
            ("Số, ký hiệu", report.document_number),
            ("Địa danh, ngày", report.place_and_date),
            ("Kỳ báo cáo", report.period_label or MISSING_CELL),
            ("Trạng thái", " ".join(status)),
        )
        self.sheet, self.row = sheet, 3
        for label, text in facts:
            if text:
                self._line(text, label=label)
        self.row += 1
        sheets, taken = [], {SUMMARY.lower()}
        for text in (*report.listed_grounds, *report.printed_opening):
            self._line(text)
        for part in report.parts:
            self._line(part.printed, kind="heading")
            for block in part.blocks:
                if isinstance(block, Table | Chart):
                    name = _sheet_name(f"Bảng {len(sheets) + 1}", taken)
                    table = block.table if isinstance(block, Chart) else block
                    title = table.caption or name
                    sheets.append((name, title, report.period_label, block))
                    self._link(name, title)
                elif isinstance(block, Heading):
                    self._line(block.printed, kind="heading")
                else:
                    texts = (
                        block.printed if isinstance(block, Items) else [block.printed]
                    )
                    for text in texts:
                        self._line(text)
        for text in report.printed_closing:
            self._line(text)
        for annex in report.annexes:
            name = _sheet_name(annex.printed_number, taken)
            title = f"{annex.printed_number}. {annex.title}"
            note = annex.note or report.attachment_note
            sheets.append((name, title, note, annex.table))
            self._link(name, title)
        return sheets

    def _line(self, text: str, *, label: str = "", kind: str = "prose") -> None:
        if label:
            self.sheet.write_string(self.row, 0, label, self.format("label"))
        for start in range(0, len(text) or 1, LONGEST_TEXT):
            piece = text[start : start + LONGEST_TEXT]
            self.sheet.write_string(self.row, 1, piece, self.format(kind))
            height = 2 + LINE * _lines(piece, self.PROSE_WIDTH)
            self.sheet.set_row(self.row, min(height, TALLEST_ROW))
            self.row += 1

    def _link(self, name: str, title: str) -> None:
        link = self.format("link")
        self.sheet.write_string(self.row, 0, "Xem bảng", self.format("label"))
        self.sheet.write_url(self.row, 1, f"internal:'{name}'!A1", link, title[:255])
        self.row += 1


@dataclass(frozen=True)
class Output:
    """One column of a sheet: how it looks and what it takes from a row."""

    title: str
    width: float  # in characters, as Excel counts
    kind: str
    take: Callable[[tuple[Cell, ...], str], Cell]
    index: int | None = None  # the column of the table that is written here


class TableSheet:
    """One table as data: a heading row of the table becomes the column "Nhóm", so
    that sorting and filtering keep every row in its group."""

    HEAD = 3  # row of the column titles, counted from 0

    def __init__(self, book: Workbook, name: str):
        self.book = book
        self.sheet = book.add_sheet(name)

    def write(self, title: str, subtitle: str, table: Table) -> None:
        outputs = _outputs(table)
        self._write_head(title, subtitle, outputs)
        first = row = self.HEAD + 1
        formulas = Formulas(table, outputs, first)
        group = ""
        for source in table.rows:
            if source.group:
                group = source.group
                continue
            self._write_row(row, source.cells, group, outputs, formulas)
            row += 1
        if row > first:
            self.sheet.autofilter(self.HEAD, 0, row - 1, len(outputs) - 1)
        remarks = [table.note] if table.note else []
        if table.total:
            self._write_row(row, table.total, "", outputs, formulas)
            remarks += formulas.remarks
            row += 1
        for position, remark in enumerate(remarks, start=row + 1):
            self.sheet.write_string(position, 0, remark)
        self.end = max(row + 1 + len(remarks), row)

    def _write_row(self, row, source, group, outputs, formulas) -> None:
        cells = [output.take(source, group) for output in outputs]
        style = {"bold": True} if formulas.is_sum(row) else {}
        for place, (output, cell) in enumerate(zip(outputs, cells, strict=True)):
            formula = formulas.of(row, place)
            if formula:
                kept = self.book.format(
                    *("number",),
                    num_format=_number_format(cell.number, output.kind),
                    **style,
                )
                value = float(cell.number)
                self.sheet.write_formula(row, place, formula, kept, value)
            else:
                self._write_cell(row, place, output, cell, **style)
        texts = [cell.printed for cell in cells]
        self.sheet.set_row(row, _height(texts, outputs))

    def _write_head(self, title: str, subtitle: str, outputs: list[Output]) -> None:
        last = len(outputs) - 1
        width = sum(output.width for output in outputs)
        for row, kind, text in ((0, "title", title), (1, "subtitle", subtitle)):
            cell_format = self.book.format(kind)
            if last:
                self.sheet.merge_range(row, 0, row, last, "", cell_format)
            self.sheet.write_string(row, 0, text, cell_format)
            # Merged cells do not grow with their text by themselves.
            self.sheet.set_row(row, 4 + LINE * _lines(text, width, size=14))
        for place, output in enumerate(outputs):
            self.sheet.set_column(place, place, output.width)
            head = self.book.format("head")
            self.sheet.write_string(self.HEAD, place, output.title, head)
        # Three characters are kept free for the arrow of the filter.
        titles = [f"{output.title} ▾▾" for output in outputs]
        self.sheet.set_row(self.HEAD, 6 + _height(titles, outputs))
        self.sheet.freeze_panes(self.HEAD + 1, 0)
        self.sheet.repeat_rows(self.HEAD)

    def _write_cell(self, row, place, output, cell, **style) -> None:
        text = cell.printed[:LONGEST_TEXT]
        if output.kind != "url" or not cell.text:
            value = typed(cell)
            if isinstance(value, Decimal):
                style["num_format"] = _number_format(value, output.kind)
                kind = "middle" if output.kind == "index" else "number"
                cell_format = self.book.format(kind, **style)
                self.sheet.write_number(row, place, float(value), cell_format)
                return
            if value:
                cell_format = self.book.format("date", **style)
                self.sheet.write_datetime(row, place, value, cell_format)
                return
        elif cell.text.startswith("http") and len(cell.text) < LONGEST_ADDRESS:
            self.sheet.write_url(row, place, cell.text, self.book.format("url"), text)
            return
        kind = {"number": "number", "text": "text", "url": "text"}.get(output.kind)
        # write_string, always: what people typed is never read as a formula.
        self.sheet.write_string(
            row, place, text, self.book.format(kind or "middle", **style)
        )


def _outputs(table: Table) -> list[Output]:
    rows = [row.cells for row in table.data_rows]
    if table.total:
        rows.append(table.total)
    outputs = []
    if len(rows) and any(row.group for row in table.rows):
        outputs.append(Output("Nhóm", 22, "text", lambda cells, group: Cell(group)))
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in rows]
        if any(cell.qualifier for cell in cells):
            title = f"{column.title}: từ chỉ mức"
            take = partial(_taken, index, lambda cell: Cell(cell.qualifier))
            outputs.append(Output(title, 12, "middle", take))
        width = _width(column, cells)
        take = partial(_taken, index, lambda cell: cell)
        outputs.append(Output(column.title, width, column.kind, take, index))
        if any(cell.text and typed(cell) is not None for cell in cells):
            title = f"{column.title}: như văn bản"
            take = partial(_taken, index, lambda cell: Cell(cell.printed))
            outputs.append(Output(title, 24, "text", take))
    everything = [cell for row in rows for cell in row]
    for attribute, title, kind in (
        ("note", "Ghi chú", "text"),
        ("evidence_url", "Minh chứng", "url"),
    ):
        if any(getattr(cell, attribute) for cell in everything):
            take = partial(_gathered, attribute)
            outputs.append(Output(title, 36, kind, take))
    return outputs


def _taken(index, what, cells, group) -> Cell:
    return what(cells[index])


def _gathered(attribute, cells, group) -> Cell:
    values = [getattr(cell, attribute) for cell in cells]
    return Cell("\n".join(dict.fromkeys(filter(None, values))))


def _number_format(number: Decimal, kind: str) -> str:
    return "0" if kind == "index" else number_format(number)


def _width(column: Column, cells: list[Cell]) -> float:
    """In characters: room for the longest value, or a readable width for prose."""
    longest = max((len(cell.printed) for cell in cells), default=0)
    word = max(len(word) for word in (column.title or "-").split())
    least = max(word * 1.3 + 3, 8 if column.kind == "index" else 13)
    return round(min(max(longest * 1.2 + 2, least), 45), 1)


def _lines(text: str, width: float, *, size: float = 12) -> int:
    """How many lines a text takes in a column; not every program works it out."""
    # A character of column width is 7 pixels at 96 to the inch.
    room = width * 7 / 96 * 25.4
    return sum(
        max(1, ceil(text_width(line, size=size) / room)) for line in text.split("\n")
    )


def _height(texts: list[str], outputs: list[Output]) -> float:
    lines = [
        _lines(text, output.width) for text, output in zip(texts, outputs, strict=True)
    ]
    return min(LINE * max(lines) + 2, TALLEST_ROW)
