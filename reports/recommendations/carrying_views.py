from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from tasks.models import YearlyPlan
from tasks.permissions import can_edit

from ..badges import addressee_badge
from . import carrying


@login_required
def plan_recommendations(request, pk):
    """Open recommendations to tick; each becomes a task of the draft, once."""
    plan = get_object_or_404(
        YearlyPlan.objects.visible_to(request.user).select_related("agreement__kind"),
        pk=pk,
    )
    if not can_edit(request.user, plan):
        raise PermissionDenied
    on = timezone.localdate()
    found = carrying.open_for(plan)
    if request.method == "POST":
        ids = {int(v) for v in request.POST.getlist("kien-nghi") if _is_id(v)}
        chosen = [row for row in found if row.pk in ids]
        if not chosen:
            messages.error(request, "Hãy chọn ít nhất một kiến nghị.")
        else:
            try:
                added = carrying.carry_over(
                    plan=plan, recommendations=chosen, by=request.user, on=on
                )
            except NotPossible as error:
                messages.error(request, str(error))
                return redirect(plan)
            if added:
                said = f"Đã đưa {len(added)} kiến nghị vào dự thảo. "
                messages.success(request, said + "Mời xem lại chủ trì và thời gian.")
            else:
                messages.info(request, "Các kiến nghị đã chọn đều có trong dự thảo.")
            return redirect(plan)
    there = dict(
        plan.tasks.filter(recommendations__isnull=False).values_list(
            "recommendations", "pk"
        )
    )
    rows = [
        (
            row,
            [(a, addressee_badge(a, row.due_on, on)) for a in row.addressees.all()],
            there.get(row.pk),
        )
        for row in found
    ]
    context = {"plan": plan, "rows": rows, "section": "plans"}
    context["has_new"] = any(task is None for _, _, task in rows)
    return render(request, "reports/plan_recommendations.html", context)


def _is_id(value: str) -> bool:
    return value.isdecimal() and len(value) < 19
