"""The ladders of reminders: for everybody to read, for administrators to change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import history, permissions, sent_again
from ..errors import NotPossible
from ..forms import ALREADY_SENT, OnceForm, posted
from ..models import Duty, HistoryEntry, Ladder
from ..receipts import carry_out_once
from . import ladder as rules
from . import revising
from .ladder_wording import said
from .ladders import OF_NO_AGREEMENT

SECTION = {"section": "ladders"}
LOG = 20


def log_of(entries):
    return [(entry, history.sentence(entry)) for entry in entries[:LOG]]


@login_required
def ladder_list(request):
    entries = HistoryEntry.objects.filter(target_type=Ladder._meta.label_lower)
    context = {
        "kinds": kinds(),
        "weeks": rules.WEEKS_AFTER,
        "can_edit": permissions.can_edit_ladders(request.user),
        "history": log_of(entries),
    }
    return render(request, "accounts/ladder_list.html", context | SECTION)


def kinds() -> list[tuple]:
    """[(kind, [(ladder, in words, agreements)], agreements in all, is choosable)]."""
    by_duty = {duty: [] for duty in Duty}
    ladders = Ladder.objects.annotate(times=Count("uses")).prefetch_related("steps")
    for row in ladders.order_by("-is_default", "name"):
        by_duty[row.duty].append((row, said(revising.rungs_of(row)), row.times))
    return [
        (duty, rows, sum(times for *_, times in rows), duty not in OF_NO_AGREEMENT)
        for duty, rows in by_duty.items()
    ]


@login_required
def ladder_delete(request, pk):
    if not permissions.can_edit_ladders(request.user):
        raise PermissionDenied
    ladder = Ladder.objects.filter(pk=pk).first()
    if ladder is None:
        return sent_again.answer(request)
    form = OnceForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            revising.remove(ladder=ladder, by=request.user)
            return reverse("accounts:ladder-list")

        token = form.cleaned_data["form_token"]
        try:
            address, is_new = carry_out_once(token=token, user=request.user, act=act)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                messages.success(request, "Đã xóa thang nhắc việc.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(address)
    visible, others = users_of(ladder, request.user)
    context = {
        "form": form,
        "ladder": ladder,
        "words": said(revising.rungs_of(ladder)),
        "agreements": visible,
        "others": others,
    }
    return render(request, "accounts/ladder_delete.html", context | SECTION)


def users_of(ladder: Ladder, user) -> tuple[list, int]:
    """The agreements that use it which the person may see; how many others."""
    agreements = Ladder._meta.get_field("uses").related_model._meta.get_field(
        "agreement"
    )
    used = ladder.uses.values("agreement")
    visible = agreements.related_model.objects.visible_to(user).filter(pk__in=used)
    visible = list(visible.select_related("kind"))
    return visible, ladder.uses.count() - len(visible)
