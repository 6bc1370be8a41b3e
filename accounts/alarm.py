"""A warning by mail that needs neither the outbox, nor a worker, nor the database.

It goes straight to the mail backend. When the last one went is kept as the time of a
small file: with the database away there is still something to say.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

FILE_NAME = "warned-at"
SUBJECT = "[Phối hợp] Hệ thống cần được kiểm tra"


def warn(faults: list[str], *, to: list[str], every: timedelta, at: datetime) -> bool:
    """Send the warning unless one went out less than `every` ago; was it sent?"""
    if _last_at() > at.timestamp() - every.total_seconds():
        return False
    send_mail(SUBJECT, _body(faults), settings.DEFAULT_FROM_EMAIL, to)
    _note(at)
    return True


def all_is_well() -> None:
    """The next fault is told of at once."""
    _file().unlink(missing_ok=True)


def _body(faults: list[str]) -> str:
    listed = "\n".join(f"- {fault}" for fault in faults)
    return (
        f"Hệ thống Phối hợp tại {settings.SITE_URL} có điều cần kiểm tra:\n\n{listed}"
        f"\n\nXem chi tiết: {settings.SITE_URL}/tinh-trang/\n"
        "Thư này do lệnh manage.py health gửi thẳng, không qua Hộp thư đi.\n"
    )


def _file() -> Path:
    return settings.DATA_DIR / FILE_NAME


def _last_at() -> float:
    try:
        return float(_file().read_text())
    except (OSError, ValueError):
        return 0.0


def _note(at: datetime) -> None:
    """Where it cannot be written, a warning too many is better than none."""
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(str(at.timestamp()))
    except OSError:
        return
