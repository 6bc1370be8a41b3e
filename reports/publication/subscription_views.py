"""The page on which a person chooses what they are sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import posted
from accounts.reminding import working_days

from .. import permissions
from ..models import ReportSubscription
from . import subscribing
from .subscription_forms import SubscriptionForm

What = ReportSubscription.What


@login_required
def subscriptions(request):
    user, on = request.user, timezone.localdate()
    rows = list(user.report_subscriptions.select_related("organisation"))
    bodies = permissions.bodies_with_dashboards(user)
    # Of a body one has left, or that was merged, what was asked for can be ended.
    bodies += [row.organisation for row in rows if row.organisation not in bodies]
    bodies = list(dict.fromkeys(bodies))
    sent = posted(request)
    forms = [SubscriptionForm(sent, organisation=body, rows=rows) for body in bodies]
    if sent is not None and all([form.is_valid() for form in forms]):
        try:
            if chosen(forms, by=user, on=on):
                messages.success(request, "Đã lưu đăng ký nhận báo cáo.")
        except NotPossible as error:
            messages.error(request, str(error))
        return redirect("reports:subscriptions")
    calendar = working_days.load({on.year, on.year + 1})
    context = {
        "forms": forms,
        "coming": [
            (row, subscribing.next_day(row, on, calendar))
            for row in rows
            if row.what == What.DASHBOARD and subscribing.still_serves(row, on)
        ],
        "section": "dashboard",
    }
    return render(request, "reports/dashboards/subscriptions.html", context)


@transaction.atomic
def chosen(forms, *, by, on) -> bool:
    """Carry out every form; did anything change?"""
    changes = []
    for form in forms:
        body, values = form.organisation, form.cleaned_data
        wanted = {What.ISSUED: values["issued"], What.DASHBOARD: values["every"]}
        for what, is_wanted in wanted.items():
            if is_wanted:
                every = {"every": is_wanted} if what == What.DASHBOARD else {}
                changes.append(
                    subscribing.subscribe(
                        organisation=body, what=what, by=by, on=on, **every
                    )
                )
            else:
                changes.append(
                    subscribing.unsubscribe(organisation=body, what=what, by=by)
                )
    return any(changes)
