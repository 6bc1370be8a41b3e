"""Ordering a report, and having its draft built again."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts import background, history
from accounts.errors import NotPossible
from accounts.models import (
    BackgroundJob,
    EmulationCluster,
    Organisation,
    Province,
    User,
)
from agreements.models import Agreement
from tasks.models import YearlyPlan

from ..contents.opening import named_plan
from ..models import BUILD_JOB, Collection, Outline, Review
from ..outlines import outlining

OPEN = (Review.State.ORDERED, Review.State.DRAFT)
About = Agreement | YearlyPlan | Organisation | EmulationCluster | Province | None
Kind = Review.Kind
VERBS = {
    Kind.FINAL: "Tổng kết",
    Kind.PERIODIC: "Sơ kết",
    Kind.MID_TERM: "Sơ kết giữa kỳ",
    Kind.INSPECTION: "Kết quả kiểm tra việc",
}


def default_subject(kind: str, about: About, period_label: str) -> str:
    """ "Sơ kết thực hiện Quy chế số 194, 6 tháng đầu năm 2026", as offices word it."""
    verb = VERBS.get(kind, "Kết quả")
    period = period_label[:1].lower() + period_label[1:]
    return f"{verb} {_done(about)}, {period}"[:500]


def _done(about: About) -> str:
    match about:
        case EmulationCluster():
            return f"hoạt động {about.name}"
        case Organisation():
            return f"công tác phối hợp của {about.name}"
        case Province():
            return f"công tác phối hợp trên địa bàn {about.label}"
        case YearlyPlan():
            return f"thực hiện {named_plan(about)}"
        case Agreement():
            return f"thực hiện {about.label}"
    return "công tác phối hợp"


@transaction.atomic
def order(
    *,
    kind: str,
    about: About,
    office: Organisation,
    period_label: str,
    period_from: date,
    period_to: date,
    subject: str = "",
    is_joint: bool = False,
    outline: Outline | None = None,
    indicators: Iterable[int] = (),
    collection: Collection | None = None,
    due_on: date | None = None,
    shows_ranking: bool = False,
    by: User,
) -> Review:
    """Open a report and have its draft built; it is there when the job is done.

    `about` None: it stands alone. The outline is kept as it is today; without one the
    office's own for the kind, or the common one.
    """
    review = Review(
        kind=kind,
        office=office,
        is_joint=is_joint and isinstance(about, Agreement | YearlyPlan),
        subject=subject or default_subject(kind, about, period_label),
        period_label=period_label,
        period_from=period_from,
        period_to=period_to,
        collection=collection,
        due_on=due_on,
        shows_ranking=shows_ranking and getattr(about, "ranks_members", False),
        is_illustrative=getattr(collection or about, "is_illustrative", False),
        ordered_by=by,
        **_named(about),
    )
    review.outline = outlining.for_report(review, outline, indicators)
    review.save()
    background.enqueue(task_name=BUILD_JOB, subject_id=review.pk, by=by)
    history.record(by=by, action="đã đặt báo cáo", target=review)
    return review


def _named(about: About) -> dict:
    """The fields that say what it is about; of a plan, its agreement too."""
    match about:
        case Agreement():
            return {"agreement": about}
        case YearlyPlan():
            return {"agreement": about.agreement, "plan": about}
        case EmulationCluster():
            return {"cluster": about}
        case Organisation():
            return {"organisation": about}
        case Province():
            return {"province": about}
    return {}


@transaction.atomic
def rebuild(*, review: Review, by: User) -> BackgroundJob:
    """Read the data again; what people wrote stays. Not once it is issued."""
    current = Review.objects.select_for_update().get(pk=review.pk)
    if current.state not in OPEN:
        raise NotPossible(
            "Báo cáo đã trình duyệt hoặc phát hành thì không dựng lại được. Nếu cần "
            "sửa, hãy rút hoặc trả lại bản trình, hoặc lập bản đính chính."
        )
    job = background.enqueue(task_name=BUILD_JOB, subject_id=review.pk, by=by)
    history.record(by=by, action="đã yêu cầu dựng lại số liệu", target=review)
    return job
