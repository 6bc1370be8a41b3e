"""The PDF, measured where its letters stand: the rows of the decree that can be read
from positions, and what the standards for readers and archives ask for.

Each document takes the typesetter a third of a second, so each is made once.
"""

import io
import unicodedata
from functools import cache

import pytest
from pypdf import PdfReader

from accounts.errors import NotPossible
from reports.documents import pdf, typesetting
from reports.documents.content import Annex
from reports.documents.elements import (
    MOTTO,
    NATION,
    Cell,
    Column,
    Paragraph,
    Part,
    Row,
    Table,
)
from reports.documents.pdf import write_pdf

from .document_samples import front_review, state_review
from .pdf_measures import pages_of
from .test_charts import trend
from .test_decree_30 import REPORTS, report_of

SHEETS = ("UBND", "Mặt trận", "liên tịch 4")


@cache
def content_of(name) -> bytes:
    if name == "dài":
        return write_pdf(state_review(rows=60))
    return write_pdf(report_of(name))


@cache
def sheet_of(name):
    return pages_of(content_of(name))


def reader_of(name):
    return PdfReader(io.BytesIO(content_of(name)))


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


# -- The layout ------------------------------------------------------------------


@pytest.mark.parametrize("name", SHEETS)
def test_the_first_page_is_a4_and_the_text_keeps_to_its_margins(name):
    first = sheet_of(name)[0]

    assert (first.width, first.height) == (210, 297)
    for page in sheet_of(name):
        for line in page.lines:
            if line.top > 20:  # not the page number
                assert line.left >= 29.8 and line.right <= page.width - 14.5
                assert line.top <= page.height - 19


def test_pages_are_numbered_in_the_top_margin_from_the_second_and_annexes_anew():
    numbers, wide = [], []
    for page in sheet_of("dài"):
        heads = [line for line in page.lines if line.top < 20]
        numbers.append(heads[0].text.strip() if heads else "")
        wide.append(page.width > page.height)
        middle = 30 + (page.width - 45) / 2
        for line in heads:
            assert line.size == 13 and not line.is_bold and not line.is_italic
            assert line.middle == pytest.approx(middle, abs=0.5)

    turned = wide.index(True), len(wide) - wide[::-1].index(True)
    of_tasks = numbers[slice(*turned)]
    assert numbers[: turned[0]] == ["", "2"]
    assert of_tasks == ["", *map(str, range(2, len(of_tasks) + 1))]
    assert numbers[turned[1] :] == [""], "phụ lục II đánh số lại từ đầu"


FACES = [  # text, sizes, bold, italic
    (NATION, (12, 13), True, False),
    (MOTTO, (13, 14), True, False),
    ("ỦY BAN NHÂN DÂN", (12, 13), True, False),
    ("Số: 05/BC-UBND", (13, 13), False, False),
    ("Lào Cai, ngày 05 tháng 02 năm 2026", (13, 14), False, True),
    ("BÁO CÁO", (13, 14), True, False),
    ("Sơ kết thực hiện Quy chế", (13, 14), True, False),
    ("Căn cứ Quy chế phối hợp", (13, 14), False, True),
    ("I. CÔNG TÁC LÃNH ĐẠO", (13, 14), True, False),
    ("1. Xây dựng khối", (13, 14), True, False),
    ("a) Ở cấp tỉnh", (13, 14), False, False),
    ("Chi tiết từng nhiệm vụ", (13, 14), False, False),
    ("KT. CHỦ TỊCH", (13, 14), True, False),
    ("Nguyễn Văn B", (13, 14), True, False),
    ("Nơi nhận:", (12, 12), True, True),
    ("- Như trên;", (11, 11), False, False),
    ("Phụ lục I", (14, 14), True, False),
    ("KẾT QUẢ THỰC HIỆN TỪNG", (13, 14), True, False),
    ("(Kèm theo Báo cáo số", (13, 14), False, True),
]


def found(name, text):
    for page in sheet_of(name):
        for line in page.lines:
            if line.text.startswith(text):
                return page, line
    raise AssertionError(f"không thấy {text!r}")


@pytest.mark.parametrize(("text", "sizes", "bold", "italic"), FACES)
def test_each_line_has_the_size_and_weight_of_the_decree(text, sizes, bold, italic):
    _, line = found("UBND", text)

    assert sizes[0] <= line.size <= sizes[1]
    assert (line.is_bold, line.is_italic) == (bold, italic)


