"""The calendar of a person or of one of their bodies: a month, a quarter, a day."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.forms import id_in

from . import calendars
from .calendar_sources import bodies_of

SECTION = {"section": "calendar"}


def scope_links(request, on: date, **params):
    """Whose calendar is shown, its parameter, and the links to the others."""
    asked = id_in(request.GET, "cua")
    scope = calendars.scope_of(request.user, asked, on)
    chosen = None if scope.is_personal else asked
    links = [(None, "Việc của tôi")]
    links += [(body.pk, body.label) for body in bodies_of(request.user)]
    tabs = [
        (label, f"{request.path}?{query(cua=pk, **params)}", pk == chosen)
        for pk, label in links
    ]
    return scope, chosen, tabs


def query(**params) -> str:
    return urlencode({name: value for name, value in params.items() if value})


def day_asked(request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return None


@login_required
def calendar_month(request):
    """Weeks as a table; on a phone, the days with something on them."""
    on = timezone.localdate()
    if day_asked(request):
        return calendar_day(request, day_asked(request), on)
    month = calendars.month_asked(request.GET.get("thang", ""), on)
    shown = f"{month:%Y-%m}"
    scope, chosen, tabs = scope_links(request, on, thang=shown)
    weeks = calendars.weeks_of(scope, month, on)

    def link(day):
        return f"{request.path}?{query(thang=f'{day:%Y-%m}', cua=chosen)}"

    context = {
        "month": month,
        "weeks": [[(day, tones(day, on)) for day in week] for week in weeks],
        "is_empty": not any(day.entries for week in weeks for day in week),
        "tabs": tabs,
        "previous": link(calendars.months_later(month, -1)),
        "next": link(calendars.months_later(month, 1)),
        "this": link(on) if month != on.replace(day=1) else "",
        "other": f"{reverse('tasks:calendar-quarter')}?"
        + query(quy=f"{month.year}-{(month.month + 2) // 3}", cua=chosen),
        "chosen": chosen,
        "on": on,
        **SECTION,
    }
    return render(request, "tasks/calendar_month.html", context)


def tones(day, on) -> list[tuple]:
    return [(entry, entry.tone(on)) for entry in day.entries]


@login_required
def calendar_quarter(request):
    on = timezone.localdate()
    first = calendars.quarter_asked(request.GET.get("quy", ""), on)
    number = (first.month + 2) // 3
    scope, chosen, tabs = scope_links(request, on, quy=f"{first.year}-{number}")

    def link(day):
        asked = f"{day.year}-{(day.month + 2) // 3}"
        return f"{request.path}?{query(quy=asked, cua=chosen)}"

    here = calendars.quarter_asked("", on)
    context = {
        "first": first,
        "number": "I II III IV".split()[number - 1],
        "months": [
            (month, [(day, tones(day, on)) for day in days])
            for month, days in calendars.quarter_of(scope, first, on)
        ],
        "tabs": tabs,
        "previous": link(calendars.months_later(first, -3)),
        "next": link(calendars.months_later(first, 3)),
        "this": link(here) if first != here else "",
        "other": f"{reverse('tasks:calendar')}?"
        + query(thang=f"{first:%Y-%m}", cua=chosen),
        "chosen": chosen,
        "on": on,
        **SECTION,
    }
    return render(request, "tasks/calendar_quarter.html", context)


def calendar_day(request, day: date, on: date):
    """A busy day, longer; beyond that, the list of tasks is the place to look."""
    scope, chosen, tabs = scope_links(request, on, ngay=day.isoformat())
    found = calendars.agenda(scope, day, day, on, calendars.ON_ITS_OWN)

    def link(other):
        return f"{request.path}?{query(ngay=other.isoformat(), cua=chosen)}"

    is_inside = date.min < day < date.max
    context = {
        "day": found[0] if found else None,
        "date": day,
        "entries": tones(found[0], on) if found else [],
        "tabs": tabs,
        "previous": link(day - timedelta(days=1)) if is_inside else "",
        "next": link(day + timedelta(days=1)) if is_inside else "",
        "other": f"{request.path}?{query(thang=f'{day:%Y-%m}', cua=chosen)}",
        "on": on,
        **SECTION,
    }
    return render(request, "tasks/calendar_day.html", context)
