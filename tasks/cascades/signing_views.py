"""Recording in a cascade: who has signed, who need not, whom to remind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once
from accounts.stored_files import files
from agreements.models import Agreement, Party

from .. import permissions
from ..forms import ReasonForm
from . import cascade_list, cascading
from .cascade_forms import SigningForm
from .cascade_views import address, duty_for, kept_duty, say_at_form, task_for


@login_required
def cascade_sign(request, pk, duty_pk):
    duty = duty_for(request.user, pk, duty_pk)
    if not permissions.can_record_signing(request.user, duty):
        raise PermissionDenied
    on = timezone.localdate()
    form = SigningForm(
        posted(request),
        request.FILES or None,
        agreements=_agreements_of(duty, request.user, on),
        initial={
            "signed_on": duty.signed_on,
            "document_number": duty.document_number,
            "agreement": duty.agreement_id,
        },
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            cascading.record_signing(duty=duty, by=request.user, on=on, **values)
            return address(duty.task)

        with say_at_form(form):
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if is_new:
                messages.success(request, "Đã ghi nhận việc ký.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {"form": form, "duty": duty, "task": duty.task, "section": "tasks"}
    context["can_cascade"] = permissions.can_cascade(request.user, duty.task)
    return render(request, "tasks/cascade_sign.html", context)


def _agreements_of(duty, user, on):
    """Those in the register that the body signed, or has since taken over."""
    body = cascade_list.bearers_of([duty.organisation], on)[duty.organisation_id]
    ids = {duty.organisation_id} | ({body.pk} if body else set())
    signed = Party.objects.of_organisations(ids).values("agreement")
    seen = Agreement.objects.visible_to(user).signed().filter(pk__in=signed)
    return seen.select_related("kind")


def _with_reason(request, duty, act, done: str, context):
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with say_at_form(form):
            act(duty=duty, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, done)
            return redirect(address(duty.task))
    context |= {"form": form, "duty": duty, "task": duty.task, "section": "tasks"}
    return render(request, "tasks/cascade_reason.html", context)


@login_required
def cascade_leave_out(request, pk, duty_pk):
    duty = kept_duty(request, pk, duty_pk)
    context = {"heading": "Không phải ký", "button": "Ghi là không phải ký"}
    said = f"Đã ghi {duty.organisation} không phải ký."
    return _with_reason(request, duty, cascading.leave_out, said, context)


@login_required
def cascade_take_back(request, pk, duty_pk):
    duty = kept_duty(request, pk, duty_pk)
    context = {"heading": "Bỏ ghi nhận việc ký", "button": "Bỏ ghi nhận"}
    said = f"Đã bỏ ghi nhận việc ký của {duty.organisation}."
    return _with_reason(request, duty, cascading.take_back_signing, said, context)


@require_POST
@login_required
def cascade_put_back(request, pk, duty_pk):
    duty = kept_duty(request, pk, duty_pk)
    if cascading.put_back(duty=duty, by=request.user):
        messages.success(request, f"Đã đưa {duty.organisation} trở lại danh sách.")
    return redirect(address(duty.task))


@require_POST
@login_required
def cascade_nudge(request, pk):
    task, _ = task_for(request.user, pk)
    if not permissions.can_cascade(request.user, task):
        raise PermissionDenied
    try:
        count = cascading.nudge(task=task, by=request.user, on=timezone.localdate())
        said = f"Đã nhắc {count} cơ quan." if count else "Các cơ quan đều đã ký."
        messages.success(request, said)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(address(task))


@login_required
def cascade_file(request, pk, duty_pk):
    duty = duty_for(request.user, pk, duty_pk)
    if duty.stored_file is None:
        raise Http404
    return files.download(duty.stored_file)
