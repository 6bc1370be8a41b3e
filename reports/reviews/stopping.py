"""Stopping a build that somebody no longer wants to wait for; it can be begun again."""

from datetime import datetime

from django.db import transaction

from accounts import background, history
from accounts.errors import NotPossible
from accounts.models import User

from ..models import Review

ALREADY_OVER = "Việc dựng đã kết thúc trước khi dừng được; đây là kết quả."


@transaction.atomic
def stop_build(*, review: Review, by: User, at: datetime) -> None:
    """The draft keeps what it had; NotPossible if the build had already ended."""
    job = review.job
    if job is None or not background.cancel(job=job, by=by, at=at):
        raise NotPossible(ALREADY_OVER)
    history.record(by=by, action="đã dừng việc dựng số liệu", target=review)
