"""Vietnamese text, numbers and dates: normal form, search folding, order, wording."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
# Marks that turn the direction of writing: "a\u202efdp.docx" would be shown as a PDF.
_TURNING = dict.fromkeys(
    (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), None
)
# What neither PostgreSQL nor the XML of a Word file can hold.
_FORBIDDEN = dict.fromkeys(
    (*range(0x09), *range(0x0E, 0x1C), 0x7F, 0xFFFE, 0xFFFF), None
)
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})  # old web pages print the Icelandic letter
_CLEAN = _BLANKS | _INVISIBLE | _TURNING | _FORBIDDEN | _ETH
# No script heaps so many marks on a letter, and sorting a heap takes time by the
# square: forty thousand marks, two seconds; a megabyte of them, hours.
_MOST_MARKS = 8
_HEAP = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")


def _without_heaps(match: re.Match) -> str:
    kept, marks = [], 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def normalise(text: str) -> str:
    """NFC, one kind of space, no invisible characters; line breaks are kept."""
    text = _HEAP.sub(_without_heaps, text)
    text = unicodedata.normalize("NFC", text).translate(_CLEAN)
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def fold(text: str) -> str:
    """What search compares: lower case, no marks, đ = d, one space between words."""
    text = unicodedata.normalize("NFD", normalise(text).translate(_D))
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(bare.lower().split())


# Ordering as the CLDR has it for Vietnamese: letters first, then tones (ngang,
# huyền, hỏi, ngã, sắc, nặng), then capitals. The key is plain [0-9a-z], so every
# database sorts it alike without a collation.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def _letters() -> dict[str, tuple[str, int]]:
    table = {letter: (letter, 0) for letter in _ALPHABET}
    for letter in _ALPHABET:
        for mark, tone in _TONES.items():
            composed = unicodedata.normalize("NFC", letter + mark)
            if len(composed) == 1:
                table[composed] = (letter, tone)
    return table


_LETTERS = _letters()


def _unit(number: int) -> str:
    return _BASE36[number // 36] + _BASE36[number % 36]


def sort_key(text: str, *, length: int = 120) -> str:
    """A key that sorts byte by byte in Vietnamese alphabetical order.

    `length` bounds the characters looked at, so the key fits an index entry.
    """
    primary, tones, capitals = [], [], []
    for char in " ".join(normalise(text).split())[:length]:
        lower = char.lower()
        if lower in _LETTERS:
            letter, tone = _LETTERS[lower]
            primary.append(_unit(40 + _ALPHABET.index(letter)))
            tones.append(_BASE36[tone])
            capitals.append("1" if char != lower else "0")
        else:
            digit = char in "0123456789"
            primary.append(
                _unit(20 + int(char)) if digit else "01" if char == " " else "02"
            )
            tones.append("0")
            capitals.append("0")
    # Only the whole tail may be stripped: stripping the tones alone breaks the order.
    tail = ("".join(tones) + "".join(capitals)).rstrip("0")
    return "".join(primary) + "00" + tail


def person_sort_key(full_name: str) -> str:
    """People are listed by given name (the last word), then family and middle names."""
    words = normalise(full_name).split()
    return sort_key(" ".join([words[-1], *words[:-1]])) if words else ""


_GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$")
_PLAIN = re.compile(r"^-?\d+(,\d+)?$")


def parse_number(text: str) -> Decimal:
    """Read a number as offices write it: 1.242 is 1242, 157,5 is 157.5.

    Raises ValueError for anything that could be read two ways (1.5, 1,242.5).
    """
    compact = normalise(text).replace(" ", "")
    if _GROUPED.match(compact):
        compact = compact.replace(".", "")
    elif not _PLAIN.match(compact):
        raise ValueError(text)
    try:
        return Decimal(compact.replace(",", "."))
    except InvalidOperation as error:  # pragma: no cover - the patterns exclude it
        raise ValueError(text) from error


def format_number(number: Decimal | int) -> str:
    """1242 → "1.242", 157.50 → "157,5": no trailing zeros, nothing rounded."""
    sign, digits, exponent = Decimal(number).normalize().as_tuple()
    whole = "".join(map(str, digits))
    if exponent >= 0:
        whole, fraction = whole + "0" * exponent, ""
    else:
        whole = whole.rjust(-exponent + 1, "0")
        whole, fraction = whole[:exponent], whole[exponent:]
    groups = f"{int(whole):,}".replace(",", ".")
    return ("-" if sign else "") + groups + ("," + fraction if fraction else "")


def format_date(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def with_last_day(name: str, dissolved_on: date | None) -> str:
    """Tells what has ended from what bears the same name after it."""
    if dissolved_on is None:
        return name
    return f"{name} (đến {format_date(dissolved_on - timedelta(days=1))})"


def date_in_words(day: date) -> str:
    """As Decree 30/2020 prints it: a leading 0 only for days < 10 and months 1, 2."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def long_date(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {format_date(day)}"
