"""A report as a Word file, laid out by Decree 30/2020/NĐ-CP, Appendix I, Part I.

The body is written as XML text and parsed once: cell by cell, python-docx takes
minutes over 500 rows. Every paragraph has a named style and hardly any formatting
of its own, so an office that wants another size changes one style in Word.

Lengths are millimetres and sizes points unless a name says otherwise.
"""

from math import ceil
from xml.sax.saxutils import escape, quoteattr

from .content import Annex, Report, Signature
from .elements import (
    DRAFT_MARK,
    ILLUSTRATIVE_MARK,
    MOTTO,
    NATION,
    Heading,
    Items,
    Table,
)
from .measures import column_widths, text_width
from .word_package import LEFT, PAPER, RIGHT, new_document, packed, section_xml
from .word_styles import SIZES

TEXT_WIDTH = PAPER[0] - LEFT - RIGHT
LANDSCAPE_WIDTH = PAPER[1] - LEFT - RIGHT
NATION_WIDTH = 97  # at 12 pt the name of the country takes 88, with a little air
SIGNATURE_WIDTHS = (80, TEXT_WIDTH - 80)

_TEXT = '<w:p><w:pPr><w:pStyle w:val="ThanVanBan"/>'
_ALIGNED = {
    "text": "BangO",
    "number": "BangSo",
    "date": "BangGiua",
    "index": "BangGiua",
}


def write_docx(report: Report) -> bytes:
    """The Word file: the same content gives the same bytes.

    Addresses of evidence are left to the screen and the spreadsheet: on paper they
    are of no use to the reader, and most open only for those who may sign in.
    """
    report = report.closed()
    document = new_document(report)
    text = [*_head(report), *_title(report), *_body(report), *_foot(report)]
    sheets = [(False, text)]
    sheets += [(annex.is_landscape, _annex(annex, report)) for annex in report.annexes]
    body = []
    for position, (is_landscape, pieces) in enumerate(sheets):
        body += pieces
        layout = section_xml(document, is_landscape=is_landscape, restarts=position > 0)
        is_last = position == len(sheets) - 1
        # A section's properties stand in its last paragraph, the last one's alone.
        body.append(layout if is_last else _paragraph("HetPhan", properties=layout))
    return packed(document, "".join(body))


# -- Pieces of XML -----------------------------------------------------------


def _twips(mm: float) -> int:
    return round(mm / 25.4 * 1440)


def _run(text: str, properties: str = "") -> str:
    properties = properties and f"<w:rPr>{properties}</w:rPr>"
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(text).split("\n"))
    return f'<w:r>{properties}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def _paragraph(style: str, *texts: str, properties: str = "", runs: str = "") -> str:
    runs = runs or "".join(map(_run, texts))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def _rule(length: float, within: float) -> str:
    """A centred line of `length` mm in a column of `within` mm."""
    indent = _twips(max(within - length, 0) / 2)
    indents = f'<w:ind w:left="{indent}" w:right="{indent}"/>'
    return _paragraph("DuongKe", properties=indents)


