"""Who stands in for whom: the list, naming somebody, revoking it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.models import Organisation
from accounts.receipts import carry_out_once

from .. import permissions
from . import standing_in
from .stand_in_forms import StandInForm

SECTION = {"section": "organisations"}
SHOWN = 100


@login_required
def stand_in_list(request):
    user, on = request.user, timezone.localdate()
    page = Paginator(standing_in.visible_to(user), SHOWN).get_page(
        request.GET.get("trang")
    )
    managed = user.organisation_ids_as(*permissions.NAMING)
    context = {
        "page": page,
        "papers": [
            (
                paper,
                standing_in.state_of(paper, on),
                paper.organisation_id in managed and standing_in.is_open(paper, on),
            )
            for paper in page
        ],
        "organisations": permissions.organisations_to_name_for(user, on),
        "on": on,
    }
    return render(request, "tasks/stand_in_list.html", context | SECTION)


@login_required
def stand_in_name(request, pk):
    organisation, on = get_object_or_404(Organisation, pk=pk), timezone.localdate()
    allowed = permissions.organisations_to_name_for(request.user, on)
    if organisation not in allowed:
        raise PermissionDenied
    form = StandInForm(
        posted(request),
        organisation=organisation,
        on=on,
        initial={"first_on": on, "stands_for": request.user.pk},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            standing_in.name(
                organisation=organisation, by=request.user, on=on, **values
            )
            return reverse("tasks:stand-in-list")

        try:
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if is_new:
                messages.success(request, f"Đã giao {values['person']} thay mặt.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "organisation": organisation} | SECTION
    return render(request, "tasks/stand_in_form.html", context)


@require_POST
@login_required
def stand_in_revoke(request, pk):
    paper = get_object_or_404(standing_in.visible_to(request.user), pk=pk)
    if not request.user.has_role(paper.organisation_id, *permissions.NAMING):
        raise PermissionDenied
    if standing_in.revoke(stand_in=paper, by=request.user, on=timezone.localdate()):
        messages.success(request, f"Đã thu hồi: {paper.person} thôi thay mặt.")
    return redirect("tasks:stand-in-list")
