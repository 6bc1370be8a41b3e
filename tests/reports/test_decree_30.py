"""Every row of the decree's Appendix I, measured in the Word file.

One test a row and a kind of report: of a State body, of the Front, and of two, three
and four bodies together, for which the decree has no form and custom is followed.
"""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from docx.oxml.ns import qn

from accounts.vietnamese import date_in_words, fold
from reports.documents.content import Issuer, Report, Signature, place_in_full
from reports.documents.elements import MOTTO, NATION, Items, Paragraph, Part
from reports.documents.measures import text_width
from reports.documents.word import write_docx

from .document_samples import front_review, joint_review, state_review
from .word_measures import Sheet, mm

NAMES = ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "ĐOÀN ĐẠI BIỂU QUỐC HỘI")
FULL = {
    "grounds": state_review().grounds,
    "addressees": ("Hội đồng nhân dân tỉnh", "Thường trực Tỉnh ủy"),
    "annexes": state_review(rows=4).annexes,
    "parts": state_review().parts,
    "closing": state_review().closing,
    "recipients": state_review().recipients,
    "number": "5",
    "dated": date(2026, 2, 5),
}


def joint_of(count: int) -> Report:
    front = joint_review().issuers[1]
    names = NAMES[: count - 1]
    issuers = tuple(Issuer((name, "TỈNH LÀO CAI"), full_name=name) for name in names)
    signatures = tuple(
        Signature((f"TM. {name}", "CHỦ TỊCH"), f"Nguyễn Văn {letter}")
        for name, letter in zip(names, "BCD", strict=False)
    )
    last = Signature(("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"), "Trần Thị E")
    return joint_review(
        issuers=(*issuers, front), signatures=(*signatures, last), **FULL
    )


DEPARTMENT = (Issuer(("SỞ NỘI VỤ",), ("ỦY BAN NHÂN DÂN TỈNH LÀO CAI",)),)
REPORTS = {
    "UBND": lambda: state_review(rows=4),
    "sở": lambda: state_review(rows=4, issuers=DEPARTMENT),
    "Mặt trận": lambda: front_review(is_draft=False, is_illustrative=False, **FULL),
    "liên tịch 2": lambda: joint_of(2),
    "liên tịch 3": lambda: joint_of(3),
    "liên tịch 4": lambda: joint_of(4),
}


@cache
def report_of(name) -> Report:
    return REPORTS[name]()


@cache
def sheet_of(name) -> Sheet:
    return Sheet(write_docx(report_of(name)))


ROWS = {}


def row(name):
    def keep(check):
        ROWS[name] = check
        return check

    return keep


# -- Paper ---------------------------------------------------------------------


@row("Khổ giấy: A4 dọc")
def _(sheet, report):
    assert (mm(sheet.section.page_width), mm(sheet.section.page_height)) == (210, 297)
    assert sheet.section.orientation == 0


@row("Lề: trên, dưới 20–25; trái 30–35; phải 15–20")
def _(sheet, report):
    for section in sheet.document.sections:
        assert 20 <= mm(section.top_margin) <= 25
        assert 20 <= mm(section.bottom_margin) <= 25
        assert 30 <= mm(section.left_margin) <= 35
        assert 15 <= mm(section.right_margin) <= 20


@row("Phông chữ: Times New Roman, màu đen")
def _(sheet, report):
    fonts, colours = set(), set()
    for part in sheet.document.part.package.iter_parts():
        if hasattr(part, "element"):
            for found in part.element.iter(qn("w:rFonts")):
                fonts |= set(found.attrib.values())
            for found in part.element.iter(qn("w:color")):
                colours.add(found.get(qn("w:val")))

    assert fonts == {"Times New Roman"} and colours == {"000000"}


@row("Số trang: lề trên, giữa, 13–14, không ở trang đầu")
def _(sheet, report):
    for section in sheet.document.sections:
        (field,) = section.header._element.iter(qn("w:fldSimple"))
        style = section.header.paragraphs[0].style
        assert "PAGE" in field.get(qn("w:instr"))
        assert style.font.size.pt in (13, 14) and not style.font.bold
        assert style.paragraph_format.alignment.name == "CENTER"
        assert section.different_first_page_header_footer
        assert not list(section.first_page_header._element.iter(qn("w:fldSimple")))
        assert section.header_distance.mm < section.top_margin.mm


