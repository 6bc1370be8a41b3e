"""Where things stand on the paper, for Word and PDF alike: lengths in millimetres.

Decree 30/2020/NĐ-CP, Appendix I, Part I: A4; top and bottom 20–25, left 30–35, right
15–20.
"""

from math import ceil

from .content import Report
from .elements import MOTTO
from .measures import text_width
from .word_styles import SIZES

PAPER = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
EDGE = 10  # from the edge of the paper to the page number, in the top margin
TEXT_WIDTH = PAPER[0] - LEFT - RIGHT
LANDSCAPE_WIDTH = PAPER[1] - LEFT - RIGHT
NATION_WIDTH = 97  # at 12 pt the name of the country takes 88, with a little air
SIGNATURE_WIDTHS = (80, TEXT_WIDTH - 80)


def annex_width(annex) -> int:
    return LANDSCAPE_WIDTH if annex.is_landscape else TEXT_WIDTH


def head_widths(report: Report) -> tuple[float, float]:
    """The cells of the issuers and of the nation: the date stays on one line."""
    dated = text_width(report.place_and_date, size=SIZES["DiaDanh"])
    right = min(max(NATION_WIDTH, dated + 3), 106)
    return TEXT_WIDTH - right, right


def issuer_rule(report: Report) -> float:
    """ "độ dài bằng từ 1/3 đến 1/2 độ dài của dòng chữ" """
    lines = report.issuer_lines
    name = lines[-1]["text"] if lines else ""
    width = text_width(name, size=SIZES["CoQuanBanHanh"], bold=True)
    return min(width, head_widths(report)[0]) * 0.42


def motto_rule() -> float:
    """ "độ dài bằng độ dài của dòng chữ" """
    return text_width(MOTTO, size=SIZES["TieuNgu"], bold=True)


def balanced(text: str, style: str, within: float) -> tuple[float, float]:
    """How wide a long centred title is set so that its lines are alike, and how long
    they then are."""
    width = text_width(text, size=SIZES[style], bold=True)
    lines = ceil(width / within)
    if lines < 2:
        return within, width
    # An eighth more than an even share, since lines break between words only.
    return min(width / lines * 1.125, within), width / lines
