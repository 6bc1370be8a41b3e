"""What was done with a task: kept in its history, and told to those who follow it."""

from accounts import history
from accounts.models import User

from ..models import FocusTask
from . import following


def record(task: FocusTask, action: str, *, by: User, reason: str = "") -> None:
    """`action` reads on from the name: "đã hủy nhiệm vụ"."""
    history.record(by=by, action=action, target=task, reason=reason)
    following.tell(task, action, by)
