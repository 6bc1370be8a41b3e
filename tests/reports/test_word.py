"""The Word file, measured: what Decree 30/2020, Appendix I says, in numbers."""

import io
from datetime import date
from time import perf_counter

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from reports.documents.content import Issuer, Signature
from reports.documents.elements import Part
from reports.documents.measures import column_widths
from reports.documents.own_word import fill
from reports.documents.sample_layout import write_sample
from reports.documents.word import write_docx

from .document_samples import front_review, joint_review, state_review
from .libreoffice import converted, needs_libreoffice
from .test_charts import bars, trend


def opened(report):
    return Document(io.BytesIO(write_docx(report)))


def paragraphs(document):
    """Every paragraph of the body in order, those inside tables included."""
    styles = {style.style_id: style for style in document.styles}
    for element in document.element.body.iter(qn("w:p")):
        text = "".join(node.text or "" for node in element.iter(qn("w:t")))
        yield styles[element.style], text


def line(document, text):
    """(size, bold, italic) of the paragraph with exactly this text."""
    for style, found in paragraphs(document):
        if found == text:
            font = style.font
            return font.size.pt, bool(font.bold), bool(font.italic)
    raise AssertionError(f"không thấy dòng {text!r}")


def mm(length):
    return round(length / Mm(1))


def test_paper_and_margins_are_those_of_the_decree():
    section = opened(state_review()).sections[0]

    assert (mm(section.page_width), mm(section.page_height)) == (210, 297)
    assert 20 <= mm(section.top_margin) <= 25
    assert 20 <= mm(section.bottom_margin) <= 25
    assert 30 <= mm(section.left_margin) <= 35
    assert 15 <= mm(section.right_margin) <= 20


def test_every_font_is_times_new_roman_in_all_four_slots():
    document = opened(front_review())
    names = set()
    for part in document.part.package.iter_parts():
        if not part.partname.endswith(".xml") or not hasattr(part, "element"):
            continue
        for fonts in part.element.iter(qn("w:rFonts")):
            assert len(fonts.attrib) == 4, "phông chữ theo chủ đề còn sót lại"
            names |= set(fonts.attrib.values())

    assert names == {"Times New Roman"}
    assert not any("theme" in part.partname for part in document.part.package.parts)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert defaults.find(f".//{qn('w:rFonts')}") is not None
    assert defaults.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"


@pytest.mark.parametrize(
    ("text", "sizes", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
        ("ỦY BAN NHÂN DÂN", (12, 13), True, False),
        ("Số: 05/BC-UBND", (13, 13), False, False),
        ("Lào Cai, ngày 05 tháng 02 năm 2026", (13, 14), False, True),
        ("BÁO CÁO", (13, 14), True, False),
        (
            "Căn cứ Quy chế phối hợp công tác giai đoạn 2021 - 2026.",
            (13, 14),
            False,
            True,
        ),
        ("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI", (13, 14), True, False),
        ("1. Xây dựng khối đại đoàn kết toàn dân tộc", (13, 14), True, False),
        ("a) Ở cấp tỉnh", (13, 14), False, False),
        ("Chi tiết từng nhiệm vụ tại Phụ lục I.", (13, 14), False, False),
        ("KT. CHỦ TỊCH", (13, 14), True, False),
        ("Nguyễn Văn B", (13, 14), True, False),
        ("Nơi nhận:", (12, 12), True, True),
        ("- Như trên;", (11, 11), False, False),
        ("- Lưu: VT, TH (03b).", (11, 11), False, False),
        ("Phụ lục I", (14, 14), True, False),
        ("KẾT QUẢ THỰC HIỆN TỪNG NHIỆM VỤ", (13, 14), True, False),
    ],
)
def test_each_line_has_the_size_and_weight_of_the_decree(text, sizes, bold, italic):
    size, is_bold, is_italic = line(opened(state_review(rows=2)), text)

    assert sizes[0] <= size <= sizes[1]
    assert (is_bold, is_italic) == (bold, italic)


def test_the_front_prints_its_standing_board_in_bold():
    document = opened(front_review())

    assert line(document, "MẶT TRẬN TỔ QUỐC VIỆT NAM")[1] is False
    assert line(document, "BAN THƯỜNG TRỰC")[1] is True
    assert line(document, "TM. BAN THƯỜNG TRỰC")[1] is True
    assert line(document, "Số: …/BC-MTTW-BTT")


def test_body_text_is_justified_and_spaced():
    style = next(
        style
        for style, text in paragraphs(opened(front_review()))
        if text.startswith("Trong 6 tháng")
    )
    spacing = style.paragraph_format

    assert style.element.pPr.jc.val.name == "JUSTIFY"
    assert round(spacing.first_line_indent.cm, 2) in (1.0, 1.27)
    assert spacing.space_after.pt >= 6
    assert 1 <= spacing.line_spacing <= 1.5


def test_pages_are_numbered_at_the_top_from_the_second():
    section = opened(state_review()).sections[0]
    (field,) = section.header._element.iter(qn("w:fldSimple"))

    assert "PAGE" in field.get(qn("w:instr"))
    assert section.header.paragraphs[0].style.paragraph_format.alignment == 1
    assert section.header.paragraphs[0].style.font.size.pt in (13, 14)
    assert section.different_first_page_header_footer
    assert not list(section.first_page_header._element.iter(qn("w:fldSimple")))


