"""A unit's report as a workbook to fill in: figures on one sheet, words on another.

Hidden columns say which line is which; a hidden sheet says which report it is and what
every line and part was when it was written, signed.
"""

import io
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from django.core import signing

from accounts.listings import workbooks
from accounts.vietnamese import format_date

from ..models import Qualifier, UnitReport
from . import unit_figures
from .unit_parts import parts_of, written
from .unit_report_forms import initial_of

FIGURES, WORDS, HIDDEN = "Số liệu", "Nội dung", "phoi-hop"
SALT = "reports.unit_reports.unit_sheet"
HEAD_ROW = 4
KEY, NAME, UNIT, QUALIFIER, VALUE, PROVISIONAL, SOURCE, EXPLANATION, BEFORE = range(9)
HEADINGS = (
    *("Mã dòng", "Chỉ tiêu", "Đơn vị tính", "Mức độ", "Giá trị", "Số sơ bộ"),
    *("Nguồn, ghi chú", "Giải trình", "Cùng kỳ trước"),
)
WIDTHS = (4, 44, 14, 11, 18, 10, 36, 30, 20)
PART_KEY, PART, TEXT, HINT = range(4)
PART_HEADINGS = ("Mã phần", "Phần", "Nội dung", "Gợi ý")
PART_WIDTHS = (4, 30, 90, 36)
MOST_ROWS = 1000  # that the lists of choices reach


def token_of(report: UnitReport, lines, texts, at: datetime) -> str:
    held = {
        "report": report.pk,
        "at": at.isoformat(),
        "figures": {line.key: line.version for line in lines},
        "texts": {key: row.version for key, row in texts.items()},
    }
    return signing.dumps(held, salt=SALT)


def read_token(token: str) -> dict | None:
    """What the hidden sheet says; None if it is not ours, or was changed."""
    try:
        held = signing.loads(token, salt=SALT)
        return {name: held[name] for name in ("report", "at", "figures", "texts")}
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def file_name(report: UnitReport) -> str:
    label = report.organisation.label.replace("/", "-")
    return f"Báo cáo {report.collection.period_label} - {label}.xlsx"


def workbook(
    report: UnitReport, lines: list[unit_figures.Line], *, at: datetime
) -> bytes:
    target = io.BytesIO()
    options = {"strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(target, options)
    title = f"{report.collection.title}: {report.organisation.name}"
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    texts = written(report)
    sheet = Sheets(book, report)
    sheet.write_figures(lines)
    sheet.write_words(texts)
    hidden = book.add_worksheet(HIDDEN)
    hidden.write_string(0, 0, token_of(report, lines, texts, at))
    hidden.very_hidden()
    book.close()
    return target.getvalue()


class Sheets:
    def __init__(self, book, report: UnitReport):
        self.book, self.report = book, report
        self.formats = {
            name: book.add_format(workbooks.FONT | look)
            for name, look in {
                "title": {"bold": True, "font_size": 14},
                "note": {"italic": True},
                "plain": {},
                "head": workbooks.HEAD,
                "text": workbooks.TEXT,
                "typed": workbooks.TEXT | {"bg_color": "#FFFBEA"},
                "number": workbooks.NUMBER
                | {"num_format": "#,##0.####", "bg_color": "#FFFBEA"},
            }.items()
        }

    def _begin(self, name: str, headings, widths, note: str):
        sheet, collection = self.book.add_worksheet(name), self.report.collection
        sheet.set_paper(workbooks.A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P/&N")
        sheet.repeat_rows(HEAD_ROW)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        for place, width in enumerate(widths):
            options = {"hidden": True} if place == 0 else {}
            sheet.set_column(place, place, width, None, options)
        days = (
            f"{format_date(collection.period_from)}–{format_date(collection.period_to)}"
        )
        sheet.write_string(0, 1, collection.title, self.formats["title"])
        sheet.write_string(
            *(1, 1),
            f"{self.report.organisation.name}. {collection.period_label} ({days})",
            self.formats["plain"],
        )
        sheet.write_string(2, 1, note, self.formats["note"])
        for place, heading in enumerate(headings):
            sheet.write_string(HEAD_ROW, place, heading, self.formats["head"])
        return sheet

    def write_figures(self, lines) -> None:
        note = "Nhập vào ô màu vàng. Để trống là chưa có số liệu, khác với số 0."
        sheet = self._begin(FIGURES, HEADINGS, WIDTHS, note)
        for row, line in enumerate(lines, start=HEAD_ROW + 1):
            self._write_line(sheet, row, line)
        last = HEAD_ROW + max(1, len(lines))
        labels = [label for _, label in Qualifier.choices]
        sheet.data_validation(
            *(HEAD_ROW + 1, QUALIFIER, last, QUALIFIER),
            {"validate": "list", "source": labels, "error_type": "warning"},
        )
        sheet.data_validation(
            *(HEAD_ROW + 1, PROVISIONAL, last, PROVISIONAL),
            {"validate": "list", "source": ["x"], "error_type": "warning"},
        )

    def _write_line(self, sheet, row: int, line) -> None:
        initial = initial_of(line)
        said = dict(Qualifier.choices).get(initial.get("qualifier", ""), "")
        texts = {
            KEY: line.key,
            NAME: line.label,
            UNIT: line.indicator.unit,
            QUALIFIER: said if initial.get("qualifier") else "",
            PROVISIONAL: "x" if initial.get("provisional") else "",
            SOURCE: initial.get("source", ""),
            EXPLANATION: initial.get("explanation", ""),
            BEFORE: line.previous,
        }
        typed = (QUALIFIER, PROVISIONAL, SOURCE, EXPLANATION)
        for column, text in texts.items():
            look = self.formats["typed" if column in typed else "text"]
            # write_string, always: what people typed is never a formula.
            sheet.write_string(row, column, text, look)
        self._write_value(sheet, row, line)
        height = workbooks.row_height(
            [texts[NAME], texts[SOURCE]], [WIDTHS[NAME], WIDTHS[SOURCE]]
        )
        sheet.set_row(row, height)

    def _write_value(self, sheet, row: int, line) -> None:
        amount = line.figure.amount if line.figure else None
        if amount is None and line.proposed:
            amount = line.proposed.amount
        if amount is None:
            sheet.write_blank(row, VALUE, None, self.formats["number"])
            return
        number = Decimal(line.indicator.in_unit(amount)).normalize()
        exact = workbooks.exact_number(number)
        if exact is None:  # more digits than Excel holds
            text = initial_of(line)["value"]
            sheet.write_string(row, VALUE, text, self.formats["typed"])
        else:
            sheet.write_number(row, VALUE, exact, self.formats["number"])

    def write_words(self, texts) -> None:
        note = "Viết vào cột Nội dung; xuống dòng trong ô bằng Alt+Enter."
        sheet = self._begin(WORDS, PART_HEADINGS, PART_WIDTHS, note)
        for row, part in enumerate(parts_of(self.report.collection), HEAD_ROW + 1):
            text = texts[part.key].text if part.key in texts else ""
            sheet.write_string(row, PART_KEY, part.key)
            sheet.write_string(row, PART, part.label, self.formats["text"])
            sheet.write_string(
                row, TEXT, text[: workbooks.LONGEST_TEXT], self.formats["typed"]
            )
            sheet.write_string(row, HINT, part.hint, self.formats["text"])
            height = workbooks.row_height([text], [PART_WIDTHS[TEXT]])
            sheet.set_row(row, max(height, 48))
