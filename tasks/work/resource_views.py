"""Requests for resources, from asked to answered; and the list of late parts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import history
from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Duty, Organisation
from accounts.receipts import carry_out_once
from accounts.reminding import promising
from accounts.stored_files import files

from ..models import Coordination, FocusTask, ResourceRequest, YearlyPlan
from ..plans.carrying_forms import ResourceAnswerForm, ResourceForm
from ..plans.carrying_views import say_at_fields
from . import requesting
from .resource_lists import LATE_PARTS, RESOURCES, LatePartFilter, ResourceFilter


class ResourceList(ListPage):
    listing = RESOURCES
    template_name = "tasks/resource_list.html"
    extra_context = {"section": "resources"}

    def get_filter(self):
        seen = ResourceRequest.objects.visible_to(self.request.user)
        plans = YearlyPlan.objects.filter(pk__in=seen.order_by().values("plan"))
        return ResourceFilter(
            self.request.GET,
            queryset=seen.select_related("plan", "task", "organisation", "addressee"),
            request=self.request,
            plans=plans,
        )

    def dress(self, rows):
        for row in rows:
            row.badge = requesting.badge(row)
        return rows

    def get_context_data(self, **kwargs):
        totals = requesting.totals_of(self.filter.qs)
        return super().get_context_data(totals=totals, **kwargs)


class LatePartList(ListPage):
    listing = LATE_PARTS
    template_name = "tasks/late_part_list.html"
    extra_context = {"section": "tasks"}

    def get_filter(self):
        plans = YearlyPlan.objects.visible_to(self.request.user).filter(
            state=YearlyPlan.State.ISSUED
        )
        late = Coordination.objects.late(self.on).filter(
            task__plan__in=list(plans.order_by().values_list("pk", flat=True))
        )
        return LatePartFilter(
            self.request.GET,
            queryset=late.select_related(
                "task__plan", "task__lead_organisation", "organisation"
            ),
            request=self.request,
            on=self.on,
            organisations=Organisation.objects.filter(
                pk__in=late.order_by().values("organisation")
            ),
        )

    def dress(self, rows):
        promises = promising.latest({Duty.PART: [row.pk for row in rows]})
        for row in rows:
            row.days_late = (self.on - row.last_on).days
            row.promise = promises.get((Duty.PART, row.pk))
        return rows


@login_required
def resource_ask(request, pk):
    plan = get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    task = task_named(request, plan)
    bodies = requesting.bodies_to_ask_for(request.user, plan, task)
    may_open = requesting.is_open_to_requests(plan, task) or request.method == "POST"
    if not bodies or not may_open:
        raise PermissionDenied
    on = timezone.localdate()
    form = ResourceForm(
        posted(request),
        bodies=bodies,
        addressees=Organisation.objects.existing(on),
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            row = requesting.ask(plan=plan, task=task, by=request.user, on=on, **values)
            return row.get_absolute_url()

        try:
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if is_new:
                messages.success(request, "Đã gửi đề nghị nguồn lực.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            say_at_fields(form, error)
    context = {"form": form, "plan": plan, "task": task, "section": "resources"}
    return render(request, "tasks/resource_form.html", context)


def task_named(request, plan) -> FocusTask | None:
    if not request.GET.get("nhiem-vu"):
        return None
    return get_object_or_404(plan.tasks, pk=id_in(request.GET, "nhiem-vu"))


def request_of(request, pk) -> ResourceRequest:
    return get_object_or_404(
        ResourceRequest.objects.visible_to(request.user).select_related(
            *("plan", "task", "organisation", "addressee", "stored_file"),
            *("asked_by", "answered_by"),
        ),
        pk=pk,
    )


def resource_page(request, row, form):
    user = request.user
    is_open = row.state == ResourceRequest.State.ASKED
    visible = YearlyPlan.objects.visible_to(user).filter(pk=row.plan_id)
    context = {
        "resource": row,
        "badge": requesting.badge(row),
        "form": form if is_open and requesting.may_answer(user, row) else None,
        "may_withdraw": is_open and requesting.may_withdraw(user, row),
        "plan_is_visible": visible.exists(),
        "history": [(e, history.sentence(e)) for e in history.of(row)[:50]],
        "section": "resources",
    }
    return render(request, "tasks/resource_detail.html", context)


@login_required
def resource_detail(request, pk):
    return resource_page(request, request_of(request, pk), ResourceAnswerForm())


@login_required
def resource_answer(request, pk):
    row = request_of(request, pk)
    if not requesting.may_answer(request.user, row):
        raise PermissionDenied
    form = ResourceAnswerForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            if requesting.answer(
                request=row,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            ):
                messages.success(request, "Đã ghi nội dung trả lời.")
            else:
                messages.info(request, "Đề nghị này không còn chờ trả lời.")
            return redirect(row)
        except ValidationError as error:
            say_at_fields(form, error)
    return resource_page(request, row, form)


@require_POST
@login_required
def resource_withdraw(request, pk):
    row = request_of(request, pk)
    if not requesting.may_withdraw(request.user, row):
        raise PermissionDenied
    if requesting.withdraw(request=row, by=request.user):
        messages.success(request, "Đã rút đề nghị.")
    else:
        messages.info(request, "Đề nghị này không còn chờ trả lời.")
    return redirect(row)


@login_required
def resource_document(request, pk):
    row = request_of(request, pk)
    if row.stored_file is None:
        raise Http404
    return files.download(row.stored_file)
