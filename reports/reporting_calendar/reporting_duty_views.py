"""Chế độ báo cáo of an agreement: its pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import Stale
from accounts.forms import ALREADY_SENT, STALE, posted
from accounts.receipts import carry_out_once
from agreements.models import Agreement
from agreements.permissions import can_revise

from ..models import ReportingDuty
from . import reporting_duties
from .reporting_duty_forms import READ, ReportingDutyForm, bodies_to_name

ANCHOR = "#che-do-bao-cao"


def revisable(request, pk) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    if not can_revise(request.user, agreement):
        raise PermissionDenied
    return agreement


def revisable_duty(request, pk) -> ReportingDuty:
    rows = ReportingDuty.objects.select_related("agreement", "period_kind")
    duty = get_object_or_404(rows, pk=pk)
    duty.agreement = revisable(request, duty.agreement_id)
    return duty


def back(agreement) -> str:
    return agreement.get_absolute_url() + ANCHOR


def page(request, form, agreement, duty=None, proposals=None):
    context = {
        "form": form,
        "agreement": agreement,
        "duty": duty,
        "proposals": proposals,
        "section": "agreements",
    }
    return render(request, "reports/reporting_duty_form.html", context)


@login_required
def reporting_duty_create(request, pk):
    agreement = revisable(request, pk)
    form = ReportingDutyForm(posted(request), bodies=bodies_to_name(localdate()))
    if READ in request.POST:
        return page(request, form, agreement, proposals=form.read_words())
    if request.method == "POST" and form.is_valid():

        def act():
            reporting_duties.add(
                agreement=agreement, values=form.values(), by=request.user
            )
            return back(agreement)

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if is_new:
                messages.success(request, "Đã thêm chế độ báo cáo.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    return page(request, form, agreement)


def localdate():
    return timezone.localdate()


@login_required
def reporting_duty_edit(request, pk):
    duty = revisable_duty(request, pk)
    form = ReportingDutyForm(
        posted(request), duty=duty, bodies=bodies_to_name(localdate(), duty)
    )
    if READ in request.POST:
        return page(request, form, duty.agreement, duty, form.read_words())
    if request.method == "POST" and form.is_valid():
        try:
            reporting_duties.revise(
                duty=duty,
                was=form.cleaned_data["was"],
                values=form.values(),
                by=request.user,
            )
        except Stale:
            form.carry_on_over(duty, STALE)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã lưu chế độ báo cáo.")
            return redirect(back(duty.agreement))
    return page(request, form, duty.agreement, duty)


@require_POST
@login_required
def reporting_duty_remove(request, pk):
    duty = revisable_duty(request, pk)
    try:
        reporting_duties.remove(duty=duty, by=request.user)
    except Stale as error:
        messages.info(request, str(error))
    else:
        messages.success(
            request, "Đã bỏ chế độ báo cáo. Các đợt thu đã lập giữ nguyên."
        )
    return redirect(back(duty.agreement))