def _frame(widths: tuple[float, ...], rows: list[list[str]]) -> str:
    """A table without lines that puts things side by side; its rows never break."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>'
            f"{cell}</w:tc>"
            for width, cell in zip(widths, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


# -- The head ----------------------------------------------------------------


def _head(report: Report) -> list[str]:
    dated_width = text_width(report.place_and_date, size=SIZES["DiaDanh"])
    right = min(max(NATION_WIDTH, dated_width + 3), 106)  # the date stays on one line
    left = TEXT_WIDTH - right
    issuers = [
        _paragraph(
            "CoQuanBanHanh" if line["is_bold"] else "CoQuanChuQuan", line["text"]
        )
        for line in report.issuer_lines
    ]
    name = report.issuer_lines[-1]["text"] if issuers else ""
    name_width = min(text_width(name, size=SIZES["CoQuanBanHanh"], bold=True), left)
    # "độ dài bằng từ 1/3 đến 1/2 độ dài của dòng chữ"
    issuers.append(_rule(name_width * 0.42, left))
    motto_width = text_width(MOTTO, size=SIZES["TieuNgu"], bold=True)
    nation = [
        _paragraph("QuocHieu", NATION),
        _paragraph("TieuNgu", MOTTO),
        _rule(motto_width, right),  # "độ dài bằng độ dài của dòng chữ"
    ]
    number = _paragraph("SoKyHieu", f"Số: {report.document_number}")
    if report.is_draft:
        number += _paragraph("DuThao", DRAFT_MARK)
    dated = _paragraph("DiaDanh", report.place_and_date)
    return [
        _frame((left, right), [["".join(issuers), "".join(nation)], [number, dated]])
    ]


def _balanced(text: str, style: str, within: float) -> tuple[str, float]:
    """Indents that break a long centred title into lines alike, and their width."""
    width = text_width(text, size=SIZES[style], bold=True)
    lines = ceil(width / within)
    if lines < 2:
        return "", width
    # An eighth more than an even share, since lines break between words only.
    indent = _twips(max(within - width / lines * 1.125, 0) / 2)
    return f'<w:ind w:left="{indent}" w:right="{indent}"/>', width / lines


def _title(report: Report) -> list[str]:
    indents, width = _balanced(report.subject, "TrichYeu", TEXT_WIDTH)
    pieces = [
        _paragraph("Title", report.type_name.upper()),
        _paragraph("TrichYeu", report.subject, properties=indents),
        _rule(width * 0.4, TEXT_WIDTH),
    ]
    if report.is_illustrative:
        pieces.append(_paragraph("MinhHoa", ILLUSTRATIVE_MARK))
    addressees = report.listed_addressees
    if len(addressees) == 1:
        pieces.append(_paragraph("KinhGui", f"Kính gửi: {addressees[0]}"))
    elif addressees:
        pieces.append(_paragraph("KinhGuiNhieu", "Kính gửi:"))
        pieces += [_paragraph("NoiKinhGui", f"- {text}") for text in addressees]
    return [*pieces, _paragraph("CachDong")]


# -- The body ----------------------------------------------------------------


def _body(report: Report) -> list[str]:
    pieces = [_paragraph("CanCu", text) for text in report.listed_grounds]
    pieces += [_paragraph("ThanVanBan", text) for text in report.printed_opening]
    for part in report.parts:
        pieces.append(_paragraph("Heading1", part.printed))
        for block in part.blocks:
            pieces += _block(block)
    pieces += [_paragraph("ThanVanBan", text) for text in report.printed_closing]
    if pieces and pieces[-1].startswith(_TEXT):
        # Signatures never stand on a page without the last words they sign.
        pieces[-1] = pieces[-1].replace(_TEXT, _TEXT + "<w:keepNext/>", 1)
    return pieces


def _block(block) -> list[str]:
    if isinstance(block, Table):
        return _table(block, TEXT_WIDTH)
    if isinstance(block, Heading):
        return [_paragraph(f"Heading{block.level}", block.printed)]
    # Labels are typed, not automatic: Word's lists know no "đ)".
    texts = block.printed if isinstance(block, Items) else [block.printed]
    return [_paragraph("ThanVanBan", text) for text in texts]


def _table(table: Table, width: float) -> list[str]:
    """The caption, the table as one string, and its notes."""
    widths = [
        _twips(mm) for mm in column_widths(table, total=width, size=SIZES["BangO"])
    ]
    rows = [_table_head(table, widths)]
    for line in table.lines:
        if "group" in line:
            rows.append(
                f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
                f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
                f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr>'
                + _paragraph("BangNhom", line["group"])
                + "</w:tc></w:tr>"
            )
        else:
            rows.append(_table_row(line, widths))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = (
        f"<w:tblCaption w:val={quoteattr(table.caption)}/>" if table.caption else ""
    )
    xml = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Bang"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    pieces = [_paragraph("BangTen", table.caption)] if table.caption else []
    pieces.append(xml)
    notes = [f"({number}) {note}" for number, note in enumerate(table.notes, start=1)]
    if table.note:
        notes.insert(0, table.note)
    pieces += [_paragraph("BangGhiChu", note) for note in notes]
    # Word needs a paragraph after a table; an empty one also keeps two tables apart.
    return [*pieces, _paragraph("SauBang")]


def _table_head(table: Table, widths: list[int]) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraph('BangDau', column.title)}</w:tc>"
        for column, width in zip(table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _table_row(line: dict, widths: list[int]) -> str:
    bold = "<w:b/>" if line["is_total"] else ""
    cells = []
    for item, width in zip(line["cells"], widths, strict=True):
        runs = _run(item["cell"].printed, bold)
        if item["note"]:
            runs += _run(f"({item['note']})", '<w:vertAlign w:val="superscript"/>')
        style = _ALIGNED[item["column"].kind]
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(style, runs=runs)}</w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


# -- The foot ----------------------------------------------------------------


def _foot(report: Report) -> list[str]:
    """Signatures and Nơi nhận. One signature stands beside Nơi nhận, at its level;
    several take the whole width, and Nơi nhận goes below them."""
    recipients = [
        _paragraph("NoiNhan" if text.endswith(";") else "NoiNhanCuoi", text)
        for text in report.listed_recipients
    ]
    if recipients:
        recipients.insert(0, _paragraph("NoiNhanDau", "Nơi nhận:"))
    pieces = [_paragraph("SauBang", properties="<w:keepNext/>")]
    if len(report.signatures) <= 1:
        left = "".join(recipients) or _paragraph("NoiNhanCuoi")
        right = "".join(map(_capacity, report.signatures)) or _paragraph("ChucVu")
        right += "".join(_paragraph("HoTen", x.name) for x in report.signatures)
        return [
            *pieces,
            _frame(SIGNATURE_WIDTHS, [[left, right]]),
            _paragraph("SauBang"),
        ]
    for row in report.signature_rows:
        # Names in a row of their own stand level, however long the capacities are.
        capacities = [_capacity(signature, gap=4) for signature in row]
        names = [_paragraph("HoTen", signature.name) for signature in row]
        widths = (TEXT_WIDTH / len(row),) * len(row)
        pieces += [_frame(widths, [capacities, names]), _paragraph("CachDong")]
    return pieces + recipients


def _capacity(signature: Signature, gap: float = 0) -> str:
    """`gap`: mm kept free on both sides, so that neighbours do not touch."""
    indents = f'<w:ind w:left="{_twips(gap)}" w:right="{_twips(gap)}"/>' if gap else ""
    return "".join(
        _paragraph("ChucVu", line, properties=indents)
        for line in signature.capacity_lines
    )


def _annex(annex: Annex, report: Report) -> list[str]:
    width = LANDSCAPE_WIDTH if annex.is_landscape else TEXT_WIDTH
    head = (
        ("PhuLuc", annex.printed_number),
        ("PhuLucTen", annex.title.upper()),
        ("PhuLucKemTheo", annex.note or report.attachment_note),
    )
    return [
        *(
            _paragraph(style, text, properties=_balanced(text, style, width)[0])
            for style, text in head
        ),
        *_table(annex.table, width),
    ]
