"""A PDF as its reader sees it: lines of text with place, size and face.

Lengths in mm from the upper left corner of the page, sizes in points.
"""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

POINT = 25.4 / 72


@dataclass
class Line:
    text: str
    left: float
    right: float
    top: float
    size: float
    font: str

    @property
    def is_bold(self):
        return "Bold" in self.font

    @property
    def is_italic(self):
        return "Italic" in self.font

    @property
    def middle(self):
        return (self.left + self.right) / 2


class Page:
    def __init__(self, page):
        self.width, self.height = (round(x * POINT) for x in page.get_size())
        self.rules = list(_rules(page))
        self.lines = list(_lines(page))
        self.texts = [line.text for line in self.lines]

    def line(self, start: str) -> Line:
        found = [line for line in self.lines if line.text.startswith(start)]
        assert found, f"không thấy {start!r} trong {self.texts[:40]}"
        return found[0]


def pages_of(content: bytes) -> list[Page]:
    document = pdfium.PdfDocument(content)
    try:
        return [Page(page) for page in document]
    finally:
        document.close()


def _rules(page):
    """(left, top, length) of each line drawn across."""
    height = page.get_height()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=6):
        left, bottom, right, top = drawn.get_bounds()
        if top - bottom < 2:
            yield left * POINT, (height - top) * POINT, (right - left) * POINT


def _lines(page):
    """Letters of one height and face that follow each other."""
    text = page.get_textpage()
    height, line = page.get_height(), None
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if letter in "\r\n":
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        size, font = raw.FPDFText_GetFontSize(text, index), _font(text, index)
        # Of the baseline, which letters with and without marks share.
        place = round((height - bottom) * POINT, 1)
        left, right = left * POINT, right * POINT
        goes_on = (
            line
            and abs(line.top - place) < 0.5
            and -1.5 < left - line.right < 4  # kerning pulls letters together
            and (font == line.font or letter == " ")
        )
        if goes_on:
            line.text += letter
            line.right = right if letter != " " else line.right
        else:
            if line and line.text.strip():
                yield line
            line = Line(letter, left, right, place, round(size, 1), font)
    if line and line.text.strip():
        yield line


def _font(text, index) -> str:
    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 120, flags)
    return name.value.decode()
