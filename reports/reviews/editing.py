"""The prose of a report: several people write, nobody overwrites another unawares."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.errors import NotPossible, Stale
from accounts.models import User

from ..models import Review, ReviewPart
from ..outlines import outline
from . import prose_history, review_states
from .review_states import Act

CHANGED_MEANWHILE = "Phần này vừa được người khác sửa."


@transaction.atomic
def save_part(
    *,
    review: Review,
    key: str,
    text: str,
    version: int,
    by: User,
    is_by_itself: bool = False,
) -> ReviewPart:
    """Write one part read at `version`; Stale if someone wrote it since.

    What the editor saves by itself is told to the history later, with the rest.
    """
    part = outline.prose_part(review, key)
    if part is None:
        raise NotPossible("Báo cáo này không có phần đó.")
    _claim(review)
    row, _ = ReviewPart.objects.select_related("edited_by").get_or_create(
        review=review, key=key
    )
    if row.version != version:
        raise Stale(CHANGED_MEANWHILE)
    if row.edited_by is not None and row.edited_by != by:
        prose_history.tell(review, part, row.text, by=row.edited_by)
    _write(row, text, version, by)
    if not is_by_itself:
        prose_history.tell(review, part, text, by=by)
    row.refresh_from_db()
    return row


def _claim(review: Review) -> None:
    """The version of the whole report moves too: it is issued only as it was read.

    The row is held from here on, so nobody submits the report in between.
    """
    drafts = Review.objects.filter(pk=review.pk, state=Review.State.DRAFT)
    if not drafts.update(version=F("version") + 1):
        current = Review.objects.only("state").get(pk=review.pk)
        review_states.refuse_unless_possible(current, Act.WRITE)
        raise Stale(CHANGED_MEANWHILE)


def _write(row: ReviewPart, text: str, version: int, by: User) -> None:
    written = ReviewPart.objects.filter(pk=row.pk, version=version).update(
        text=text,
        version=F("version") + 1,
        edited_by=by,
        edited_at=timezone.now(),
    )
    if not written:
        raise Stale(CHANGED_MEANWHILE)
