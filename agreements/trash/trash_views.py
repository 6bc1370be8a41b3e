"""The trash of the register: putting away, looking through it, bringing back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import history
from accounts.errors import NotPossible
from accounts.forms import posted
from accounts.listings.paging import page_of

from .. import permissions, standing
from ..models import Agreement
from . import trash
from .trash_forms import ThrowAwayForm

ORDER = ("-trashed_at", "-pk")


def trashed_for(user):
    """What of the trash the person may look at, and bring back."""
    return trash.in_trash(permissions.kept_by(user, Agreement.with_trashed.all()))


@login_required
def agreement_throw_away(request, pk):
    agreement = Agreement.objects.visible_to(request.user).filter(pk=pk).first()
    if agreement is None:  # a second click finds it put away, as was asked
        put_away = get_object_or_404(trashed_for(request.user), pk=pk)
        messages.info(request, "Hồ sơ này đã ở trong thùng rác.")
        return redirect("agreements:trash-detail", put_away.pk)
    if not permissions.can_throw_away(request.user, agreement):
        raise PermissionDenied
    form = ThrowAwayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            trash.throw_away(
                agreement=agreement,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "Đã bỏ hồ sơ vào thùng rác.")
            return redirect("agreements:trash-list")
        except NotPossible as error:
            form.add_error(None, str(error))
    obstacles = trash.obstacles(agreement)
    context = {
        "form": form,
        "agreement": agreement,
        "obstacle": trash.explain(obstacles) if obstacles else "",
        "section": "agreements",
    }
    return render(request, "agreements/agreement_throw_away.html", context)


@login_required
def trash_list(request):
    if not permissions.can_register(request.user):
        raise PermissionDenied
    rows = trashed_for(request.user).select_related("kind", "owner", "trashed_by")
    page = page_of(rows, request.GET, order=ORDER)
    context = {"page": page, "section": "agreements"}
    return render(request, "agreements/trash_list.html", context)


@login_required
def trash_detail(request, pk):
    """What was put away, and its history: enough to know whether to bring it back."""
    rows = trashed_for(request.user).select_related("kind", "owner", "issuer")
    agreement = get_object_or_404(rows, pk=pk)
    context = {
        "agreement": agreement,
        "facts": standing.facts(agreement, timezone.localdate()),
        "parties": agreement.parties.all(),
        "history": [(e, history.sentence(e)) for e in history.of(agreement)[:100]],
        "section": "agreements",
    }
    return render(request, "agreements/trash_detail.html", context)


@require_POST
@login_required
def agreement_restore(request, pk):
    rows = permissions.kept_by(request.user, Agreement.with_trashed.all())
    agreement = get_object_or_404(rows, pk=pk)
    try:
        trash.restore(agreement=agreement, by=request.user)
        messages.success(request, "Đã khôi phục hồ sơ.")
    except NotPossible as error:
        messages.info(request, str(error))
    agreement.refresh_from_db(fields=["trashed_at"])
    if agreement.trashed_at:
        return redirect("agreements:trash-detail", agreement.pk)
    return redirect(agreement)
