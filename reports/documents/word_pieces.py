"""Pieces of the text of a Word file, as XML. Lengths are millimetres."""

from xml.sax.saxutils import escape, quoteattr

from .elements import Table
from .layout import balanced
from .measures import column_widths
from .word_styles import SIZES

_ALIGNED = {
    "text": "BangO",
    "number": "BangSo",
    "date": "BangGiua",
    "index": "BangGiua",
}


def twips(mm: float) -> int:
    return round(mm / 25.4 * 1440)


def run(text: str, properties: str = "") -> str:
    properties = properties and f"<w:rPr>{properties}</w:rPr>"
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(text).split("\n"))
    return f'<w:r>{properties}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def paragraph(style: str, *texts: str, properties: str = "", runs: str = "") -> str:
    runs = runs or "".join(map(run, texts))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def rule(length: float, within: float) -> str:
    """A centred line of `length` mm in a column of `within` mm."""
    indent = twips(max(within - length, 0) / 2)
    indents = f'<w:ind w:left="{indent}" w:right="{indent}"/>'
    return paragraph("DuongKe", properties=indents)


def frame(widths: tuple[float, ...], rows: list[list[str]]) -> str:
    """A table without lines that puts things side by side; its rows never break."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>'
            f"{cell}</w:tc>"
            for width, cell in zip(widths, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def centred(style: str, text: str, within: float) -> str:
    """A centred title; a long one is broken into lines alike."""
    width, _ = balanced(text, style, within)
    indent = twips((within - width) / 2)
    indents = f'<w:ind w:left="{indent}" w:right="{indent}"/>' if indent else ""
    return paragraph(style, text, properties=indents)


# -- Tables ------------------------------------------------------------------


def table_pieces(table: Table, width: float) -> list[str]:
    """The caption, the table as one string, and its notes."""
    widths = [
        twips(mm) for mm in column_widths(table, total=width, size=SIZES["BangO"])
    ]
    rows = [_table_head(table, widths)]
    for line in table.lines:
        if "group" in line:
            rows.append(
                f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
                f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
                f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr>'
                + paragraph("BangNhom", line["group"])
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
    pieces = [paragraph("BangTen", table.caption)] if table.caption else []
    pieces.append(xml)
    notes = [f"({number}) {note}" for number, note in enumerate(table.notes, start=1)]
    if table.note:
        notes.insert(0, table.note)
    pieces += [paragraph("BangGhiChu", note) for note in notes]
    # Word needs a paragraph after a table; an empty one also keeps two tables apart.
    return [*pieces, paragraph("SauBang")]


def _table_head(table: Table, widths: list[int]) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f"</w:tcPr>{paragraph('BangDau', column.title)}</w:tc>"
        for column, width in zip(table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _table_row(line: dict, widths: list[int]) -> str:
    bold = "<w:b/>" if line["is_total"] else ""
    cells = []
    for item, width in zip(line["cells"], widths, strict=True):
        runs = run(item["cell"].printed, bold)
        if item["note"]:
            runs += run(f"({item['note']})", '<w:vertAlign w:val="superscript"/>')
        style = _ALIGNED[item["column"].kind]
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{paragraph(style, runs=runs)}</w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
