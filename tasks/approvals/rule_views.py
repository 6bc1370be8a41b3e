from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from accounts.errors import Stale
from accounts.forms import STALE, posted
from agreements.models import Agreement
from agreements.permissions import can_revise

from . import ruling
from .rule_forms import RuleForm


@login_required
def approval_rule(request, agreement_pk):
    """How the parties decide: edited by whoever keeps the agreement's record."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user), pk=agreement_pk
    )
    if not can_revise(request.user, agreement):
        raise PermissionDenied
    rule = ruling.rule_of(agreement)
    form = RuleForm(posted(request), rule=rule, parties=list(agreement.parties.all()))
    if request.method == "POST" and form.is_valid():
        if form.is_stale():
            form.add_error(None, STALE)
        elif saved(request, form, agreement, rule):
            messages.success(
                request, "Đã lưu cách thống nhất; áp dụng từ lần trình tới."
            )
            return redirect(f"{agreement.get_absolute_url()}#ben-ky")
    context = {"form": form, "agreement": agreement, "section": "agreements"}
    return render(request, "tasks/approval_rule.html", context)


def saved(request, form, agreement, rule) -> bool:
    try:
        ruling.set_rule(
            agreement=agreement, rule=form.typed_rule(), was=rule, by=request.user
        )
        return True
    except Stale as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return False
