from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, OnceForm, form_field, posted
from accounts.receipts import carry_out_once

from .. import permissions
from ..models import YearlyPlan
from . import amending, differences


class AmendmentForm(OnceForm):
    title = form_field(
        YearlyPlan._meta.get_field("title"), widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label="Lý do sửa đổi",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Các bên đọc lý do này khi cho ý kiến; được ghi vào từng nhiệm vụ bị "
        "bỏ.",
    )


@login_required
def amendment_create(request, pk):
    plan = get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_amend(request.user, plan):
        raise PermissionDenied
    already = amending.open_amendment(plan)
    if already and request.method != "POST":
        messages.info(request, "Kế hoạch đang có lần sửa đổi dở dang dưới đây.")
        return redirect(already)
    initial = {"title": f"Sửa đổi, bổ sung {plan.title[:1].lower()}{plan.title[1:]}"}
    form = AmendmentForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            amendment = amending.start(plan=plan, by=request.user, **values)
            return amendment.get_absolute_url()

        try:
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if not is_new:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "plan": plan, "section": "plans"}
    return render(request, "tasks/amendment_form.html", context)


@require_POST
@login_required
def amendment_discard(request, pk):
    plan = get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_discard(request.user, plan):
        raise PermissionDenied
    try:
        amending.discard(amendment=plan, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(plan)
    messages.success(request, "Đã bỏ bản sửa đổi. Kế hoạch giữ nguyên như đã ban hành.")
    return redirect(plan.amends)


def page_context(plan: YearlyPlan, user, rounds) -> dict:
    """What the page of a plan says of its versions, of an amendment what it changes."""
    if not plan.is_amendment:
        open_one = YearlyPlan.objects.visible_to(user).filter(amends=plan)
        return {
            "versions": list(plan.versions.defer("rows", "content")),
            "open_amendment": open_one.exclude(state=YearlyPlan.State.APPLIED).first(),
            "can_amend": permissions.can_amend(user, plan),
        }
    rows = None
    if plan.is_open_to_editing and not permissions.is_of_office(user, plan):
        # What the office is changing now is its own until it is submitted again.
        rows = rounds[-1].rows if rounds else []
    return {"amends": amendment_context(plan, rows)}


def amendment_context(plan: YearlyPlan, rows=None) -> dict:
    found = differences.of_amendment(plan, rows)
    made = getattr(plan, "made_version", None)
    return {
        "plan": plan.amends,
        "version": made,
        "rows": found,
        "kept": [(row.title, row.kept) for row in found if row.kept]
        or (made.content.get("kept", ()) if made else ()),
    }
