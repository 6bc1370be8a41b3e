"""Issuing: the draft becomes a document with number, date and frozen files.

What was issued is never changed. A correction is a new report linked to the old one.
"""

import hashlib
import json
from datetime import date

from django.db import transaction
from django.db.models import F

from accounts import files, history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.searching import index_text

from . import composing, emails, outline
from .documents.excel import write_xlsx
from .documents.word import write_docx
from .models import Recommendation, Review, ReviewFile, ReviewPart

WRITERS = {ReviewFile.Format.WORD: write_docx, ReviewFile.Format.EXCEL: write_xlsx}
CHANGED_MEANWHILE = (
    "Dự thảo đã thay đổi từ khi bạn mở trang này. Hãy xem lại bản xem trước rồi phát "
    "hành lần nữa."
)
NUMBER_USED = (
    "Số {number} đã dùng cho một báo cáo khác trong năm {year}. Hãy kiểm tra lại số ở "
    "văn thư."
)


def issue(
    *,
    review: Review,
    document_number: str,
    issued_on: date,
    signers: list[dict],
    recipients: str,
    by: User,
    version: int | None = None,
    on: date | None = None,
) -> bool:
    """Freeze the draft as it was read at `version`. False if it is already issued.

    `version` is by default the one `review` was read at; `on` the day whose managers
    are told, by default the day of issue. The documents are written before the
    transaction: they may take seconds.
    """
    version = review.version if version is None else version
    if not (document_number and issued_on):
        raise NotPossible("Phát hành cần có số ký hiệu và ngày.")
    draft = Review.objects.select_related("office__kind").get(pk=review.pk)
    if draft.is_issued:
        return False
    if draft.state != Review.State.DRAFT or not draft.bound:
        raise NotPossible("Báo cáo chưa dựng xong nên chưa phát hành được.")
    if draft.version != version:
        raise Stale(CHANGED_MEANWHILE)
    draft.document_number, draft.issued_on = document_number, issued_on
    draft.signers, draft.recipients = signers, recipients
    draft.state = Review.State.ISSUED
    report = composing.compose(draft)
    written = {kind: write(report) for kind, write in WRITERS.items()}
    with transaction.atomic():
        # Held, so that two reports of one office at once cannot take one number.
        office = Organisation.objects.select_for_update(no_key=True)
        same = Review.objects.numbered(
            document_number, office=office.get(pk=draft.office_id), year=issued_on.year
        )
        if same.exclude(pk=review.pk).exists():
            raise NotPossible(
                NUMBER_USED.format(number=document_number, year=issued_on.year)
            )
        claimed = Review.objects.filter(
            pk=review.pk, state=Review.State.DRAFT, version=version
        ).update(
            state=Review.State.ISSUED,
            document_number=document_number,
            issued_on=issued_on,
            issued_by=by,
            signers=signers,
            recipients=recipients,
            snapshot=report.to_json(),
            snapshot_sha256=report.sha256(),
            is_illustrative=report.is_illustrative,
            search=index_text(draft.search_text()),
            version=F("version") + 1,
        )
        if not claimed:
            if Review.objects.issued().filter(pk=review.pk).exists():
                return False  # a second click must not freeze a second time
            raise Stale(CHANGED_MEANWHILE)
        review.refresh_from_db()
        for kind, content in written.items():
            stored = files.store_bytes(
                content=content, name=file_name(review, kind), by=by
            )
            ReviewFile.objects.create(review=review, format=kind, stored_file=stored)
        register_recommendations(review)
        history.record(
            by=by,
            action=f"đã phát hành báo cáo số {document_number}",
            target=review,
        )
        emails.review_issued(review, on=on or issued_on)
    return True


def file_name(review: Review, extension: str) -> str:
    number = review.document_number.replace("/", "-") or f"du-thao-{review.pk}"
    return f"Bao-cao-{number}.{extension}"


# -- Recommendations ---------------------------------------------------------


def register_recommendations(review: Review) -> None:
    """The proposals become rows, so the next report can tell what became of them."""
    part = review.parts.filter(key=outline.RECOMMENDATIONS_KEY).first()
    office = review.office.label
    Recommendation.objects.bulk_create(
        Recommendation(
            review=review,
            position=position,
            wording=wording,
            addressee=addressee[:255],
            raised_by=office,
        )
        for position, (addressee, wording) in enumerate(
            proposals(part.text if part else ""), start=1
        )
    )


def proposals(text: str) -> list[tuple[str, str]]:
    """(addressee, wording) of each line that begins with "-".

    "Đối với UBND tỉnh:" names the addressee of the lines under it. Text without any
    such line is prose, and nothing is made of it.
    """
    found, addressee = [], ""
    for line in text.splitlines():
        line = line.strip()
        bare = line.lstrip("-–+• ")
        if bare.endswith(":"):
            name = bare.rstrip(":").lstrip("0123456789.) ")
            addressee = name.removeprefix("Đối với ").removeprefix("Với ").strip()
        elif line.startswith(("-", "–", "+", "•")) and bare:
            found.append((addressee, bare))
    return found


# -- Corrections -------------------------------------------------------------


@transaction.atomic
def correction(*, review: Review, reason: str, by: User) -> Review:
    """The next version as a draft: same data, same prose; the issued one stays.

    While a correction is being drafted, that one is returned.
    """
    issued = Review.objects.select_for_update().get(pk=review.pk)
    if not issued.is_issued:
        raise NotPossible("Chỉ đính chính được báo cáo đã phát hành.")
    if issued.corrections.issued().exists():
        raise NotPossible(
            "Báo cáo này đã có bản đính chính. Hãy đính chính bản phát hành sau cùng."
        )
    open_draft = issued.corrections.exclude(state=Review.State.ISSUED).first()
    if open_draft:
        return open_draft
    copied = {
        name: getattr(issued, name)
        for name in (
            *("kind", "agreement", "cluster", "office", "is_joint", "subject"),
            *("period_label", "period_from", "period_to", "held_on", "held_on_note"),
            *("place", "chairs", "bound", "bound_at", "signers", "recipients"),
            "is_illustrative",
        )
    }
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
    history.record(by=by, action="đã lập bản đính chính", target=new, reason=reason)
    history.record(
        by=by, action="đã mở bản đính chính cho", target=issued, reason=reason
    )
    return new


# -- Verification ------------------------------------------------------------


def verify(review: Review) -> list[str]:
    """What differs from the day it was issued; an empty list when nothing does."""
    found = []
    if snapshot_checksum(review.snapshot) != review.snapshot_sha256:
        found.append("nội dung đã chốt không khớp mã kiểm tra")
    kept = {file.format: file.stored_file for file in review.files.all()}
    for kind, stored in kept.items():
        label = ReviewFile.Format(kind).label
        if not files.is_unchanged(stored):
            found.append(f"tệp {label} đã bị thay đổi hoặc không còn trên đĩa")
    for kind in WRITERS:
        if kind not in kept:
            found.append(f"thiếu tệp {ReviewFile.Format(kind).label}")
    return found


def snapshot_checksum(snapshot: dict) -> str:
    """The same bytes as `Report.canonical_bytes`, from what the database holds."""
    canonical = json.dumps(
        snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
