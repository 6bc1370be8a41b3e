"""Issuing: the draft becomes a document with number, date and frozen files.

What was issued is never changed: see correcting, and verifying.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.search.searching import index_text
from accounts.stored_files import files

from .. import emails
from ..contents import composing
from ..models import Review, ReviewFile
from ..unit_reports import unit_receiving
from . import papers, prose_history, registering, review_states, reviewing
from .review_states import Act

CHANGED_MEANWHILE = (
    "Dự thảo đã thay đổi từ khi Ông/Bà mở trang này. Hãy xem lại bản xem trước rồi "
    "phát hành lần nữa."
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
    place: str = "",
    version: int | None = None,
    on: date | None = None,
    at: datetime | None = None,
) -> bool:
    """Freeze the report as it was read at `version`. False if it is already issued.

    What is not approved yet is approved by `by` in the same step, where they may: the
    one manager of a small office signs once. `place`: where, if the record of the
    office does not say. `version` is by default the one `review` was read at; `on` the
    day whose managers are told, by default the day of issue. The documents are written
    before the transaction: they may take seconds.
    """
    version = review.version if version is None else version
    at = at or timezone.now()
    if not (document_number and issued_on):
        raise NotPossible("Phát hành cần có số ký hiệu và ngày.")
    draft = Review.objects.select_related("office__kind").get(pk=review.pk)
    if draft.is_issued:
        return False
    _check(draft, version, by=by, at=at)
    before, approval = draft.state, _approval(draft, by=by, at=at)
    draft.document_number, draft.issued_on = document_number, issued_on
    draft.signers, draft.recipients = signers, recipients
    draft.place = place or draft.place
    draft.state = Review.State.ISSUED
    report = composing.compose(draft)
    written = papers.write_all(draft, report)
    with transaction.atomic():
        _refuse_used_number(draft)
        claimed = Review.objects.filter(
            pk=review.pk, state=before, version=version
        ).update(
            state=Review.State.ISSUED,
            document_number=document_number,
            issued_on=issued_on,
            issued_by=by,
            signers=signers,
            recipients=recipients,
            place=draft.place,
            snapshot=report.to_json(),
            snapshot_sha256=report.sha256(),
            is_illustrative=report.is_illustrative,
            search=index_text(draft.search_text()),
            version=F("version") + 1,
            **approval,
        )
        if not claimed:
            if Review.objects.issued().filter(pk=review.pk).exists():
                return False  # a second click must not freeze a second time
            raise Stale(CHANGED_MEANWHILE)
        review.refresh_from_db()
        _keep_files(review, written, by)
        registering.register_recommendations(review)
        if review.collection:
            unit_receiving.merge(review.collection, review, by=by)
        _record(review, before, by)
        emails.review_issued(review, on=on or issued_on)
    return True


def _check(draft: Review, version: int, *, by: User, at: datetime) -> None:
    """NotPossible unless the draft is complete, unchanged, and by's to approve."""
    review_states.refuse_unless_possible(draft, Act.ISSUE)
    if not draft.bound:
        raise NotPossible("Báo cáo chưa dựng xong nên chưa phát hành được.")
    if draft.version != version:
        raise Stale(CHANGED_MEANWHILE)
    if draft.state != Review.State.APPROVED:
        reviewing.check_built(draft)
        reviewing.refuse_own_work(draft, by, at)


def _approval(draft: Review, *, by: User, at: datetime) -> dict:
    """The steps before it that are taken at once."""
    values = {}
    if draft.state == Review.State.DRAFT:
        values |= {"sent_for_review_at": at, "sent_for_review_by": by}
    if draft.state != Review.State.APPROVED:
        values |= {"approved_at": at, "approved_by": by, "return_reason": ""}
    return values


def _refuse_used_number(draft: Review) -> None:
    """The office is held, so that two of its reports at once cannot take one number."""
    office = Organisation.objects.select_for_update(no_key=True).get(pk=draft.office_id)
    number, year = draft.document_number, draft.issued_on.year
    same = Review.objects.numbered(number, office=office, year=year)
    if same.exclude(pk=draft.pk).exists():
        raise NotPossible(NUMBER_USED.format(number=number, year=year))


def _keep_files(review: Review, written: dict[str, bytes], by: User) -> None:
    for kind, content in written.items():
        stored = files.store_bytes(content=content, name=file_name(review, kind), by=by)
        ReviewFile.objects.create(review=review, format=kind, stored_file=stored)


def _record(review: Review, before: str, by: User) -> None:
    """Each step in the history, also those taken at once."""
    if before == Review.State.DRAFT:
        prose_history.settle(review)
        history.record(by=by, action="đã trình duyệt báo cáo", target=review)
    if before != Review.State.APPROVED:
        was_own = review.sent_for_review_by_id == by.pk
        reviewing.record_approval(review, by, was_own=was_own)
    history.record(
        by=by,
        action=f"đã phát hành báo cáo số {review.document_number}",
        target=review,
    )


def file_name(review: Review, extension: str) -> str:
    number = review.document_number.replace("/", "-") or f"du-thao-{review.pk}"
    return f"Bao-cao-{number}.{extension}"
