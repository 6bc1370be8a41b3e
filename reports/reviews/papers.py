"""The files of a report: which there are, and in whose layout."""

from collections.abc import Callable

from accounts.errors import NotPossible

from ..documents import pdf
from ..documents.content import Report
from ..documents.excel import write_xlsx
from ..documents.pdf import write_pdf
from ..documents.typesetting import TooLarge
from ..documents.word import write_docx
from ..models import Review, ReviewFile
from ..outlines import word_templates

Format = ReviewFile.Format
WRITERS: dict[str, Callable[[Report], bytes]] = {
    Format.WORD: write_docx,
    Format.PDF: write_pdf,
    Format.EXCEL: write_xlsx,
}
# A report too long for PDF is issued all the same; these it must always have.
OBLIGATORY = (Format.WORD, Format.EXCEL)
NOT_FILLED = (
    "Không điền được mẫu Word “{name}” của cơ quan. Hãy thôi dùng mẫu này ở trang Mẫu "
    "báo cáo của cơ quan, hoặc tải lên bản đã sửa, rồi làm lại."
)


def write(review: Review, kind: str, report: Report) -> bytes:
    """One file; NotPossible with a sentence when it cannot be made."""
    template = word_templates.chosen_for(review) if kind == Format.WORD else None
    if template is None:
        return WRITERS[kind](report)
    try:
        return word_templates.fill(template, report)
    except word_templates.Unusable:
        raise NotPossible(NOT_FILLED.format(name=template.name)) from None


def write_all(review: Review, report: Report) -> dict[str, bytes]:
    """Every file of the report; no PDF when it is too large for one."""
    written = {}
    for kind in WRITERS:
        try:
            written[kind] = write(review, kind, report)
        except TooLarge:
            if kind in OBLIGATORY:
                raise
    return written


def why_no_pdf(report: Report) -> str:
    """The sentence for the page; nothing when there is a PDF."""
    try:
        pdf.check_rows(report)
    except TooLarge as error:
        return str(error)
    return ""
