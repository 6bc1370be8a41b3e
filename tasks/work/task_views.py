from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history, sending
from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Organisation
from accounts.receipts import carry_out_once

from .. import forms, permissions
from ..badges import task_badge
from ..cascades import cascade_views
from ..filters import FocusTaskFilter
from ..lists import TASKS
from ..models import Coordination, FocusTask
from ..plans import planning, rearranging
from ..plans.plan_views import editable_plan
from . import assigning, following, progress, stepping, task_page


def task_form(request, plan, task=None):
    """The row of a plan as a form, new or existing, with its coordinating bodies."""
    on = timezone.localdate()
    organisations = Organisation.objects.existing(on)
    form_class = forms.TaskEditForm if task else forms.TaskCreateForm
    form = form_class(
        posted(request),
        instance=task,
        plan=plan,
        organisations=organisations,
        on=on,
        **({} if task else {"initial": first_values(request)}),
    )
    parts = forms.PartFormSet(
        posted(request),
        prefix="phoi-hop",
        form_kwargs={"organisations": organisations},
        initial=[
            {
                "organisation": part.organisation,
                "part": part.part,
                "due_on": part.due_on,
            }
            for part in (task.coordinations.all() if task else ())
        ],
    )
    if request.method == "POST" and form.is_valid() & parts.is_valid():
        try:
            return redirect(save_task(request, plan, task, form, parts))
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            for field, errors in error.message_dict.items():
                form.add_error(field if field in form.fields else None, errors)
    context = {
        "form": form,
        "parts": parts,
        "plan": plan,
        "task": task,
        "section": "plans",
    }
    return render(request, "tasks/focustask_form.html", context)


def first_values(request) -> dict:
    """A link may name the article that the new row serves."""
    cited = id_in(request.GET, "dieu")
    return {"provisions": [cited] if cited else []}


def save_task(request, plan, task, form, parts) -> str:
    chosen = {
        "parts": parts.parts(),
        "provisions": form.chosen_provisions(),
        "by": request.user,
    }
    if task:
        with transaction.atomic():
            planning.revise_task(
                task=task,
                version=form.cleaned_data["version"],
                values=form.values(),
                **chosen,
            )
            rearranging.put_under(task=task, by=request.user, **form.place())
        return plan.get_absolute_url()

    def act():
        added = planning.add_task(plan=plan, values=form.values(), **chosen)
        rearranging.put_under(task=added, by=request.user, **form.place())
        return plan.get_absolute_url()

    url, is_new = carry_out_once(
        token=form.cleaned_data["form_token"], user=request.user, act=act
    )
    if not is_new:
        messages.info(request, ALREADY_SENT)
    return url


@login_required
def focus_task_create(request, plan_pk):
    return task_form(request, editable_plan(request, plan_pk))


@login_required
def focus_task_edit(request, pk):
    task = get_object_or_404(FocusTask.objects.visible_to(request.user), pk=pk)
    return task_form(request, editable_plan(request, task.plan_id), task)


