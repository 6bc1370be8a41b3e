"""The plan as each document issued it: readable when a later one has amended it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.forms import id_in
from accounts.stored_files import files

from ..models import PlanVersion, YearlyPlan
from . import differences
from .annex import kept_rows


@login_required
def plan_version(request, pk, number):
    plans = YearlyPlan.objects.visible_to(request.user)
    return _page(request, plans, pk, number, "tasks/plan_version.html")


def public_plan_version(request, pk, number):
    plans = YearlyPlan.objects.public()
    return _page(request, plans, pk, number, "tasks/public_plan_version.html")


def public_version_download(request, pk, number):
    version = _version(YearlyPlan.objects.public(), pk, number)
    stored = issued_file(version)
    if stored is None:
        raise Http404
    return files.download(stored)


def issued_file(version: PlanVersion):
    """The document itself: it hangs on the plan, or on the amendment."""
    return (version.amendment or version.plan).issued_file


def _version(plans, pk, number) -> PlanVersion:
    # An amendment's own version is where it began, no document.
    plan = get_object_or_404(plans.not_amending().select_related("agreement"), pk=pk)
    versions = plan.versions.select_related("amendment__issued_file")
    version = get_object_or_404(versions, number=number)
    version.plan = plan
    return version


def _page(request, plans, pk, number, template):
    version = _version(plans, pk, number)
    others = list(version.plan.versions.defer("rows", "content"))
    other = next(
        (v for v in others if v.number == id_in(request.GET, "so-voi")),
        next((v for v in others if v.number == number - 1), None),
    )
    if other and other.number == number:
        other = None
    earlier, later = sorted([version, other or version], key=lambda v: v.number)
    context = {
        "plan": version.plan,
        "version": version,
        "versions": others,
        "is_in_force": version.number == others[-1].number,
        "in_force": others[-1],
        "document": version.amendment or version.plan,
        "rows": kept_rows(version.rows),
        "other": other,
        "changes": differences.of_versions(earlier.rows, later.rows) if other else (),
        "is_reordered": bool(other)
        and differences.is_reordered(earlier.rows, later.rows),
        "earlier": earlier,
        "later": later,
        "section": "plans",
    }
    return render(request, template, context)
