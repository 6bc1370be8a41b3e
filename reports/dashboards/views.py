"""Pages of the dashboards, and the same as a file."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.listings.list_views import FORMATS
from accounts.models import Organisation

from .. import permissions
from . import boards, cluster, tables, trend
from .summary import tiles

SECTION = {"section": "dashboard"}


@login_required
def dashboard(request):
    """Of everything the person answers for."""
    if not permissions.can_see_dashboard(request.user):
        raise PermissionDenied
    scope = boards.scope_of_user(request.user, timezone.localdate())
    bodies = permissions.bodies_with_dashboards(request.user)
    names = "; ".join(body.label for body in bodies)
    return _answer(request, scope, "Toàn hệ thống" if scope.is_all else names)


@login_required
def organisation_dashboard(request, pk):
    body = get_object_or_404(Organisation, pk=pk)
    if not permissions.can_see_dashboard_of(request.user, body):
        raise PermissionDenied
    scope = boards.scope_of_body(body, request.user, timezone.localdate())
    return _answer(request, scope, body.name)


def _answer(request, scope, name):
    figure_bodies = boards.figure_bodies_of(scope)
    asked = boards.filter_of(request.GET, scope, figure_bodies)
    wanted = request.GET.get("tai")
    if wanted not in (None, "xlsx"):
        raise Http404
    board = boards.board(scope, asked, figure_bodies, name=name, full=bool(wanted))
    if wanted:
        return _file(board, asked)
    context = {
        "board": board,
        "tiles": tiles(board),
        "filter": asked,
        "others": boards_of(request.user, request.path),
        "file_query": _with_file(request.GET),
    }
    return render(request, "reports/dashboards/board.html", context | SECTION)


@login_required
def cluster_dashboard(request, pk):
    seen = permissions.clusters_visible_to(request.user).select_related("convener")
    found = get_object_or_404(seen, pk=pk)
    on = timezone.localdate()
    members = cluster.shown_members(found, request.user, on)
    indicators = trend.indicators_of({member.pk for member in members})
    asked = cluster.ClusterFilter(request.GET, indicators=indicators)
    board = cluster.cluster_board(
        found, asked, members=members, user=request.user, on=on
    )
    if "tai" in request.GET:
        at = timezone.localtime()
        return download(tables.cluster_workbook(board, at), "cum-thi-dua", at)
    context = {
        "board": board,
        "tiles": cluster.tiles(board),
        "filter": asked,
        "others": boards_of(request.user, request.path),
        "file_query": _with_file(request.GET),
    }
    return render(request, "reports/dashboards/cluster.html", context | SECTION)


def _file(board, asked):
    at = timezone.localtime()
    conditions = "; ".join(condition.text for condition in asked.conditions)
    return download(tables.workbook(board, conditions, at), "bang-dieu-hanh", at)


def download(workbook, name: str, at):
    response = FileResponse(workbook, content_type=FORMATS["xlsx"])
    name = f"{name}-{at:%d-%m-%Y}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_file(params) -> str:
    params = params.copy()
    params["tai"] = "xlsx"
    return params.urlencode()


def boards_of(user, path: str) -> list[tuple[str, str, bool]]:
    """(name, address, is it this one) of the dashboards that the person may open.

    Of who serves one body the dashboard of all of them is that body's.
    """
    found = []
    bodies = permissions.bodies_with_dashboards(user)
    if permissions.can_see_dashboard(user):
        name = "Toàn hệ thống" if user.is_superuser else "Các cơ quan của tôi"
        found.append((name, reverse("reports:dashboard")))
        bodies = [] if len(bodies) == 1 and path == found[0][1] else bodies
    for body in bodies:
        address = reverse("reports:organisation-dashboard", args=[body.pk])
        found.append((body.label, address))
    for one in permissions.clusters_visible_to(user).order_by("name", "pk")[:6]:
        address = reverse("reports:cluster-dashboard", args=[one.pk])
        found.append((one.name, address))
    return [(name, address, address == path) for name, address in found]
