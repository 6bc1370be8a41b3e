"""How the system is: a line for machines, a page for administrators."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from . import background, permissions
from . import health as health_check
from .mail import outbox
from .models import Reminder, ReminderRun, WorkingYear

DAYS_SHOWN = 7
RUNS_SHOWN = 8


@never_cache
def health(request):
    """503 only when pages cannot be served.

    Late mail and reminders are told in the answer, and by `manage.py health`: a load
    balancer must not take away a web server because a mail server is down.
    """
    result = health_check.check(timezone.now())
    return JsonResponse(result, status=200 if result["ok"] else 503)


@never_cache
@login_required
def status(request):
    if not permissions.can_see_status(request.user):
        raise PermissionDenied
    at = timezone.now()
    on = timezone.localdate(at)
    latest = list(ReminderRun.objects.all()[:RUNS_SHOWN])
    context = {
        "section": "status",
        "check": health_check.check(at),
        "last_run": ReminderRun.objects.filter(finished_at__isnull=False)
        .order_by("-finished_at")
        .first(),
        "latest": [(run, seconds_of(run)) for run in latest],
        "days": days_of_runs(since=on - timedelta(days=DAYS_SHOWN - 1)),
        "mails": outbox.counts(),
        "failed_reminders": Reminder.objects.filter(
            state=Reminder.State.FAILED, settled_at__gte=at - timedelta(days=DAYS_SHOWN)
        ).count(),
        "stuck": background.stuck(at)[:10],
        "years": years(on.year),
        "days_shown": DAYS_SHOWN,
    }
    return render(request, "accounts/status.html", context)


def days_of_runs(*, since) -> QuerySet:
    """For each day: how many runs, how many were cut off, what they did."""
    return (
        ReminderRun.objects.filter(on__gte=since)
        .values("on")
        .annotate(
            runs=Count("pk"),
            unfinished=Count("pk", filter=Q(finished_at__isnull=True)),
            sum_planned=Sum("planned"),
            sum_withdrawn=Sum("withdrawn"),
            sum_told=Sum("told"),
            longest=Max(F("finished_at") - F("started_at")),
        )
        .order_by("-on")
    )


def seconds_of(run: ReminderRun) -> float | None:
    if run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


def years(year: int) -> list[tuple[int, WorkingYear | None]]:
    """This year and the next, with the calendar where one was drawn up."""
    found = {row.year: row for row in WorkingYear.objects.filter(year__gte=year)}
    return [(one, found.get(one)) for one in (year, year + 1)]
