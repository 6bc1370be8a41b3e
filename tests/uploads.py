"""Small files that are what their names say, to send whole or to spoil."""

import io
import struct
import zipfile
import zlib

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def pdf(*pages: str) -> bytes:
    """A page for each text; an empty one is a scan without words."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        b"/CMapName /U def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    last = 4 + 2 * len(pages)
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H "
        f"/ToUnicode {last} 0 R /DescendantFonts [<< /Type /Font /Subtype "
        "/CIDFontType2 /BaseFont /Arial /DW 600 /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.encode(),
    ]
    for number, text in enumerate(pages):
        code = text.encode("utf-16-be").hex()
        shown = f"BT /F 12 Tf 40 800 Td <{code}> Tj ET" if text else ""
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents "
            f"{5 + 2 * number} 0 R /Resources << /Font << /F 3 0 R >> >> >>".encode(),
            stream(shown.encode()),
        ]
    return document([*objects, stream(to_unicode)])


def stream(content: bytes, extra: str = "") -> bytes:
    head = f"<< /Length {len(content)} {extra} >>\nstream\n".encode()
    return head + content + b"\nendstream"


def document(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first one is its catalogue."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        content
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF"
        ).encode()
    )


def package(parts: dict[str, str | bytes], *, types: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(types))
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def docx(*paragraphs: str, parts: dict | None = None, types: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    main = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return package({"word/document.xml": main, **(parts or {})}, types=types)


def relation(kind: str, target: str, *, mode: str = "External") -> str:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/relationships/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/></Relationships>'
    )


def xlsx(*cells: str) -> bytes:
    """One sheet, "Biểu 1", with the cells below each other."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(cells, start=1)
    )
    inside = f'xmlns="{SHEET}" xmlns:r="{OFFICE}/relationships"'
    return package(
        {
            "_rels/.rels": relation(
                "officeDocument", "xl/workbook.xml", mode="Internal"
            ),
            "xl/workbook.xml": f'<workbook {inside}><sheets><sheet name="Biểu 1" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relation(
                "worksheet", "worksheets/sheet1.xml", mode="Internal"
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {inside}><sheetData>{rows}"
            "</sheetData></worksheet>",
        }
    )


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind, body):
        mark = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + mark

    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    picture = zlib.compress(b"\0\x7f\x7f" * 2)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", picture)
        + chunk(b"IEND", b"")
    )


def jpg(width: int = 8, height: int = 8) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\xff\xc0\x00\x0b\x08"
        + struct.pack(">HH", height, width)
        + b"\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + b"\x12\x34\x56" * 20
        + b"\xff\xd9"
    )


SAMPLES = {
    "pdf": pdf("Quy chế phối hợp", ""),
    "docx": docx("Quy chế phối hợp"),
    "xlsx": xlsx("Quy chế phối hợp"),
    "png": png(),
    "jpg": jpg(),
}
