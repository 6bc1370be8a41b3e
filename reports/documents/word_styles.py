"""The named paragraph styles of the Word file: the sizes of Decree 30/2020, App. I.

Sizes in points; where the decree gives two, the choice is the smaller in the head
(so that long names stay on one line) and 14 in the text.
"""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

FONT = "Times New Roman"
_W = nsdecls("w")
_FONTS = (
    f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
)
_FIRST_LINE = '<w:ind w:firstLine="720"/>'  # 1,27 cm
_KEEP = "<w:keepNext/>"
_LEVEL = '<w:outlineLvl w:val="{}"/>'


def _spacing(before=0, after=0, line=240, rule="auto") -> str:
    """In twentieths of a point; `line` 240 is single spacing."""
    return (
        f'<w:spacing w:before="{before}" w:after="{after}" '
        f'w:line="{line}" w:lineRule="{rule}"/>'
    )


_TEXT = _spacing(after=120, line=259)  # ≥ 6 pt between paragraphs, 1 to 1,5 lines
_RULE = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'

# id: (name in Word, size, bold/italic, spacing, alignment, before, indents, level)
# where "before" is what the schema wants ahead of the spacing.
_STYLES = {
    "QuocHieu": ("Quốc hiệu", 12, "b", _spacing(), "center"),
    "TieuNgu": ("Tiêu ngữ", 13, "b", _spacing(), "center"),
    "CoQuanChuQuan": ("Cơ quan chủ quản", 12, "", _spacing(), "center"),
    "CoQuanBanHanh": ("Cơ quan ban hành", 12, "b", _spacing(), "center"),
    "DuongKe": ("Đường kẻ", 2, "", _spacing(80, 0, 80, "exact"), "left", _RULE),
    "SoKyHieu": ("Số, ký hiệu", 13, "", _spacing(120), "center"),
    "DiaDanh": ("Địa danh, ngày", 13, "i", _spacing(120), "center"),
    "DuThao": ("Dự thảo", 12, "b", _spacing(60), "center"),
    "Title": ("Title", 14, "b", _spacing(360), "center", _KEEP),
    "TrichYeu": ("Trích yếu", 14, "b", _spacing(), "center", _KEEP),
    "MinhHoa": ("Tài liệu minh hoạ", 13, "bi", _spacing(60), "center"),
    "KinhGui": ("Kính gửi", 14, "", _spacing(240), "center"),
    "KinhGuiNhieu": (
        *("Kính gửi nhiều nơi", 14, "", _spacing(240), "left", _KEEP),
        '<w:ind w:left="1420"/>',
    ),
    "NoiKinhGui": (
        *("Nơi kính gửi", 14, "", _spacing(), "left", ""),
        '<w:ind w:left="2440" w:hanging="170"/>',
    ),
    "CanCu": ("Căn cứ", 14, "i", _TEXT, "both", "", _FIRST_LINE),
    "ThanVanBan": ("Thân văn bản", 14, "", _TEXT, "both", "", _FIRST_LINE),
    "Heading1": (
        *("heading 1", 14, "b", _spacing(120, 120, 259), "both", _KEEP),
        *(_FIRST_LINE, _LEVEL.format(0)),
    ),
    "Heading2": (
        *("heading 2", 14, "b", _TEXT, "both", _KEEP, _FIRST_LINE, _LEVEL.format(1)),
    ),
    "Heading3": (
        *("heading 3", 14, "", _TEXT, "both", _KEEP, _FIRST_LINE, _LEVEL.format(2)),
    ),
    "ChucVu": ("Quyền hạn, chức vụ", 14, "b", _spacing(), "center", _KEEP),
    # Room for the signature and the seal: about 25 mm.
    "HoTen": ("Họ tên người ký", 14, "b", _spacing(1400), "center"),
    "NoiNhanDau": ("Nơi nhận", 12, "bi", _spacing(), "left", _KEEP),
    "NoiNhan": ("Nơi nhận, mục", 11, "", _spacing(), "left", _KEEP),
    "NoiNhanCuoi": ("Nơi nhận, mục cuối", 11, "", _spacing(), "left"),
    "PhuLuc": (
        *("Phụ lục", 14, "b", _spacing(), "center", _KEEP, "", _LEVEL.format(0)),
    ),
    "PhuLucTen": ("Phụ lục, tên", 14, "b", _spacing(), "center", _KEEP),
    "PhuLucKemTheo": ("Phụ lục, kèm theo", 14, "i", _spacing(0, 200), "center", _KEEP),
    "BangTen": ("Bảng, tên", 13, "b", _spacing(120, 80), "center", _KEEP),
    "BangDau": ("Bảng, đầu cột", 12, "b", _spacing(40, 40), "center", _KEEP),
    "BangO": ("Bảng, chữ", 12, "", _spacing(40, 40), "left"),
    "BangSo": ("Bảng, số", 12, "", _spacing(40, 40), "right"),
    "BangGiua": ("Bảng, giữa", 12, "", _spacing(40, 40), "center"),
    "BangNhom": ("Bảng, nhóm", 12, "b", _spacing(40, 40), "left", _KEEP),
    "BangGhiChu": ("Bảng, ghi chú", 11, "i", _spacing(40), "both"),
    "BieuDo": ("Biểu đồ", 12, "", _spacing(0, 80), "center"),
    "SauBang": ("Sau bảng", 6, "", _spacing(line=120, rule="exact"), "left"),
    "CachDong": ("Cách dòng", 12, "", _spacing(line=240, rule="exact"), "left"),
    "HetPhan": ("Hết phần", 1, "", _spacing(line=20, rule="exact"), "left"),
    "Header": ("header", 13, "", _spacing(), "center"),
    "Footer": ("footer", 11, "i", _spacing(), "center"),
}
SIZES = {name: style[1] for name, style in _STYLES.items()}


def _style(identifier, name, size, weight, spacing, align, before="", ind="", level=""):
    face = ("<w:b/><w:bCs/>" if "b" in weight else "") + (
        "<w:i/><w:iCs/>" if "i" in weight else ""
    )
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{before}{spacing}{ind}<w:jc w:val="{align}"/>{level}</w:pPr>'
        f'<w:rPr>{face}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'
        "</w:style>"
    )


# In another's file "heading 1" may be blue and large; these are ours there as well.
_HEADINGS = {"heading 1": "Đề mục I", "heading 2": "Đề mục 1", "heading 3": "Đề mục a"}


def own_styles() -> list:
    """Our paragraph styles and the table's, to be added to another's styles."""
    whole = document_styles()
    found = []
    for style in list(whole.findall(qn("w:style"))):
        name = style.find(qn("w:name"))
        name.set(
            qn("w:val"), _HEADINGS.get(name.get(qn("w:val")), name.get(qn("w:val")))
        )
        if style.get(qn("w:styleId")) in {*_STYLES, "Bang"}:
            found.append(style)
    return found


def document_styles():
    """The whole styles part: the font in all four slots and no theme fonts."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return parse_xml(
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
        '<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_spacing()}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/><w:qFormat/><w:rPr>{_FONTS}</w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/>'
        "<w:semiHidden/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="Bang"><w:name w:val="Bảng"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        + "".join(_style(name, *style) for name, style in _STYLES.items())
        + "</w:styles>"
    )


def settings() -> list:
    """What the settings part holds: Vietnamese, and Word's current layout rules."""
    uri = "http://schemas.microsoft.com/office/word"
    names = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1}
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>'
        for name, value in names.items()
    )
    return list(
        parse_xml(
            f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
            '<w:characterSpacingControl w:val="doNotCompress"/>'
            f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="vi-VN"/>'
            '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
        )
    )
