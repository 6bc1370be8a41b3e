"""Forms of the working calendar: a day, each by itself, and the hours of the year."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ..forms import posted
from ..models import SpecialDay
from . import special_days, working_calendars
from .special_days import GONE
from .working_calendar_forms import DayForm, HoursForm, SeenForm
from .working_calendar_sending import SECTION, calendar_to_keep, sent
from .working_calendars import CONFIRMED, fingerprint

NO_CHANGE = (
    "{:%d/%m/%Y} là {}, vốn không làm việc: ghi ngày nghỉ này không làm đổi lịch gửi "
    "nhắc việc."
)


@login_required
def special_day_add(request, year):
    calendar = calendar_to_keep(request, year)
    form = DayForm(posted(request), initial={"kind": SpecialDay.Kind.OFF})

    def act():
        values = form.values()
        del values["seen"]
        special_days.add_day(calendar=calendar, by=request.user, **values)

    return day_page(request, calendar, form, act, said="Đã thêm ngày vào lịch.")


@login_required
def special_day_edit(request, year, pk):
    calendar = calendar_to_keep(request, year)
    day = calendar.days.filter(pk=pk).first()
    if day is None:
        return gone(request, calendar)
    now = {"on": day.on, "kind": day.kind, "name": day.name}
    form = DayForm(posted(request), initial=now | {"seen": fingerprint(day)})

    def act():
        special_days.change_day(day=day, by=request.user, **form.values())

    return day_page(request, calendar, form, act, said="Đã sửa ngày.", day=day)


def gone(request, calendar):
    """Removed meanwhile; what was typed can still be added as a day of its own."""
    if request.method == "GET":
        messages.error(request, GONE)
        return redirect("accounts:working-calendar", calendar.year)
    form = DayForm(request.POST)
    form.add_error(None, GONE + " Nếu vẫn cần, hãy bấm “Thêm ngày” để ghi lại.")
    context = {"form": form, "calendar": calendar} | SECTION
    return render(request, "accounts/special_day_form.html", context)


def day_page(request, calendar, form, act, *, said, day=None):
    seen = fingerprint(day) if day else ""
    if carried_out(request, form, calendar, act, said, seen):
        tell_if_it_changes_nothing(request, form)
        return redirect("accounts:working-calendar", calendar.year)
    context = {"form": form, "calendar": calendar, "day": day} | SECTION
    return page_unless_confirmed(request, calendar, "special_day_form", context)


def tell_if_it_changes_nothing(request, form) -> None:
    on, kind = form.cleaned_data["on"], form.cleaned_data["kind"]
    if kind == SpecialDay.Kind.OFF and on.weekday() > 4:
        messages.info(request, NO_CHANGE.format(on, weekend_name(on)))


def weekend_name(on: date) -> str:
    return "Chủ nhật" if on.weekday() == 6 else "thứ Bảy"


@require_POST
@login_required
def special_day_remove(request, year, pk):
    calendar = calendar_to_keep(request, year)
    form = SeenForm(request.POST)
    day = calendar.days.filter(pk=pk).first()

    def act():
        seen = form.cleaned_data["seen"]
        special_days.remove_day(day=day, seen=seen, by=request.user)

    if day is None:
        messages.info(request, GONE)
    elif not sent(request, form, calendar, act, f"Đã bỏ {special_days.in_words(day)}."):
        messages.error(request, "Chưa bỏ được ngày này: " + refusal(form))
    return redirect("accounts:working-calendar", year)


def refusal(form) -> str:
    """Nothing was typed that could be kept: the page shows what stands there now."""
    if form.has_error("__all__", code="stale"):
        return "người khác vừa sửa. Hãy xem lại bên dưới rồi bỏ nếu vẫn cần."
    return " ".join(map(str, form.non_field_errors())) or "hãy tải lại trang rồi thử."


@login_required
def working_hours_edit(request, year):
    calendar = calendar_to_keep(request, year)
    now = {name: getattr(calendar, name) for name in working_calendars.HOURS}
    seen = fingerprint(calendar)
    form = HoursForm(posted(request), initial=now | {"seen": seen})

    def act():
        working_calendars.change_hours(
            calendar=calendar, by=request.user, **form.values()
        )

    if carried_out(request, form, calendar, act, "Đã lưu giờ làm việc, căn cứ.", seen):
        return redirect("accounts:working-calendar", year)
    context = {"form": form, "calendar": calendar} | SECTION
    return page_unless_confirmed(request, calendar, "working_hours_form", context)


def carried_out(request, form, calendar, act, said, seen) -> bool:
    """False too where a rule of the calendar refuses a value, said at its field."""
    if request.method != "POST":
        return False
    try:
        return sent(request, form, calendar, act, said, seen)
    except ValidationError as error:
        for field, errors in error.message_dict.items():
            form.add_error(field if field in form.fields else None, errors)
        return False


def page_unless_confirmed(request, calendar, name, context):
    """A confirmed year has nothing to fill in; what was typed is shown all the same."""
    if request.method == "GET" and calendar.confirmed_at:
        messages.error(request, CONFIRMED)
        return redirect("accounts:working-calendar", calendar.year)
    return render(request, f"accounts/{name}.html", context)
