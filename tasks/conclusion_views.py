from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import id_in
from agreements.models import Agreement, Conclusion, Conference
from agreements.permissions import can_follow_up

from . import conclusions, permissions
from .models import FocusTask


@login_required
def conclusion_task(request, pk):
    """One click makes the task where there is one draft; else the person chooses."""
    visible = Conference.objects.visible_to(request.user)
    conclusion = get_object_or_404(
        Conclusion.objects.select_related("conference", "organisation"),
        pk=pk,
        conference__in=visible,
    )
    conference = conclusion.conference
    if not can_follow_up(request.user, conference):
        raise PermissionDenied
    plans = list(permissions.drafts_for_conclusion(request.user, conclusion))
    if request.method == "POST":
        chosen = [plan for plan in plans if plan.pk == id_in(request.POST, "plan")]
        if not chosen:
            existing = FocusTask.objects.visible_to(request.user).not_amending()
            existing = existing.filter(conclusion=conclusion).first()
            if existing:
                messages.info(request, "Kết luận này đã thành nhiệm vụ dưới đây.")
                return redirect(existing)
            if len(plans) == 1 and not conclusion.tasks.exists():
                chosen = plans
        if chosen:
            try:
                return redirect(carry_out(request, conclusion, chosen[0]))
            except NotPossible as error:
                messages.error(request, str(error))
    visible = Agreement.objects.visible_to(request.user).select_related("kind")
    agreements = visible.filter(pk__in=conference.concerned().values("pk"))
    context = {
        "conclusion": conclusion,
        "conference": conference,
        "plans": plans,
        "tasks": FocusTask.objects.visible_to(request.user)
        .not_amending()
        .filter(conclusion=conclusion)
        .select_related("plan"),
        "draftable": permissions.draftable(request.user, agreements),
        "has_agreements": agreements.exists(),
        "section": "conferences",
    }
    return render(request, "tasks/conclusion_task.html", context)


def carry_out(request, conclusion, plan):
    """The address where the person goes on: a new row is still to be checked."""
    on = timezone.localdate()
    task, is_new = conclusions.make_task(
        conclusion=conclusion, plan=plan, by=request.user, on=on
    )
    if not is_new:
        messages.info(request, "Kế hoạch này đã có nhiệm vụ từ kết luận đó.")
        return task.get_absolute_url()
    said = "Đã đưa kết luận vào dự thảo kế hoạch."
    if conclusions.lead_of(conclusion, on) is None:
        said += " Kết luận chưa rõ cơ quan thực hiện: mời chọn cơ quan chủ trì."
    messages.success(request, said)
    return task.get_absolute_url()