def test_the_head_stands_as_in_word():
    page = sheet_of("UBND")[0]
    nation, motto = page.line(NATION), page.line(MOTTO)
    number, dated = page.line("Số: "), page.line("Lào Cai, ngày")

    assert page.line("ỦY BAN NHÂN DÂN").right < nation.left
    assert nation.middle == pytest.approx(motto.middle, abs=0.5)
    assert number.top == dated.top and number.right < dated.left
    under = [rule for rule in page.rules if motto.top < rule[1] < motto.top + 3]
    lengths = [length for left, _, length in under if left > 100]
    assert lengths == [pytest.approx(motto.right - motto.left, rel=0.05)]


def test_the_rule_under_the_issuer_is_a_third_to_a_half_of_its_line():
    page = sheet_of("UBND")[0]
    name = page.line("TỈNH LÀO CAI")
    (length,) = [
        length
        for left, top, length in page.rules
        if left < 80 and name.top < top < name.top + 3
    ]

    assert 1 / 3 <= length / (name.right - name.left) <= 1 / 2


def test_body_text_is_justified_with_an_indent():
    page = sheet_of("UBND")[0]
    first = page.line("Ủy ban nhân dân các xã")
    second = page.lines[page.lines.index(first) + 1]

    assert first.left == pytest.approx(42.7, abs=0.2)  # 1,27 cm
    assert second.left == pytest.approx(30, abs=0.2)
    assert first.right == pytest.approx(195, abs=0.3)
    assert second.right == pytest.approx(195, abs=0.3)
    assert 1 <= (second.top - first.top) / (14 * 25.4 / 72 * 1.15) <= 1.5


def test_recipients_stand_on_the_left_level_with_the_capacity():
    page, head = found("UBND", "Nơi nhận:")

    assert head.left == pytest.approx(30, abs=0.2)
    assert page.line("TM. ỦY BAN NHÂN DÂN").top == pytest.approx(head.top, abs=1.5)


def test_of_several_bodies_each_signs_and_the_first_on_the_right():
    names = [one.name for one in report_of("liên tịch 4").signatures]
    lines = [found("liên tịch 4", name)[1] for name in names]

    assert lines[0].left > lines[1].right and lines[2].left > lines[3].right
    assert lines[0].top == lines[1].top and lines[2].top == lines[3].top


def test_table_heads_come_again_on_each_page():
    pages = [page for page in sheet_of("dài") if page.width > page.height]

    assert len(pages) > 3
    assert all("Cơ quan phối hợp" in page.texts for page in pages)


def test_the_name_of_a_group_never_stands_last_on_a_page():
    rows = []
    for number in range(240):  # of all lengths, so that pages end in every place
        line = Row((Cell("một việc"),))
        rows += [Row(group=f"Nhóm {number}"), *[line] * (number % 7 + 1)]
    annex = Annex("Việc", Table((Column("Nội dung"),), tuple(rows)))

    pages = pages_of(write_pdf(state_review(annexes=(annex,))))
    told = [
        [text for text in page.texts if "việc" in text or "Nhóm" in text]
        for page in pages
    ]
    assert sum(bool(texts) for texts in told) > 20
    assert not [texts[-1] for texts in told if texts and "Nhóm" in texts[-1]]


def test_groups_without_rows_are_still_there():
    groups = tuple(Row(group=f"Nhóm {number}") for number in range(3))
    table = Table((Column("Nội dung"),), (*groups, Row((Cell("x"),)), groups[0]))

    text = text_of(write_pdf(state_review(annexes=(Annex("Việc", table),))))
    assert all(f"Nhóm {number}" in text for number in range(3))
    assert text.count("Nhóm 0") == 2


def test_the_text_is_read_in_order():
    text = text_of(content_of("UBND"))
    order = [
        *("ỦY BAN NHÂN DÂN", NATION, "Số: 05/BC-UBND", "BÁO CÁO", "Kính gửi:"),
        *("Căn cứ", "I. CÔNG TÁC", "III. TỒN TẠI", "./.", "Nơi nhận:"),
        *("KT. CHỦ TỊCH", "Nguyễn Văn B", "Phụ lục I KẾT QUẢ", "Phụ lục II"),
    ]
    places = [text.index(words) for words in order]

    assert places == sorted(places) and text.count("./.") == 1


# -- What readers and archives ask for ---------------------------------------------


@pytest.mark.parametrize("name", SHEETS)
def test_it_is_tagged_and_says_which_standards_it_keeps(name):
    reader = reader_of(name)
    root = reader.trailer["/Root"]
    marks = root["/Metadata"].get_object().get_data().decode()

    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"].startswith("vi")
    assert report_of(name).subject in reader.metadata.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in marks
    assert "<pdfaid:part>2</pdfaid:part>" in marks
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in marks