@require_POST
@login_required
def focus_task_remove(request, pk):
    task = get_object_or_404(FocusTask.objects.visible_to(request.user), pk=pk)
    plan = editable_plan(request, task.plan_id)
    try:
        planning.remove_task(task=task, by=request.user)
        messages.success(request, "Đã bỏ nhiệm vụ khỏi dự thảo.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(plan)


class FocusTaskList(ListPage):
    listing = TASKS
    template_name = "tasks/focustask_list.html"
    extra_context = {"section": "tasks"}

    def get_filter(self):
        return FocusTaskFilter(
            self.request.GET,
            queryset=FocusTask.objects.listed_for(self.request.user),
            request=self.request,
            on=self.on,
            organisations=Organisation.objects.all(),
        )

    def rows_of(self, queryset):
        return super().rows_of(queryset).in_rows(*self.arrangement.fields)

    def dress(self, rows):
        for task in rows:
            task.badge = task_badge(task, self.on)
        return rows


class FocusTaskDetail(LoginRequiredMixin, DetailView):
    template_name = "tasks/focustask_detail.html"
    context_object_name = "task"
    extra_context = {"section": "tasks"}

    def get_queryset(self):
        return (
            FocusTask.objects.visible_to(self.request.user)
            .select_related(
                "plan__office",
                "lead_organisation",
                "area",
                "conclusion__conference",
                "parent",
            )
            .prefetch_related(
                Prefetch(
                    "coordinations", Coordination.objects.select_related("organisation")
                ),
                "provisions",
            )
        )

    def get_context_data(self, **kwargs):
        task, user, on = self.object, self.request.user, timezone.localdate()
        entries = list(history.of(task)[:50])
        updates = list(
            task.progress_updates.select_related(
                "organisation", "reported_by"
            ).prefetch_related("evidence__stored_file")
        )
        return super().get_context_data(
            plan=task.plan,
            returned=progress.last_return(task, entries),
            badge=task_badge(task, on),
            updates=updates,
            **task_page.context(task, updates, user=user, on=on),
            **assigning.looking_after(task, user, on),
            **following.page_context(task, user),
            **cascade_views.page_context(task, user, on),
            **stepping.page_context(user, task, on),
            reminders=task_page.reminders_of(task),
            can_edit=permissions.can_edit(user, task.plan),
            can_report=permissions.can_report(user, task),
            can_confirm=permissions.can_confirm(user, task),
            history=[(e, history.sentence(e)) for e in entries],
            on=on,
            **kwargs,
        )


@login_required
def progress_report(request, pk):
    task = get_object_or_404(
        FocusTask.objects.visible_to(request.user).select_related(
            "plan", "lead_organisation"
        ),
        pk=pk,
    )
    organisations = permissions.organisations_to_report_for(request.user, task)
    if not organisations and request.method == "GET":
        raise PermissionDenied
    form = forms.ProgressForm(
        posted(request),
        request.FILES or None,
        task=task,
        organisations=organisations
        or permissions.organisations_involved(request.user, task),
        initial={"percent": progress.last_percent(task, organisations)},
    )
    if not form.fields["organisation"].queryset:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            progress.report(
                task=task, by=request.user, on=timezone.localdate(), **values
            )
            return task.get_absolute_url()

        try:
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if is_new:
                messages.success(request, "Đã ghi báo cáo tiến độ.")
            else:
                messages.info(request, ALREADY_SENT)
            return sending.answer(request, url, is_new=is_new)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            for field, errors in error.message_dict.items():
                form.add_error(field, errors)
    own = {organisation.pk for organisation in organisations}
    parts = task.coordinations.filter(organisation__in=own)
    context = {
        "form": form,
        "task": task,
        "own_parts": parts.select_related("organisation"),
        "section": "tasks",
    }
    return render(request, "tasks/progress_form.html", context)


@require_POST
@login_required
def focus_task_confirm(request, pk):
    task = get_object_or_404(
        FocusTask.objects.visible_to(request.user).select_related("plan"), pk=pk
    )
    if not permissions.may_confirm_when_asked(request.user, task):
        raise PermissionDenied
    try:
        if progress.confirm(task=task, by=request.user, on=timezone.localdate()):
            messages.success(request, "Đã xác nhận hoàn thành nhiệm vụ.")
        else:
            messages.info(request, "Nhiệm vụ này không còn chờ xác nhận.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(task)


@login_required
def focus_task_return(request, pk):
    task = get_object_or_404(
        FocusTask.objects.visible_to(request.user).select_related("plan"), pk=pk
    )
    if not permissions.may_confirm_when_asked(request.user, task):
        raise PermissionDenied
    form = forms.ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            returned = progress.return_for_more(
                task=task,
                by=request.user,
                on=timezone.localdate(),
                reason=form.cleaned_data["reason"],
            )
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(task)
        if returned:
            messages.success(request, "Đã trả lại kết quả để bổ sung.")
        else:
            messages.info(request, "Nhiệm vụ này không còn chờ xác nhận.")
        return redirect(task)
    context = {"form": form, "task": task, "section": "tasks"}
    return render(request, "tasks/focustask_return.html", context)
