"""Pages of the working calendar: the years, one year, its proposal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import history, permissions
from ..errors import NotPossible
from ..models import SpecialDay, WorkingYear
from ..reminding import working_days
from . import working_calendar_pages, working_calendars
from .working_calendar_forms import SeenForm
from .working_calendar_sending import (
    SECTION,
    refuse_out_of_reach,
    refuse_unless_keeper,
)

NEXT_YEAR_FROM = 10  # the month in which the next year's notice is to be expected


@login_required
def working_calendar_list(request):
    on = timezone.localdate()
    drawn_up = WorkingYear.objects.select_related("confirmed_by")
    known = {row.year: row for row in drawn_up.prefetch_related("days")}
    years = sorted({*known, on.year, on.year + 1}, reverse=True)
    context = {
        "years": [
            (year, row, row and working_calendar_pages.counts(list(row.days.all())))
            for year in years
            for row in [known.get(year)]
        ],
        "missing": missing_year(on),
        "this_year": on.year,
        "can_keep": permissions.can_keep_calendar(request.user),
    }
    return render(request, "accounts/working_calendar_list.html", context | SECTION)


def missing_year(on) -> int | None:
    """Next year, when its calendar should stand by now and does not count yet."""
    if on.month < NEXT_YEAR_FROM:
        return None
    next_year = on.replace(year=on.year + 1, day=1)
    return next_year.year if working_days.unconfirmed(next_year, next_year) else None


@login_required
def working_calendar(request, year):
    """The year as it stands; of one that nobody drew up, its weekends."""
    refuse_out_of_reach(year)
    on = timezone.localdate()
    rows = WorkingYear.objects.select_related("confirmed_by")
    calendar = rows.filter(year=year).first()
    days = list(calendar.days.all()) if calendar else []
    can_keep = permissions.can_keep_calendar(request.user)
    can_edit = bool(can_keep and calendar and not calendar.confirmed_at)
    entries = history.of(calendar)[:100] if calendar else []
    context = {
        "year": year,
        "calendar": calendar,
        "days": [(day, removal_of(day)) for day in days],
        "counts": working_calendar_pages.counts(days),
        "months": working_calendar_pages.months(year, {day.on: day for day in days}),
        "marks": working_calendar_pages.MARKS,
        "can_keep": can_keep,
        "can_edit": can_edit,
        "lacking": working_calendars.lacking(calendar) if can_edit else [],
        "previous": year - 1 if year > working_calendars.FIRST_YEAR else None,
        "next": year + 1 if year < working_calendars.LAST_YEAR else None,
        "missing": missing_year(on),
        "history": [(entry, history.sentence(entry)) for entry in entries],
        "on": on,
    }
    return render(request, "accounts/working_calendar.html", context | SECTION)


def removal_of(day: SpecialDay) -> SeenForm:
    """A small form for each day: nobody's click undoes another's change."""
    seen = working_calendars.fingerprint(day)
    return SeenForm(initial={"seen": seen}, auto_id=False)


@require_POST
@login_required
def working_calendar_propose(request, year):
    refuse_out_of_reach(year)
    refuse_unless_keeper(request.user)
    try:
        added = working_calendars.propose(year=year, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        if added:
            said = f"Đã ghi {added} ngày theo đề xuất. Hãy đối chiếu rồi xác nhận lịch."
            messages.success(request, said)
        else:
            messages.info(request, "Lịch đã có đủ các ngày của đề xuất.")
    return redirect("accounts:working-calendar", year)
