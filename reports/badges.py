"""State as an icon, a word and a colour, in that order of importance."""

from accounts.models import BackgroundJob
from tasks.badges import Badge

from .models import Review

REVIEW_BADGES = {
    Review.State.ORDERED: ("hourglass", "plan"),
    Review.State.DRAFT: ("edit", "plan"),
    Review.State.ISSUED: ("stamp", "ok"),
    Review.State.RECORDED: ("file", "idle"),
}


def review_badge(review: Review, job: BackgroundJob | None = None) -> Badge:
    failed = job is not None and job.state == BackgroundJob.State.FAILED
    if review.state == Review.State.ORDERED and failed:
        return Badge("warn", "Chưa dựng được", "late")
    icon, tone = REVIEW_BADGES[review.state]
    return Badge(icon, review.get_state_display(), tone)
