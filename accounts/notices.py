"""What the bell in the page header shows to one person."""

from datetime import datetime

from accounts.models import Notification, User


def notify(*, user: User, text: str, url: str = "") -> Notification:
    return Notification.objects.create(user=user, text=text, url=url)


def mark_read(*, user: User, at: datetime) -> int:
    """Everything the person has not read yet is read now; how many that were."""
    return user.notifications.filter(read_at=None).update(read_at=at)
