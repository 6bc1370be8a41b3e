"""A report in an office's own Word layout: its fields filled, its styles kept.

Named paragraph styles that the layout has go before ours of the same name, so an
office changes how the body looks by changing "Thân văn bản" in its own file.
"""

import io
import re
import uuid
from copy import deepcopy

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATED
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from .content import Report
from .elements import DRAFT_MARK, ILLUSTRATIVE_MARK, Chart, Table
from .template_fields import FIELD, FIELDS, inline_values, parts_with_text, text_nodes
from .word import (
    addressees,
    annex_pieces,
    block_pieces,
    body,
    one_signature,
    recipients,
    signatures,
)
from .word_package import repeatable, set_properties
from .word_pictures import chart_pictures
from .word_pieces import paragraph
from .word_styles import own_styles

_TWIPS = 1440 / 25.4
_EMPTY = "<w:p><w:pPr/></w:p>"
_STYLE = re.compile(r'<w:(pStyle|tblStyle) w:val="([^"]+)"/>')
_SETTINGS = ("attachedTemplate", "mailMerge", "documentProtection", "writeProtection")


def fill(layout: bytes, report: Report) -> bytes:
    """The Word file of the report: the same content and layout, the same bytes."""
    report = report.closed()
    document = Document(io.BytesIO(layout))
    _forget(document)
    set_properties(document, report)
    values = inline_values(report)
    if report.is_draft and not any("du_thao" in t for t in _texts(document)):
        values["so_ky_hieu"] += f"\n{DRAFT_MARK}"  # a draft is never taken for issued
    marks = {}
    for where, root in parts_with_text(document):
        for element in list(root.iter(qn("w:p"))):
            block = _fill_paragraph(element, values)
            if block and where == "body":
                marks[block] = _mark(element, block)
    _replace_body(document, report, marks)
    return repeatable(document)


def _texts(document) -> list[str]:
    return [
        "".join(node.text or "" for node in text_nodes(element))
        for _, root in parts_with_text(document)
        for element in root.iter(qn("w:p"))
    ]


def _forget(document) -> None:
    """What a layout brings along and a report must not: where it came from, locks."""
    settings = document.settings.element
    for name in _SETTINGS:
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    rels = document.part.part_related_by(RELATED.SETTINGS).rels
    for key in [key for key, rel in rels.items() if rel.is_external]:
        del rels[key]
    for comment in document.element.xpath("//comment()"):
        comment.getparent().remove(comment)


# -- Fields in a line ------------------------------------------------------------


def _fill_paragraph(element, values: dict[str, str]) -> str:
    """Fill the fields of one paragraph; the name of the block that it stands for."""
    nodes = text_nodes(element)
    text = "".join(node.text or "" for node in nodes)
    # From the last to the first: what was filled in is not looked through again.
    for match in reversed(list(FIELD.finditer(text))):
        field = FIELDS.get(match[1])
        if field and field.is_block:
            return field.name
        if field:
            _replace(nodes, match.start(), match.end(), values[field.name])
    return ""


def _replace(nodes: list, start: int, end: int, words: str) -> None:
    """The words take the formatting of the first letter that they replace."""
    place, is_written = 0, False
    for node in nodes:
        text = node.text or ""
        first, last = max(start - place, 0), min(end - place, len(text))
        place += len(text)
        if first >= last:
            continue
        node.text = text[:first] + ("" if is_written else words) + text[last:]
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if not is_written and "\n" in words:
            _break_lines(node)
        is_written = True


def _break_lines(node) -> None:
    first, *others = node.text.split("\n")
    node.text = first  # it keeps the beginning, where fields before this one stand
    for line in reversed(others):
        after = deepcopy(node)
        after.text = line
        node.addnext(after)
        node.addnext(node.makeelement(qn("w:br")))


# -- Blocks ----------------------------------------------------------------------


def _mark(element, name: str) -> str:
    """Leave a mark in the place of the paragraph; a section that ends there stays."""
    mark = f"{name}-{uuid.uuid4().hex}"
    element.addprevious(etree.Comment(mark))
    section = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    parent = element.getparent()
    if section is not None:
        for child in list(element):
            if child.tag != qn("w:pPr"):
                element.remove(child)
    else:
        parent.remove(element)
    if parent.tag == qn("w:tc"):
        return f"{mark}:cell"
    return mark


def _width_at(document, mark: str) -> float:
    """Of the text, in mm, in the section where the mark stands."""
    root = document.element.body
    found = root.xpath(f"//comment()[.='{mark}']")[0]
    following = found.xpath("following::w:sectPr", namespaces=found.getparent().nsmap)
    return text_width_of(following[0])


def text_width_of(section) -> float:
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return 165
    taken = sum(int(margins.get(qn(f"w:{x}"), 0)) for x in ("left", "right", "gutter"))
    return (int(size.get(qn("w:w"))) - taken) / _TWIPS


