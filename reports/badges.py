"""State as an icon, a word and a colour, in that order of importance."""

from datetime import date

from django.db.models import TextChoices

from accounts.models import BackgroundJob
from accounts.reminding import ladder
from tasks.badges import Badge
from tasks.models import SOON_DAYS

from .models import OWING_STATES, Addressee, Recommendation, Review, UnitReport
from .unit_reports.collection_standing import days_late

REVIEW_BADGES = {
    Review.State.ORDERED: ("hourglass", "plan"),
    Review.State.DRAFT: ("edit", "plan"),
    Review.State.IN_REVIEW: ("hourglass", "soon"),
    Review.State.APPROVED: ("check", "ok"),
    Review.State.ISSUED: ("stamp", "ok"),
    Review.State.RECORDED: ("file", "idle"),
}


def review_badge(review: Review, job: BackgroundJob | None = None) -> Badge:
    failed = job is not None and job.state == BackgroundJob.State.FAILED
    if review.state == Review.State.ORDERED and failed:
        return Badge("warn", "Chưa dựng được", "late")
    if review.state == Review.State.DRAFT and review.return_reason:
        return Badge("back", "Được trả lại để sửa", "soon")
    icon, tone = REVIEW_BADGES[review.state]
    return Badge(icon, review.get_state_display(), tone)


class Standing(TextChoices):
    """Where a recommendation is; derived from its addressees, never stored."""

    DRAFT = "draft", "Chưa gửi"
    TOLD = "told", "Đã trả lời tại chỗ"
    WAITING = "waiting", "Chờ trả lời"
    SOLVING = "solving", "Đang giải quyết"
    ANSWERED = "answered", "Chờ đánh giá trả lời"
    UNSATISFIED = "unsatisfied", "Trả lời chưa thỏa đáng"
    SETTLED = "settled", "Đã giải quyết xong"
    WITHDRAWN = "withdrawn", "Đã rút"
    AGAIN = "again", "Đã nêu lại"


STANDING_BADGES = {
    Standing.DRAFT: ("edit", "idle"),
    Standing.TOLD: ("check", "idle"),
    Standing.WAITING: ("hourglass", "plan"),
    Standing.SOLVING: ("play", "plan"),
    Standing.ANSWERED: ("inbox", "soon"),
    Standing.UNSATISFIED: ("back", "late"),
    Standing.SETTLED: ("check", "ok"),
    Standing.WITHDRAWN: ("x", "idle"),
    Standing.AGAIN: ("send", "idle"),
}
ADDRESSEE_BADGES = {
    Addressee.State.WAITING: ("hourglass", "plan"),
    Addressee.State.SOLVING: ("play", "plan"),
    Addressee.State.ANSWERED: ("inbox", "soon"),
    Addressee.State.SETTLED: ("check", "ok"),
    Addressee.State.UNSATISFIED: ("back", "late"),
}


def standing(recommendation: Recommendation) -> Standing:
    """Reads addressees, raised_again_by and answered_by: prefetch them for many."""
    if recommendation.is_withdrawn:
        return Standing.WITHDRAWN
    if not recommendation.is_sent:
        told = any(recommendation.answered_by.all())
        return Standing.TOLD if told else Standing.DRAFT
    later = recommendation.raised_again_by.all()
    if any(other.is_sent and not other.is_withdrawn for other in later):
        return Standing.AGAIN
    states = {row.state for row in recommendation.addressees.all()}
    # What holds it up most is said of the whole.
    for state in (
        *(Addressee.State.UNSATISFIED, Addressee.State.WAITING),
        *(Addressee.State.SOLVING, Addressee.State.ANSWERED),
    ):
        if state in states:
            return Standing(state)
    return Standing.SETTLED


def recommendation_badge(recommendation: Recommendation, on: date) -> Badge:
    said = standing(recommendation)
    icon, tone = STANDING_BADGES[said]
    owing = any(row.is_owing for row in recommendation.addressees.all())
    due = recommendation.due_on
    if said in OWING_STATES and owing and due:
        days = (due - on).days
        if days < 0:
            return Badge("warn", f"{said.label}, {ladder.wording(days)}", "late")
        if days <= SOON_DAYS and said != Standing.UNSATISFIED:
            return Badge("clock", f"{said.label}, {ladder.wording(days)}", "soon")
    return Badge(icon, said.label, tone)


def addressee_badge(addressee: Addressee, due: date | None, on: date) -> Badge:
    icon, tone = ADDRESSEE_BADGES[addressee.state]
    label = addressee.get_state_display()
    if addressee.is_owing and due and due < on:
        return Badge("warn", f"{label}, {ladder.wording((due - on).days)}", "late")
    return Badge(icon, label, tone)


# -- What the units report -----------------------------------------------------

UNIT_REPORT_BADGES = {
    UnitReport.State.ENTERING: ("edit", "plan"),
    UnitReport.State.SENT: ("inbox", "soon"),
    UnitReport.State.RETURNED: ("back", "late"),
    UnitReport.State.RECEIVED: ("check", "ok"),
    UnitReport.State.MERGED: ("stamp", "ok"),
    UnitReport.State.LEFT_OUT: ("x", "idle"),
}


def unit_report_badge(report: UnitReport, on: date) -> Badge:
    icon, tone = UNIT_REPORT_BADGES[report.state]
    label = report.get_state_display()
    late = days_late(report, on)
    if late:
        return Badge("warn", f"{label}, {ladder.wording(-late)}", "late")
    return Badge(icon, label, tone)
