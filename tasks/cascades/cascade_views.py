"""Who has signed the programme that a task tells a group of bodies to sign."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings import exports
from accounts.listings.listing import Cell
from accounts.models import Organisation, User
from accounts.receipts import carry_out_once
from agreements.models import Agreement

from .. import permissions
from ..badges import Badge
from ..models import CascadeDuty, FocusTask
from . import cascade_list, cascading
from .cascade_forms import MOST, AskForm, GroupForm

PER_PAGE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BADGES = {
    cascade_list.LATE: ("warn", "late"),
    cascade_list.WAITING: ("hourglass", "soon"),
    cascade_list.SIGNED: ("check", "ok"),
    cascade_list.LEFT_OUT: ("x", "idle"),
    cascade_list.ENDED: ("lock", "idle"),
}
CELLS = [
    Cell("Cơ quan", lambda row: row.name, width=40),
    Cell("Được giao cho", lambda row: "; ".join(row.former), width=30),
    Cell("Hạn ký", lambda row: row.duty.due_on, kind="date", width=13),
    Cell("Tình trạng", lambda row: row.label, width=16),
    Cell("Ngày ký", lambda row: row.duty.signed_on, kind="date", width=13),
    Cell("Số ký hiệu", lambda row: row.duty.document_number, width=20),
    Cell("Hồ sơ quy chế", lambda row: _label(row.duty.agreement), width=30),
    Cell("Lý do không phải ký", lambda row: row.duty.left_out_reason, width=40),
]


def _label(agreement) -> str:
    return agreement.label if agreement else ""


def task_for(user: User, pk: int) -> tuple[FocusTask, bool]:
    """The task, and whether the person sees every body's duty or only their own.

    Whoever has to sign need not work in the plan otherwise.
    """
    tasks = FocusTask.objects.select_related("plan__office", "lead_organisation")
    seen = tasks.visible_to(user).filter(pk=pk).first()
    if seen is not None:
        return seen, True
    task = get_object_or_404(tasks.issued(), pk=pk)
    if not task.cascade.filter(organisation__in=user.organisation_ids).exists():
        raise Http404
    return task, False


def duty_for(user: User, pk: int, duty_pk: int) -> CascadeDuty:
    task, sees_all = task_for(user, pk)
    duties = CascadeDuty.objects.select_related("organisation", "stored_file")
    if not sees_all:
        duties = duties.filter(organisation__in=user.organisation_ids)
    duty = get_object_or_404(duties, pk=duty_pk, task=task)
    duty.task = task
    return duty


def kept_duty(request, pk, duty_pk) -> CascadeDuty:
    """For those who keep the list: else 404, then 403."""
    duty = duty_for(request.user, pk, duty_pk)
    if not permissions.can_cascade(request.user, duty.task):
        raise PermissionDenied
    return duty


def address(task: FocusTask) -> str:
    return reverse("tasks:cascade", args=[task.pk])


@login_required
def cascade(request, pk):
    task, sees_all = task_for(request.user, pk)
    on = timezone.localdate()
    mine = None if sees_all else request.user.organisation_ids
    rows = cascade_list.owed_under(task, on, by_bodies=mine)
    if request.GET.get("tai") == "xlsx":
        return _workbook(task, rows)
    wanted = request.GET.get("tinh-trang")
    shown = [row for row in rows if row.state == wanted] if wanted else rows
    page = Paginator(shown, PER_PAGE).get_page(id_in(request.GET, "trang") or 1)
    agreements = _agreements_seen(request.user, page.object_list)
    context = {
        "task": task,
        "plan": task.plan,
        "sees_all": sees_all,
        "counts": cascade_list.counts(rows),
        "rows": [dressed(row, request.user, task, agreements) for row in page],
        "page": page,
        "wanted": wanted if wanted in BADGES else "",
        "can_cascade": permissions.can_cascade(request.user, task),
        "section": "tasks",
    }
    return render(request, "tasks/cascade.html", context)


def dressed(row, user, task, agreements) -> dict:
    icon, tone = BADGES[row.state]
    row.duty.task = task
    return {
        "owed": row,
        "duty": row.duty,
        "badge": Badge(icon, row.label, tone),
        "can_record": row.state != cascade_list.LEFT_OUT
        and permissions.can_record_signing(user, row.duty),
        "shows_agreement": row.duty.agreement_id in agreements,
    }


def _agreements_seen(user, rows) -> set[int]:
    ids = [row.duty.agreement_id for row in rows if row.duty.agreement_id]
    if not ids:
        return set()
    seen = Agreement.objects.visible_to(user).filter(pk__in=ids)
    return set(seen.values_list("pk", flat=True))


def _workbook(task, rows) -> FileResponse:
    at = timezone.localtime()
    table = exports.Table(
        title="Danh sách cơ quan ký chương trình riêng",
        conditions=f"Nhiệm vụ: {task.title} ({task.plan.label})",
        at=at,
        cells=CELLS,
        rows=rows,
    )
    response = FileResponse(exports.xlsx_file(table), content_type=XLSX)
    name = f"ky-chuong-trinh-{task.pk}-{at:%d-%m-%Y}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def cascade_add(request, pk):
    """The group in the address; its bodies with ticks; then the duties."""
    task, _ = task_for(request.user, pk)
    if not permissions.can_cascade(request.user, task):
        raise PermissionDenied
    on = timezone.localdate()
    is_asked = bool(request.GET)
    group = GroupForm(
        request.GET if is_asked else None,
        task=task,
        on=on,
        initial={"province": task.plan.office.province_id},
    )
    group_bodies, bodies = [], []
    if is_asked and group.is_valid():
        group_bodies = cascade_list.candidates(on=on, **group.chosen())
        known = task.cascade.values("organisation")
        bodies = list(group_bodies.exclude(pk__in=known)[: MOST + 1])
    # Of the whole group: a second click finds those that the first one asked.
    ticked = ticked_in(request, group_bodies)
    form = AskForm(posted(request), ticked=ticked)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act():
            count = cascading.ask(
                task=task,
                bodies=ticked,
                due_on=values["due_on"],
                by=request.user,
                on=on,
            )
            messages.success(request, f"Đã giao {count} cơ quan ký chương trình riêng.")
            return address(task)

        with say_at_form(form):
            url, is_new = carry_out_once(
                token=values["form_token"], user=request.user, act=act
            )
            if not is_new:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {
        "task": task,
        "plan": task.plan,
        "group": group,
        "form": form,
        "bodies": bodies[:MOST],
        "is_cut": len(bodies) > MOST,
        "is_asked": is_asked and group.is_valid(),
        "ticked": {body.pk for body in ticked}
        if request.method == "POST"
        else {body.pk for body in bodies},
        "section": "tasks",
    }
    return render(request, "tasks/cascade_add.html", context)


def ticked_in(request, bodies) -> list[Organisation]:
    """Of the group, those that were ticked: what is not in it counts not."""
    chosen = set(request.POST.getlist("co-quan"))
    return [body for body in bodies if str(body.pk) in chosen] if chosen else []


class say_at_form(suppress):  # noqa: N801 - a context manager, as `suppress` is
    """What the workflow refuses is said in the form, which keeps what was typed."""

    def __init__(self, form):
        super().__init__(NotPossible, ValidationError)
        self.form = form

    def __exit__(self, kind, error, trace):
        is_said = super().__exit__(kind, error, trace)
        if is_said and error is not None:
            refused = error if isinstance(error, ValidationError) else str(error)
            self.form.add_error(None, refused)
        return is_said


def page_context(task: FocusTask, user: User, on) -> dict:
    """What the page of a task says of its cascade."""
    can = permissions.can_cascade(user, task)
    if not task.cascade.exists():
        return {"can_cascade": can}
    counts = cascade_list.counts(cascade_list.owed_under(task, on))
    return {"cascade": counts, "can_cascade": can}
