"""A correction: the next version of an issued report, which itself stays as it is."""

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..indicators import tracing
from ..models import Review, ReviewPart
from . import review_states
from .review_states import Act

COPIED = (
    *("kind", "agreement", "cluster", "organisation", "plan", "province"),
    *("collection", "outline", "shows_ranking", "office", "is_joint"),
    *("subject", "period_label", "period_from", "period_to", "held_on"),
    *("held_on_note", "place", "chairs", "bound", "bound_at", "signers"),
    *("recipients", "is_illustrative"),
)


@transaction.atomic
def correction(*, review: Review, reason: str, by: User) -> Review:
    """The next version as a draft: same data, same prose; the issued one stays.

    While a correction is being drafted, that one is returned.
    """
    issued = Review.objects.select_for_update().get(pk=review.pk)
    review_states.refuse_unless_possible(issued, Act.CORRECT)
    if issued.corrections.issued().exists():
        raise NotPossible(
            "Báo cáo này đã có bản đính chính. Hãy đính chính bản phát hành sau cùng."
        )
    open_draft = issued.corrections.exclude(state=Review.State.ISSUED).first()
    if open_draft:
        return open_draft
    copied = {name: getattr(issued, name) for name in COPIED}
    new = Review.objects.create(
        **copied,
        state=Review.State.DRAFT,
        corrects=issued,
        note=reason,
        ordered_by=by,
    )
    ReviewPart.objects.bulk_create(
        ReviewPart(review=new, key=p.key, text=p.text, edited_by=p.edited_by)
        for p in issued.parts.all()
    )
    new.other_agreements.set(issued.other_agreements.all())
    tracing.remember(new, new.bound)
    history.record(by=by, action="đã lập bản đính chính", target=new, reason=reason)
    history.record(
        by=by, action="đã mở bản đính chính cho", target=issued, reason=reason
    )
    return new
