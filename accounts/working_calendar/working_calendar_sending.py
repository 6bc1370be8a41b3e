"""What the forms of the working calendar share: who may, once, and not unawares."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from .. import permissions
from ..errors import NotPossible, Stale
from ..forms import ALREADY_SENT
from ..models import WorkingYear
from ..receipts import carry_out_once
from . import working_calendars

SECTION = {"section": "working-calendar"}


def refuse_out_of_reach(year: int) -> None:
    if not working_calendars.FIRST_YEAR <= year <= working_calendars.LAST_YEAR:
        raise Http404


def refuse_unless_keeper(user) -> None:
    if not permissions.can_keep_calendar(user):
        raise PermissionDenied


def calendar_to_keep(request, year) -> WorkingYear:
    refuse_out_of_reach(year)
    calendar = get_object_or_404(WorkingYear, year=year)
    refuse_unless_keeper(request.user)
    return calendar


def sent(request, form, calendar, act, said, seen="") -> bool:
    """Carry the form out once; False, with the reason in the form, if refused.

    `seen`: what the form carries after a refusal because of somebody else's change.
    """
    if not form.is_valid():
        return False

    def acted():
        act()
        return reverse("accounts:working-calendar", args=[calendar.year])

    token = form.cleaned_data["form_token"]
    try:
        _, is_first = carry_out_once(token=token, user=request.user, act=acted)
    except Stale:
        form.stale(seen)
        return False
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    if is_first:
        messages.success(request, said)
    else:
        messages.info(request, ALREADY_SENT)
    return True
