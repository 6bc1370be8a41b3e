"""A first calendar of a year: holidays by the law, for a person to check and confirm.

The library `holidays` knows the lunar days, the substitutes of holidays on a weekend
(Bộ luật Lao động 2019, Điều 111 khoản 3) and the swaps of years gone by; what it does
not know stands below, with its source.
"""

import re
from dataclasses import dataclass
from datetime import date

from ..models import SpecialDay
from ..vietnamese import format_date

Kind = SpecialDay.Kind
LAW = "Bộ luật Lao động 2019, Điều 111 và Điều 112"
CULTURE_DAY = "Nghị quyết 28/2026/QH16 (nghỉ thêm ngày 24/11 từ năm 2026)"
SWAP_OF_JANUARY_2026 = "Thông báo của Bộ Nội vụ ngày 25/12/2025 (hoán đổi 02/01/2026)"
SWAPS = "thông báo hoán đổi ngày làm việc của năm {}"


@dataclass(frozen=True)
class Proposed:
    on: date
    kind: str
    name: str
    source: str = LAW


MISSING = (
    Proposed(
        date(2026, 1, 2),
        Kind.OFF,
        "Nghỉ hoán đổi với ngày 10/01/2026",
        SWAP_OF_JANUARY_2026,
    ),
    Proposed(
        date(2026, 1, 10),
        Kind.WORKED,
        "Làm bù cho ngày 02/01/2026",
        SWAP_OF_JANUARY_2026,
    ),
)

# The library's words → ours. Its "29 Tết" is the day before the eve, which in years
# with a short twelfth month is the 28th.
NAMES = {
    "29 Tết": "Trước giao thừa Tết Nguyên đán",
    "Tết Nguyên Đán": "Mùng một Tết Nguyên đán",
    "Ngày Giỗ Tổ Hùng Vương": "Giỗ Tổ Hùng Vương",
    "Ngày Chiến thắng": "Ngày Chiến thắng 30/4",
    "Ngày Quốc tế Lao động": "Ngày Quốc tế lao động 01/5",
    "Ngày Văn hóa Việt Nam": "Ngày Văn hóa Việt Nam 24/11",
}
_SUBSTITUTE = re.compile(r"^(.+) \(nghỉ bù\)$")
_SWAPPED = re.compile(r"thay cho ngày (\d\d)/(\d\d)/(\d{4})")


def proposal(year: int) -> list[Proposed]:
    """By day. Swaps that are not announced yet are for a person to add."""
    # Here, not above: 60 ms of every process, for what is asked for once a year.
    import holidays

    # A day off can be worked for on a Saturday of the year before or after.
    around = holidays.country_holidays(
        "VN", years=range(year - 1, year + 2), language="vi"
    )
    days = [day for on, name in around.items() for day in _read(on, name)]
    found = {day.on: day for day in [*days, *MISSING] if day.on.year == year}
    return [found[on] for on in sorted(found)]


def sources(days: list[Proposed]) -> list[str]:
    return list(dict.fromkeys(day.source for day in days))


def _read(on: date, name: str) -> list[Proposed]:
    if swapped := _SWAPPED.search(name):
        day, month, year = map(int, swapped.groups())
        worked, source = date(year, month, day), SWAPS.format(on.year)
        off = f"Nghỉ hoán đổi với ngày {format_date(worked)}"
        return [
            Proposed(on, Kind.OFF, off, source),
            Proposed(worked, Kind.WORKED, f"Làm bù cho ngày {format_date(on)}", source),
        ]
    source = CULTURE_DAY if (on.month, on.day) == (11, 24) else LAW
    return [Proposed(on, Kind.OFF, _in_our_words(on, name), source)]


def _in_our_words(on: date, name: str) -> str:
    """Of two holidays on one day, both."""
    return "; ".join(_one_name(on, part) for part in name.split("; "))


def _one_name(on: date, name: str) -> str:
    if substitute := _SUBSTITUTE.match(name):
        # What is made up for is the holiday itself, not the day beside it.
        return f"Nghỉ bù {_one_name(date(on.year, 9, 2), substitute[1])}"
    if name == "Quốc khánh":
        return "Quốc khánh 02/9" if on.day == 2 else "Quốc khánh (ngày liền kề)"
    return NAMES.get(name, name).replace("Nguyên Đán", "Nguyên đán")
