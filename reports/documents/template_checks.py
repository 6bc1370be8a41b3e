"""What makes an uploaded Word layout unfit: parts that fetch, run or hide something.

Programs, bombs and broken files were refused before, as of any upload (accounts).
"""

import io
import re
import zipfile

from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from .template_fields import faults

MOST_UNPACKED = 40 * 1024 * 1024
MOST_TEXT = 8 * 1024 * 1024
_LINK = "/hyperlink"
_LOCAL_TEMPLATE = "/attachedTemplate"
_EMBEDDED = re.compile(r"^word/(embeddings|activeX|controls)/|\.(bin|ole)$", re.I)
_FOREIGN = ("/aFChunk", "/oleObject", "/package", "/control", "/subDocument")
_FETCHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK(?=\s+\w+\.))\b")
_CHANGES = ("ins", "del", "moveFrom", "moveTo")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

TOO_VAST = "Mẫu khi mở ra quá lớn. Hãy bỏ bớt hình ảnh rồi tải lại."
UNREADABLE = "Không đọc được mẫu. Hãy mở bằng Word, lưu lại thành .docx rồi tải lên."
EMBEDDED = (
    "Mẫu có đối tượng nhúng (bảng tính, tệp khác, điều khiển). Hãy xóa đối tượng đó "
    "hoặc thay bằng hình ảnh."
)
REMOTE = (
    "Mẫu lấy hình ảnh hoặc dữ liệu từ nơi khác ({target}). Hãy chép hẳn hình ảnh vào "
    "tệp rồi tải lại."
)
FETCHING = "Mẫu có trường tự lấy dữ liệu từ tệp khác ({name}). Hãy xóa trường đó."
CHANGES = (
    "Mẫu còn các sửa đổi chưa chấp nhận (Track Changes). Hãy chấp nhận hoặc bỏ hết rồi "
    "tải lại."
)


def layout_faults(content: bytes) -> list[str]:
    """Each in a sentence that says what to do; nothing when it can be tried."""
    found = _package_faults(content)
    if found:
        return found
    try:
        document = Document(io.BytesIO(content))
        changes = [document.element.iter(_WORD + name) for name in _CHANGES]
        has_changes = any(next(found, None) is not None for found in changes)
        return faults(document) + [CHANGES] * has_changes
    except (OpcError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError):
        return [UNREADABLE]


def _package_faults(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            return [TOO_VAST]
        if any(part.file_size > MOST_TEXT for part in texts):
            return [TOO_VAST]
        found = [EMBEDDED] * any(_EMBEDDED.search(part.filename) for part in parts)
        for part in texts:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            try:
                root = etree.fromstring(package.read(part), parser)
            except etree.XMLSyntaxError:
                return [UNREADABLE]
            if root.getroottree().docinfo.doctype:
                return [UNREADABLE]
            found += _relation_faults(root)
            found += _instruction_faults(root)
    return list(dict.fromkeys(found))


def _relation_faults(root) -> list[str]:
    """A link is followed by a person; anything else would be fetched by the program.
    A template on somebody's disk is what Word writes by itself, and is left out."""
    found = []
    for relation in root.iter("{*}Relationship"):
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if kind.endswith(_FOREIGN):
            found.append(EMBEDDED)
        elif relation.get("TargetMode") == "External" and not kind.endswith(
            (_LINK, _LOCAL_TEMPLATE)
        ):
            found.append(REMOTE.format(target=target[:80]))
    return found


def _instruction_faults(root) -> list[str]:
    words = [node.text or "" for node in root.iter(_WORD + "instrText")]
    words += [node.get(_WORD + "instr", "") for node in root.iter(_WORD + "fldSimple")]
    names = _FETCHING.findall("".join(words).upper())
    return [FETCHING.format(name=name) for name in dict.fromkeys(names)]
