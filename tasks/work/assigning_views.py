"""Naming the person who looks after a task; following plans and tasks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import posted
from accounts.listings.paging import page_of

from .. import permissions
from ..badges import plan_badge, task_badge
from ..models import FocusTask, YearlyPlan
from . import assigning, following
from .assigning_forms import AssignForm

CLOSED = "Nhiệm vụ đã xong hoặc đã hủy nên không cần giao người theo dõi nữa."


@login_required
def task_assign(request, pk):
    on = timezone.localdate()
    task = get_object_or_404(
        FocusTask.objects.visible_to(request.user).select_related(
            "plan", "lead_organisation"
        ),
        pk=pk,
    )
    bodies = permissions.organisations_involved(request.user, task)
    if not bodies:
        raise PermissionDenied
    if not task.is_open:
        messages.info(request, CLOSED)
        return redirect(task)
    now = {row.organisation_id: row.person_id for row in task.assignments.all()}
    forms = [
        AssignForm(
            posted(request),
            organisation=body,
            people=assigning.people_to_choose(body, on),
            initial={"person": now.get(body.pk)},
        )
        for body in bodies
    ]
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        if save(request, task, forms, on):
            return redirect(task)
    context = {"task": task, "forms": forms, "section": "tasks"}
    return render(request, "tasks/task_assign.html", context)


def save(request, task, forms, on) -> bool:
    changed = []
    for form in forms:
        try:
            changed += assigning.assign(
                tasks=[task],
                organisation=form.organisation,
                person=form.cleaned_data["person"],
                by=request.user,
                on=on,
            )
        except NotPossible as error:
            form.add_error("person", str(error))
            return False
    if changed:
        messages.success(request, "Đã ghi người theo dõi nhiệm vụ.")
    else:
        messages.info(request, "Người theo dõi không đổi.")
    return True


@require_POST
@login_required
def task_follow(request, pk):
    return answer(
        request, get_object_or_404(FocusTask.objects.visible_to(request.user), pk=pk)
    )


@require_POST
@login_required
def plan_follow(request, pk):
    return answer(
        request, get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    )


def answer(request, thing):
    if request.POST.get("theo-doi") == "0":
        following.unfollow(thing=thing, by=request.user)
        messages.success(request, "Đã thôi theo dõi.")
    else:
        following.follow(thing=thing, by=request.user)
        messages.success(
            request, "Đang theo dõi: có gì mới Ông/Bà được báo ở mục Thông báo."
        )
    back = request.POST.get("ve") == "danh-sach"
    return redirect("tasks:follow-list") if back else redirect(thing)


@login_required
def follow_list(request):
    """What one follows, newest first; what one may no longer see is not shown."""
    user, on = request.user, timezone.localdate()
    # The rows followed first, which are few; then which of them one may see.
    tasks = FocusTask.objects.visible_to(user).filter(followers__person=user)
    plans = YearlyPlan.objects.visible_to(user).filter(followers__person=user)
    visible = user.follows.filter(
        Q(task__in=list(tasks.values_list("pk", flat=True)))
        | Q(plan__in=list(plans.values_list("pk", flat=True)))
    )
    page = page_of(
        visible.select_related("task__plan", "plan"), request.GET, order=("-pk",)
    )
    rows = [
        (follow, follow.task or follow.plan, badge_of(follow, on)) for follow in page
    ]
    context = {"page": page, "rows": rows, "section": "tasks"}
    return render(request, "tasks/follow_list.html", context)


def badge_of(follow, on):
    return task_badge(follow.task, on) if follow.task else plan_badge(follow.plan)
