"""A report as a Word file, laid out by Decree 30/2020/NĐ-CP, Appendix I, Part I.

The body is written as XML text and parsed once: cell by cell, python-docx takes
minutes over 500 rows. Every paragraph has a named style and hardly any formatting
of its own, so an office that wants another size changes one style in Word.

Lengths are millimetres and sizes points unless a name says otherwise.
"""

from .content import Annex, Report, Signature
from .elements import (
    DRAFT_MARK,
    ILLUSTRATIVE_MARK,
    MOTTO,
    NATION,
    Chart,
    Heading,
    Items,
    Table,
)
from .layout import (
    SIGNATURE_WIDTHS,
    TEXT_WIDTH,
    annex_width,
    balanced,
    head_widths,
    issuer_rule,
    motto_rule,
)
from .word_package import new_document, packed, section_xml
from .word_pictures import chart_pictures
from .word_pieces import centred, frame, paragraph, rule, table_pieces, twips

_TEXT = '<w:p><w:pPr><w:pStyle w:val="ThanVanBan"/>'


def write_docx(report: Report) -> bytes:
    """The Word file: the same content gives the same bytes.

    Addresses of evidence are left to the screen and the spreadsheet: on paper they
    are of no use to the reader, and most open only for those who may sign in.
    """
    report = report.closed()
    document = new_document(report)
    pictures = chart_pictures(document, report)
    text = [*_head(report), *_title(report), *body(report, pictures), *_foot(report)]
    sheets = [(False, text)]
    for annex in report.annexes:
        pieces = annex_pieces(annex, report, annex_width(annex))
        sheets.append((annex.is_landscape, pieces))
    whole = []
    for position, (is_landscape, pieces) in enumerate(sheets):
        whole += pieces
        layout = section_xml(document, is_landscape=is_landscape, restarts=position > 0)
        is_last = position == len(sheets) - 1
        # A section's properties stand in its last paragraph, the last one's alone.
        whole.append(layout if is_last else paragraph("HetPhan", properties=layout))
    return packed(document, "".join(whole))


# -- The head ----------------------------------------------------------------


def _head(report: Report) -> list[str]:
    left, right = head_widths(report)
    issuers = [
        paragraph("CoQuanBanHanh" if line["is_bold"] else "CoQuanChuQuan", line["text"])
        for line in report.issuer_lines
    ]
    issuers.append(rule(issuer_rule(report), left))
    nation = [
        paragraph("QuocHieu", NATION),
        paragraph("TieuNgu", MOTTO),
        rule(motto_rule(), right),
    ]
    number = paragraph("SoKyHieu", f"Số: {report.document_number}")
    if report.is_draft:
        number += paragraph("DuThao", DRAFT_MARK)
    dated = paragraph("DiaDanh", report.place_and_date)
    return [
        frame((left, right), [["".join(issuers), "".join(nation)], [number, dated]])
    ]


def _title(report: Report) -> list[str]:
    _, width = balanced(report.subject, "TrichYeu", TEXT_WIDTH)
    pieces = [
        paragraph("Title", report.type_name.upper()),
        centred("TrichYeu", report.subject, TEXT_WIDTH),
        rule(width * 0.4, TEXT_WIDTH),
    ]
    if report.is_illustrative:
        pieces.append(paragraph("MinhHoa", ILLUSTRATIVE_MARK))
    return [*pieces, *addressees(report), paragraph("CachDong")]


def addressees(report: Report) -> list[str]:
    names = report.listed_addressees
    if len(names) == 1:
        return [paragraph("KinhGui", f"Kính gửi: {names[0]}")]
    if not names:
        return []
    listed = [paragraph("NoiKinhGui", f"- {name}") for name in names]
    return [paragraph("KinhGuiNhieu", "Kính gửi:"), *listed]


# -- The body ----------------------------------------------------------------


