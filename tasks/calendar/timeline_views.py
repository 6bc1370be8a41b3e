from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.forms import id_in

from .. import permissions
from ..models import YearlyPlan
from . import timeline


@login_required
def plan_timeline(request, pk):
    """The plan's rows over its year; a draft only to those who write it."""
    on = timezone.localdate()
    plan = get_object_or_404(
        YearlyPlan.objects.visible_to(request.user).select_related("office"), pk=pk
    )
    if plan.is_open_to_editing and not permissions.is_of_office(request.user, plan):
        raise PermissionDenied
    context = {
        "plan": plan,
        "timeline": timeline.of_plan(plan, on, id_in(request.GET, "tu") or 0),
        "months": range(1, 13),
        "on": on,
        "section": "plans",
    }
    return render(request, "tasks/timeline.html", context)
