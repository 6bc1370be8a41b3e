"""What every Excel workbook of the product shares: looks, limits, exact numbers.

Number formats are locale-independent codes: Excel shows 1.242 and 157,5 wherever
Windows is set to Vietnamese, and 1,242 where it is not.
"""

from datetime import date
from decimal import Decimal
from math import ceil

A4 = 9
LONGEST_TEXT = 32_767  # characters in a cell
FIRST_DAY = date(1900, 1, 1)
LINE = 16  # points, a line of 12 pt text
TALLEST_ROW = 409  # points, Excel's own limit

FONT = {"font_name": "Times New Roman", "font_size": 12}
HEAD = {
    **{"bold": True, "align": "center", "valign": "vcenter", "border": 1},
    **{"text_wrap": True, "bg_color": "#EEF0F3"},
}
TEXT = {"text_wrap": True, "valign": "top", "border": 1}
NUMBER = {"align": "right", "valign": "top", "border": 1, "indent": 1}
DATE = {
    **{"align": "center", "valign": "top", "border": 1},
    "num_format": "dd/mm/yyyy",
}


def row_height(texts: list[str], widths: list[float]) -> float:
    """Room for wrapped cells: not every program works it out when it opens a file.

    Counted in characters, an eighth more than there are, since words are not cut.
    """
    lines = [
        sum(max(1, ceil(len(line) * 1.125 / width)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    return min(LINE * max(lines) + 2, TALLEST_ROW)


def exact_number(number: Decimal | int) -> float | None:
    """What Excel can hold without rounding; None where the words must be written."""
    held = float(number)
    return held if Decimal(repr(held)) == number else None


def number_format(number: Decimal) -> str:
    """Thousands in groups, and as many decimals as the number has."""
    decimals = max(0, -number.as_tuple().exponent)
    return "#,##0" + ("." + "0" * decimals if decimals else "")
