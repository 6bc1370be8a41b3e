"""Ordering a report, and having its draft built again."""

from datetime import date

from django.db import transaction

from accounts import background, history
from accounts.errors import NotPossible
from accounts.models import BackgroundJob, EmulationCluster, Organisation, User
from agreements.models import Agreement

from .models import BUILD_JOB, Review

OPEN = (Review.State.ORDERED, Review.State.DRAFT)


def default_subject(
    kind: str, about: Agreement | EmulationCluster, period_label: str
) -> str:
    """ "Sơ kết thực hiện Quy chế số 194, 6 tháng đầu năm 2026", as offices word it."""
    verb = "Tổng kết" if kind == Review.Kind.FINAL else "Sơ kết"
    if isinstance(about, EmulationCluster):
        what = f"hoạt động {about.name}"
    else:
        what = f"thực hiện {about.label}"
    period = period_label[:1].lower() + period_label[1:]
    return f"{verb} {what}, {period}"[:500]


@transaction.atomic
def order(
    *,
    kind: str,
    about: Agreement | EmulationCluster,
    office: Organisation,
    period_label: str,
    period_from: date,
    period_to: date,
    subject: str = "",
    is_joint: bool = False,
    by: User,
) -> Review:
    """Open a report and have its draft built; it is there when the job is done."""
    is_cluster = isinstance(about, EmulationCluster)
    review = Review.objects.create(
        kind=kind,
        agreement=None if is_cluster else about,
        cluster=about if is_cluster else None,
        office=office,
        is_joint=is_joint and not is_cluster,
        subject=subject or default_subject(kind, about, period_label),
        period_label=period_label,
        period_from=period_from,
        period_to=period_to,
        is_illustrative=about.is_illustrative,
        ordered_by=by,
    )
    background.enqueue(task_name=BUILD_JOB, subject_id=review.pk, by=by)
    history.record(by=by, action="đã đặt báo cáo", target=review)
    return review


@transaction.atomic
def rebuild(*, review: Review, by: User) -> BackgroundJob:
    """Read the data again; what people wrote stays. Not once it is issued."""
    current = Review.objects.select_for_update().get(pk=review.pk)
    if current.state not in OPEN:
        raise NotPossible(
            "Báo cáo đã phát hành thì không dựng lại được. Nếu cần sửa, hãy lập bản "
            "đính chính."
        )
    job = background.enqueue(task_name=BUILD_JOB, subject_id=review.pk, by=by)
    history.record(by=by, action="đã yêu cầu dựng lại số liệu", target=review)
    return job
