"""What every Excel workbook of the product shares: looks, limits, exact numbers.

Number formats are locale-independent codes: Excel shows 1.242 and 157,5 wherever
Windows is set to Vietnamese, and 1,242 where it is not.
"""

from datetime import date
from decimal import Decimal

A4 = 9
LONGEST_TEXT = 32_767  # characters in a cell
FIRST_DAY = date(1900, 1, 1)

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


def exact_number(number: Decimal | int) -> float | None:
    """What Excel can hold without rounding; None where the words must be written."""
    held = float(number)
    return held if Decimal(repr(held)) == number else None


def number_format(number: Decimal) -> str:
    """Thousands in groups, and as many decimals as the number has."""
    decimals = max(0, -number.as_tuple().exponent)
    return "#,##0" + ("." + "0" * decimals if decimals else "")
