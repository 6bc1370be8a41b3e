"""Outlines of reports: the list, one as the paper will have it, and the editor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import STALE, id_in
from accounts.vietnamese import normalise

from .. import permissions
from ..contents import bindings
from ..models import Outline, Review
from . import outline_forms, outlining

SECTION = {"section": "reports"}
NAME_LENGTH = Outline._meta.get_field("name").max_length


def visible(request, pk) -> Outline:
    rows = permissions.outlines_visible_to(request.user)
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


def editable(request, pk) -> Outline:
    row = visible(request, pk)
    if not permissions.can_edit_outline(request.user, row):
        raise PermissionDenied
    return row


def office_in(request):
    """Whose outlines are shown: the office the address names, or the first one."""
    offices = list(permissions.offices_with_outlines(request.user))
    if request.GET.get("co-quan"):
        pk = id_in(request.GET, "co-quan")
        return next((x for x in offices if x.pk == pk), None), offices
    return (offices[0] if offices else None), offices


@login_required
def outline_list(request):
    office, offices = office_in(request)
    rows = permissions.outlines_visible_to(request.user)
    found = {
        (row.scope, row.kind): row
        # The office's own comes last and so stays.
        for row in sorted(
            rows.filter(organisation__isnull=True)
            | rows.filter(organisation=office or 0),
            key=lambda row: bool(row.organisation_id),
        )
    }
    groups = [
        (
            scope.label,
            [
                (kind.label, found.get((scope.value, kind.value)))
                for kind in Review.Kind
            ],
        )
        for scope in Outline.Scope
    ]
    context = {"groups": groups, "office": office, "offices": offices}
    return render(request, "reports/outline_list.html", context | SECTION)


@login_required
def outline_detail(request, pk):
    row = visible(request, pk)
    offices = permissions.offices_with_outlines(request.user)
    context = {
        "outline": row,
        "preview": preview_of(row.sections),
        "can_edit": permissions.can_edit_outline(request.user, row),
        "offices": offices if row.organisation_id is None else [],
        "history": [(e, history.sentence(e)) for e in history.of(row)[:50]],
    }
    return render(request, "reports/outline_detail.html", context | SECTION)


def preview_of(sections: list[dict]) -> list[dict]:
    """As the paper: numbered headings, what data will be, what people will write."""
    shown = []
    for section in sections:
        parts, number = [], 0
        for part in section["parts"]:
            binding = bindings.BY_NAME.get(part.get("binding", ""))
            heading = part.get("heading", "")
            if heading and not (binding and binding.is_annex):
                number += 1
                heading = f"{number}. {heading}"
            said = binding.label if binding else part.get("hint", "")
            parts.append({"heading": heading, "is_bound": bool(binding), "said": said})
        title = f"{section['number']}. " if section["number"] else ""
        shown.append({"title": f"{title}{section['heading']}", "parts": parts})
    return shown


@login_required
def outline_edit(request, pk):
    row = editable(request, pk)
    context = {
        "name": row.name,
        "rows": outline_forms.rows_of(row.sections),
        "version": row.version,
    }
    if request.method == "POST":
        act = request.POST.get("act", "save")
        context = typed(request)
        if act == "save":
            context["rows"] = outline_forms.checked(context["rows"])
            context["error"] = saved(request, row, context)
            if not context["error"]:
                messages.success(request, "Đã lưu đề cương.")
                return redirect("reports:outline-detail", row.pk)
        elif act == "preview":
            sections = outline_forms.sections_of(context["rows"])
            context["preview"] = preview_of(sections)
        else:
            context["rows"] = outline_forms.acted(context["rows"], act)
    choices = [(b.name, b.label) for b in bindings.of_scope(row.scope)]
    context |= {"outline": row, "choices": choices}
    return render(request, "reports/outline_form.html", context | SECTION)


def typed(request) -> dict:
    return {
        "name": normalise(request.POST.get("name", "")),
        "rows": outline_forms.posted_rows(request.POST),
        "version": request.POST.get("version", ""),
    }


def saved(request, row: Outline, context: dict) -> str:
    """What stands against saving, in words; "" when it is saved."""
    if not 0 < len(context["name"]) <= NAME_LENGTH:
        return f"Hãy đặt tên cho đề cương, tối đa {NAME_LENGTH} chữ."
    if any(line.error for line in context["rows"]):
        return "Có dòng chưa đúng; lời nhắc ở ngay dòng đó."
    version = context["version"]
    try:
        outlining.save(
            row=row,
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            name=context["name"],
            sections=outline_forms.sections_of(context["rows"]),
            by=request.user,
        )
    except Stale:
        context["version"] = Outline.objects.get(pk=row.pk).version
        return STALE
    except NotPossible as error:
        return str(error)
    return ""


@require_POST
@login_required
def outline_own(request, pk):
    """An office's own outline, begun from the common one."""
    common = get_object_or_404(Outline.objects.filter(organisation__isnull=True), pk=pk)
    offices = permissions.offices_with_outlines(request.user)
    office = offices.filter(pk=id_in(request.POST, "organisation")).first()
    if office is None:
        raise PermissionDenied
    own = outlining.begin_own(common=common, organisation=office, by=request.user)
    return redirect("reports:outline-edit", own.pk)


@require_POST
@login_required
def outline_remove(request, pk):
    row = editable(request, pk)
    try:
        outlining.remove_own(row=row, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("reports:outline-detail", row.pk)
    messages.success(request, "Đã bỏ đề cương riêng; từ nay dùng đề cương chung.")
    return redirect("reports:outline-list")
