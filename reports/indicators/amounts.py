"""Amounts as people type them, and as they are read aloud.

Money is a whole number of đồng. With its unit ("157 tỷ", "1,5 tỷ", "747 triệu đồng")
it is exact; a bare number is in the unit of the indicator, unless that would be more
money than there is: then it was typed in đồng.
"""

import re
from decimal import Decimal

from accounts.number_words import MOST, number_in_words
from accounts.vietnamese import format_number, normalise, parse_number

from ..models import Indicator, Qualifier

MONEY_UNITS = {
    "đồng": 1,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
SAID_UNIT = re.compile(
    rf"^(.*?)\s*({'|'.join(MONEY_UNITS)})(?:\s+đồng)?$", re.IGNORECASE
)
DISPLAY_UNITS = [
    (1, "đồng"),
    (10**3, "nghìn đồng"),
    (10**6, "triệu đồng"),
    (10**9, "tỷ đồng"),
]
# Ten million tỷ, about the worth of all that a year brings forth: nobody raised more.
MORE_THAN_THERE_IS = 10**16
LARGE = 10**6
NOT_A_NUMBER = (
    "“{typed}” không đọc được thành số. Hãy nhập như 1.242 hoặc 157,5 (dấu chấm ngăn "
    "hàng nghìn, dấu phẩy trước phần lẻ)."
)
NOT_MONEY = (
    "“{typed}” không đọc được thành số tiền. Hãy nhập như 157 tỷ, 1,5 tỷ, 747 triệu "
    "hoặc 157.000.000.000 (dấu chấm ngăn hàng nghìn, dấu phẩy trước phần lẻ)."
)
IN_WHICH_UNIT = (
    "“{typed}” là {typed} đồng hay {typed} {unit}? Hãy ghi kèm đơn vị, ví dụ "
    "“{typed} đồng”."
)
PART_OF_A_DONG = "Số tiền phải là số nguyên đồng, không có phần lẻ dưới một đồng."
WHOLE_NUMBER = "Chỉ tiêu này tính bằng số nguyên ({unit}), không có phần lẻ."
TOO_MANY_DECIMALS = "Chỉ nhận tối đa {decimals} chữ số phần lẻ."


class NotReadable(ValueError):
    """The message is for the person who typed it."""


def read(indicator: Indicator, typed: str) -> Decimal:
    """The amount in base units; NotReadable says why not."""
    text = " ".join(normalise(typed).split())
    amount = _money(indicator, text) if indicator.is_money else _count(indicator, text)
    if indicator.is_money and amount != int(amount):
        raise NotReadable(PART_OF_A_DONG)
    return amount


def _number(text: str, typed: str, refusal: str) -> Decimal:
    try:
        return parse_number(text)
    except ValueError:
        raise NotReadable(refusal.format(typed=typed)) from None


def _money(indicator: Indicator, typed: str) -> Decimal:
    said = SAID_UNIT.match(typed)
    if said:
        number = _number(said[1], typed, NOT_MONEY)
        return number * MONEY_UNITS[said[2].lower()]
    number = _number(typed, typed, NOT_MONEY)
    if number < LARGE or indicator.scale == 1:
        return number * indicator.scale
    if number * indicator.scale >= MORE_THAN_THERE_IS:
        return number
    raise NotReadable(IN_WHICH_UNIT.format(typed=typed, unit=indicator.unit))


def _count(indicator: Indicator, typed: str) -> Decimal:
    text = typed
    if typed.lower().endswith(indicator.unit.lower()):
        text = typed[: -len(indicator.unit)].strip()
    number = _number(text, typed, NOT_A_NUMBER)
    decimals = max(-number.normalize().as_tuple().exponent, 0)
    if decimals > decimals_of(indicator):
        raise NotReadable(too_fine(indicator))
    return number * indicator.scale


def decimals_of(indicator: Indicator) -> int:
    """How finely it may be typed: a unit that stands for many may be divided."""
    finest = len(str(indicator.scale)) - 1 if indicator.scale > 1 else 0
    return max(indicator.decimals, finest)


def too_fine(indicator: Indicator) -> str:
    decimals = decimals_of(indicator)
    if decimals:
        return TOO_MANY_DECIMALS.format(decimals=decimals)
    return WHOLE_NUMBER.format(unit=indicator.unit)


def typed(indicator: Indicator, amount: Decimal | None) -> str:
    """What stands in the field: the number in the indicator's unit, nothing rounded."""
    return "" if amount is None else format_number(indicator.in_unit(amount))


def spelled(indicator: Indicator, amount: Decimal | None, qualifier: str = "") -> str:
    """ "trên một trăm năm mươi bảy tỷ đồng"; "" for what nobody would read aloud."""
    if amount is None or abs(amount) >= MOST:
        return ""
    said = f"{Qualifier(qualifier).label} " if qualifier else ""
    if indicator.is_money:
        return f"{said}{number_in_words(amount)} đồng"
    unit = "phần trăm" if indicator.unit == "%" else indicator.unit
    return f"{said}{number_in_words(indicator.in_unit(amount))} {unit}"
