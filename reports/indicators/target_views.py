"""Targets of an indicator, for the keepers of the catalogue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import Stale
from accounts.forms import posted
from accounts.models import Organisation

from .. import permissions
from ..models import Target
from . import targeting
from .indicator_views import SECTION, carried_out, kept
from .target_forms import TargetForm, initial_of


@login_required
def target_create(request, pk):
    indicator = kept(request, pk)
    form = TargetForm(posted(request), indicator=indicator, **choices(request.user))
    if request.method == "POST" and form.is_valid():

        def act():
            targeting.set_target(
                indicator=indicator, values=form.values(), by=request.user
            )
            return reverse("reports:indicator-detail", args=[pk])

        if address := carried_out(request, form, act, "Đã đặt mục tiêu."):
            return redirect(address)
    context = {"form": form, "indicator": indicator}
    return render(request, "reports/target_form.html", context | SECTION)


def choices(user, target: Target | None = None) -> dict:
    """Bodies that exist and agreements one may read, and those the target has."""
    bodies = Organisation.objects.existing(timezone.localdate())
    agreements = permissions.agreements_of_targets(user)
    if target:
        bodies |= Organisation.objects.filter(pk=target.organisation_id)
        agreements |= agreements.model.objects.filter(pk=target.agreement_id)
    return {
        "organisations": bodies,
        "agreements": agreements.select_related("kind"),
    }


def kept_target(request, pk) -> Target:
    target = get_object_or_404(Target.objects.select_related("indicator"), pk=pk)
    if not permissions.can_keep_catalogue(request.user):
        raise PermissionDenied
    return target


@login_required
def target_edit(request, pk):
    target = kept_target(request, pk)
    indicator = target.indicator
    now = targeting.seen(target)
    initial = initial_of(target) | {"seen": now}
    offered = choices(request.user, target)
    form = TargetForm(posted(request), indicator=indicator, initial=initial, **offered)
    if request.method == "POST" and form.is_valid():
        try:
            targeting.set_target(
                indicator=indicator,
                values=form.values(),
                target=target,
                as_seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale:
            form.stale(now)
        else:
            messages.success(request, "Đã sửa mục tiêu.")
            return redirect("reports:indicator-detail", indicator.pk)
    context = {"form": form, "indicator": indicator, "target": target}
    return render(request, "reports/target_form.html", context | SECTION)


@require_POST
@login_required
def target_delete(request, pk):
    if not Target.objects.filter(pk=pk).exists():
        raise Http404
    target = kept_target(request, pk)
    if targeting.remove_target(target=target, by=request.user):
        messages.success(request, "Đã bỏ mục tiêu.")
    return redirect("reports:indicator-detail", target.indicator_id)
