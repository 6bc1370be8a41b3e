"""A run of the reminders: plan, tell, and note that it was done."""

from datetime import date, datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts import background
from accounts.models import ReminderRun

from . import digests, planning, summaries, working_days

HELP_JOB = "accounts.jobs.help_to_remind"
MANY = 1000  # new rows; from here on another worker tells people from the other end


def remind(*, on: date, at: datetime) -> int:
    """Write what is due into the ledger and tell everyone concerned, in office hours.

    Returns the number of people told. However often it runs, at once or one after the
    other, each thing is told once; what a missed run left, the next one tells. The
    row of a run that was cut off has no end: that is what the watch looks for.
    """
    run = ReminderRun.objects.create(on=on, started_at=at)
    calendar = working_days.load({on.year - 1, on.year, on.year + 1})
    planned = planning.plan(on=on, at=at, calendar=calendar)
    told = 0
    if calendar.is_open(at):
        if planned.written >= MANY and connection.features.has_select_for_update:
            background.wake(HELP_JOB, run.pk, at.isoformat())
        told = digests.tell_all(on=on, at=at)
        told += summaries.tell_all(on=on, at=at)
    ReminderRun.objects.filter(pk=run.pk).update(
        planned=planned.written,
        withdrawn=planned.withdrawn,
        told=F("told") + told,
        finished_at=max(timezone.now(), at),
    )
    return told


def help_to_tell(*, run_id: int, at: datetime) -> int:
    """The last people of a run first, while it tells the first ones; how many.

    Lost or late, it costs nothing but time: the run itself comes to everybody, and
    whom one of the two is telling the other leaves alone.
    """
    run = ReminderRun.objects.get(pk=run_id)
    told = digests.tell_all(on=run.on, at=at, from_the_end=True)
    ReminderRun.objects.filter(pk=run_id).update(told=F("told") + told)
    return told