# -- The head --------------------------------------------------------------------


def is_face(line, sizes, *, bold=False, italic=False):
    face = (line.is_bold, line.is_italic)
    return sizes[0] <= line.size <= sizes[1] and face == (bold, italic)


@row("Quốc hiệu: in hoa, 12–13, đứng đậm, ô bên phải")
def _(sheet, report):
    line = sheet.line(NATION)
    assert is_face(line, (12, 13), bold=True) and line.alignment == "CENTER"
    assert line.cell == 1
    assert text_width(NATION, size=line.size, bold=True) < line.width


@row("Tiêu ngữ: 13–14, đứng đậm; đường kẻ dài bằng dòng chữ; cách dòng đơn")
def _(sheet, report):
    line = sheet.line(MOTTO)
    assert is_face(line, (13, 14), bold=True) and line.alignment == "CENTER"
    assert line.cell == 1 and line.before == line.after == 0 and line.spacing == 1
    rule = sheet.after(line)
    width = text_width(MOTTO, size=line.size, bold=True)
    assert rule.rule == pytest.approx(width, rel=0.05)
    assert rule.before > 3, "đường kẻ không chạm chân chữ"


@row("Cơ quan chủ quản: in hoa, 12–13, đứng, không đậm")
def _(sheet, report):
    lines = sheet.styled("Cơ quan chủ quản")
    expected = [x for issuer in report.issuers for x in issuer.parent_lines]
    assert [line.text.removesuffix(" -") for line in lines] == expected
    for line in lines:
        assert is_face(line, (12, 13)) and line.alignment == "CENTER"
        assert line.text == line.text.upper() and line.cell == 0


@row("Cơ quan ban hành: in hoa, 12–13, đậm; đường kẻ 1/3–1/2 dòng chữ")
def _(sheet, report):
    lines = sheet.styled("Cơ quan ban hành")
    expected = [x for issuer in report.issuers for x in issuer.name_lines]
    assert [line.text.removesuffix(" -") for line in lines] == expected
    for line in lines:
        assert is_face(line, (12, 13), bold=True) and line.alignment == "CENTER"
        assert line.text == line.text.upper() and line.cell == 0
    width = min(text_width(lines[-1].text, size=12, bold=True), lines[-1].width)
    assert width / 3 <= sheet.after(lines[-1]).rule <= width / 2


@row("Số, ký hiệu: 13, đứng; số dưới 10 thêm số 0; “/” và “-” không cách")
def _(sheet, report):
    line = sheet.line(r"Số: 05/[A-ZĐ]+(-[A-ZĐ]+)+")
    assert is_face(line, (13, 13)) and line.alignment == "CENTER" and line.cell == 0


@row("Địa danh, ngày: cùng hàng với số; nghiêng, 13–14; trọn một dòng")
def _(sheet, report):
    line = sheet.line(r".+, ngày 05 tháng 02 năm 2026")
    assert is_face(line, (13, 14), italic=True) and line.alignment == "CENTER"
    assert line.cell == 1 and line.row is sheet.line("Số: .*").row
    assert line.before == sheet.line("Số: .*").before
    assert text_width(line.text, size=line.size) < line.width


@row("Tên loại: in hoa, 13–14, đậm, giữa")
def _(sheet, report):
    line = sheet.line("BÁO CÁO")
    assert is_face(line, (13, 14), bold=True) and line.alignment == "CENTER"


