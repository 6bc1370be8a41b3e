"""The charts of a report as pictures in the Word file.

A picture and not a chart of Word's own: it prints the same in every program, with
Vietnamese numbers and patterns, and what was signed cannot change with a click. The
figures are in the spreadsheet. Each is drawn from the same SVG as on the page.
"""

import io
import json

from docx.shared import Mm
from lxml.etree import tostring

from ..contents.charts import svg
from .content import Report
from .elements import Chart
from .layout import TEXT_WIDTH
from .typesetting import typeset

DOTS = 220  # to the inch: sharp on paper, 40 to 90 kB a chart
_PAGES = """
#set page(width: {width}mm, height: auto, margin: 0pt)
#for svg in json("data.json") {{
  page(image(bytes(svg), format: "svg", width: 100%))
}}
"""


def charts_of(report: Report) -> list[Chart]:
    """Each once, in reading order."""
    blocks = (block for part in report.parts for block in part.blocks)
    return list(dict.fromkeys(block for block in blocks if block.kind == "chart"))


def drawn(charts: list[Chart], width: float = TEXT_WIDTH) -> list[bytes]:
    """A PNG of each, `width` mm wide, all by one run of the typesetter."""
    if not charts:
        return []
    files = {
        "main.typ": _PAGES.format(width=width),
        "data.json": json.dumps([svg(chart) for chart in charts]),
    }
    return typeset(files=files, format="png", ppi=DOTS)


def chart_pictures(document, report: Report, width: float = TEXT_WIDTH) -> dict:
    """{chart: the XML of its drawing}; the pictures become parts of the file."""
    charts = charts_of(report)
    found = {}
    for place, picture in enumerate(drawn(charts, width)):
        inline = document.part.new_pic_inline(io.BytesIO(picture), width=Mm(width))
        named = inline.docPr
        named.set("id", str(1000 + place))
        named.set("name", f"Biểu đồ {place + 1}")
        named.set("descr", charts[place].alternative)
        xml = tostring(inline, encoding="unicode")
        found[charts[place]] = f"<w:drawing>{xml}</w:drawing>"
    return found
