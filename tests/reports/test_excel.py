import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from reports.documents.elements import Cell, Column, Part, Row, Table
from reports.documents.excel import write_xlsx

from .document_samples import front_review, joint_review, state_review
from .libreoffice import converted, needs_libreoffice

HEAD = 4  # the row of column titles


def opened(report):
    return load_workbook(io.BytesIO(write_xlsx(report)))


def of_table(*rows, columns, **more):
    table = Table(columns, tuple(Row(row) for row in rows), **more)
    return opened(joint_review(parts=(Part("I", "Số liệu", (table,)),)))["Bảng 1"]


def titles(sheet):
    return [cell.value for cell in sheet[HEAD]]


def test_one_sheet_of_text_and_one_for_each_table():
    book = opened(state_review())

    assert book.sheetnames == ["Tổng hợp", "Phụ lục I", "Phụ lục II"]
    text = [cell.value for row in book["Tổng hợp"] for cell in row if cell.value]
    assert "Ủy ban nhân dân tỉnh Lào Cai" in text
    assert "Năm 2025" in text and "05/BC-UBND" in text
    assert "II. KẾT QUẢ THỰC HIỆN" in text


def test_a_figure_is_a_number_beside_its_qualifier():
    sheet = opened(front_review())["Bảng 1"]
    place = titles(sheet).index("Kết quả")

    assert titles(sheet)[place - 1] == "Kết quả: từ chỉ mức"
    assert [cell.value for cell in sheet[HEAD + 2]][place - 1 : place + 1] == [
        "trên",
        1242,
    ]
    assert sheet.cell(HEAD + 2, place + 1).number_format == "#,##0"
    assert sheet.cell(HEAD + 3, place + 1).value == "–", "thiếu số không phải là 0"


def test_days_are_days_and_decimals_keep_their_places():
    sheet = opened(state_review(rows=4))["Phụ lục I"]
    day = sheet.cell(HEAD + 1, titles(sheet).index("Thời hạn") + 1)
    money = sheet.cell(HEAD + 1, titles(sheet).index("Kinh phí (triệu đồng)") + 1)

    assert day.value == datetime(2026, 2, 2) and day.number_format == "dd/mm/yyyy"  # noqa: DTZ001
    assert money.value == 12.5 and money.number_format == "#,##0.0"


def test_groups_become_a_column_that_filters():
    sheet = opened(state_review(rows=4))["Phụ lục I"]
    groups = [sheet.cell(HEAD + row, 1).value for row in range(1, 5)]

    assert titles(sheet)[0] == "Nhóm"
    assert groups[0].startswith("A.") and groups[3].startswith("B.")


def test_the_total_is_a_formula_over_the_rows():
    sheet = opened(state_review(rows=4))["Phụ lục I"]
    place = titles(sheet).index("Kinh phí (triệu đồng)") + 1

    assert sheet.cell(HEAD + 5, place).value == f"=SUM(G{HEAD + 1}:G{HEAD + 4})"
    assert sheet.cell(HEAD + 5, place).font.bold


def test_a_total_that_is_no_sum_is_kept_as_reported():
    columns = (Column("Đơn vị"), Column("Tỷ lệ", "number"))
    rows = [
        (Cell("A"), Cell(number=Decimal(90))),
        (Cell("B"), Cell(number=Decimal(80))),
    ]
    total = (Cell("Chung"), Cell(number=Decimal(84)))
    sheet = of_table(*rows, columns=columns, total=total)

    assert sheet.cell(HEAD + 3, 2).value == 84
    assert "không phải phép cộng" in sheet.cell(HEAD + 5, 1).value


@pytest.mark.parametrize("typed", ["=cmd|'/c calc'!A1", "+1", "@SUM(A1)", "-2+3"])
def test_what_people_type_is_never_a_formula(typed):
    columns = (Column("Nội dung"), Column("Số", "number"), Column("Ngày", "date"))
    sheet = of_table((Cell(typed), Cell(typed), Cell(typed)), columns=columns)

    for cell in sheet[HEAD + 1]:
        assert cell.value == typed and cell.data_type == "s"


def test_a_number_excel_would_round_is_kept_as_text():
    columns = (Column("Số", "number"),)
    sheet = of_table((Cell(number=Decimal("12345678901234567")),), columns=columns)

    assert sheet.cell(HEAD + 1, 1).value == "12.345.678.901.234.567"


def test_printed_words_stand_beside_the_number_when_they_say_more():
    columns = (Column("Kết quả", "number"),)
    figure = Cell("trên 157 tỷ đồng", number=Decimal(157), qualifier="trên")
    sheet = of_table((figure,), columns=columns)

    assert [cell.value for cell in sheet[HEAD + 1]] == ["trên", 157, "trên 157 tỷ đồng"]


def test_evidence_and_notes_have_their_columns():
    columns = (Column("Kết quả"),)
    cell = Cell("x", evidence_url="https://example.vn/a", note="Theo báo cáo số 1")
    sheet = of_table((cell,), columns=columns)

    assert titles(sheet) == ["Kết quả", "Ghi chú", "Minh chứng"]
    assert sheet.cell(HEAD + 1, 3).hyperlink.target == "https://example.vn/a"
    unsafe = of_table((Cell("x", evidence_url="javascript:1"),), columns=columns)
    assert unsafe.cell(HEAD + 1, 2).hyperlink is None


