"""What the history tells of the prose: a sitting of one person, not every pause.

The editor saves by itself while somebody types. Those savings are told once: when the
person saves, when another one takes over the part, or when the report is submitted.
"""

from accounts import history
from accounts.models import User

from ..models import Review, ReviewPart
from ..outlines import outline

LOOKED_AT = 20  # parts of one name in different sections are told apart by their key


def action_of(part: outline.Prose) -> str:
    return f"đã sửa phần “{part.label}”"


def told(review: Review, part: outline.Prose) -> str:
    """The wording that the history knows last; of a correction, the issued one."""
    entries = history.of(review).filter(action=action_of(part))
    for changes in entries.values_list("changes", flat=True)[:LOOKED_AT]:
        for change in changes:
            if change.get("part", part.key) == part.key:
                return "" if change["to"] == history.EMPTY else change["to"]
    if review.corrects_id:
        texts = ReviewPart.objects.filter(review=review.corrects_id, key=part.key)
        return texts.values_list("text", flat=True).first() or ""
    return ""


def tell(review: Review, part: outline.Prose, text: str, *, by: User | None) -> None:
    """Record the wording, unless it is the one that was told last."""
    before = told(review, part)
    if text == before:
        return
    history.record(
        by=by,
        action=action_of(part),
        target=review,
        changes=[
            {
                "field": part.label,
                "from": before or history.EMPTY,
                "to": text or history.EMPTY,
                "part": part.key,
            }
        ],
    )


def settle(review: Review) -> None:
    """Tell what was saved by itself and by nobody's button, under its writer's name."""
    rows = {row.key: row for row in review.parts.select_related("edited_by")}
    for part in outline.prose_parts(review):
        row = rows.get(part.key)
        if row is not None and row.edited_by is not None:
            tell(review, part, row.text, by=row.edited_by)
