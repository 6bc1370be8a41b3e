"""One thing that waits for somebody, as the workspace shows it."""

from dataclasses import dataclass
from datetime import date

from accounts.vietnamese import format_date

SHOWN = 12


@dataclass(frozen=True)
class Waiting:
    """One thing that a person has to do, and where."""

    icon: str
    title: str
    detail: str
    url: str
    action: str
    is_late: bool = False


def due(due_on: date | None, on: date) -> tuple[str, bool]:
    """ " · hạn 30/06/2026", and whether that day has passed."""
    if due_on is None:
        return "", False
    return f" · hạn {format_date(due_on)}", due_on < on
