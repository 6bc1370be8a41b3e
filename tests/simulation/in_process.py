"""The product called in this process, one run after another: quick, for many seeds."""

from datetime import date
from random import Random

from accounts.reminding import running

from .rows import moment


class InProcess:
    def __init__(self, random: Random):
        self.random = random

    def before_opening(self, on: date) -> None:
        running.remind(on=on, at=moment(on, 6))

    def open(self, on: date) -> None:
        running.remind(on=on, at=moment(on, 8, 15))

    def changed(self) -> None:
        """Rows have changed while the day was open."""

    def settle(self, on: date, *, was_changed: bool) -> None:
        if was_changed or self.random.random() < 0.1:
            running.remind(on=on, at=moment(on, 14))

    def mistakes(self) -> list[str]:
        return []

    def figures(self) -> dict[str, int]:
        return {}
