"""A run of the reminders: plan, tell, and note that it was done."""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import ReminderRun

from . import digests, planning, summaries, working_days


def remind(*, on: date, at: datetime) -> int:
    """Write what is due into the ledger and tell everyone concerned, in office hours.

    Returns the number of people told. However often it runs, at once or one after the
    other, each thing is told once; what a missed run left, the next one tells. The
    row of a run that was cut off has no end: that is what the watch looks for.
    """
    run = ReminderRun.objects.create(on=on, started_at=at)
    calendar = working_days.load({on.year - 1, on.year, on.year + 1})
    planned = planning.plan(on=on, at=at, calendar=calendar)
    run.planned, run.withdrawn = planned.written, planned.withdrawn
    if calendar.is_open(at):
        run.told = digests.tell_all(on=on, at=at)
        run.told += summaries.tell_all(on=on, at=at)
    run.finished_at = max(timezone.now(), at)
    run.save()
    return run.told
