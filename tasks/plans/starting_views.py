"""How a draft starts: from the plan before it, from the articles, or empty."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from agreements.models import Provision

from ..badges import task_badge
from ..models import FocusTask
from . import carrying, coverage, starting_from_articles
from .plan_views import editable_plan


class CarryForm(forms.Form):
    tasks = forms.ModelMultipleChoiceField(FocusTask.objects.none(), required=False)


class ArticlesForm(forms.Form):
    articles = forms.ModelMultipleChoiceField(Provision.objects.none(), required=False)


@login_required
def plan_start(request, pk):
    plan, on = editable_plan(request, pk), timezone.localdate()
    earlier = carrying.predecessor_of(plan, request.user)
    if request.method == "POST":
        try:
            if start(request, plan, earlier, on):
                return redirect("tasks:plan-table", pk)
        except NotPossible as error:
            messages.error(request, str(error))
    offers = carrying.offers(plan, earlier, on=on) if earlier else []
    for offer in offers:
        offer.task.badge = task_badge(offer.task, on)
    context = {
        "plan": plan,
        "earlier": earlier,
        "offers": offers,
        "left": sum(not offer.is_taken for offer in offers),
        "articles": coverage.uncovered(plan),
        "rows": plan.tasks.count(),
        "section": "plans",
    }
    return render(request, "tasks/plan_start.html", context)


def start(request, plan, earlier, on) -> bool:
    """Do what the pressed button says; False if it has to be shown again."""
    act = request.POST.get("act", "")
    given = {"plan": plan, "by": request.user, "on": on}
    if act == "articles":
        form = ArticlesForm(request.POST)
        form.fields["articles"].queryset = plan.agreement.provisions.all()
        if not form.is_valid() or not form.cleaned_data["articles"]:
            messages.error(request, "Hãy chọn ít nhất một điều.")
            return False
        chosen = [provision.pk for provision in form.cleaned_data["articles"]]
        added = starting_from_articles.start_from_articles(chosen=chosen, **given)
        return report(request, added, [], 0)
    if earlier is None or act not in ("carry", "copy"):
        messages.error(request, "Hãy chọn một cách bắt đầu dự thảo.")
        return False
    if act == "copy":
        taken = carrying.copy(earlier=earlier, **given)
        return report(request, taken.tasks, taken.replaced, taken.to_review)
    form = CarryForm(request.POST)
    form.fields["tasks"].queryset = earlier.tasks.all()
    if not form.is_valid() or not form.cleaned_data["tasks"]:
        messages.error(request, "Hãy chọn ít nhất một nhiệm vụ để chuyển tiếp.")
        return False
    chosen = [task.pk for task in form.cleaned_data["tasks"]]
    taken = carrying.carry_over(earlier=earlier, chosen=chosen, **given)
    return report(request, taken.tasks, taken.replaced, taken.to_review)


def report(request, added, replaced, to_review) -> bool:
    if not added:
        messages.info(
            request, "Không có gì mới để thêm: các dòng này đã có trong dự thảo."
        )
        return True
    messages.success(request, f"Đã thêm {len(added)} dòng vào dự thảo.")
    if replaced:
        messages.warning(
            request, "Cơ quan đã sắp xếp lại được thay: " + "; ".join(replaced) + "."
        )
    if to_review:
        messages.warning(
            request,
            f"{to_review} dòng cần xem lại thời hạn hoặc cơ quan; chỗ cần xem ghi ở "
            "phần ghi chú của dòng.",
        )
    return True
