"""The page that says how the duties under an agreement are reminded of."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from accounts.errors import Stale
from accounts.forms import posted

from .. import permissions
from ..models import Agreement
from . import laddering
from .ladder_forms import AgreementLaddersForm


@login_required
def agreement_ladders(request, pk):
    """Read by whoever sees the agreement, changed by whoever keeps its record."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    can_revise = permissions.can_revise(request.user, agreement)
    if request.method == "POST" and not can_revise:
        raise PermissionDenied
    chosen = laddering.chosen_for(agreement)
    form = AgreementLaddersForm(posted(request), chosen=chosen)
    if request.method == "POST" and form.is_valid() and not form.is_stale():
        if saved(request, form, agreement, chosen):
            return redirect(agreement)
    context = {"form": form, "agreement": agreement, "can_revise": can_revise}
    return render(
        request,
        "agreements/agreement_ladders.html",
        context | {"section": "agreements"},
    )


def saved(request, form, agreement, was) -> bool:
    try:
        changed = laddering.choose(
            agreement=agreement, chosen=form.typed(), was=was, by=request.user
        )
    except Stale as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        for duty, problems in error.error_dict.items():
            form.add_error(duty if duty in form.fields else None, problems)
    else:
        if changed:
            messages.success(request, "Đã lưu thang nhắc việc của quy chế.")
        else:
            messages.info(request, "Thang nhắc việc của quy chế không có gì thay đổi.")
        return True
    return False
