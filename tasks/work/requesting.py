"""Money or means asked for a plan or one of its tasks, and the answer."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, Role, User
from accounts.stored_files import files
from agreements.models import Party

from .. import emails
from ..badges import Badge
from ..models import Coordination, FocusTask, ResourceRequest, TaskState, YearlyPlan
from .task_states import WORKERS

State = ResourceRequest.State
SHOWN = 20
# Chosen, not typed: what is checked is the words, the sums and the constraints.
LINKS = ["plan", "task", "organisation", "addressee", "asked_by", "answered_by"]
BADGES = {
    State.ASKED: ("hourglass", "plan"),
    State.GRANTED: ("check", "ok"),
    State.PARTLY: ("check", "soon"),
    State.REFUSED: ("x", "late"),
    State.WITHDRAWN: ("back", "idle"),
}


def badge(request: ResourceRequest) -> Badge:
    icon, tone = BADGES[request.state]
    return Badge(icon, request.get_state_display(), tone)


@transaction.atomic
def ask(
    *,
    plan: YearlyPlan,
    organisation: Organisation,
    addressee: Organisation,
    purpose: str,
    by: User,
    on: date,
    task: FocusTask | None = None,
    amount: int | None = None,
    source: str = "",
    due_on: date | None = None,
) -> ResourceRequest:
    """Ask another body; `amount` in đồng, None where it is not about money."""
    plan = YearlyPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != YearlyPlan.State.ISSUED:
        raise NotPossible("Chỉ đề nghị nguồn lực cho kế hoạch đang thực hiện.")
    if task and task.state in (TaskState.DONE, TaskState.CANCELLED):
        raise NotPossible(
            f"Nhiệm vụ đang ở trạng thái “{task.get_state_display()}” nên không đề "
            "nghị nguồn lực cho nhiệm vụ này được."
        )
    if addressee == organisation:
        raise ValidationError(
            {"addressee": "Cơ quan nhận đề nghị phải khác cơ quan đề nghị."}
        )
    if due_on and due_on < on:
        raise ValidationError({"due_on": "Ngày đề nghị trả lời không thể đã qua."})
    request = ResourceRequest(
        plan=plan,
        task=task,
        organisation=organisation,
        addressee=addressee,
        purpose=purpose,
        amount=amount,
        source=source,
        due_on=due_on,
        asked_on=on,
        asked_by=by,
    )
    request.full_clean(exclude=LINKS)
    request.save()
    _record(request, by, f"đã đề nghị {addressee} hỗ trợ nguồn lực cho")
    emails.resource_asked(request, on=on)
    return request


@transaction.atomic
def answer(
    *,
    request: ResourceRequest,
    state: str,
    by: User,
    on: date,
    granted_amount: int | None = None,
    answer: str = "",
    document_number: str = "",
    upload=None,
) -> bool:
    """Granted, partly (how much, why), or refused (why). False if not waiting."""
    request = _held(request)
    if request.state != State.ASKED:
        return False
    _check_answer(request, state, granted_amount, answer)
    request.state, request.answer = state, answer.strip()
    request.granted_amount = {
        State.GRANTED: request.amount or granted_amount,
        State.PARTLY: granted_amount,
    }.get(state)
    request.document_number = document_number
    request.answered_on, request.answered_by = on, by
    if upload:
        request.stored_file = files.store(upload=upload, by=by)
    request.full_clean(exclude=LINKS)
    request.save()
    said = request.get_state_display().lower()
    _record(request, by, f"đã trả lời ({said}) đề nghị nguồn lực cho", answer)
    emails.resource_answered(request, on=on)
    return True


def _check_answer(request, state, granted_amount, answer) -> None:
    if state not in (State.GRANTED, State.PARTLY, State.REFUSED):
        raise ValidationError({"state": "Hãy chọn kết quả trả lời."})
    if state != State.GRANTED and not answer.strip():
        raise ValidationError(
            {"answer": "Hãy ghi lý do khi không đồng ý toàn bộ đề nghị."}
        )
    if state == State.PARTLY and request.amount:
        if granted_amount is None:
            raise ValidationError({"granted_amount": "Hãy nhập số tiền đồng ý."})
        if granted_amount >= request.amount:
            raise ValidationError(
                {
                    "granted_amount": "Số tiền đồng ý một phần phải nhỏ hơn số tiền "
                    "đề nghị; nếu đồng ý đủ, hãy chọn “Đồng ý”."
                }
            )


@transaction.atomic
def withdraw(*, request: ResourceRequest, by: User) -> bool:
    """The body that asked takes it back. False if it was answered before."""
    request = _held(request)
    if request.state != State.ASKED:
        return False
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    _record(request, by, "đã rút đề nghị nguồn lực cho")
    return True


def _held(request: ResourceRequest) -> ResourceRequest:
    return (
        ResourceRequest.objects.select_for_update(of=("self",))
        .select_related("plan", "task", "organisation", "addressee")
        .get(pk=request.pk)
    )


def _record(request: ResourceRequest, by: User, action: str, reason: str = "") -> None:
    """On the request itself, and on the task or the plan it is for."""
    about = request.task or request.plan
    thing = "nhiệm vụ" if request.task else "kế hoạch"
    for target in (request, about):
        history.record(by=by, action=f"{action} {thing}", target=target, reason=reason)


# -- Who may ------------------------------------------------------------------


def bodies_to_ask_for(
    user: User, plan: YearlyPlan, task: FocusTask | None = None
) -> list[Organisation]:
    """Those of one's own bodies that lead, coordinate, drafted or signed."""
    mine = user.organisation_ids_as(*WORKERS)
    tasks = FocusTask.objects.filter(pk=task.pk) if task else plan.tasks.all()
    working = set(
        tasks.filter(lead_organisation__in=mine).values_list(
            "lead_organisation", flat=True
        )
    ) | set(
        Coordination.objects.filter(task__in=tasks, organisation__in=mine).values_list(
            "organisation", flat=True
        )
    )
    parties = Party.objects.of_organisations(mine).filter(agreement=plan.agreement_id)
    working |= set(parties.values_list("organisation", flat=True)) & mine
    if plan.office_id in mine:
        working.add(plan.office_id)
    return list(Organisation.objects.filter(pk__in=working))


