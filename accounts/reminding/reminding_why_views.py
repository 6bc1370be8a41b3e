"""Why somebody was, or was not, reminded of a duty; and the ledger that says so."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from .. import permissions
from ..listings.list_views import ListPage
from ..listings.paging import page_of
from ..models import Reminder, User
from . import explaining, ledger
from .ladder_wording import step_said
from .ledger_filters import LedgerFilter
from .ledger_lists import LEDGER, letter, reason
from .serving import Serving

MOST_DIGESTS = 5
PAGE = 25
LONGEST = 200  # of the words that are looked for
LOOKS = {
    Reminder.State.PLANNED: ("clock", "plan"),
    Reminder.State.SENT: ("check", "ok"),
    Reminder.State.WITHDRAWN: ("back", "idle"),
    Reminder.State.FAILED: ("warn", "late"),
}


@login_required
def why(request):
    """Of one duty, if the address names one; or the latest of what one was told."""
    person = asked_about(request)
    if "viec" not in request.GET and "ma" not in request.GET:
        return render(
            request, "accounts/reminder_why_list.html", latest(request, person)
        )
    duty, duty_id = request.GET.get("viec", ""), number(request.GET.get("ma", ""))
    told = duty_id is not None and explaining.explain(
        person=person,
        duty=duty,
        duty_id=duty_id,
        to=request.user,
        on=timezone.localdate(),
        at=timezone.now(),
    )
    if not told:
        raise Http404
    context = {"told": told} | about(request, person)
    return render(request, "accounts/reminder_why.html", context)


def asked_about(request) -> User:
    """Oneself, or the person in the address; 404 for one who may not be asked about."""
    if "nguoi" not in request.GET:
        return request.user
    wanted = number(request.GET["nguoi"])
    person = User.objects.filter(pk=wanted).first() if wanted is not None else None
    if person is None or not permissions.can_ask_why(request.user, person):
        raise Http404
    return person


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def about(request, person) -> dict:
    return {
        "section": "inbox",
        "person": person,
        "is_own": person == request.user,
        "can_see_ledger": permissions.can_see_ledger(request.user),
    }


def latest(request, person) -> dict:
    words = request.GET.get("q", "").strip()[:LONGEST]
    rows = with_letters(person.reminders.all())
    page = page_of(
        rows, request.GET, order=("-planned_at", "-pk"), size=PAGE, count=False
    )
    context = about(request, person) | {"q": words, "page": page}
    if words:
        serving = Serving(timezone.localdate())
        context["found"] = ledger.find(
            words, person, asker=request.user, serving=serving
        )
    return context | {
        "rows": [
            dressed(row) for row in ledger.with_titles(page.rows, asker=request.user)
        ],
        "digests": person.digests.select_related("mail").order_by("-on", "-pk")[
            :MOST_DIGESTS
        ],
    }


def with_letters(rows):
    return rows.select_related("digest__mail").defer(
        "digest__mail__body", "digest__mail__html"
    )


def dressed(row: Reminder) -> Reminder:
    icon, tone = LOOKS[row.state]
    row.badge = {"icon": icon, "tone": tone, "label": row.get_state_display()}
    row.letter, row.step_said = letter(row), step_said(row.step)
    return row


class Ledger(ListPage):
    listing = LEDGER
    template_name = "accounts/reminder_ledger.html"
    extra_context = {"section": "ledger"}

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and not permissions.can_see_ledger(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filter(self):
        rows = with_letters(Reminder.objects.select_related("receiver"))
        seen = permissions.reminders_seen_by(self.request.user, rows, self.on)
        return LedgerFilter(self.request.GET, queryset=seen, today=self.on)

    def dress(self, rows):
        asker = self.request.user
        rows = [dressed(row) for row in ledger.with_titles(rows, asker=asker)]
        for row in rows:
            row.reason = reason(row)
        return rows
