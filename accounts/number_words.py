"""Numbers in Vietnamese words, as papers write them beside the figures.

mốt, tư and lăm stand where the tens make them so; "linh" bridges an empty tens place,
"không trăm" an empty hundreds place; thousands of tỷ are "nghìn tỷ".
"""

from decimal import Decimal

DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
UP_TO_TY = ((10**6, "triệu"), (10**3, "nghìn"))
TY = 10**9
MOST = 10**18  # a tỷ of tỷ: beyond any budget; read aloud it would say nothing


def number_in_words(number: int | Decimal) -> str:
    """157000000000 → "một trăm năm mươi bảy tỷ"; decimals digit by digit.

    ValueError for what is beyond reading aloud.
    """
    number = Decimal(number)
    if abs(number) >= MOST:
        raise ValueError(number)
    whole = int(abs(number))
    text = _whole(whole)
    fraction = f"{abs(number) % 1:f}".partition(".")[2].rstrip("0")
    if fraction:
        text += " phẩy " + " ".join(DIGITS[int(digit)] for digit in fraction)
    return f"âm {text}" if number < 0 else text


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    many, rest = divmod(number, TY)
    words = [_below_ty(many, is_first=True), "tỷ"] if many else []
    if rest:
        words.append(_below_ty(rest, is_first=not many))
    return " ".join(words)


def _below_ty(number: int, *, is_first: bool) -> str:
    words = []
    for size, name in UP_TO_TY:
        many, number = divmod(number, size)
        if many:
            words += [_three(many, is_first=is_first and not words), name]
    if number:
        words.append(_three(number, is_first=is_first and not words))
    return " ".join(words)


def _three(number: int, *, is_first: bool) -> str:
    """One to three digits; after another group the hundreds are said even if empty."""
    hundreds, rest = divmod(number, 100)
    words = [] if is_first and not hundreds else [DIGITS[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(ones, tens))
    return " ".join(words)


def _ones(digit: int, tens: int) -> str:
    if digit == 5 and tens:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(digit, DIGITS[digit])
    return DIGITS[digit]