def test_sheets_are_ready_to_read_and_to_print():
    sheet = opened(state_review(rows=4))["Phụ lục I"]

    assert sheet.freeze_panes == f"A{HEAD + 1}"
    assert sheet.auto_filter.ref == f"A{HEAD}:H{HEAD + 4}"
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0 and sheet.page_setup.paperSize == 9


@pytest.mark.parametrize("sample", [front_review, state_review, joint_review])
def test_the_same_content_gives_the_same_bytes(sample):
    assert write_xlsx(sample()) == write_xlsx(sample())


def test_a_table_without_rows_still_opens():
    columns = (Column("Nội dung"), Column("Số", "number"))
    total = (Cell("Cộng"), Cell(number=Decimal(0)))
    sheet = of_table(columns=columns, total=total)

    assert sheet.cell(HEAD + 1, 2).value == 0
    assert of_table(columns=columns).cell(HEAD, 1).value == "Nội dung"


# -- Formulas --------------------------------------------------------------------


AREAS = (
    Column("Lĩnh vực"),
    Column("Tổng số", "number"),
    Column("Hoàn thành", "number"),
    Column("Tỷ lệ (%)", "number", percent_of=(2, 1)),
)


def area(name, *numbers, **more):
    cells = (Cell(name), *(Cell(number=Decimal(x)) for x in numbers))
    return Row(cells, **more)


def areas(**changes) -> Table:
    content = {
        "columns": AREAS,
        "rows": (
            Row(group="A. Cấp tỉnh"),
            area("Giám sát", 12, 9, 75),
            area("Phản biện", 6, 5, "83.3"),
            area("Cộng", 18, 14, "77.8", is_sum=True),
            Row(group="B. Cấp xã"),
            area("Giám sát", 40, 10, 25),
            area("Cộng", 40, 10, 25, is_sum=True),
        ),
        "total": area("Tổng cộng", 58, 24, "41.4").cells,
    }
    return Table(**content | changes)


def with_table(table):
    return joint_review(parts=(Part("I", "Số liệu", (table,)),))


def test_groups_are_summed_and_the_total_leaves_their_sums_out():
    sheet = opened(with_table(areas()))["Bảng 1"]
    totals = [sheet.cell(row, 3).value for row in range(HEAD + 1, HEAD + 7)]

    assert totals == [
        *(12, 6, "=SUBTOTAL(9,C5:C6)", 40, "=SUBTOTAL(9,C8:C8)"),
        "=SUBTOTAL(9,C5:C9)",
    ]
    assert sheet.cell(HEAD + 3, 3).font.bold and not sheet.cell(HEAD + 2, 3).font.bold


def test_a_rate_is_worked_out_from_the_sums_and_never_added_up():
    sheet = opened(with_table(areas()))["Bảng 1"]
    rates = [sheet.cell(row, 5).value for row in range(HEAD + 1, HEAD + 7)]

    assert rates[0] == "=ROUND(100*D5/C5,0)" and rates[1] == "=ROUND(100*D6/C6,1)"
    assert rates[2] == "=ROUND(100*D7/C7,1)" and rates[-1] == "=ROUND(100*D10/C10,1)"


def test_a_formula_never_changes_what_the_report_says():
    wrong = (*areas().rows[:3], area("Cộng", 19, 14, "77.8", is_sum=True))
    sheet = opened(with_table(areas(rows=wrong, total=())))["Bảng 1"]

    assert sheet.cell(HEAD + 3, 3).value == 19
    assert sheet.cell(HEAD + 3, 5).value == 77.8, "14/19 không phải là 77,8 %"


def test_a_reader_that_does_not_calculate_sees_the_values():
    content = write_xlsx(with_table(areas()))
    sheet = load_workbook(io.BytesIO(content), data_only=True)["Bảng 1"]

    assert [cell.value for cell in sheet[HEAD + 6]][2:5] == [58, 24, 41.4]


def test_the_columns_of_a_rate_must_be_there():
    with pytest.raises(ValueError, match="tỷ lệ"):
        areas(columns=(*AREAS[:3], Column("Tỷ lệ", "number", percent_of=(2, 9))))


@needs_libreoffice
def test_libreoffice_works_out_the_same_values(tmp_path):
    """Slow (seconds): the values that were kept are taken out before, so that what
    comes back was calculated."""
    content = write_xlsx(with_table(areas()))
    bare = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(bare, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part))
    state = write_xlsx(state_review(rows=4))
    made = converted(tmp_path, "xlsx", areas_xlsx=bare.getvalue(), state_xlsx=state)
    ours = load_workbook(io.BytesIO(content), data_only=True)["Bảng 1"]
    theirs = load_workbook(io.BytesIO(made["areas_xlsx"]), data_only=True)["Bảng 1"]

    for row in range(HEAD + 1, HEAD + 7):
        for column in (3, 4, 5):
            assert theirs.cell(row, column).value == ours.cell(row, column).value
    again = load_workbook(io.BytesIO(made["state_xlsx"]))
    assert again.sheetnames == ["Tổng hợp", "Phụ lục I", "Phụ lục II"]
    texts = [cell.value for row in again["Phụ lục II"] for cell in row]
    assert "=SUM(A1:A9)" in texts and "Đã tiếp thu" in texts
