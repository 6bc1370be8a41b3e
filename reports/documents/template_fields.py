"""The named fields of an office's own Word layout: {{noi_dung}}, found and checked.

A field is typed as text, so any program and any hand can place it. Word often breaks
what is typed into several runs; a field is looked for in the text of the paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from docx.oxml.ns import qn

from .content import Report

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
OBLIGATORY = "noi_dung"


@dataclass(frozen=True)
class Field:
    """`is_block`: paragraphs and tables, which take the place of a whole paragraph."""

    name: str
    label: str
    is_block: bool = False
    in_table: bool = True


FIELDS = {
    field.name: field
    for field in (
        Field("co_quan_chu_quan", "Cơ quan chủ quản (cơ quan cấp trên trực tiếp)"),
        Field("co_quan", "Tên cơ quan ban hành, chữ in hoa"),
        Field("co_quan_trong_cau", "Tên cơ quan viết trong câu"),
        Field("so_ky_hieu", "Số, ký hiệu: 05/BC-UBND"),
        Field("dia_danh_ngay", "Địa danh và ngày, tháng, năm"),
        Field("ten_loai", "Tên loại văn bản: BÁO CÁO"),
        Field("trich_yeu", "Trích yếu"),
        Field("ky_bao_cao", "Kỳ báo cáo"),
        Field("du_thao", "Chữ DỰ THẢO; để trống khi đã phát hành"),
        Field("chuc_vu_ky", "Quyền hạn, chức vụ của người ký"),
        Field("nguoi_ky", "Họ và tên người ký"),
        Field("kinh_gui", "Nơi kính gửi", True),
        Field("noi_dung", "Toàn bộ nội dung báo cáo (bắt buộc có)", True, False),
        Field("bang_so_lieu", "Riêng các bảng số liệu", True, False),
        Field("bang_nhiem_vu", "Riêng các bảng nhiệm vụ", True, False),
        Field("bieu_do", "Riêng các biểu đồ", True, False),
        Field("kien_nghi", "Riêng phần kiến nghị, đề xuất", True, False),
        Field("chu_ky", "Khối chữ ký", True),
        Field("noi_nhan", "Nơi nhận", True),
        Field("phu_luc", "Các phụ lục, luôn ở trang riêng sau cùng", True, False),
    )
}


def inline_values(report: Report) -> dict[str, str]:
    lines = report.issuer_lines
    return {
        "co_quan_chu_quan": "\n".join(x["text"] for x in lines if not x["is_bold"]),
        "co_quan": "\n".join(x["text"] for x in lines if x["is_bold"]),
        "co_quan_trong_cau": report.issuer_names,
        "so_ky_hieu": report.document_number,
        "dia_danh_ngay": report.place_and_date,
        "ten_loai": report.type_name.upper(),
        "trich_yeu": report.subject,
        "ky_bao_cao": report.period_label,
        "du_thao": "DỰ THẢO" if report.is_draft else "",
        "chuc_vu_ky": "\n".join(
            line for one in report.signatures for line in one.capacity_lines
        ),
        "nguoi_ky": "\n".join(one.name for one in report.signatures),
    }


# -- Finding -------------------------------------------------------------------


def text_nodes(paragraph) -> list:
    """The pieces of text of a paragraph, without those of a text box inside it."""
    return [
        node
        for node in paragraph.iter(qn("w:t"))
        if next(node.iterancestors(qn("w:p"))) is paragraph
    ]


def is_inside(element, tag: str) -> bool:
    return next(element.iterancestors(qn(tag)), None) is not None


def text_of(paragraph) -> str:
    return "".join(node.text or "" for node in text_nodes(paragraph))


def parts_with_text(document) -> Iterator[tuple[str, object]]:
    """("body", element), then each header and footer."""
    yield "body", document.element.body
    for part in document.part.package.iter_parts():
        name = part.partname.rsplit("/", 1)[-1]
        if re.fullmatch(r"(header|footer)\d*\.xml", name) and hasattr(part, "element"):
            yield "edge", part.element


def fields_in(document) -> list[str]:
    """The names in the text, known or not, in order, each as often as it stands."""
    return [
        name
        for _, root in parts_with_text(document)
        for paragraph in root.iter(qn("w:p"))
        for name in FIELD.findall(text_of(paragraph))
    ]


# -- Checking ------------------------------------------------------------------


def faults(document) -> list[str]:
    """What is wrong with the fields, a sentence each; nothing when it can be used."""
    found, seen = [], []
    for where, root in parts_with_text(document):
        for paragraph in root.iter(qn("w:p")):
            text = text_of(paragraph)
            names = FIELD.findall(text)
            found += _stray(FIELD.sub("", text))
            for name in names:
                found += _fault(name, text, paragraph, where)
                # Of a text box Word keeps two copies, the second for older programs.
                if not is_inside(paragraph, "w:txbxContent"):
                    seen.append(name)
    for name, field in FIELDS.items():
        if field.is_block and seen.count(name) > 1:
            found.append(
                f"Trường {{{{{name}}}}} có {seen.count(name)} lần; chỉ để một."
            )
    if OBLIGATORY not in seen:
        found.append(
            "Mẫu chưa có trường {{noi_dung}} là nơi đặt nội dung báo cáo. Hãy gõ "
            "{{noi_dung}} thành một đoạn riêng ở chỗ nội dung bắt đầu."
        )
    return list(dict.fromkeys(found))


def _stray(rest: str) -> list[str]:
    if "{{" not in rest and "}}" not in rest:
        return []
    around = rest[max(0, rest.find("{{" if "{{" in rest else "}}") - 20) :][:50].strip()
    return [f"Dấu {{{{ hoặc }}}} chưa đủ cặp ở đoạn “{around}”."]


def _fault(name: str, text: str, paragraph, where: str) -> list[str]:
    shown = f"{{{{{name}}}}}"
    field = FIELDS.get(name)
    if field is None:
        near = get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.5)
        hint = f" Có phải là {{{{{near[0]}}}}}?" if near else ""
        return [f"Không có trường nào tên là {shown}.{hint}"]
    if not field.is_block:
        return []
    found = []
    if text.strip() != text[text.find("{{") : text.rfind("}}") + 2] or (
        len(FIELD.findall(text)) > 1
    ):
        found.append(f"Trường {shown} phải đứng riêng một đoạn, không có chữ khác.")
    if where == "edge":
        found.append(f"Trường {shown} không đặt được ở đầu trang hay chân trang.")
    if is_inside(paragraph, "w:txbxContent"):
        found.append(f"Trường {shown} không đặt được trong khung chữ (text box).")
    elif not field.in_table and is_inside(paragraph, "w:tc"):
        found.append(f"Trường {shown} không đặt được trong ô của bảng.")
    return found