def test_every_font_is_embedded_and_can_write_vietnamese():
    for page in reader_of("UBND").pages:
        for font in page["/Resources"]["/Font"].values():
            (kin,) = font.get_object()["/DescendantFonts"]
            descriptor = kin.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "/ToUnicode" in font.get_object()


@pytest.mark.parametrize("name", REPORTS)
def test_every_word_can_be_searched_with_its_marks(name):
    report, text = report_of(name), text_of(content_of(name))

    assert unicodedata.is_normalized("NFC", text)
    for words in (*report.listed_grounds, *report.printed_opening, report.subject):
        assert words in text


def test_every_vietnamese_letter_is_there():
    letters = "".join(
        unicodedata.normalize("NFC", letter + mark)
        for letter in "aăâeêioôơuưy"
        for mark in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    )
    words = f"{letters}đ {letters.upper()}Đ"
    content = write_pdf(front_review(opening=(words,)))

    assert words.replace(" ", "") in text_of(content).replace(" ", "")


def test_headings_are_headings_and_charts_have_words():
    part = Part("I", "Kết quả", (trend(),))
    content = write_pdf(front_review(parts=(part,)))
    kinds, told = [], []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            kinds.append(node.get("/S"))
            told.append(node.get("/Alt"))
            if "/K" in node:
                walk(node["/K"])

    walk(PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]["/K"])

    assert "/H1" in kinds and "/Figure" in kinds
    assert trend().alternative in told


@pytest.mark.parametrize("sample", [front_review, state_review])
def test_the_same_content_gives_the_same_bytes(sample):
    assert write_pdf(sample(dated=None)) == write_pdf(sample(dated=None))


# -- What people type ----------------------------------------------------------------


def test_what_people_type_is_never_markup():
    typed = '#panic("x") *đậm* _n_ `m` $x^2$ @a <b> [c] \\ // /* "q" -- ~ {{d}} #let'
    content = write_pdf(front_review(subject=typed, opening=(typed,)))

    assert text_of(content).count('#panic("x") *đậm* _n_ `m` $x^2$ @a <b> [c] \\') == 2


def test_a_line_break_stays_one():
    content = write_pdf(front_review(opening=("Dòng một\nDòng hai",)))
    texts = [text.strip() for page in pages_of(content) for text in page.texts]

    assert texts.index("Dòng hai") == texts.index("Dòng một") + 1


def test_a_letter_that_no_font_has_does_not_stop_the_document(caplog):
    words = "Chữ \U00013000 và dấu \uf0b7 của Word"
    content = write_pdf(front_review(opening=(words,)))

    assert "dấu • của Word" in text_of(content)
    assert "without the marks" in caplog.text


def test_a_row_taller_than_the_page_is_broken_and_not_cut():
    long = " ".join(f"Việc{number}" for number in range(3000))
    table = Table((Column("Nội dung"),), (Row((Cell(long),)), Row((Cell("Sau"),))))
    content = write_pdf(state_review(annexes=(Annex("Việc", table),)))

    text = text_of(content)
    assert "Việc0 " in text and "Việc2999" in text and "Sau" in text


def test_a_report_of_nothing_still_opens():
    empty = front_review(
        issuers=(), signatures=(), recipients=(), parts=(), opening=(), dated=None
    )

    assert pages_of(write_pdf(empty))


# -- Limits --------------------------------------------------------------------------


def table_of(rows):
    line = Row((Cell("x"),))
    return Table((Column("Việc"),), (line,) * rows)


def test_too_many_rows_are_refused_with_a_sentence():
    report = state_review(annexes=(Annex("Việc", table_of(12_001)),))

    with pytest.raises(typesetting.TooLarge, match="12.001 dòng.*Word hoặc Excel"):
        write_pdf(report)
    assert pdf.row_count(report) == 12_001


def test_rows_are_counted_in_the_text_too():
    part = Part("I", "Kết quả", (Paragraph("x"), table_of(7)))

    assert pdf.row_count(state_review(parts=(part,), annexes=())) == 7


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(typesetting, "TIME_LIMIT", 0.01)

    with pytest.raises(typesetting.TooLarge, match="quá lâu"):
        write_pdf(front_review())


def test_a_document_that_needs_too_much_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(typesetting, "MEMORY_LIMIT", 60)

    with pytest.raises(typesetting.TooLarge, match="quá lớn"):
        write_pdf(front_review())


def test_while_others_are_being_made_people_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(typesetting, "LONGEST_WAIT", 0)
    with typesetting.ONE_AT_A_TIME, pytest.raises(NotPossible, match="thử lại"):
        write_pdf(front_review())
