"""Steps of a task: set up from a template, added, changed, ticked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once

from .. import permissions
from ..models import FocusTask, TaskStep, WorkTemplate
from . import stepping
from .step_forms import ApplyForm, StepForm


def stepped(request, pk) -> FocusTask:
    """A task one may see, and whose steps one may change."""
    task = get_object_or_404(
        FocusTask.objects.visible_to(request.user).select_related("plan"), pk=pk
    )
    if not permissions.can_step(request.user, task):
        raise PermissionDenied
    return task


def back_to(task) -> str:
    return f"{task.get_absolute_url()}#cac-buoc"


def carry_out(request, form, act, *, said: str):
    """Once for each sending of the form; where it is refused, the form says why."""
    try:
        url, is_new = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=act
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return None
    except ValidationError as error:
        for field, errors in error.message_dict.items():
            form.add_error(field if field in form.fields else None, errors)
        return None
    if is_new:
        messages.success(request, said)
    else:
        messages.info(request, ALREADY_SENT)
    return redirect(url)


@login_required
def steps_apply(request, pk):
    task = stepped(request, pk)
    templates = WorkTemplate.objects.filter(kind=task.kind, is_active=True)
    form = ApplyForm(posted(request), templates=templates)
    if request.method == "POST" and form.is_valid():

        def act():
            stepping.apply(task=task, by=request.user, **form.values())
            return back_to(task)

        said = "Đã lập các bước theo mẫu; mời xem lại từng ngày."
        if response := carry_out(request, form, act, said=said):
            return response
    chosen = templates.prefetch_related("steps")
    context = {"form": form, "task": task, "templates": chosen, "section": "tasks"}
    return render(request, "tasks/steps_apply.html", context)


@login_required
def step_create(request, pk):
    task = stepped(request, pk)
    form = StepForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            stepping.add(task=task, values=form.values(), by=request.user)
            return back_to(task)

        if response := carry_out(request, form, act, said="Đã thêm bước."):
            return response
    context = {"form": form, "task": task, "step": None, "section": "tasks"}
    return render(request, "tasks/step_form.html", context)


@login_required
def step_edit(request, pk, step_pk):
    task = stepped(request, pk)
    step = get_object_or_404(TaskStep, pk=step_pk, task=task)
    initial = {name: getattr(step, name) for name in stepping.FIELDS}
    form = StepForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():

        def act():
            stepping.revise(step=step, values=form.values(), by=request.user)
            return back_to(task)

        if response := carry_out(request, form, act, said="Đã sửa bước."):
            return response
    context = {"form": form, "task": task, "step": step, "section": "tasks"}
    return render(request, "tasks/step_form.html", context)


@require_POST
@login_required
def step_remove(request, pk, step_pk):
    task = stepped(request, pk)
    step = TaskStep.objects.filter(pk=step_pk, task=task).first()
    try:
        if step is None:
            raise NotPossible("Bước này đã được bỏ.")
        stepping.remove(step=step, by=request.user)
        messages.success(request, "Đã bỏ bước.")
    except NotPossible as error:
        messages.info(request, str(error))
    return redirect(back_to(task))


@require_POST
@login_required
def step_mark(request, pk, step_pk):
    """Tick a step, or with xong=0 take the tick back."""
    task = stepped(request, pk)
    step = get_object_or_404(TaskStep, pk=step_pk, task=task)
    try:
        stepping.mark(
            step=step,
            is_done=request.POST.get("xong") != "0",
            by=request.user,
            on=timezone.localdate(),
        )
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(back_to(task))
