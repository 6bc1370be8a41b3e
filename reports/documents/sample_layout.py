"""A layout to start from: the decree's, with a field wherever a report differs."""

from docx.oxml.ns import qn

from .content import Issuer, Report
from .elements import MOTTO, NATION
from .layout import NATION_WIDTH, SIGNATURE_WIDTHS, TEXT_WIDTH, motto_rule
from .word_package import new_document, packed, section_xml
from .word_pieces import frame, paragraph, rule
from .word_styles import own_styles

SUBJECT = "Mẫu báo cáo của cơ quan"


def write_sample(issuer: Issuer) -> bytes:
    """The office's name stands as it is on its paper; the rest are fields."""
    document = new_document(Report(style="state", issuers=(issuer,), subject=SUBJECT))
    _add_own_headings(document)
    body = [*_head(issuer), *_title(), paragraph("ThanVanBan", "{{noi_dung}}"), _foot()]
    body.append(paragraph("SauBang"))
    body.append(section_xml(document, is_landscape=False, restarts=False))
    return packed(document, "".join(body))


def _add_own_headings(document) -> None:
    """An office that wants other headings finds them by name in its file."""
    styles = document.styles.element
    for style in own_styles():
        if style.find(qn("w:name")).get(qn("w:val")).startswith("Đề mục"):
            style.set(qn("w:styleId"), style.get(qn("w:styleId")) + "PhoiHop")
            styles.append(style)


def _head(issuer: Issuer) -> list[str]:
    left = TEXT_WIDTH - NATION_WIDTH
    names = [paragraph("CoQuanChuQuan", line) for line in issuer.parent_lines]
    names += [paragraph("CoQuanBanHanh", line) for line in issuer.name_lines]
    names.append(rule(25, left))
    nation = [paragraph("QuocHieu", NATION), paragraph("TieuNgu", MOTTO)]
    nation.append(rule(motto_rule(), NATION_WIDTH))
    number = paragraph("SoKyHieu", "Số: {{so_ky_hieu}}")
    number += paragraph("DuThao", "{{du_thao}}")
    dated = paragraph("DiaDanh", "{{dia_danh_ngay}}")
    rows = [["".join(names), "".join(nation)], [number, dated]]
    return [frame((left, NATION_WIDTH), rows)]


def _title() -> list[str]:
    return [
        paragraph("Title", "{{ten_loai}}"),
        paragraph("TrichYeu", "{{trich_yeu}}"),
        rule(50, TEXT_WIDTH),
        paragraph("KinhGui", "{{kinh_gui}}"),
        paragraph("CachDong"),
    ]


def _foot() -> str:
    left = paragraph("NoiNhan", "{{noi_nhan}}")
    right = paragraph("ChucVu", "{{chu_ky}}")
    return frame(SIGNATURE_WIDTHS, [[left, right]])
