"""The Word file around its text: paper, headers, properties, and a repeatable zip."""

import io
import zipfile
from copy import deepcopy
from datetime import datetime, time

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATED
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml.etree import tostring

from .content import Report
from .elements import ILLUSTRATIVE_MARK
from .layout import BOTTOM, EDGE, LEFT, PAPER, RIGHT, TOP
from .word_styles import document_styles, settings

# Parts of python-docx's template that bring other fonts or somebody else's data.
_UNWANTED = {
    *(RELATED.THEME, RELATED.CUSTOM_XML, RELATED.NUMBERING, RELATED.FONT_TABLE),
    *(RELATED.WEB_SETTINGS, RELATED.THUMBNAIL, RELATED.EXTENDED_PROPERTIES),
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


def new_document(report: Report):
    """An empty document with the styles, the paper and the page number."""
    document = Document()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype in _UNWANTED]:
            del rels[key]
    _refill(document.styles.element, document_styles())
    _refill(document.settings.element, settings())
    set_properties(document, report)
    _set_paper(document.sections[0], report)
    return document


def _refill(element, children) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(children))


def set_properties(document, report: Report) -> None:
    properties = document.core_properties
    # The format allows 255 characters; python-docx refuses more.
    properties.title = f"{report.type_in_sentence} {report.subject}"[:255]
    properties.author = report.issuer_names[:255]
    properties.subject = report.period_label[:255]
    properties.comments = ILLUSTRATIVE_MARK if report.is_illustrative else ""
    properties.language = "vi-VN"
    for stamp in ("created", "modified"):
        # The day of the report and not of the download, or no two files were alike.
        if report.dated:
            setattr(properties, stamp, datetime.combine(report.dated, time()))
        else:
            element = properties._element
            for found in element.findall(qn(f"dcterms:{stamp}")):
                element.remove(found)


def _set_paper(section, report: Report) -> None:
    section.page_width, section.page_height = map(Mm, PAPER)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(EDGE)
    # "không hiển thị số trang thứ nhất"
    section.different_first_page_header_footer = True
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE ">'
        "<w:r><w:t>2</w:t></w:r></w:fldSimple>"
    )
    section.header.paragraphs[0]._p.append(field)
    section.first_page_header.paragraphs  # noqa: B018 - made, and left empty
    if report.is_illustrative:
        for footer in (section.first_page_footer, section.footer):
            footer.paragraphs[0].text = ILLUSTRATIVE_MARK


def section_xml(document, *, is_landscape: bool, restarts: bool) -> str:
    """The properties of one section; `restarts` numbers its pages from 1 again."""
    section = deepcopy(document.sections[0]._sectPr)
    if is_landscape:
        size = section.find(qn("w:pgSz"))
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), height)
        size.set(qn("w:h"), width)
        size.set(qn("w:orient"), "landscape")
    if restarts:
        start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
        section.find(qn("w:pgMar")).addnext(start)
    return tostring(section, encoding="unicode")


def packed(document, body: str) -> bytes:
    """The file's bytes, without the moment at which it was written.

    The body replaces the document's in one piece: moved in element by element,
    5,000 rows took half a minute.
    """
    document.part._element = parse_xml(
        f"<w:document {nsdecls('w', 'r')}><w:body>{body}</w:body></w:document>"
    )
    return repeatable(document)


def repeatable(document) -> bytes:
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name)  # dated 1980-01-01
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return made.getvalue()
