"""What a sum on a dashboard, a cluster's page or a collection is made of."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.forms import id_in
from accounts.models import Organisation

from .. import permissions
from ..models import Figure, Indicator
from . import amounts, figures, tracing

SECTION = {"section": "figures"}


@dataclass(frozen=True)
class Asked:
    """The sum the address names; `tracing.total_url` writes it."""

    indicator: Indicator
    bodies: list[int]
    first: date
    last: date


def asked(request) -> Asked:
    """404 for what is no sum, and for bodies whose sums are not the person's to see."""
    rows = Indicator.objects.select_related("numerator", "denominator")
    indicator = get_object_or_404(rows, pk=id_in(request.GET, "chi-tieu"))
    try:
        first, last = (date.fromisoformat(request.GET[name]) for name in ("tu", "den"))
    except (KeyError, ValueError):
        raise Http404 from None
    named = [pk for pk in request.GET.getlist("co-quan") if pk.isdecimal()]
    bodies = list(dict.fromkeys(int(pk) for pk in named if len(pk) < 19))
    allowed = permissions.bodies_to_trace(request.user, indicator, first, last)
    if not bodies or len(bodies) > tracing.MOST_BODIES or first > last:
        raise Http404
    if allowed is not None and set(bodies) - allowed:
        raise Http404
    if Organisation.objects.filter(pk__in=bodies).count() != len(bodies):
        raise Http404
    return Asked(indicator, bodies, first, last)


@login_required
def figure_total(request):
    question = asked(request)
    total = figures.total(
        question.indicator, question.bodies, question.first, question.last
    )
    pks = [figure.pk for figure in total.entries]
    pks += [figure.pk for figure, _ in total.left_out]
    mine = Figure.objects.visible_to(request.user).filter(pk__in=pks)
    seen = {f.pk: f for f in mine.select_related("indicator", "evidence")}
    context = {
        "total": total,
        "question": question,
        "spelled": amounts.spelled(total.indicator, total.amount, total.qualifier),
        "entries": [(figure, figure.pk in seen) for figure in total.entries],
        "left_out": [(row, why, row.pk in seen) for row, why in total.left_out],
    }
    return render(request, "reports/figure_total.html", context | SECTION)