def test_each_annex_has_its_own_section_and_numbering():
    body, tasks, recommendations = opened(state_review(rows=2)).sections

    assert mm(tasks.page_width) == 297 and tasks.orientation == 1
    assert mm(recommendations.page_width) == 210 and recommendations.orientation == 0
    for section, start in ((body, None), (tasks, "1"), (recommendations, "1")):
        number = section._sectPr.find(qn("w:pgNumType"))
        assert (number.get(qn("w:start")) if number is not None else None) == start


def test_table_heads_repeat_and_rows_stay_whole():
    document = opened(state_review(rows=3))
    table = next(t for t in document.tables if t.style.name == "Bảng")
    rows = table._tbl.tr_lst

    assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    widths = [cell.get(qn("w:w")) for cell in table._tbl.tblGrid]
    assert sum(map(int, widths)) == pytest.approx(252 / 25.4 * 1440, abs=20)


def test_columns_are_never_narrower_than_a_date():
    table = state_review(rows=2).annexes[0].table

    assert column_widths(table, total=252, size=12)[4] >= 22


def test_the_body_ends_with_its_mark():
    texts = [text for _, text in paragraphs(opened(state_review()))]

    assert (
        "Trên đây là báo cáo sơ kết thực hiện Quy chế phối hợp công tác năm 2025./."
        in (texts)
    )
    assert sum("./." in text for text in texts) == 1


def test_recipients_are_kept_together():
    styles = [
        (style.paragraph_format.keep_with_next, text)
        for style, text in paragraphs(opened(joint_review()))
    ]
    start = [text for _, text in styles].index("Nơi nhận:")

    assert all(keep for keep, _ in styles[start : start + 3])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_body_signs(count):
    signatures = tuple(
        Signature((f"TM. CƠ QUAN {number}", "CHỦ TỊCH"), f"Người ký {number}")
        for number in range(1, count + 1)
    )
    document = opened(joint_review(signatures=signatures))
    signed = [
        table for table in document.tables if "CHỦ TỊCH" in table.rows[0].cells[-1].text
    ]
    cells = [cell.text for table in signed for cell in table.rows[0].cells]

    assert sum("CHỦ TỊCH" in cell for cell in cells) == count
    assert "TM. CƠ QUAN 1" in signed[0].rows[0].cells[-1].text


def test_a_joint_report_names_every_issuer():
    document = opened(joint_review())

    assert line(document, "THÀNH PHỐ HỒ CHÍ MINH -")[1] is True
    assert line(document, "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM")[1] is False


def test_drafts_and_illustrations_say_so():
    marked = [text for _, text in paragraphs(opened(front_review()))]
    issued = [text for _, text in paragraphs(opened(state_review()))]
    footers = opened(front_review()).sections[0]

    assert "DỰ THẢO" in marked and "(Tài liệu minh hoạ)" in marked
    assert "DỰ THẢO" not in issued and "(Tài liệu minh hoạ)" not in issued
    assert footers.footer.paragraphs[0].text == "(Tài liệu minh hoạ)"
    assert footers.first_page_footer.paragraphs[0].text == "(Tài liệu minh hoạ)"


@pytest.mark.parametrize("sample", [front_review, state_review, joint_review])
def test_the_same_content_gives_the_same_bytes(sample):
    assert write_docx(sample()) == write_docx(sample())


def test_what_people_type_stays_text():
    typed = 'A & B <w:t> "C" \x0b dòng hai\ndòng ba'
    document = opened(front_review(subject=typed, opening=(typed,)))

    texts = [text for _, text in paragraphs(document)]
    assert any(text.startswith('A & B <w:t> "C"') for text in texts)


def test_a_report_of_nothing_still_opens():
    empty = joint_review(
        issuers=(Issuer(()),), signatures=(), recipients=(), parts=(), number=""
    )

    assert opened(empty).sections


def test_five_thousand_rows_take_seconds_not_minutes():
    """Slow (about a second): moving rows in one by one once took half a minute."""
    started = perf_counter()
    write_docx(state_review(rows=5000))

    assert perf_counter() - started < 15


@needs_libreoffice
def test_libreoffice_opens_it_with_every_mark_in_place(tmp_path):
    """Slow (seconds): the only proof that another program reads the file."""
    state = state_review(rows=12, dated=date(2026, 2, 5))
    drawn = front_review(parts=(Part("I", "Kết quả", (trend(), bars())),))
    made = converted(
        *(tmp_path, "pdf"),
        **{"state_docx": write_docx(state), "drawn_docx": write_docx(drawn)},
        own_docx=fill(write_sample(state.issuers[0]), state),
    )
    for name in ("state_docx", "own_docx"):
        pages = [
            " ".join(page.extract_text().split())
            for page in PdfReader(io.BytesIO(made[name])).pages
        ]
        whole = " ".join(pages)

        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
        assert "ngày 05 tháng 02 năm 2026" in pages[0]
        assert "Phụ lục I" in whole and "tiêu quốc gia xây dựng" in whole
        assert sum("Cơ quan phối hợp" in page for page in pages) >= 2
    pages = PdfReader(io.BytesIO(made["drawn_docx"])).pages
    assert len({image.name for page in pages for image in page.images}) == 2