def body(
    report: Report, pictures: dict[Chart, str], width: float = TEXT_WIDTH
) -> list[str]:
    pieces = [paragraph("CanCu", text) for text in report.listed_grounds]
    pieces += [paragraph("ThanVanBan", text) for text in report.printed_opening]
    for part in report.parts:
        pieces.append(paragraph("Heading1", part.printed))
        for block in part.blocks:
            pieces += block_pieces(block, pictures, width)
    pieces += [paragraph("ThanVanBan", text) for text in report.printed_closing]
    if pieces and pieces[-1].startswith(_TEXT):
        # Signatures never stand on a page without the last words they sign.
        pieces[-1] = pieces[-1].replace(_TEXT, _TEXT + "<w:keepNext/>", 1)
    return pieces


def block_pieces(block, pictures: dict[Chart, str], width: float) -> list[str]:
    if isinstance(block, Table):
        return table_pieces(block, width)
    if isinstance(block, Chart):
        return _chart(block, pictures[block])
    if isinstance(block, Heading):
        return [paragraph(f"Heading{block.level}", block.printed)]
    # Labels are typed, not automatic: Word's lists know no "đ)".
    texts = block.printed if isinstance(block, Items) else [block.printed]
    return [paragraph("ThanVanBan", text) for text in texts]


def _chart(chart: Chart, picture: str) -> list[str]:
    pieces = [
        paragraph("BangTen", chart.title),
        paragraph("BieuDo", runs=f"<w:r>{picture}</w:r>"),
    ]
    return pieces + [paragraph("BangGhiChu", chart.note)] * bool(chart.note)


# -- The foot ----------------------------------------------------------------


def _foot(report: Report) -> list[str]:
    """Signatures and Nơi nhận. One signature stands beside Nơi nhận, at its level;
    several take the whole width, and Nơi nhận goes below them."""
    received = recipients(report)
    first = paragraph("SauBang", properties="<w:keepNext/>")
    if len(report.signatures) > 1:
        return [first, *signatures(report, TEXT_WIDTH), *received]
    left = "".join(received) or paragraph("NoiNhanCuoi")
    right = "".join(one_signature(report))
    return [first, frame(SIGNATURE_WIDTHS, [[left, right]]), paragraph("SauBang")]


def recipients(report: Report) -> list[str]:
    listed = [
        paragraph("NoiNhan" if text.endswith(";") else "NoiNhanCuoi", text)
        for text in report.listed_recipients
    ]
    return [paragraph("NoiNhanDau", "Nơi nhận:"), *listed] if listed else []


def one_signature(report: Report) -> list[str]:
    """The signatures one under another: usually there is one."""
    pieces = []
    for signature in report.signatures:
        pieces += [_capacity(signature), paragraph("HoTen", signature.name)]
    return pieces or [paragraph("ChucVu")]


def signatures(report: Report, width: float) -> list[str]:
    """Two to a row, from the right; names in a row of their own stand level, however
    long the capacities are."""
    pieces = []
    for row in report.signature_rows:
        capacities = [_capacity(signature, gap=4) for signature in row]
        names = [paragraph("HoTen", signature.name) for signature in row]
        widths = (width / len(row),) * len(row)
        pieces += [frame(widths, [capacities, names]), paragraph("CachDong")]
    return pieces


def _capacity(signature: Signature, gap: float = 0) -> str:
    """`gap`: mm kept free on both sides, so that neighbours do not touch."""
    indents = f'<w:ind w:left="{twips(gap)}" w:right="{twips(gap)}"/>' if gap else ""
    return "".join(
        paragraph("ChucVu", line, properties=indents)
        for line in signature.capacity_lines
    )


def annex_pieces(annex: Annex, report: Report, width: float) -> list[str]:
    head = (
        ("PhuLuc", annex.printed_number),
        ("PhuLucTen", annex.title.upper()),
        ("PhuLucKemTheo", annex.note or report.attachment_note),
    )
    return [
        *(centred(style, text, width) for style, text in head),
        *table_pieces(annex.table, width),
    ]
