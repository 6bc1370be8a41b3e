"""Is the system serving, and is the work behind the pages keeping up?

The reminders are watched by what they finished, so it does not matter what stopped
them: the schedule, the workers, the broker or a mistake.
"""

from datetime import datetime, timedelta

from django.db import Error
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min, Q
from django.utils import timezone

from accounts import background
from accounts.models import DeadAddress, OutgoingMail, Reminder, ReminderRun
from accounts.reminding import watching, working_days

MAIL_IS_LATE_AFTER = timedelta(minutes=15)
UNSENT = Q(sent_at__isnull=True, given_up_at__isnull=True)


def check(at: datetime) -> dict:
    """`ok`: pages can be served. `late`: mail, jobs or reminders are not keeping up."""
    try:
        return {"ok": True, "database": True, **_kept_up(at)}
    except Error:
        return {"ok": False, "late": True, "database": False}


def _kept_up(at: datetime) -> dict:
    mail, reminders, lost_jobs = _mail(at), _reminders(at), background.stuck(at).count()
    is_late = mail["mail_is_late"] or lost_jobs > 0
    return {
        "late": is_late or reminders["reminders_late_since"] is not None,
        **mail,
        **reminders,
        "lost_jobs": lost_jobs,
    }


def _mail(at: datetime) -> dict:
    """Late is mail that nobody hands over, not what one server refuses for a while.

    Asked by every probe of a load balancer, so only what an index answers at once.
    """
    unsent = OutgoingMail.objects.filter(UNSENT)
    untried = unsent.filter(attempts=0)
    waiting_since = untried.aggregate(first=Min("written_at"))["first"]
    return {
        "mail_is_late": bool(waiting_since) and waiting_since < at - MAIL_IS_LATE_AFTER,
        "waiting_mails": unsent.count(),
        "waiting_since": waiting_since,
        "dead_addresses": DeadAddress.objects.count(),
    }


def _reminders(at: datetime) -> dict:
    finished = ReminderRun.objects.filter(finished_at__isnull=False)
    last = finished.order_by("-finished_at").first()
    day = timezone.localtime(at).date()
    late_since = watching.late_since(
        last.finished_at if last else installed_at(at),
        calendar=working_days.load({day.year - 1, day.year, day.year + 1}),
        now=at,
    )
    waiting = Reminder.objects.filter(state=Reminder.State.PLANNED)
    return {
        "reminders_late_since": late_since,
        "last_run_finished_at": last and last.finished_at,
        "waiting_reminders": waiting.count(),
        "oldest_reminder_on": waiting.aggregate(first=Min("tell_on"))["first"],
    }


def installed_at(at: datetime) -> datetime:
    """From then on runs are expected, also where none has ever been."""
    first = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))
    return first["first"] or at
