from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.fields import containing_words
from accounts.models import Organisation
from accounts.vietnamese import long_date
from agreements.models import Agreement
from tasks.models import FocusTask, YearlyPlan

from .models import Review
from .workspace import workspace_of

FOUND_SHOWN = 8


def home(request):
    """The front door: one's desk, or the public register for a visitor."""
    if request.user.is_authenticated:
        return redirect("reports:workspace")
    return redirect("agreements:public-agreement-list")


@login_required
def workspace(request):
    on = timezone.localdate()
    desk = workspace_of(request.user, on)
    context = {
        "section": "desk",
        "desk": desk,
        "today": long_date(on),
        "waiting_count": len(desk.waiting),
        "news": request.user.notifications.all()[:6],
    }
    return render(request, "reports/workspace.html", context)


@login_required
def search(request):
    """One box over everything one may see: a few of each, and where to see the rest."""
    query, user = request.GET.get("q", "").strip()[:200], request.user
    kinds = [
        ("Quy chế phối hợp", "agreements:agreement-list", Agreement),
        ("Kế hoạch năm", "tasks:plan-list", YearlyPlan),
        ("Nhiệm vụ trọng tâm", "tasks:focus-task-list", FocusTask),
        ("Báo cáo", "reports:review-list", Review),
    ]
    groups = [
        (name, url, list(found(model.objects.visible_to(user), query)))
        for name, url, model in kinds
    ]
    organisations = list(found(Organisation.objects.all(), query))
    groups.append(("Cơ quan, tổ chức", "accounts:organisation-list", organisations))
    context = {
        "query": query,
        "groups": [group for group in groups if group[2]] if query else [],
    }
    return render(request, "reports/search.html", context)


def found(queryset, query):
    if not query:
        return queryset.none()
    return containing_words(queryset, query).order_by("-pk")[:FOUND_SHOWN]
