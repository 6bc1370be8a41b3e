"""Công khai: a report that was issued is shown to everybody, by a decision of its own.

Names may be masked. The files bear the names they were signed with, so they are
offered only where nothing is masked. Taking a report down leaves a notice with the
day and the reason at its public address.
"""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..models import Publication, Review
from . import masking

NOT_ISSUED = "Chỉ công khai được báo cáo đã phát hành."
WITHHELD = (
    "Báo cáo này thuộc quy chế chưa công khai. Hãy công khai quy chế trước, rồi công "
    "khai báo cáo."
)
NOT_PUBLIC = "Báo cáo này không còn công khai nên không có gì để thôi."
UNCHANGED = "Báo cáo đang được công khai đúng như vậy."


def why_not(review: Review) -> str:
    """Why it cannot be published, in a sentence; "" when it can."""
    if not review.is_issued:
        return NOT_ISSUED
    agreements = [review.agreement] if review.agreement_id else []
    agreements += review.other_agreements.all()
    return "" if all(a.is_public for a in agreements) else WITHHELD


@transaction.atomic
def publish(
    *, review: Review, masks: list[masking.Mask], by: User, at: datetime
) -> Publication:
    """Show it, or show it with other masks; after a withdrawal, show it again."""
    current = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    reason = why_not(current)
    if reason:
        raise NotPossible(reason)
    kept = masking.plain(masks)
    before = Publication.objects.filter(review=current).first()
    if before and not before.withdrawn_at and before.masks == kept:
        raise NotPossible(UNCHANGED)
    publication, _ = Publication.objects.update_or_create(
        review=current,
        defaults={
            "masks": kept,
            "published_at": at,
            "published_by": by,
            "withdrawn_at": None,
            "withdrawn_by": None,
            "withdrawn_reason": "",
        },
    )
    history.record(by=by, action=_action(before, kept), target=current)
    return publication


def _action(before: Publication | None, masks: list[dict]) -> str:
    masked = f", che {len(masks)} tên" if masks else ""
    if before and not before.withdrawn_at:
        return f"đã đổi tên được che trên trang công khai{masked}"
    again = " lại" if before else ""
    return f"đã công khai{again} báo cáo{masked}"


@transaction.atomic
def withdraw(*, review: Review, reason: str, by: User, at: datetime) -> None:
    """Take it down; the public address says since when, and why."""
    taken_down = Publication.objects.filter(
        review=review, withdrawn_at__isnull=True
    ).update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason)
    if not taken_down:
        raise NotPossible(NOT_PUBLIC)
    history.record(
        by=by, action="đã thôi công khai báo cáo", target=review, reason=reason
    )
