"""The working calendar of the simulated years: holidays, Tết, swapped Saturdays."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

DAY = timedelta(days=1)


class Days:
    def __init__(self, random: Random, years: range):
        self.years = years
        self.off: set[date] = set()
        self.worked: set[date] = set()
        for year in years:
            self._holidays(random, year)

    def _holidays(self, random: Random, year: int) -> None:
        tet = date(year, 1, 20) + random.randrange(30) * DAY
        april = date(year, 3, 25) + random.randrange(30) * DAY
        fixed = [
            (1, 1),
            (4, 30),
            (5, 1),
            (9, 2),
            (9, 1 if random.random() < 0.5 else 3),
        ]
        self.off |= {date(year, *day) for day in fixed}
        self.off |= {april, *(tet + n * DAY for n in range(random.randrange(5, 8)))}
        # A Friday between a holiday and the weekend, worked on the Saturday after.
        for _ in range(2):
            friday = date(year, 3, 1) + random.randrange(270) * DAY
            friday += (4 - friday.weekday()) % 7 * DAY
            self.off.add(friday)
            self.worked.add(friday + 8 * DAY)
        self.worked -= self.off  # a Saturday of Tết stays one

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


def each_day(first: date, number: int) -> Iterator[date]:
    for n in range(number):
        yield first + n * DAY
