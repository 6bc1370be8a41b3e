"""Parts taken up again, more time asked and decided, tasks cancelled and revived."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once

from ..forms import ReasonForm
from ..models import Coordination, Extension, FocusTask, TaskState
from ..work import cancelling, extending, parts, task_states
from ..work.task_states import Act
from .carrying_forms import CancelForm, ExtensionDecisionForm, ExtensionForm


def task_of(request, pk) -> FocusTask:
    return get_object_or_404(
        FocusTask.objects.visible_to(request.user)
        .select_related("plan__office", "lead_organisation", "parent")
        .prefetch_related("coordinations__organisation"),
        pk=pk,
    )


def say_at_fields(form, error: ValidationError) -> None:
    for field, errors in error.message_dict.items():
        form.add_error(field if field in form.fields else None, errors)


# -- Parts --------------------------------------------------------------------


def _part_of(request, pk, part_pk) -> Coordination:
    task = task_of(request, pk)
    part = get_object_or_404(
        Coordination.objects.select_related("organisation"), pk=part_pk, task=task
    )
    part.task = task
    return part


def _take_up_again(request, part, act, said, words):
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            if act(reason=form.cleaned_data["reason"]):
                messages.success(request, said)
            else:
                messages.info(request, "Phần việc này đang mở, chưa báo xong.")
            return redirect(part.task)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "part": part, "task": part.task, "section": "tasks"}
    return render(request, "tasks/part_reason.html", context | words)


@login_required
def part_reopen(request, pk, part_pk):
    part = _part_of(request, pk, part_pk)
    if not parts.may_reopen(request.user, part):
        raise PermissionDenied
    return _take_up_again(
        request,
        part,
        lambda reason: parts.reopen(part=part, reason=reason, by=request.user),
        "Đã mở lại phần việc.",
        {"heading": "Mở lại phần việc", "submit": "Mở lại"},
    )


@login_required
def part_return(request, pk, part_pk):
    part = _part_of(request, pk, part_pk)
    if not parts.may_return(request.user, part):
        raise PermissionDenied
    on = timezone.localdate()
    return _take_up_again(
        request,
        part,
        lambda reason: parts.return_part(
            part=part, reason=reason, by=request.user, on=on
        ),
        "Đã trả lại phần việc để bổ sung.",
        {"heading": "Trả lại phần việc để bổ sung", "submit": "Trả lại"},
    )


# -- More time ----------------------------------------------------------------


@login_required
def extension_ask(request, pk):
    task = task_of(request, pk)
    # A page opened before the task was closed is answered with a sentence.
    find = (
        extending.shares_of
        if request.method == "POST"
        else (extending.shares_to_extend)
    )
    shares = find(request.user, task)
    if not shares:
        raise PermissionDenied
    on = timezone.localdate()
    form = ExtensionForm(posted(request), task=task, shares=shares)
    if request.method == "POST" and form.is_valid():

        def act():
            extending.ask(task=task, by=request.user, on=on, **form.values())
            return task.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
            if is_new:
                messages.success(request, "Đã gửi đề nghị gia hạn.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            say_at_fields(form, error)
    context = {"form": form, "task": task, "section": "tasks"}
    return render(request, "tasks/extension_form.html", context)


def extension_of(request, pk) -> Extension:
    extension = get_object_or_404(
        Extension.objects.select_related(
            "organisation", "part__organisation", "asked_by", "decided_by"
        ).filter(task__in=FocusTask.objects.visible_to(request.user)),
        pk=pk,
    )
    extension.task = task_of(request, extension.task_id)
    return extension


@login_required
def extension_detail(request, pk):
    extension, on = extension_of(request, pk), timezone.localdate()
    may_decide = extending.may_decide(request.user, extension)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form = ExtensionDecisionForm(
        posted(request),
        initial={
            "verdict": ExtensionDecisionForm.GRANT,
            "granted_due_on": extension.asked_due_on,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            if _decide(extension, form.cleaned_data, by=request.user, on=on):
                messages.success(request, "Đã ghi quyết định về đề nghị gia hạn.")
            else:
                messages.info(request, "Đề nghị này đã có kết quả trước đó.")
            return redirect(extension.task)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            say_at_fields(form, error)
    is_open = extension.state == Extension.State.ASKED
    context = {
        "extension": extension,
        "task": extension.task,
        "form": form if may_decide and is_open else None,
        "may_withdraw": is_open and extending.may_withdraw(request.user, extension),
        "section": "tasks",
    }
    return render(request, "tasks/extension_detail.html", context)


def _decide(extension, values, *, by, on) -> bool:
    if values["verdict"] == ExtensionDecisionForm.GRANT:
        return extending.grant(
            extension=extension,
            due_on=values["granted_due_on"],
            reason=values["reason"],
            by=by,
            on=on,
        )
    return extending.refuse(extension=extension, reason=values["reason"], by=by, on=on)


@require_POST
@login_required
def extension_withdraw(request, pk):
    extension = extension_of(request, pk)
    if not extending.may_withdraw(request.user, extension):
        raise PermissionDenied
    on = timezone.localdate()
    try:
        if extending.withdraw(extension=extension, by=request.user, on=on):
            messages.success(request, "Đã rút đề nghị gia hạn.")
        else:
            messages.info(request, "Đề nghị này đã có kết quả trước đó.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(extension.task)


# -- Cancelling ---------------------------------------------------------------


@login_required
def focus_task_cancel(request, pk):
    """Cancel the task; of a cancelled one, the same page takes that back."""
    task, on = task_of(request, pk), timezone.localdate()
    posted_act = request.POST.get("act")
    reviving = (
        posted_act == CancelForm.REVIVE
        if request.method == "POST"
        else task.state == TaskState.CANCELLED
    )
    act = Act.REVIVE if reviving else Act.CANCEL
    if not task_states.may_when_asked(request.user, task, act):
        raise PermissionDenied
    children = [] if reviving else list(cancelling.open_children(task))
    form = CancelForm(
        posted(request),
        children=children,
        initial={"act": CancelForm.REVIVE if reviving else CancelForm.CANCEL},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        del values["act"]
        work = cancelling.revive if reviving else cancelling.cancel
        try:
            work(task=task, by=request.user, on=on, **values)
            said = "Đã khôi phục nhiệm vụ." if reviving else "Đã hủy nhiệm vụ."
            messages.success(request, said)
            return redirect(task)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            say_at_fields(form, error)
    context = {
        "form": form,
        "task": task,
        "children": children,
        "reviving": reviving,
        "section": "tasks",
    }
    return render(request, "tasks/focustask_cancel.html", context)
