"""The pages of a plan's rounds: submit, decide, withdraw, read an earlier one."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import id_in, posted

from .. import permissions
from ..models import Decision, Remark, YearlyPlan
from ..plans import amendment_views
from ..plans.annex import kept_rows
from ..plans.plan_views import editable_plan
from . import approval, deciding, remarking, round_changes, round_page, ruling
from .round_forms import (
    FEW_ROWS,
    AgreeForm,
    AnswerForm,
    SendBackForm,
    SubmitForm,
    WithdrawForm,
)

SECTION = {"section": "plans"}


def visible_plan(request, pk) -> YearlyPlan:
    plans = YearlyPlan.objects.visible_to(request.user)
    return get_object_or_404(plans.select_related("agreement", "office"), pk=pk)


@login_required
def plan_submit(request, pk):
    plan, on = editable_plan(request, pk), timezone.localdate()
    form = SubmitForm(posted(request), due_day=approval.due_day(plan, on))
    if request.method == "POST" and form.is_valid():
        try:
            approval.submit(plan=plan, by=request.user, on=on, **form.cleaned_data)
            messages.success(request, "Đã trình kế hoạch tới các bên.")
            return redirect(plan)
        except NotPossible as error:
            form.add_error(None, str(error))
    rounds = round_page.rounds_of(plan)
    remarks = round_page.latest_remarks(rounds)
    context = {
        "form": form,
        "plan": plan,
        "unanswered": [remark for remark in remarks if not remark.answer_kind],
        "asked": [
            party
            for party in deciding.parties_of(plan)
            if not deciding.represents(party, plan.office_id, on)
        ],
        "is_serial": ruling.rule_of(plan.agreement).is_serial,
        "past_count": plan.tasks.filter(due_on__lt=date(plan.year, 1, 1)).count(),
    }
    if plan.is_amendment:
        context["amends"] = amendment_views.amendment_context(plan)
    return render(request, "tasks/yearlyplan_submit.html", context | SECTION)


def deciding_party(request, pk, party_pk):
    """The plan and the party this person decides for: else 404, then 403."""
    plan = visible_plan(request, pk)
    party = get_object_or_404(plan.agreement.parties, pk=party_pk)
    if not permissions.may_decide_when_asked(request.user, plan, party):
        raise PermissionDenied
    return plan, party


@require_POST
@login_required
def plan_agree(request, pk, party_pk):
    plan, party = deciding_party(request, pk, party_pk)
    form = AgreeForm(request.POST)
    try:
        approval.decide(
            plan=plan,
            party=party,
            round=form.cleaned_data["round"] if form.is_valid() else 0,
            verdict=Decision.Verdict.AGREED,
            by=request.user,
            on=timezone.localdate(),
        )
        messages.success(request, f"Đã ghi nhận: {party} đồng ý với kế hoạch.")
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(plan)


@login_required
def plan_send_back(request, pk, party_pk):
    plan, party = deciding_party(request, pk, party_pk)
    is_asked = party in permissions.parties_to_decide_for(request.user, plan)
    if not is_asked and request.method != "POST":
        messages.info(request, f"{party} không được hỏi ý kiến lúc này.")
        return redirect(plan)
    form = SendBackForm(
        posted(request),
        tasks=plan.tasks,
        asked_row=id_in(request.GET, "nhiem-vu"),
        initial={"round": plan.round},
    )
    if request.method == "POST" and not form.asks_for_a_row and form.is_valid():
        try:
            approval.decide(
                plan=plan,
                party=party,
                verdict=Decision.Verdict.SENT_BACK,
                by=request.user,
                on=timezone.localdate(),
                round=form.cleaned_data["round"],
                reason=form.whole_reason(),
                remarks=form.remarks,
            )
            messages.success(request, "Đã gửi đề nghị sửa tới cơ quan soạn thảo.")
            return redirect(plan)
        except NotPossible as error:
            form.add_error(None, str(error))
    if form.asks_for_a_row:
        form.errors.clear()  # nothing was sent: what is missing is not yet a fault
    rounds = round_page.rounds_of(plan)
    context = {"form": form, "plan": plan, "party": party}
    context["rows"] = rows_to_remark(rounds, form)
    return render(request, "tasks/yearlyplan_send_back.html", context | SECTION)


def rows_to_remark(rounds, form) -> list[dict]:
    """The rows that were submitted, those with a field open."""
    if not rounds:
        return []
    changes = round_page.changes_to(rounds, rounds[-1])
    rows = kept_rows(rounds[-1].rows)
    tasks = [row for row in rows if "cells" in row]
    for row in tasks:
        pk = row["cells"]["task"]
        row["change"] = changes.get(pk)
        row["is_open"] = pk in form.texts or len(tasks) <= FEW_ROWS
        row["text"] = form.texts.get(pk, "")
        row["errors"] = form.row_errors.get(pk, ())
        row["is_new"] = pk == form.new_row
    return rows


@login_required
def plan_withdraw(request, pk):
    plan = visible_plan(request, pk)
    is_sent = request.method == "POST"
    may = permissions.may_withdraw_when_asked if is_sent else permissions.can_withdraw
    if not may(request.user, plan):
        raise PermissionDenied
    form = WithdrawForm(posted(request))
    if is_sent and form.is_valid():
        try:
            approval.withdraw(
                plan=plan,
                by=request.user,
                on=timezone.localdate(),
                at=timezone.now(),
                **form.cleaned_data,
            )
            messages.success(request, "Đã rút kế hoạch về để sửa; các bên được báo.")
            return redirect(plan)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "plan": plan} | SECTION
    return render(request, "tasks/yearlyplan_withdraw.html", context)


@login_required
def plan_round(request, pk, number):
    """One round as it was put to the parties, held against any other."""
    plan = visible_plan(request, pk)
    rounds = round_page.rounds_of(plan)
    shown = next((r for r in rounds if r.number == number), None)
    if shown is None:
        return redirect(plan)
    other = id_in(request.GET, "so-voi")
    if other and number < other <= rounds[-1].number:
        address = reverse("tasks:plan-round", args=[plan.pk, other])
        return redirect(f"{address}?so-voi={number}")
    earlier = [r for r in rounds if r.number < number]
    base = next((r for r in earlier if r.number == other), None)
    if base is None and earlier and other is None:
        base = earlier[-1]
    changes = round_changes.between(base.rows, shown.rows) if base else None
    rows = round_page.with_remarks(kept_rows(shown.rows), round_page.remarks_of(shown))
    for row in rows:
        if changes and "cells" in row:
            row["change"] = changes.get(row["cells"]["task"])
    context = {
        "plan": plan,
        "rounds": rounds,
        "round": shown,
        "base": base,
        "changes": changes,
        "rows": rows,
        "parties": round_page.parties_asked(plan, shown),
    }
    return render(request, "tasks/plan_round.html", context | SECTION)


@login_required
def remark_answer(request, pk, remark_pk):
    plan = editable_plan(request, pk)
    remark = get_object_or_404(remarking.of_plan(plan), pk=remark_pk)
    initial = {
        "kind": remark.answer_kind or Remark.Answer.CHANGED,
        "answer": remark.answer,
    }
    form = AnswerForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            remarking.answer(
                remark=remark,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["answer"],
                by=request.user,
                at=timezone.now(),
            )
            return redirect(f"{plan.get_absolute_url()}#y-kien-can-xu-ly")
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "plan": plan, "remark": remark} | SECTION
    return render(request, "tasks/remark_answer.html", context)
