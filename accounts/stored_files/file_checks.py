"""What the bytes of an upload really are: told by content, never by name.

Enough is read to refuse what is cut short, deceives, carries a program or would fill
the memory of whoever opens it; pictures and packages are walked, never unpacked.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from lxml import etree

SENTENCES = {
    "content": (
        "Nội dung của “{name}” không phải là tệp .{extension}. Hãy mở tệp để kiểm tra "
        "rồi lưu lại đúng định dạng."
    ),
    "broken": (
        "Tệp “{name}” bị hỏng hoặc chưa chép hết. Hãy mở tệp trên máy để kiểm tra rồi "
        "tải lại."
    ),
    "locked": (
        "Tệp “{name}” có mật khẩu, hoặc ở dạng cũ (.doc, .xls). Hãy bỏ mật khẩu và "
        "lưu lại thành .{extension}."
    ),
    "macro": (
        "Tệp “{name}” chứa macro (chương trình chạy khi mở tệp). Hãy lưu lại thành "
        ".{extension} không có macro."
    ),
    "remote": (
        "Tệp “{name}” lấy mẫu trình bày từ một địa chỉ trên mạng. Hãy chép nội dung "
        "sang một tệp mới rồi tải lên."
    ),
    "too_vast": (
        "Tệp “{name}” khi mở ra quá lớn. Hãy giảm kích thước hoặc chia thành nhiều tệp."
    ),
}


class Unfit(Exception):
    """The file cannot be taken; `code` names the sentence that says what to do."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def check(file: BinaryIO, extension: str, size: int) -> None:
    """Raise Unfit unless the bytes are what the extension says."""
    file.seek(0)
    CHECKS[extension](file, size)


def check_pdf(file: BinaryIO, size: int) -> None:
    if not file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        raise Unfit("content")
    file.seek(max(0, size - 4096))
    tail = file.read()
    # Readers forgive a missing mark, but not a file cut off in the middle.
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise Unfit("broken")


# -- Pictures -----------------------------------------------------------------

MOST_PIXELS = 300_000_000  # an A1 sheet at 600 dots an inch
MOST_CHUNKS = 50_000


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Unfit("broken")
    if width * height > MOST_PIXELS:
        raise Unfit("too_vast")


