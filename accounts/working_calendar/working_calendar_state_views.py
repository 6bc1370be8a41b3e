"""Pages on which the calendar of a year is confirmed, and reopened."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from ..forms import posted
from . import working_calendar_pages, working_calendars
from .working_calendar_forms import ReopenForm, SeenForm
from .working_calendar_sending import SECTION, calendar_to_keep, sent


@login_required
def working_calendar_confirm(request, year):
    """What it changes for reminders is shown before."""
    calendar = calendar_to_keep(request, year)
    at = timezone.now()
    seen = working_calendars.fingerprint_of_all(calendar)
    form = SeenForm(posted(request), initial={"seen": seen})
    if calendar.confirmed_at and request.method == "GET":
        return redirect("accounts:working-calendar", year)

    def act():
        working_calendars.confirm(
            calendar=calendar, seen=form.cleaned_data["seen"], by=request.user, at=at
        )

    said = f"Đã xác nhận lịch làm việc năm {year}."
    if request.method == "POST" and sent(request, form, calendar, act, said, seen):
        return redirect("accounts:working-calendar", year)
    context = {
        "form": form,
        "calendar": calendar,
        "counts": working_calendar_pages.counts(list(calendar.days.all())),
        "effects": working_calendar_pages.effects(calendar, at=at),
        "on": timezone.localdate(),
    }
    return render(request, "accounts/working_calendar_confirm.html", context | SECTION)


@login_required
def working_calendar_reopen(request, year):
    calendar = calendar_to_keep(request, year)
    form = ReopenForm(posted(request))
    if not calendar.confirmed_at and request.method == "GET":
        return redirect("accounts:working-calendar", year)

    def act():
        reason = form.cleaned_data["reason"]
        working_calendars.reopen(calendar=calendar, reason=reason, by=request.user)

    said = f"Đã mở lại lịch làm việc năm {year} để sửa."
    if request.method == "POST" and sent(request, form, calendar, act, said):
        return redirect("accounts:working-calendar", year)
    context = {"form": form, "calendar": calendar}
    return render(request, "accounts/working_calendar_reopen.html", context | SECTION)
