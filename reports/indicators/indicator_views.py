"""The catalogue of indicators: for everybody to read, for its keepers to change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.receipts import carry_out_once

from .. import permissions
from ..models import Breakdown, Figure, Indicator, Target
from . import cataloguing
from .indicator_forms import IndicatorForm, initial_of

SECTION = {"section": "indicators"}
LOG = 50


@login_required
def indicator_list(request):
    parts = Breakdown.objects.order_by("position", "pk")
    rows = (
        Indicator.objects.select_related("numerator", "denominator")
        .prefetch_related(Prefetch("breakdowns", parts))
        .annotate(
            aims=Count("targets", distinct=True),
            told=Count("figures", Q(figures__withdrawn_at__isnull=True), distinct=True),
        )
    )
    context = {
        "used": [row for row in rows if row.is_active],
        "unused": [row for row in rows if not row.is_active],
        "can_keep": permissions.can_keep_catalogue(request.user),
    }
    return render(request, "reports/indicator_list.html", context | SECTION)


@login_required
def indicator_detail(request, pk):
    rows = Indicator.objects.select_related("numerator", "denominator", "replaces")
    indicator = get_object_or_404(rows, pk=pk)
    seen = Figure.objects.visible_to(request.user).standing()
    context = {
        "indicator": indicator,
        "targets": targets_seen(indicator, request.user),
        "replaced_by": indicator.replaced_by.first(),
        "ratios": Indicator.objects.filter(
            Q(numerator=indicator) | Q(denominator=indicator)
        ),
        "figures": seen.filter(indicator=indicator).count(),
        "is_locked": cataloguing.has_data(indicator),
        "can_keep": permissions.can_keep_catalogue(request.user),
        "history": [(e, history.sentence(e)) for e in history.of(indicator)[:LOG]],
    }
    return render(request, "reports/indicator_detail.html", context | SECTION)


def targets_seen(indicator: Indicator, user) -> list[tuple]:
    """[(target, in words, its baseline)]: none of agreements one may not read."""
    rows = Target.objects.filter(indicator=indicator)
    rows = rows.select_related("indicator", "organisation", "agreement__kind")
    agreements = permissions.agreements_of_targets(user)
    rows = rows.filter(Q(agreement__isnull=True) | Q(agreement__in=agreements))
    return [
        (
            row,
            indicator.words(row.amount),
            "" if row.baseline is None else indicator.words(row.baseline),
        )
        for row in rows
    ]


def kept(request, pk) -> Indicator:
    indicator = get_object_or_404(Indicator, pk=pk)
    if not permissions.can_keep_catalogue(request.user):
        raise PermissionDenied
    return indicator


@login_required
def indicator_create(request):
    """A new one; `?thay=` names the one it replaces, whose fields it starts from."""
    if not permissions.can_keep_catalogue(request.user):
        raise PermissionDenied
    replaced = None
    if "thay" in request.GET:
        replaced = get_object_or_404(Indicator, pk=id_in(request.GET, "thay"))
    initial = initial_of(replaced) | {"is_active": True} if replaced else {}
    form = IndicatorForm(posted(request), initial=initial)
    del form.fields["is_active"]
    if request.method == "POST" and form.is_valid():

        def act():
            new = cataloguing.define(
                values=form.values(),
                parts=form.cleaned_data["parts"],
                replaces=replaced,
                by=request.user,
            )
            return reverse("reports:indicator-detail", args=[new.pk])

        if address := carried_out(request, form, act, "Đã thêm chỉ tiêu."):
            return redirect(address)
    context = {"form": form, "replaced": replaced}
    return render(request, "reports/indicator_form.html", context | SECTION)


def carried_out(request, form, act, sentence: str) -> str | None:
    """The address to go to; None where it was refused, which the form then says."""
    token = form.cleaned_data["form_token"]
    try:
        address, is_new = carry_out_once(token=token, user=request.user, act=act)
    except NotPossible as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, sentence if is_new else ALREADY_SENT)
    return address


@login_required
def indicator_edit(request, pk):
    indicator = kept(request, pk)
    is_locked = cataloguing.has_data(indicator)
    form = IndicatorForm(
        posted(request),
        indicator=indicator,
        is_locked=is_locked,
        initial=initial_of(indicator) | {"seen": cataloguing.seen(indicator)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            cataloguing.change(
                indicator=indicator,
                values=form.values(),
                parts=form.cleaned_data["parts"],
                as_seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale:
            form.stale(cataloguing.seen(Indicator.objects.get(pk=pk)))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã sửa chỉ tiêu.")
            return redirect("reports:indicator-detail", pk)
    context = {"form": form, "indicator": indicator, "is_locked": is_locked}
    return render(request, "reports/indicator_form.html", context | SECTION)
