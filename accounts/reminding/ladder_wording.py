"""A ladder of reminders in words: one line that says when somebody is reminded."""

from collections.abc import Iterable
from typing import NamedTuple

from ..models import Audience
from ..vietnamese import format_number

NOBODY = "không nhắc ai"


class Rung(NamedTuple):
    """A step as people write it; negative days are before the due day."""

    audience: str
    days: int
    repeats_weekly: bool = False


def said(rungs: Iterable[Rung]) -> str:
    """ "15, 7 ngày trước hạn · đúng hạn · mỗi tuần sau hạn · lãnh đạo: …"."""
    rungs = sorted(set(rungs), key=lambda rung: rung.days)
    of_owner = _parts(r for r in rungs if r.audience == Audience.OWNER)
    of_leader = _parts(r for r in rungs if r.audience == Audience.LEADER)
    if of_leader:
        of_owner.append(f"lãnh đạo: {', '.join(of_leader)}")
    return " · ".join(of_owner) or NOBODY


def _parts(rungs: Iterable[Rung]) -> list[str]:
    rungs = list(rungs)
    before = [format_number(-rung.days) for rung in rungs if rung.days < 0]
    after = [
        format_number(rung.days)
        for rung in rungs
        if rung.days > 0 and not rung.repeats_weekly
    ]
    parts = [f"{', '.join(before)} ngày trước hạn"] if before else []
    parts += ["đúng hạn"] if any(rung.days == 0 for rung in rungs) else []
    parts += [f"{', '.join(after)} ngày sau hạn"] if after else []
    return parts + [_weekly(rung.days) for rung in rungs if rung.repeats_weekly]


def _weekly(days: int) -> str:
    if days == 7:
        return "mỗi tuần sau hạn"
    return f"{format_number(days)} ngày sau hạn rồi mỗi tuần"


def step_said(days: int) -> str:
    """One step: "7 ngày trước hạn"."""
    if days == 0:
        return "đúng hạn"
    side = "trước" if days < 0 else "sau"
    return f"{format_number(abs(days))} ngày {side} hạn"
