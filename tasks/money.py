"""Sums in đồng: read as offices write them, shown in figures and in words."""

import re

from accounts.vietnamese import fold, format_number, parse_number

UNITS = {
    "": 1,
    "nghin": 10**3,
    "ngan": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "ty": 10**9,
    "ti": 10**9,
}
MOST = 10**15  # a million billions: more than any budget, less than any column
_SUM = re.compile(r"^(?P<number>[\d.,\s]+?)\s*(?P<unit>[a-z]*)$")
_CURRENCY = re.compile(r"\s*(dong|vnd|d)\.?$")


def parse_dong(text: str) -> int:
    """ "1.500.000.000", "1,5 tỷ", "500 triệu đồng" as whole đồng.

    Raises ValueError for what is no sum, is not above 0, or splits a đồng.
    """
    folded = _CURRENCY.sub("", fold(text))
    match = _SUM.match(folded)
    if match is None or match["unit"] not in UNITS:
        raise ValueError(text)
    amount = parse_number(match["number"]) * UNITS[match["unit"]]
    if amount != int(amount) or not 0 < amount <= MOST:
        raise ValueError(text)
    return int(amount)


def short(amount: int) -> str:
    """1.500.000.000 as "1,5 tỷ đồng"; what is not round stays in full."""
    for unit, size in (("tỷ", 10**9), ("triệu", 10**6)):
        if amount >= size and amount % (size // 1000) == 0:
            thousandths = amount * 1000 // size
            number = format_number(thousandths // 1000)
            rest = f"{thousandths % 1000:03}".rstrip("0")
            return f"{number}{',' + rest if rest else ''} {unit} đồng"
    return f"{format_number(amount)} đồng"


DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")


def in_words(amount: int) -> str:
    """1.500.000.000 as "một tỷ năm trăm triệu đồng"."""
    groups = []
    while amount:
        amount, group = divmod(amount, 1000)
        groups.append(group)
    said = []
    for index in range(len(groups) - 1, -1, -1):
        if groups[index]:
            is_first = index == len(groups) - 1
            said.append(_three(groups[index], in_full=not is_first))
            scale = SCALES[index]
            # "hai nghìn năm trăm tỷ": the word tỷ is said once, at the end.
            if index == 4 and len(groups) > 3 and groups[3]:
                scale = "nghìn"
            said.append(scale)
    return " ".join(filter(None, [*said, "đồng"]))


def _three(group: int, *, in_full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    said = [DIGITS[hundreds], "trăm"] if hundreds or in_full else []
    if tens == 0:
        if ones:
            said += ["linh", DIGITS[ones]] if said else [DIGITS[ones]]
    else:
        said += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        if ones:
            said.append(_last(tens, ones))
    return " ".join(said)


def _last(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else DIGITS[ones]
