"""What the public sees of one report: the same for the public page and the preview.

Every text passes through the masks, the notices of correction and withdrawal too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ..contents import composing
from ..documents.content import Report
from ..models import Publication, Review, ReviewFile
from . import masked_reports, masking


@dataclass(frozen=True)
class Other:
    """A report that this one corrects, or that corrects it; `url` if it is public."""

    number: str
    issued_on: date
    reason: str
    url: str


@dataclass(frozen=True)
class PublicPage:
    """`document` is None when the report was taken down."""

    review: Review
    subject: str
    period_label: str
    document: Report | None
    corrects: Other | None
    corrections: list[Other]
    files: list[ReviewFile]
    is_masked: bool
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""


def page_of(review: Review, masks: list[masking.Mask]) -> PublicPage:
    """An issued report with these masks, as it is or would be shown."""
    change = masking.replacer(masks)
    document = composing.without_links(composing.document(review))
    return PublicPage(
        **_head(review, change),
        document=masked_reports.masked_report(document, masks) if masks else document,
        files=[] if masks else list(review.files.select_related("stored_file")),
        is_masked=bool(masks),
    )


def notice_of(review: Review, publication: Publication) -> PublicPage:
    """What stays at the address of a report that was taken down."""
    masks = masking.read(publication.masks)
    change = masking.replacer(masks)
    return PublicPage(
        **_head(review, change),
        document=None,
        files=[],
        is_masked=bool(masks),
        withdrawn_at=publication.withdrawn_at,
        withdrawn_reason=change(publication.withdrawn_reason),
    )


def _head(review: Review, change: Callable[[str], str]) -> dict:
    corrections = review.corrections.issued().defer("bound", "snapshot")
    shown = set(review.corrections.public().values_list("pk", flat=True))
    corrects = review.corrects
    return {
        "review": review,
        "subject": change(review.subject),
        "period_label": change(review.period_label),
        "corrects": _other(corrects, _is_public(corrects), review.note, change)
        if corrects
        else None,
        "corrections": [
            _other(other, other.pk in shown, other.note, change)
            for other in corrections.order_by("pk")
        ],
    }


def _is_public(review: Review) -> bool:
    return Review.objects.public().filter(pk=review.pk).exists()


def _other(review: Review, is_public: bool, reason: str, change) -> Other:
    return Other(
        review.document_number,
        review.issued_on,
        change(reason),
        review.get_public_url() if is_public else "",
    )
