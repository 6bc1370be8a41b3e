"""What the manager asked to change in single parts when the report was sent back.

Kept in the history: a remark belongs to one sending back, and the next one replaces
it.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts import history

from ..models import Review
from .reviewing import SENT_BACK


@dataclass(frozen=True)
class Remark:
    """`is_answered`: the part was saved again after the remark."""

    text: str
    by: str
    at: datetime
    is_answered: bool


def of(review: Review) -> dict[str, Remark]:
    """By the key of the part; of the last time it was sent back."""
    if review.is_issued or review.state == Review.State.RECORDED:
        return {}
    entry = history.of(review).filter(action=SENT_BACK).first()
    if entry is None:
        return {}
    saved = dict(review.parts.values_list("key", "edited_at"))
    return {
        change["part"]: Remark(
            change["to"],
            entry.actor_name,
            entry.happened_at,
            change["part"] in saved and saved[change["part"]] > entry.happened_at,
        )
        for change in entry.changes
        if "part" in change
    }
