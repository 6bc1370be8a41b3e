"""The prose of a report: several people write, nobody overwrites another unawares."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import User

from . import outline
from .models import Review, ReviewPart


@transaction.atomic
def save_part(
    *, review: Review, key: str, text: str, version: int, by: User
) -> ReviewPart:
    """Write one part read at `version`; Stale if someone wrote it since."""
    part = outline.prose_part(review, key)
    if part is None:
        raise NotPossible("Báo cáo này không có phần đó.")
    # The version of the whole report moves too: it is issued only as it was read.
    if not Review.objects.filter(pk=review.pk, state=Review.State.DRAFT).update(
        version=F("version") + 1
    ):
        raise NotPossible(
            "Báo cáo không còn là dự thảo nên không sửa được. Nội dung bạn vừa nhập "
            "vẫn còn ở đây."
        )
    row, _ = ReviewPart.objects.get_or_create(review=review, key=key)
    before = row.text
    written = ReviewPart.objects.filter(pk=row.pk, version=version).update(
        text=text,
        version=F("version") + 1,
        edited_by=by,
        edited_at=timezone.now(),
    )
    if not written:
        raise Stale("Phần này vừa được người khác sửa.")
    row.refresh_from_db()
    if row.text != before:
        history.record(
            by=by,
            action=f"đã sửa phần “{part.label}”",
            target=review,
            changes=[
                {
                    "field": part.label,
                    "from": before or history.EMPTY,
                    "to": row.text or history.EMPTY,
                }
            ],
        )
    return row
