"""Trình duyệt: a draft goes to a manager, who approves it or sends it back.

Nobody approves what they themselves submitted while the office has another manager;
where there is one only, that manager's word is enough and the history says so.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Membership, Role, User

from .. import emails
from ..models import Review
from ..outlines import outline
from . import prose_history, review_states
from .review_states import Act

SENT_BACK = "đã trả lại báo cáo để sửa"
APPROVED = "đã duyệt báo cáo"
ALONE = " (cơ quan chỉ có một lãnh đạo trong hệ thống)"
OWN_WORK = (
    "Ông/Bà là người trình báo cáo này. Cơ quan có lãnh đạo khác, nên báo cáo cần một "
    "lãnh đạo khác duyệt."
)
NOT_SUBMITTED = (
    "Báo cáo chưa được trình duyệt. Cơ quan có lãnh đạo khác, nên hãy trình để một "
    "lãnh đạo khác duyệt."
)
BEING_BUILT = "Số liệu đang được dựng lại. Hãy chờ dựng xong rồi trình duyệt."
NOT_BUILT = "Báo cáo chưa dựng xong nên chưa trình duyệt được."
CHANGED_MEANWHILE = (
    "Báo cáo đã thay đổi từ khi Ông/Bà mở trang này. Hãy đọc lại rồi quyết định lần "
    "nữa; ý kiến vừa nhập vẫn còn ở đây."
)


# -- Who approves ------------------------------------------------------------


def has_other_managers(office_id: int, user: User, on: date) -> bool:
    places = Membership.objects.serving([office_id], roles=[Role.MANAGER], on=on)
    return places.exclude(user=user).exists()


def is_own_work(review: Review, user: User) -> bool:
    """What one submitted; issuing a draft at once submits it too."""
    return review.state == Review.State.DRAFT or review.sent_for_review_by_id == user.pk


def may_approve(review: Review, user: User, on: date) -> bool:
    """By the rule of the second pair of eyes alone; roles are asked elsewhere."""
    return not is_own_work(review, user) or not has_other_managers(
        review.office_id, user, on
    )


# -- The steps ---------------------------------------------------------------


@transaction.atomic
def submit(*, review: Review, by: User, at: datetime) -> None:
    """Ask the managers of the office for their word; the prose is locked until then."""
    current = review_states.held_for(review, Act.SUBMIT)
    check_built(current)
    prose_history.settle(current)
    _move(current, Act.SUBMIT, sent_for_review_at=at, sent_for_review_by=by)
    history.record(by=by, action="đã trình duyệt báo cáo", target=current)
    emails.review_submitted(current, on=localdate(at))
    review.refresh_from_db()


def check_built(review: Review) -> None:
    """NotPossible while its data are still, or again, being read."""
    if not review.bound:
        raise NotPossible(NOT_BUILT)
    job = review.job
    if job is not None and job.is_open:
        raise NotPossible(BEING_BUILT)


@transaction.atomic
def withdraw(*, review: Review, reason: str, by: User, at: datetime) -> None:
    """Take it back from review; managers who were asked are told."""
    current = review_states.held_for(review, Act.WITHDRAW)
    _move(current, Act.WITHDRAW, return_reason="")
    history.record(
        by=by, action="đã rút báo cáo về để sửa", target=current, reason=reason
    )
    emails.review_withdrawn(current, reason=reason, by=by, on=localdate(at))
    review.refresh_from_db()


@transaction.atomic
def send_back(
    *,
    review: Review,
    reason: str,
    remarks: dict[str, str],
    version: int,
    by: User,
) -> None:
    """Back to the desk, with a reason and a remark on any of the parts."""
    current = _as_read(review, Act.SEND_BACK, version)
    _move(current, Act.SEND_BACK, return_reason=reason)
    history.record(
        by=by,
        action=SENT_BACK,
        target=current,
        changes=_remark_changes(current, remarks),
        reason=reason,
    )
    emails.review_sent_back(current, reason=reason, by=by)
    review.refresh_from_db()


def _remark_changes(review: Review, remarks: dict[str, str]) -> list[dict]:
    labels = {part.key: part.label for part in outline.prose_parts(review)}
    return [
        {
            "field": f"ý kiến về phần “{labels[key]}”",
            "from": history.EMPTY,
            "to": text.strip(),
            "part": key,
        }
        for key, text in remarks.items()
        if key in labels and text.strip()
    ]


@transaction.atomic
def approve(*, review: Review, version: int, by: User, at: datetime) -> None:
    """One manager's word for what they read; issuing is left to do."""
    current = _as_read(review, Act.APPROVE, version)
    refuse_own_work(current, by, at)
    was_own = is_own_work(current, by)
    _move(current, Act.APPROVE, approved_at=at, approved_by=by, return_reason="")
    record_approval(current, by, was_own=was_own)
    emails.review_approved(current, by=by)
    review.refresh_from_db()


def refuse_own_work(review: Review, by: User, at: datetime) -> None:
    if not may_approve(review, by, localdate(at)):
        is_draft = review.state == Review.State.DRAFT
        raise NotPossible(NOT_SUBMITTED if is_draft else OWN_WORK)


def record_approval(review: Review, by: User, *, was_own: bool) -> None:
    history.record(by=by, action=APPROVED + ALONE * was_own, target=review)


@transaction.atomic
def reopen(*, review: Review, reason: str, by: User) -> None:
    """What was approved is a draft again; the approval does not count any more."""
    current = review_states.held_for(review, Act.REOPEN)
    _move(current, Act.REOPEN, return_reason=reason, approved_at=None, approved_by=None)
    history.record(
        by=by, action="đã mở lại báo cáo để sửa", target=current, reason=reason
    )
    emails.review_sent_back(current, reason=reason, by=by)
    review.refresh_from_db()


def _as_read(review: Review, act: Act, version: int) -> Review:
    current = review_states.held_for(review, act)
    if current.version != version:
        raise Stale(CHANGED_MEANWHILE)
    return current


def _move(review: Review, act: Act, **values) -> None:
    state = review_states.MOVES[act].after
    Review.objects.filter(pk=review.pk).update(
        state=state, version=F("version") + 1, **values
    )
    review.refresh_from_db()
