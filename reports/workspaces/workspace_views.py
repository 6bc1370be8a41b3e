from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.vietnamese import long_date

from .workspace import workspace_of


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
