from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.forms import id_in
from agreements.models import Agreement

from .. import permissions
from . import coverage


@login_required
def agreement_coverage(request, agreement_pk):
    """Which articles have no task this year, and which tasks cite nothing."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user), pk=agreement_pk
    )
    on = timezone.localdate()
    years = coverage.years_of(agreement, request.user)
    year = _year(request.GET, years, on.year)
    found = coverage.of_year(agreement, year, user=request.user, on=on)
    drafts = [p for p in found.plans if permissions.can_edit(request.user, p)]
    context = {
        "agreement": agreement,
        "coverage": found,
        "years": sorted({*years, year}, reverse=True),
        "draft": drafts[0] if drafts else None,
        "can_draft": permissions.can_draft(request.user, agreement),
        "section": "agreements",
    }
    return render(request, "tasks/agreement_coverage.html", context)


def _year(params, years: list[int], this_year: int) -> int:
    """The year asked for; else this one, or the last that has a plan."""
    asked = id_in(params, "nam")
    if asked and 1900 <= asked <= 2200:
        return asked
    return this_year if this_year in years or not years else years[0]