@row("Trích yếu: chữ thường, 13–14, đậm, giữa; đường kẻ 1/3–1/2")
def _(sheet, report):
    line = next(x for x in sheet.lines if x.text == report.subject)
    assert is_face(line, (13, 14), bold=True) and line.alignment == "CENTER"
    width = text_width(line.text, size=line.size, bold=True)
    lines = -(-width // 165)
    assert width / lines / 3 <= sheet.after(line).rule <= width / lines / 2


@row("Kính gửi: 13–14, đứng; mỗi nơi một dòng, “;” và “.”")
def _(sheet, report):
    assert is_face(sheet.line("Kính gửi:"), (13, 14))
    names = [line.text for line in sheet.styled("Nơi kính gửi")]
    assert len(names) == len(report.addressees)
    assert all(name.startswith("- ") and name.endswith(";") for name in names[:-1])
    assert names[-1].endswith(".")


# -- The body --------------------------------------------------------------------


def is_body(line):
    return (
        line.alignment == "JUSTIFY"
        and line.first_line in (1, 1.27)
        and line.after >= 6
        and 1 <= line.spacing <= 1.5
    )


@row("Căn cứ: nghiêng, 13–14, mỗi căn cứ một dòng, “;” rồi “.”")
def _(sheet, report):
    lines = sheet.styled("Căn cứ")
    assert len(lines) == len(report.grounds)
    assert all(is_face(x, (13, 14), italic=True) and is_body(x) for x in lines)
    assert all(line.text.endswith(";") for line in lines[:-1])
    assert lines[-1].text.endswith(".")


@row("Nội dung: 13–14, đứng, đều hai lề, lùi 1 hoặc 1,27 cm, cách đoạn ≥ 6 pt")
def _(sheet, report):
    lines = sheet.styled("Thân văn bản")
    assert lines
    assert all(is_face(line, (13, 14)) and is_body(line) for line in lines)


@row("Phần: “I. …” in hoa, đậm; “1. …” đậm; “a) …” đứng")
def _(sheet, report):
    for style, pattern, bold in (
        ("Heading 1", r"[IVX]+\. ", True),
        ("Heading 2", r"\d+\. ", True),
        ("Heading 3", r"[a-zđ]\) ", False),
    ):
        lines = sheet.styled(style)
        assert lines, style
        for line in lines:
            assert is_face(line, (13, 14), bold=bold) and re.match(pattern, line.text)
            assert line.style.paragraph_format.keep_with_next
    assert all(x.text == x.text.upper() for x in sheet.styled("Heading 1"))


# -- The foot --------------------------------------------------------------------


@row("Chữ ký: bên phải; quyền hạn, chức vụ in hoa đậm 13–14; họ tên đậm 13–14")
def _(sheet, report):
    capacities = sheet.styled("Quyền hạn, chức vụ")
    expected = [x for one in report.signatures for x in one.capacity_lines]
    assert sorted(line.text for line in capacities) == sorted(expected)
    for line in capacities:
        assert is_face(line, (13, 14), bold=True) and line.alignment == "CENTER"
        assert line.text == line.text.upper()
    names = sheet.styled("Họ tên người ký")
    assert {x.text for x in names} == {x.name for x in report.signatures}
    for line in names:
        assert is_face(line, (13, 14), bold=True) and line.before >= 60
    first = report.signatures[0]
    (signer,) = (line for line in names if line.text == first.name)
    assert signer.row.findall(qn("w:tc")).index(_cell_of(signer)) == (
        len(signer.row.findall(qn("w:tc"))) - 1
    ), "cơ quan thứ nhất ký bên phải"


def _cell_of(line):
    return next(line.paragraph._p.iterancestors(qn("w:tc")))


@row("Chữ ký liên tịch: đủ n khối, tên ngang hàng trong mỗi hàng")
def _(sheet, report):
    names = sheet.styled("Họ tên người ký")
    assert len(names) == len(report.signatures)
    if len(report.signatures) > 1:
        rows = [
            [x.text for x in names if x.row is row] for row in {x.row for x in names}
        ]
        assert sorted(map(len, rows)) == sorted(map(len, report.signature_rows))
        order = [x.name for row in report.signature_rows for x in row]
        assert [line.text for line in names] == order


@row("Nơi nhận: bên trái; “Nơi nhận:” 12 nghiêng đậm; mục 11 đứng; “Lưu” sau cùng")
def _(sheet, report):
    head = sheet.line("Nơi nhận:")
    assert is_face(head, (12, 12), bold=True, italic=True)
    lines = sheet.styled("Nơi nhận, mục") + sheet.styled("Nơi nhận, mục cuối")
    texts = [line.text for line in lines if line.text]
    assert all(is_face(line, (11, 11)) for line in lines)
    assert all(x.startswith("- ") and x.endswith(";") for x in texts[:-1])
    assert texts[-1].startswith("- Lưu: VT") and texts[-1].endswith(".")
    assert head.alignment == "LEFT" and head.cell == 0
    if len(report.signatures) == 1:  # "ngang hàng với quyền hạn, chức vụ của người ký"
        assert head.row is sheet.styled("Quyền hạn, chức vụ")[0].row


@row("Hết văn bản: “./.” sau lời cuối, một lần")
def _(sheet, report):
    marked = [text for text in sheet.texts if "./." in text]
    assert len(marked) == 1 and marked[0].endswith("./.")
    assert sheet.texts.index(marked[0]) < sheet.texts.index("Nơi nhận:")


# -- Annexes ---------------------------------------------------------------------


@row("Phụ lục: “Phụ lục I” giữa, đậm, 14; tên in hoa đậm 13–14; kèm theo nghiêng")
def _(sheet, report):
    numbers = sheet.styled("Phụ lục")
    assert [line.text for line in numbers] == ["Phụ lục I", "Phụ lục II"]
    assert all(is_face(line, (14, 14), bold=True) for line in numbers)
    for line in sheet.styled("Phụ lục, tên"):
        assert is_face(line, (13, 14), bold=True) and line.text == line.text.upper()
    attached = sheet.styled("Phụ lục, kèm theo")
    assert len(attached) == 2
    for line in attached:
        assert is_face(line, (13, 14), italic=True)
        assert line.text.startswith("(Kèm theo Báo cáo số 05/")
        assert "ngày 05 tháng 02 năm 2026 của " in line.text
    for line in [*numbers, *attached]:
        assert line.alignment == "CENTER"


@row("Phụ lục: số trang riêng; bảng rộng trên giấy ngang")
def _(sheet, report):
    _, wide, narrow = sheet.document.sections
    assert (mm(wide.page_width), mm(wide.page_height)) == (297, 210)
    assert wide.orientation == 1 and narrow.orientation == 0
    for section in (wide, narrow):
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


@row("Bảng: đầu cột lặp ở mỗi trang, dòng không bị cắt đôi, vừa khổ giấy")
def _(sheet, report):
    tables = [t for t in sheet.document.tables if t.style and t.style.name == "Bảng"]
    assert len(tables) == 2
    for table in tables:
        rows = table._tbl.tr_lst
        assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
        assert all(x.find(f".//{qn('w:cantSplit')}") is not None for x in rows)
        width = sum(int(x.get(qn("w:w"))) for x in table._tbl.tblGrid) * 25.4 / 1440
        assert width <= (252.5 if len(table.columns) >= 6 else 165.5)


@pytest.mark.parametrize("kind", REPORTS, ids=fold)
@pytest.mark.parametrize("name", ROWS, ids=fold)
def test_row_of_the_decree(name, kind):
    ROWS[name](sheet_of(kind), report_of(kind))


# -- Words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020"),
        (date(2020, 3, 9), "ngày 09 tháng 3 năm 2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020"),
    ],
)
def test_zeros_lead_days_under_ten_and_the_first_two_months(day, words):
    assert date_in_words(day) == words


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        ("TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Q. 1", "Quận 1"),
        ("P. 5", "Phường 5"),
        ("Hà Nội", "Hà Nội"),
        ("Cần Thơ", "Cần Thơ"),
    ],
)
def test_places_named_after_people_or_numbers_stand_in_full(place, printed):
    assert place_in_full(place) == printed
    assert state_review(place=place).place_and_date.startswith(f"{printed}, ngày")


def test_points_follow_the_alphabet_with_d_with_a_stroke_and_without_f():
    part = Part("I", "Kết quả", (Items(("x",) * 8, "a)"),))
    sheet = Sheet(write_docx(state_review(parts=(part,), annexes=())))
    points = [text[:2] for text in sheet.texts if text.endswith(") x")]

    assert points == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)", "h)"]


def test_one_annex_has_no_number():
    annex = replace(state_review(rows=2).annexes[0], number="")
    sheet = Sheet(write_docx(state_review(annexes=(annex,))))

    assert [line.text for line in sheet.styled("Phụ lục")] == ["Phụ lục"]


def test_the_end_mark_follows_whatever_ends_the_body():
    part = Part("I", "Kết quả", (Paragraph("Hết."),))
    sheet = Sheet(write_docx(state_review(parts=(part,), closing=(), annexes=())))

    assert "Hết./." in sheet.texts
