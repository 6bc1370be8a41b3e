"""A unit's report out to Excel and back: typed, checked at its cells, never half."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.models import Figure
from reports.unit_reports import (
    unit_figure_saving,
    unit_figures,
    unit_reporting,
    unit_sheet,
)
from tests import factories
from tests.reports.addresses import url
from tests.reports.asking import AT, make

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a41"
FIRST_ROW = unit_sheet.HEAD_ROW + 2  # counted from 1


@pytest.fixture
def asked(cast, agreement):
    return make(cast, agreement)


def book_of(report):
    lines = unit_figures.lines(report)
    content = unit_sheet.workbook(report, lines, at=timezone.localtime())
    return openpyxl.load_workbook(io.BytesIO(content))


def upload(visit, cast, asked, book, name="mau.xlsx"):
    target = io.BytesIO()
    book.save(target)
    address = url("unit-sheet-upload", asked.report.pk)
    file = ContentFile(target.getvalue(), name=name)
    return visit(cast.lead, address, {"form_token": TOKEN, "sheet": file})


def cell(book, column, row=FIRST_ROW, name=unit_sheet.FIGURES):
    return book[name].cell(row, column + 1)


def accept(visit, cast, asked, page):
    form, words = page.context["form"], page.context["words"]
    data = {"nhan": "1"}
    for one in (form, words):
        data |= {name: one[name].value() for name in one.fields}
    data = {k: v for k, v in data.items() if v not in (None, False)}
    return visit(cast.lead, url("unit-sheet-upload", asked.report.pk), data)


def test_the_template_is_typed_and_says_what_it_is(asked, cast):
    factories.make_figure(asked.houses, cast.department, amount=1242)
    book = book_of(asked.report)
    assert book.sheetnames == ["Số liệu", "Nội dung", "phoi-hop"]
    assert cell(book, unit_sheet.VALUE).value == 1242
    assert cell(book, unit_sheet.VALUE).number_format == "#,##0.####"
    assert cell(book, unit_sheet.NAME).value == "Nhà đại đoàn kết"
    assert book["phoi-hop"].sheet_state == "veryHidden"
    assert book["Số liệu"].column_dimensions["A"].hidden


def test_what_people_typed_is_never_a_formula(asked, cast):
    factories.make_figure(asked.houses, cast.department, source="=1+1")
    book = book_of(asked.report)
    source = cell(book, unit_sheet.SOURCE)
    assert (source.value, source.data_type) == ("=1+1", "s")


def test_a_filled_in_sheet_is_looked_at_then_saved(visit, cast, asked):
    book = book_of(asked.report)
    cell(book, unit_sheet.VALUE).value = 12
    cell(book, unit_sheet.QUALIFIER).value = "Trên"
    cell(book, unit_sheet.TEXT, name="Nội dung").value = "Đã làm\nxong"
    page = upload(visit, cast, asked, book)
    assert "Chưa có gì được lưu" in page.text
    assert not Figure.objects.exists() and not asked.report.texts.exists()
    accept(visit, cast, asked, page)
    assert Figure.objects.get().words == "trên 12 căn"
    assert asked.report.texts.get(key="ket-qua").text == "Đã làm\nxong"


def test_a_cell_is_read_as_excel_shows_it(visit, cast, asked):
    asked.houses.decimals = 1
    asked.houses.save()
    book = book_of(asked.report)
    cell(book, unit_sheet.VALUE).value = 0.1 + 0.2
    cell(book, unit_sheet.PROVISIONAL).value = "Không"
    accept(visit, cast, asked, upload(visit, cast, asked, book))
    figure = Figure.objects.get()
    assert (figure.words, figure.is_provisional) == ("0,3 căn", False)


def test_what_is_wrong_is_said_at_its_cell_and_nothing_saved(visit, cast, asked):
    book = book_of(asked.report)
    cell(book, unit_sheet.VALUE).value = "mười hai"
    cell(book, unit_sheet.QUALIFIER).value = "chừng"
    page = upload(visit, cast, asked, book)
    assert "Ô E6: " in page.text and "Ô D6: " in page.text
    assert "mười hai" in page.text
    answer = accept(visit, cast, asked, page)
    assert answer.status_code == 200
    assert not Figure.objects.exists()


def test_a_stale_sheet_is_refused(visit, cast, asked):
    book = book_of(asked.report)
    unit_reporting.save_part(
        report=asked.report, key="uu-diem", text="Mới", version=1, by=cast.lead, at=AT
    )
    page = upload(visit, cast, asked, book)
    assert "đã được sửa sau khi mẫu này được tải" in page.text
    assert "Ưu điểm" in page.text


def test_a_sheet_of_another_report_or_changed_is_refused(visit, cast, asked):
    assert (
        "mẫu của một báo cáo khác"
        in upload(visit, cast, asked, book_of(asked.other)).text
    )
    book = book_of(asked.report)
    book["phoi-hop"]["A1"] = "khac"
    assert "không phải mẫu" in upload(visit, cast, asked, book).text
    plain = openpyxl.Workbook()
    plain.active["A1"] = "x"
    assert "không phải mẫu" in upload(visit, cast, asked, plain).text


def test_a_sheet_whose_columns_moved_is_refused(visit, cast, asked):
    book = book_of(asked.report)
    book["Số liệu"].delete_cols(unit_sheet.PROVISIONAL + 1)
    page = upload(visit, cast, asked, book)
    assert "ô F5 không còn là tiêu đề “Số sơ bộ”" in page.text
    book = book_of(asked.report)
    cell(book, unit_sheet.TEXT, row=FIRST_ROW - 1, name="Nội dung").value = "Lời"
    page = upload(visit, cast, asked, book)
    assert "Trang “Nội dung”, ô C5 không còn là" in page.text


def test_a_row_that_is_lost_or_twice_there_is_never_skipped(visit, cast, asked):
    factories.make_figure(asked.houses, cast.department, amount=12)
    book = book_of(asked.report)
    cell(book, unit_sheet.KEY).value = "0-0"
    page = upload(visit, cast, asked, book)
    assert "dòng 6 có nội dung nhưng không phải dòng của mẫu" in page.text
    book = book_of(asked.report)
    cell(book, unit_sheet.KEY, row=FIRST_ROW + 1).value = cell(
        book, unit_sheet.KEY
    ).value
    cell(book, unit_sheet.VALUE, row=FIRST_ROW + 1).value = 99
    assert "dòng 7 có nội dung" in upload(visit, cast, asked, book).text


def test_a_row_taken_out_of_the_file_takes_out_no_figure(visit, cast, asked):
    factories.make_figure(asked.houses, cast.department, amount=12)
    book = book_of(asked.report)
    book["Số liệu"].delete_rows(FIRST_ROW)
    accept(visit, cast, asked, upload(visit, cast, asked, book))
    assert Figure.objects.standing().get().amount == 12


def test_a_figure_that_the_file_would_take_away_is_said(visit, cast, asked):
    factories.make_figure(asked.houses, cast.department, amount=12)
    book = book_of(asked.report)
    cell(book, unit_sheet.VALUE).value = "=A1*2"  # never computed: reads as nothing
    page = upload(visit, cast, asked, book)
    assert "số đang có bị bỏ" in page.text


def test_what_changed_while_it_was_looked_at_is_said(visit, cast, asked):
    book = book_of(asked.report)
    cell(book, unit_sheet.VALUE).value = 12
    page = upload(visit, cast, asked, book)
    key = unit_figures.lines(asked.report)[0].key
    unit_figure_saving.save(
        report=asked.report,
        typed={key: unit_figures.Typed(15)},
        versions={},
        by=cast.lead,
        at=AT,
    )
    answer = accept(visit, cast, asked, page)
    assert "nay là: 15 căn" in answer.text
    assert Figure.objects.get().amount == 15


def test_the_template_is_downloaded_from_the_page(visit, cast, asked):
    answer = visit(cast.lead, url("unit-sheet", asked.report.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    content = b"".join(answer) if answer.streaming else answer.content
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "Số liệu"
