"""Plans, files, reports and agreements that wait for somebody's next step."""

from datetime import timedelta
from itertools import islice

from django.db.models import Case, When
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator

from accounts.models import Role
from accounts.vietnamese import format_date
from agreements.models import Agreement
from agreements.permissions import can_register
from tasks.models import (
    PlanImport,
    StandIn,
    YearlyPlan,
)

from ..models import Review
from ..reviews import reviewing
from .waiting_lines import SHOWN, Waiting, due

STAND_IN_ENDS_SOON = 7  # days
REASON_SHOWN = 120  # characters
TO_DO = {
    YearlyPlan.State.AGREED: ("stamp", "Ban hành"),
    YearlyPlan.State.SENT_BACK: ("back", "Sửa và trình lại"),
    YearlyPlan.State.WITHDRAWN: ("back", "Sửa và trình lại"),
}


def plans_of_the_office(working):
    """Agreed first: everybody waits for those; then the ones to be revised."""
    plans = YearlyPlan.objects.filter(office__in=working, state__in=TO_DO)
    order = list(TO_DO)
    for plan in sorted(plans[:SHOWN], key=lambda plan: order.index(plan.state)):
        icon, action = TO_DO[plan.state]
        yield Waiting(
            icon=icon,
            title=plan.title,
            detail=plan.get_state_display(),
            url=plan.get_absolute_url(),
            action=action,
        )


def imports(user, working):
    rows = PlanImport.objects.filter(
        plan__office__in=working, state=PlanImport.State.WAITING, uploaded_by=user
    )
    rows = rows.select_related("plan", "stored_file").defer("rows", "mapping")
    for row in rows[:SHOWN]:
        yield Waiting(
            icon="file",
            title=f"Tệp {row.stored_file.name}",
            detail=f"Đã đọc, chờ kiểm tra trước khi nhập vào “{row.plan}”",
            url=address(row),
            action="Kiểm tra",
        )


def address(row) -> str:
    """Of a row whose page may have gone: its plan's page answers instead."""
    try:
        return row.get_absolute_url()
    except NoReverseMatch:
        return row.plan.get_absolute_url()


def stand_ins(user, on):
    """One's own papers about to end: whoever waits for decisions should know."""
    soon = on + timedelta(days=STAND_IN_ENDS_SOON)
    rows = StandIn.objects.standing(on).filter(person=user, last_on__lte=soon)
    for row in rows.select_related("organisation").order_by("last_on", "pk")[:SHOWN]:
        yield Waiting(
            icon="people",
            title=f"Thay mặt {row.organisation} cho ý kiến",
            detail=f"Hết ngày {format_date(row.last_on)} Ông/Bà thôi thay mặt",
            url=row.organisation.get_absolute_url(),
            action="Xem",
        )


def agreements_to_review(user, on):
    """One line for all: after a reorganisation they are many at once."""
    if not can_register(user):
        return
    waiting = Agreement.objects.visible_to(user).to_review(on)
    count = waiting.count()
    if count:
        yield Waiting(
            icon="warn",
            title=f"{count} quy chế cần rà soát",
            detail="Có bên ký không còn tồn tại; cần quyết định tiếp tục, thay thế hay "
            "chấm dứt",
            url=f"{reverse('agreements:agreement-list')}?review=on",
            action="Rà soát",
        )


def reviews_to_approve(user, on):
    """Reports that wait for this manager's word; one's own for somebody else's."""
    managed = user.organisation_ids_as(Role.MANAGER)
    waiting = Review.objects.filter(
        state=Review.State.IN_REVIEW, office__in=managed
    ).select_related("sent_for_review_by")
    others = {}  # has the office other managers? Asked once for each.

    def is_decided_here(review):
        office = review.office_id
        if not reviewing.is_own_work(review, user):
            return True
        if office not in others:
            others[office] = reviewing.has_other_managers(office, user, on)
        return not others[office]

    waiting = waiting.defer("bound", "snapshot").order_by("due_on", "pk")
    for review in islice(filter(is_decided_here, waiting), SHOWN):
        said, is_late = due(review.due_on, on)
        yield Waiting(
            icon="warn" if is_late else "report",
            title=review.subject,
            detail=f"{review.sent_for_review_by} trình duyệt{said}",
            url=reverse("reports:review-decide", args=[review.pk]),
            action="Duyệt",
            is_late=is_late,
        )


def reviews_to_issue(user, on):
    managed = user.organisation_ids_as(Role.MANAGER)
    approved = Review.objects.filter(
        state=Review.State.APPROVED, office__in=managed
    ).defer("bound", "snapshot")
    for review in approved.order_by("due_on", "pk")[:SHOWN]:
        said, is_late = due(review.due_on, on)
        yield Waiting(
            icon="stamp",
            title=review.subject,
            detail=f"{review.get_kind_display()} · đã duyệt{said}",
            url=review.get_absolute_url(),
            action="Phát hành",
            is_late=is_late,
        )


def draft_reviews(working, on):
    """Those sent back first: somebody has said what is to be changed."""
    drafts = Review.objects.filter(state=Review.State.DRAFT, office__in=working)
    drafts = drafts.defer("bound", "snapshot").annotate(
        is_new=Case(When(return_reason="", then=1), default=0)
    )
    for review in drafts.order_by("is_new", "-pk")[:SHOWN]:
        said, is_late = due(review.due_on, on)
        how = (
            f"trả lại để sửa: {Truncator(review.return_reason).chars(REASON_SHOWN)}"
            if review.return_reason
            else f"{review.period_label} · dự thảo"
        )
        yield Waiting(
            icon="back" if review.return_reason else "report",
            title=review.subject,
            detail=f"{review.get_kind_display()} · {how}{said}",
            url=review.get_absolute_url(),
            action="Sửa" if review.return_reason else "Hoàn thiện",
            is_late=is_late,
        )