def _replace_body(document, report: Report, marks: dict[str, str]) -> None:
    """Like `word_package.packed`: put together as text and parsed in one piece."""
    pieces = {}
    if "noi_dung" in marks:
        width = _width_at(document, marks["noi_dung"])
        pictures = chart_pictures(document, report, width)
    for name, mark in marks.items():
        is_cell = mark.endswith(":cell")
        made = MAKERS[name](
            report,
            width=_width_at(document, mark.removesuffix(":cell")),
            pictures=pictures,
            is_cell=is_cell,
        )
        if is_cell and not made:
            made = [_EMPTY]
        pieces[mark.removesuffix(":cell")] = "".join(made)
    _append_annexes(document, report, pieces)
    names = _style_names(document)
    text = etree.tostring(document.element, encoding="unicode")
    for mark, made in pieces.items():
        text = text.replace(f"<!--{mark}-->", _STYLE.sub(names, made))
    document.part._element = parse_xml(text)


def _append_annexes(document, report: Report, pieces: dict[str, str]) -> None:
    """Each annex on pages of its own after everything else, numbered from 1."""
    root = document.element.body
    last = root.find(qn("w:sectPr"))
    if not report.annexes or last is None:
        return
    for annex in report.annexes:
        own = deepcopy(last)
        _turn(own, annex.is_landscape)
        end = parse_xml(paragraph("HetPhan").replace("<w:p>", f"<w:p {nsdecls('w')}>"))
        end.find(qn("w:pPr")).append(root.find(qn("w:sectPr")))
        mark = f"phu_luc-{uuid.uuid4().hex}"
        root.append(end)
        root.append(etree.Comment(mark))
        root.append(own)
        pieces[mark] = "".join(annex_pieces(annex, report, text_width_of(own)))


def _turn(section, is_landscape: bool) -> None:
    size = section.find(qn("w:pgSz"))
    if size is not None:
        sides = sorted((size.get(qn("w:w")), size.get(qn("w:h"))), key=int)
        long, short = sides[1], sides[0]
        size.set(qn("w:w"), long if is_landscape else short)
        size.set(qn("w:h"), short if is_landscape else long)
        size.set(qn("w:orient"), "landscape" if is_landscape else "portrait")
    for old in section.findall(qn("w:pgNumType")) + section.findall(qn("w:type")):
        section.remove(old)
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    before = [section.find(qn(f"w:{x}")) for x in ("lnNumType", "pgBorders", "pgMar")]
    next(element for element in before if element is not None).addnext(start)


def _style_names(document):
    """What puts the layout's own style ids into our XML, adding styles it has not."""
    styles = document.styles.element
    known = {
        (style.get(qn("w:type")), style.find(qn("w:name")).get(qn("w:val")).lower()): (
            style.get(qn("w:styleId"))
        )
        for style in styles.findall(qn("w:style"))
    }
    taken = set(known.values())
    basic = {
        style.get(qn("w:type")): style.get(qn("w:styleId"))
        for style in styles.findall(qn("w:style"))
        if style.get(qn("w:default")) in ("1", "true")
    }
    ids = {}
    for style in own_styles():
        ours = style.get(qn("w:styleId"))
        name = style.find(qn("w:name")).get(qn("w:val")).lower()
        theirs = known.get((style.get(qn("w:type")), name))
        if theirs is None:
            theirs = ours if ours not in taken else f"{ours}PhoiHop"
            style.set(qn("w:styleId"), theirs)
            based = style.find(qn("w:basedOn"))
            based.set(qn("w:val"), basic.get(style.get(qn("w:type")), "Normal"))
            styles.append(style)
        ids[ours] = theirs
    return lambda found: f'<w:{found[1]} w:val="{ids.get(found[2], found[2])}"/>'


# -- What stands for each field --------------------------------------------------


def _whole(report, *, width, pictures, **_):
    marked = [paragraph("MinhHoa", ILLUSTRATIVE_MARK)] * report.is_illustrative
    return marked + body(report, pictures, width)


def _picked(report, wanted, width, pictures):
    blocks = [block for part in report.parts for block in part.blocks]
    return [
        piece
        for block in blocks
        if wanted(block)
        for piece in block_pieces(block, pictures, width)
    ]


def _tables(about):
    def make(report, *, width, pictures, **_):
        return _picked(
            report,
            lambda block: isinstance(block, Table) and block.about == about,
            *(width, pictures),
        )

    return make


def _charts(report, *, width, pictures, **_):
    return _picked(report, lambda block: isinstance(block, Chart), width, pictures)


def _recommendations(report, *, width, pictures, **_):
    return [
        piece
        for part in report.parts
        if "kiến nghị" in part.heading.lower()
        for block in part.blocks
        for piece in block_pieces(block, pictures, width)
    ]


def _signatures(report, *, width, is_cell, **_):
    if is_cell:
        return one_signature(report)
    return signatures(report, width)


MAKERS = {
    "kinh_gui": lambda report, **_: addressees(report),
    "noi_dung": _whole,
    "bang_so_lieu": _tables("figures"),
    "bang_nhiem_vu": _tables("tasks"),
    "bieu_do": _charts,
    "kien_nghi": _recommendations,
    "chu_ky": _signatures,
    "noi_nhan": lambda report, **_: recipients(report),
    "phu_luc": lambda report, **_: [],  # appended after everything else
}
