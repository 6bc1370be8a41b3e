"""A Word file as its reader sees it: each line with the size, weight and place that
its style and its own properties give it. Lengths in mm, sizes in points."""

import io
import re
from dataclasses import dataclass

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

TWIPS = 1440 / 25.4


def mm(length) -> float:
    return round(length / 36_000, 1)


@dataclass
class Line:
    paragraph: Paragraph
    text: str
    row: object  # the row of the table it stands in, or None
    cell: int  # which cell of that row, from the left
    width: float  # of the column it stands in

    @property
    def style(self):
        return self.paragraph.style

    def _format(self, name):
        own = getattr(self.paragraph.paragraph_format, name)
        return own if own is not None else getattr(self.style.paragraph_format, name)

    @property
    def size(self) -> float:
        return self.style.font.size.pt

    @property
    def is_bold(self) -> bool:
        return bool(self.style.font.bold)

    @property
    def is_italic(self) -> bool:
        return bool(self.style.font.italic)

    @property
    def alignment(self) -> str:
        return self._format("alignment").name

    @property
    def first_line(self) -> float:
        return round(self._format("first_line_indent").cm, 2)

    @property
    def before(self) -> float:
        return self._format("space_before").pt

    @property
    def after(self) -> float:
        return self._format("space_after").pt

    @property
    def spacing(self) -> float:
        return self._format("line_spacing")

    @property
    def rule(self) -> float:
        """How long the line is that the paragraph is bordered with; 0 for none."""
        if self.style.element.find(f".//{qn('w:pBdr')}") is None:
            return 0
        indents = self._format("left_indent").mm + self._format("right_indent").mm
        return self.width - indents


class Sheet:
    """One opened file."""

    def __init__(self, content: bytes):
        self.document = Document(io.BytesIO(content))
        self.section = self.document.sections[0]
        page = self.section
        self.text_width = mm(page.page_width - page.left_margin - page.right_margin)
        self.lines = list(self._lines())
        self.texts = [line.text for line in self.lines]

    def _lines(self):
        for element in self.document.element.body.iter(qn("w:p")):
            text = "".join(node.text or "" for node in element.iter(qn("w:t")))
            cell = next(element.iterancestors(qn("w:tc")), None)
            row, place, width = None, 0, self.text_width
            if cell is not None:
                row = cell.getparent()
                place = row.findall(qn("w:tc")).index(cell)
                width = int(cell.find(f".//{qn('w:tcW')}").get(qn("w:w"))) / TWIPS
            paragraph = Paragraph(element, self.document._body)
            yield Line(paragraph, text, row, place, width)

    def line(self, text: str) -> Line:
        found = [line for line in self.lines if re.fullmatch(text, line.text)]
        assert found, f"không thấy dòng {text!r} trong {self.texts[:30]}"
        return found[0]

    def styled(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.style.name == name]

    def after(self, line: Line) -> Line:
        return self.lines[self.lines.index(line) + 1]
