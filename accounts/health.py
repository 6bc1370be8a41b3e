"""Is the system serving, and is the work behind the pages keeping up?"""

from datetime import datetime, timedelta

from django.db import Error

from accounts import background
from accounts.delivery import MAX_ATTEMPTS
from accounts.models import OutgoingMail, Reminder

MAIL_IS_LATE_AFTER = timedelta(minutes=15)


def check(at: datetime) -> dict:
    """`ok`: pages can be served. `late`: mail or background jobs are not keeping up."""
    try:
        unsent = OutgoingMail.objects.filter(
            sent_at__isnull=True, attempts__lt=MAX_ATTEMPTS
        )
        waiting = unsent.count()
        oldest = unsent.order_by("written_at").values_list("written_at", flat=True)
        waiting_since = oldest.first()
        lost_jobs = background.stuck(at).count()
        settled = Reminder.objects.filter(settled_at__isnull=False).order_by("-pk")
        last_reminder_at = settled.values_list("settled_at", flat=True).first()
    except Error:
        return {"ok": False, "late": True, "database": False}
    mail_is_late = bool(waiting_since) and waiting_since < at - MAIL_IS_LATE_AFTER
    return {
        "ok": True,
        "late": mail_is_late or lost_jobs > 0,
        "database": True,
        "waiting_mails": waiting,
        "waiting_since": waiting_since,
        "lost_jobs": lost_jobs,
        "last_reminder_at": last_reminder_at,
    }
