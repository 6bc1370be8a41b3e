"""What the office does with one unit's report: receive, return, excuse, more time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import posted

from .. import permissions
from ..forms import ReasonForm
from ..models import UnitReport
from . import collection_chasing, unit_receiving
from .collection_forms import ExtendForm
from .unit_report_views import SECTION, visible


def of_office(request, pk) -> UnitReport:
    """For staff and managers of the collecting office: else 404, then 403."""
    report = visible(request, pk)
    if not permissions.can_run_collection(request.user, report.collection):
        raise PermissionDenied
    return report


@require_POST
@login_required
def unit_report_receive(request, pk):
    report = of_office(request, pk)
    try:
        unit_receiving.receive(
            report=report,
            by=request.user,
            on=timezone.localdate(),
            at=timezone.now(),
        )
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã nhận báo cáo của {report.organisation.label}.")
    return redirect(report.collection)


def reason_page(
    request, pk, *, heading, lead, submit, act, done, form_class=ReasonForm
):
    """Asks for a reason, acts, and goes back to the collection."""
    report = of_office(request, pk)
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k != "form_token"}
        try:
            act(report=report, **values, by=request.user, on=timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done.format(report.organisation.label))
            return redirect(report.collection)
    context = {
        "form": form,
        "report": report,
        "heading": heading,
        "lead": lead,
        "submit": submit,
    }
    return render(request, "reports/unit_report_reason.html", context | SECTION)


@login_required
def unit_report_return(request, pk):
    return reason_page(
        request,
        pk,
        heading="Trả lại báo cáo để chỉnh lý",
        lead="Đơn vị được báo lý do và sửa rồi gửi lại; báo cáo đã nộp đúng hạn vẫn "
        "tính là đúng hạn.",
        submit="Trả lại",
        act=unit_receiving.send_back,
        done="Đã trả lại báo cáo của {}.",
    )


@login_required
def unit_report_leave_out(request, pk):
    return reason_page(
        request,
        pk,
        heading="Cho đơn vị không phải nộp",
        lead="Đơn vị không bị nhắc, không tính vào tỷ lệ nộp; phần đã nhập được giữ.",
        submit="Không phải nộp",
        act=collection_chasing.leave_out,
        done="Đã ghi {} không phải nộp.",
    )


@login_required
def unit_report_take_back(request, pk):
    return reason_page(
        request,
        pk,
        heading="Đưa lại vào diện phải nộp",
        lead="Đơn vị được báo và phải nộp theo hạn của mình.",
        submit="Phải nộp",
        act=collection_chasing.take_back,
        done="Đã đưa {} lại vào diện phải nộp.",
    )


@login_required
def unit_report_extend(request, pk):
    return reason_page(
        request,
        pk,
        heading="Lùi hạn nộp của đơn vị",
        lead="Chỉ hạn của đơn vị này thay đổi; đơn vị được báo hạn mới và lý do.",
        submit="Lùi hạn",
        act=collection_chasing.extend,
        done="Đã lùi hạn nộp của {}.",
        form_class=ExtendForm,
    )