def is_open_to_requests(plan: YearlyPlan, task: FocusTask | None = None) -> bool:
    closed = task and task.state in (TaskState.DONE, TaskState.CANCELLED)
    return plan.state == YearlyPlan.State.ISSUED and not closed


def may_answer(user: User, request: ResourceRequest) -> bool:
    """Staff and managers of the addressee."""
    return user.has_role(request.addressee_id, *WORKERS)


def may_withdraw(user: User, request: ResourceRequest) -> bool:
    """Staff and managers of the body that asked."""
    return user.has_role(request.organisation_id, *WORKERS)


# -- Sums ---------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """What was asked and granted. A request without a sum is counted, never as 0."""

    count: int = 0
    asked: int = 0
    asked_unsaid: int = 0  # requests that name no sum
    waiting: int = 0
    granted_count: int = 0
    granted: int = 0
    granted_unsaid: int = 0  # granted without saying how much


def totals_of(requests) -> Totals:
    """Of the requests of a queryset; what was withdrawn is left out."""
    agreed = Q(state__in=[State.GRANTED, State.PARTLY])
    found = (
        requests.order_by()
        .exclude(state=State.WITHDRAWN)
        .aggregate(
            count=Count("pk"),
            asked=Sum("amount"),
            asked_unsaid=Count("pk", filter=Q(amount=None)),
            waiting=Count("pk", filter=Q(state=State.ASKED)),
            granted_count=Count("pk", filter=agreed),
            granted=Sum("granted_amount"),
            granted_unsaid=Count("pk", filter=agreed & Q(granted_amount=None)),
        )
    )
    return Totals(**{name: int(value or 0) for name, value in found.items()})


def page_context(
    user: User, *, plan: YearlyPlan, task: FocusTask | None = None
) -> dict:
    """For the page of a plan, or of one of its tasks: what this person may see."""
    seen = ResourceRequest.objects.visible_to(user).filter(plan=plan)
    if task:
        seen = seen.filter(task=task)
    shown = list(
        seen.select_related("organisation", "addressee", "task", "plan")[:SHOWN]
    )
    may_ask = is_open_to_requests(plan, task) and bodies_to_ask_for(user, plan, task)
    return {
        "resource_requests": [(request, badge(request)) for request in shown],
        "resource_totals": totals_of(seen) if shown else None,
        "resource_sees_all": user.is_superuser
        or user.has_role(plan.office_id, *Role.values),
        "can_ask_resource": bool(may_ask),
    }
