"""From an Excel file into a draft: upload, look, correct, accept; and back out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.receipts import carry_out_once
from accounts.stored_files import files

from .. import permissions
from ..models import PlanImport, YearlyPlan
from ..plans import exporting
from ..plans.plan_views import editable_plan
from . import accepting, annotating, intake, showing
from .import_forms import ColumnsForm, CorrectionForm, UploadForm


@login_required
def import_upload(request, pk):
    plan = editable_plan(request, pk)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, on = form.cleaned_data["sheet"], timezone.localdate()
        try:
            waiting = intake.read(plan=plan, upload=upload, by=request.user, on=on)
        except NotPossible as error:
            form.add_error("sheet", str(error))
        else:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"],
                user=request.user,
                act=lambda: intake.keep(
                    waiting=waiting, upload=upload
                ).get_absolute_url(),
            )
            if not is_new:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    earlier = plan.imports.filter(state=PlanImport.State.WAITING)
    earlier = earlier.select_related("stored_file", "uploaded_by").defer("rows")[:5]
    context = {"form": form, "plan": plan, "earlier": earlier, "section": "plans"}
    return render(request, "tasks/import_upload.html", context)


def waiting_import(request, pk) -> PlanImport:
    """The import, for someone who may change its plan now: else 404, then 403."""
    plans = YearlyPlan.objects.visible_to(request.user)
    imports = PlanImport.objects.filter(plan__in=plans).select_related(
        "plan__agreement", "plan__office", "stored_file", "uploaded_by"
    )
    found = get_object_or_404(imports, pk=pk)
    # Once settled it shows what came of it, also when the plan is with the parties.
    is_over = found.state != PlanImport.State.WAITING
    may_edit = permissions.can_edit(request.user, found.plan)
    if not may_edit and not (
        is_over and permissions.is_of_office(request.user, found.plan)
    ):
        raise PermissionDenied
    return found


def correction_form(request, waiting, data=None):
    shown = showing.page_of(waiting, request.GET)
    return shown, CorrectionForm(
        data,
        waiting=waiting,
        shown=shown.rows,
        edited=id_in(request.GET, "sua"),
        on=timezone.localdate(),
    )


def preview(request, waiting, shown, form, columns=None):
    context = {
        "waiting": waiting,
        "plan": waiting.plan,
        "form": form,
        "columns_form": columns or ColumnsForm(waiting=waiting),
        "section": "plans",
        **showing.context(waiting, shown, form),
    }
    return render(request, "tasks/import_preview.html", context)


@login_required
def import_preview(request, pk):
    waiting = waiting_import(request, pk)
    if waiting.state != PlanImport.State.WAITING:
        context = {"waiting": waiting, "plan": waiting.plan, "section": "plans"}
        return render(request, "tasks/import_settled.html", context)
    shown, form = correction_form(request, waiting, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            current = intake.correct(
                waiting=waiting, choices=form.decided(), on=timezone.localdate()
            )
            address = f"{waiting.get_absolute_url()}{shown.query()}"
            if (opened := id_in(request.GET, "mo")) is not None:
                return redirect(f"{address}&sua={opened}")  # what was typed is kept
            left = len(accepting.blocking(current))
            said = f"Còn {left} dòng có lỗi." if left else "Không còn lỗi."
            messages.success(request, f"Đã kiểm tra lại. {said}")
            return redirect(address)
        except NotPossible as error:
            form.add_error(None, str(error))
    return preview(request, waiting, shown, form)


@require_POST
@login_required
def import_columns(request, pk):
    waiting = waiting_import(request, pk)
    if waiting.state != PlanImport.State.WAITING:
        return redirect(waiting)
    columns = ColumnsForm(request.POST, waiting=waiting)
    if columns.is_valid():
        try:
            intake.reread(waiting=waiting, on=timezone.localdate(), **columns.answers())
            messages.success(request, "Đã đọc lại tệp theo các cột đã chọn.")
            return redirect(waiting)
        except NotPossible as error:
            columns.add_error(None, str(error))
    shown, form = correction_form(request, waiting)
    return preview(request, waiting, shown, form, columns)


@require_POST
@login_required
def import_accept(request, pk):
    """Take what the page says as well, then save all of it."""
    waiting = waiting_import(request, pk)
    if waiting.state != PlanImport.State.WAITING:
        messages.info(request, ALREADY_SENT)
        return redirect(waiting)
    shown, form = correction_form(request, waiting, request.POST)
    on, at = timezone.localdate(), timezone.now()
    if form.is_valid():
        try:
            result = accepting.settle(
                waiting=waiting, choices=form.decided(), by=request.user, on=on, at=at
            )
            if result:
                messages.success(request, f"Đã nhập vào dự thảo: {result.in_words()}.")
            return redirect(waiting)
        except Stale as error:
            messages.error(request, str(error))
            return redirect(waiting)
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(f"{waiting.get_absolute_url()}?loc=loi")
    return preview(request, waiting, shown, form)


@require_POST
@login_required
def import_discard(request, pk):
    waiting = waiting_import(request, pk)
    try:
        intake.discard(waiting=waiting, at=timezone.now())
        messages.success(request, "Đã bỏ tệp này; dự thảo không thay đổi.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(waiting.plan)


@login_required
def import_annotated(request, pk):
    waiting = waiting_import(request, pk)
    try:
        content = annotating.annotated(waiting)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(waiting)
    name = waiting.stored_file.name.rpartition(".")[0]
    return files.attachment(content=content, name=f"{name} (ghi chú).xlsx")


@login_required
def plan_export(request, pk):
    """The annex as it is read here: a draft only by its own office."""
    plans = YearlyPlan.objects.visible_to(request.user).select_related("office")
    plan = get_object_or_404(plans, pk=pk)
    if plan.is_open_to_editing and not permissions.is_of_office(request.user, plan):
        raise PermissionDenied
    content = exporting.workbook(
        plan,
        at=timezone.localtime(),
        is_for_editing=permissions.can_edit(request.user, plan),
    )
    return files.attachment(content=content, name=exporting.file_name(plan))
