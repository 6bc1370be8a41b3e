"""Periods that offices report on, offered to choose from; any other can be typed."""

from dataclasses import dataclass
from datetime import date

from accounts.models import EmulationCluster
from accounts.vietnamese import format_date
from agreements.models import Agreement


@dataclass(frozen=True)
class Period:
    key: str
    label: str
    first: date
    last: date

    @property
    def choice(self) -> tuple[str, str]:
        days = f"{format_date(self.first)}–{format_date(self.last)}"
        return self.key, f"{self.label} ({days})"


def of_year(year: int) -> list[Period]:
    return [
        Period(
            f"{year}-6t-dau",
            f"6 tháng đầu năm {year}",
            date(year, 1, 1),
            date(year, 6, 30),
        ),
        Period(
            f"{year}-6t-dau-chot",
            f"6 tháng đầu năm {year}, số liệu chốt ngày 14/6",
            date(year - 1, 12, 15),
            date(year, 6, 14),
        ),
        Period(
            f"{year}-9t", f"9 tháng năm {year}", date(year, 1, 1), date(year, 9, 30)
        ),
        Period(f"{year}", f"Năm {year}", date(year, 1, 1), date(year, 12, 31)),
        Period(
            f"{year}-chot",
            f"Năm {year}, số liệu chốt ngày 14/12",
            date(year - 1, 12, 15),
            date(year, 12, 14),
        ),
    ]


def offered(about: Agreement | EmulationCluster, on: date) -> list[Period]:
    """This year's and last year's periods, and the whole term of an agreement."""
    found = [*of_year(on.year), *of_year(on.year - 1)]
    if isinstance(about, Agreement) and about.term_start_year:
        last_day = about.last_day_on(on)
        if last_day:
            first = date(about.term_start_year, 1, 1)
            label = f"Giai đoạn {about.term_start_year}–{last_day.year}"
            found.append(Period("giai-doan", label, first, last_day))
    return found
