from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history
from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Duty
from accounts.receipts import carry_out_once
from accounts.reminding import panel
from accounts.stored_files import files
from agreements.models import Agreement, Conclusion, Conference

from .. import forms, permissions
from ..approvals import approval, round_page
from ..badges import plan_badge
from ..filters import YearlyPlanFilter
from ..lists import PLANS
from ..models import YearlyPlan
from ..standing import standing_of
from ..work import following, requesting
from . import amendment_views, planning
from .annex import annex_rows, kept_rows, page_of, round_changes


class PlanList(ListPage):
    listing = PLANS
    template_name = "tasks/yearlyplan_list.html"
    extra_context = {"section": "plans"}

    def get_filter(self):
        plans = YearlyPlan.objects.visible_to(self.request.user).not_amending()
        return YearlyPlanFilter(
            self.request.GET,
            queryset=plans.select_related("agreement__kind", "office"),
            request=self.request,
            on=self.on,
        )

    def dress(self, rows):
        for plan in rows:
            plan.badge = plan_badge(plan)
        return rows


class PlanDetail(LoginRequiredMixin, DetailView):
    """What must I decide, what changed; then the annex as people know it."""

    template_name = "tasks/yearlyplan_detail.html"
    context_object_name = "plan"
    extra_context = {"section": "plans"}

    def get_queryset(self):
        return YearlyPlan.objects.visible_to(self.request.user).select_related(
            "agreement", "office", "issued_file"
        )

    def get_context_data(self, **kwargs):
        plan, user, on = self.object, self.request.user, timezone.localdate()
        rounds = round_page.rounds_of(plan)
        is_ours = permissions.is_of_office(user, plan)
        changes = round_changes(plan, rounds, is_ours=is_ours)
        if plan.is_open_to_editing and rounds and not is_ours:
            rows = kept_rows(rounds[-1].rows)
        else:
            rows = annex_rows(plan, on, changes)
        return super().get_context_data(
            badge=plan_badge(plan),
            rows=rows,
            page=page_of(rows, id_in(self.request.GET, "trang") or 1),
            task_count=sum("cells" in row for row in rows),
            changes=changes,
            can_edit=permissions.can_edit(user, plan),
            can_issue=permissions.can_issue(user, plan),
            can_close=permissions.can_close(user, plan),
            **requesting.page_context(user, plan=plan),
            standing=standing_of(plan.tasks.all(), on) if plan.is_issued else None,
            history=[
                (entry, history.sentence(entry))
                for entry in round_page.history_of(plan, is_ours=is_ours)
            ],
            reminders=panel.of_duties({Duty.DECISION: [plan.pk]}),
            on=on,
            **round_page.page_context(plan, rounds, rows, changes, user=user, on=on),
            **amendment_views.page_context(plan, user, rounds),
            **following.page_context(plan, user),
            **kwargs,
        )


@login_required
def plan_create(request, agreement_pk):
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user), pk=agreement_pk
    )
    offices = permissions.offices_to_draft_for(request.user, agreement)
    if not offices:
        raise PermissionDenied
    year = planning.next_year(agreement, timezone.localdate())
    initial = {
        "office": offices[0],
        "year": year,
        "title": f"Kế hoạch phối hợp công tác năm {year}",
    }
    form = forms.PlanCreateForm(posted(request), offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def act():
            plan = planning.draft(agreement=agreement, by=request.user, **values)
            return reverse("tasks:plan-start", args=[plan.pk])

        try:
            url, is_new = carry_out_once(token=token, user=request.user, act=act)
            if not is_new:
                messages.info(request, ALREADY_SENT)
            return redirect(way_back(request) or url)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "agreement": agreement, "section": "plans"}
    return render(request, "tasks/yearlyplan_form.html", context)


def way_back(request) -> str:
    """To the conclusion for which somebody drafted the plan; "" if there is none."""
    visible = Conference.objects.visible_to(request.user)
    asked = Conclusion.objects.filter(
        pk=id_in(request.GET, "ket-luan"), conference__in=visible
    )
    if not asked:
        return ""
    messages.success(
        request, "Đã lập dự thảo kế hoạch. Mời chọn kế hoạch để đưa kết luận vào."
    )
    return reverse("tasks:conclusion-task", args=[asked[0].pk])


def editable_plan(request, pk) -> YearlyPlan:
    """The plan, for someone who may change it now: else 404, then 403."""
    plans = YearlyPlan.objects.visible_to(request.user).select_related(
        "agreement", "office"
    )
    plan = get_object_or_404(plans, pk=pk)
    if not permissions.can_edit(request.user, plan):
        raise PermissionDenied
    return plan


@login_required
def plan_edit(request, pk):
    plan = editable_plan(request, pk)
    form = forms.PlanEditForm(posted(request), instance=plan)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            planning.revise(
                plan=plan, version=values.pop("version"), values=values, by=request.user
            )
            return redirect(plan)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "plan": plan,
        "agreement": plan.agreement,
        "section": "plans",
    }
    return render(request, "tasks/yearlyplan_form.html", context)


@login_required
def plan_issue(request, pk):
    plan = get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_issue(request.user, plan):
        raise PermissionDenied
    on = timezone.localdate()
    form = forms.IssueForm(posted(request), request.FILES or None)
    repeats = ()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        uploads, accepted = values.pop("uploads"), values.pop("accept_repeat")
        repeats = approval.repeats_of(
            plan, values["document_number"], values["issued_on"]
        )
        if accepted or not repeats:
            try:
                approval.issue(
                    plan=plan,
                    by=request.user,
                    on=on,
                    upload=uploads[0] if uploads else None,
                    **values,
                )
                messages.success(request, "Đã ban hành kế hoạch.")
                return redirect(plan)
            except NotPossible as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error)
    context = {"form": form, "plan": plan, "repeats": repeats, "section": "plans"}
    if plan.is_amendment:
        context["amends"] = amendment_views.amendment_context(plan)
    return render(request, "tasks/yearlyplan_issue.html", context)


@require_POST
@login_required
def plan_close(request, pk):
    plan = get_object_or_404(YearlyPlan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_close(request.user, plan):
        raise PermissionDenied
    try:
        planning.close(plan=plan, by=request.user)
        messages.success(request, "Đã kết thúc kế hoạch.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(plan)


@login_required
def plan_download(request, pk):
    plan = get_object_or_404(
        YearlyPlan.objects.visible_to(request.user).exclude(issued_file=None), pk=pk
    )
    return files.download(plan.issued_file)