def check_png(file: BinaryIO, size: int) -> None:
    """Every chunk has its checksum: a changed or missing byte shows."""
    if file.read(8) != b"\x89PNG\r\n\x1a\n":
        raise Unfit("content")
    for number in range(MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        length, kind = struct.unpack(">L4s", header)
        if length > size:
            break
        body, mark = file.read(length), file.read(4)
        if mark != zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big"):
            break
        if (number == 0) != (kind == b"IHDR"):
            break
        if kind == b"IHDR":
            if length != 13:
                break
            _check_size(*struct.unpack_from(">LL", body))
        elif kind == b"IEND":
            return
    raise Unfit("broken")


# The segments that tell the size of the picture: SOF0 to SOF15 without DHT, JPG, DAC.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SCAN = 0xDA


def check_jpeg(file: BinaryIO, size: int) -> None:
    if file.read(3) != b"\xff\xd8\xff":
        raise Unfit("content")
    file.seek(2)
    has_size = False
    for _ in range(MOST_CHUNKS):
        mark, code, length = struct.unpack(">BBH", file.read(4).ljust(4, b"\0"))
        if mark != 0xFF or length < 2:
            break
        if code == 0xFF:  # a fill byte before the mark
            file.seek(-3, 1)
            continue
        body = file.read(length - 2)
        if code in FRAMES and len(body) >= 5:
            height, width = struct.unpack_from(">HH", body, 1)
            _check_size(width, height)
            has_size = True
        elif code == SCAN:
            # Inside a scan FF is always escaped: only a whole picture has its end.
            file.seek(max(file.tell(), size - 65_536))
            if has_size and b"\xff\xd9" in file.read():
                return
            break
    raise Unfit("broken")


# -- Office packages ----------------------------------------------------------

# The part of an office package that says what it really is.
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
TYPES = "[Content_Types].xml"
# A package lists its parts at its end; ten thousand parts take less than this.
MOST_LISTING = 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_DECLARED = 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_PART = re.compile(r"vbaproject|vbadata|/macrosheets/", re.IGNORECASE)
FETCHED = ("/attachedTemplate", "/oleObject", "/frame")
REMOTE_TARGET = re.compile(r"\s*(https?|ftp|mhtml):", re.IGNORECASE)


def _lists_too_much(file: BinaryIO, size: int) -> bool:
    """Is the list of parts so long that reading it would fill the memory?"""
    file.seek(max(0, size - 66_000))
    before, mark, end = file.read().rpartition(b"PK\x05\x06")
    # The mark of a 64-bit list, which would be read instead of the size here.
    if not mark or len(end) < 12 or b"PK\x06\x07" in before[-20:]:
        return True
    return struct.unpack_from("<L", end, 8)[0] > MOST_LISTING


def check_docx(file: BinaryIO, size: int) -> None:
    _check_office(file, size, MAIN_PARTS["docx"])


def check_xlsx(file: BinaryIO, size: int) -> None:
    _check_office(file, size, MAIN_PARTS["xlsx"])


def _check_office(file: BinaryIO, size: int, main_part: str) -> None:
    head = file.read(8)
    if head == OLD_OFFICE:
        raise Unfit("locked")
    if not head.startswith(b"PK\x03\x04"):
        raise Unfit("content")
    if _lists_too_much(file, size):
        raise Unfit("broken")
    try:
        with zipfile.ZipFile(file) as package:
            _check_parts(package, main_part)
    # What the library lets escape, besides its own, on a package made to break it.
    except (zipfile.BadZipFile, zlib.error, struct.error, etree.XMLSyntaxError):
        raise Unfit("broken") from None
    except (RuntimeError, EOFError, OSError, ValueError, OverflowError):
        raise Unfit("broken") from None


def _check_parts(package: zipfile.ZipFile, main_part: str) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if main_part not in names or TYPES not in names:
        raise Unfit("content")
    if len(names) != len(parts):  # two readers would see two different files
        raise Unfit("broken")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit("too_vast")
    if any(part.compress_type not in (0, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unfit("broken")
    if any(MACRO_PART.search(name) for name in names):
        raise Unfit("macro")
    if package.testzip():  # each part against its checksum
        raise Unfit("broken")
    for entry in _declared(package, TYPES).iter("{*}Default", "{*}Override"):
        if "macroenabled" in entry.get("ContentType", "").lower():
            raise Unfit("macro")
    for name in names:
        if name.endswith(".rels"):
            _check_relations(_declared(package, name))


def _declared(package: zipfile.ZipFile, name: str) -> etree._Element:
    """A small part that tells of the others."""
    if package.getinfo(name).file_size > MOST_DECLARED:
        raise Unfit("too_vast")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(package.read(name), parser)


def _check_relations(relations: etree._Element) -> None:
    """Links and linked pictures are normal; a template fetched from afar is not.

    It would be opened with the document and may carry macros. A path on a disk is
    what Word writes for an office's own template, so that one is taken.
    """
    for relation in relations.iter("{*}Relationship"):
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        is_external = relation.get("TargetMode") == "External"
        if is_external and kind.endswith(FETCHED) and REMOTE_TARGET.match(target):
            raise Unfit("remote")


ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def check_ods(file: BinaryIO, size: int) -> None:
    """An OpenDocument package says its kind first; its macros lie in Basic/."""
    if not file.read(8).startswith(b"PK\x03\x04"):
        raise Unfit("content")
    if _lists_too_much(file, size):
        raise Unfit("broken")
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if not {"mimetype", "content.xml"} <= names or len(names) != len(parts):
                raise Unfit("content")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unfit("too_vast")
            if any(p.compress_type not in (0, zipfile.ZIP_DEFLATED) for p in parts):
                raise Unfit("broken")
            if package.getinfo("mimetype").file_size > 100:
                raise Unfit("content")
            if package.read("mimetype").strip() != ODS_TYPE:
                raise Unfit("content")
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                raise Unfit("macro")
            if package.testzip():
                raise Unfit("broken")
    except (zipfile.BadZipFile, zlib.error, struct.error):
        raise Unfit("broken") from None
    except (RuntimeError, EOFError, OSError, ValueError, OverflowError):
        raise Unfit("broken") from None


def check_xls(file: BinaryIO, size: int) -> None:
    """The old format names its streams in UTF-16; whole, it fills its sectors."""
    content = file.read()
    if not content.startswith(OLD_OFFICE):
        raise Unfit("content")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Unfit("content")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Unfit("macro")
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unfit("locked")
    if size < 1536:  # a header and two sectors, the least that there can be
        raise Unfit("broken")


CHECKS: dict[str, Callable[[BinaryIO, int], None]] = {
    "pdf": check_pdf,
    "docx": check_docx,
    "xlsx": check_xlsx,
    "xls": check_xls,
    "ods": check_ods,
    "jpg": check_jpeg,
    "jpeg": check_jpeg,
    "png": check_png,
}
