"""Rounds of agreement: submit, every party decides, withdraw; then issue.

draft → submitted → (sent back or withdrawn →) agreed by every party → issued.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User
from accounts.vietnamese import format_date
from agreements.models import Party

from .. import emails, permissions
from ..models import (
    ApprovalRule,
    Decision,
    FocusTask,
    Remark,
    StandIn,
    Submission,
    YearlyPlan,
)
from ..plans.issuing import issue, repeats_of  # noqa: F401 (the last step of the rounds)
from ..plans.planning import locked, locked_for_editing
from ..work import following
from . import comparison, deciding
from .deciding import Deciders

SILENT = (
    "Chưa có người cho ý kiến thay mặt: {parties}. Hãy đề nghị quản trị cấp tài khoản "
    "“Người cho ý kiến” hoặc “Lãnh đạo” cho bên này; bên ký là một nhóm thì cần nêu "
    "các cơ quan trong nhóm ở hồ sơ quy chế."
)
NO_SUCH_POST = (
    "Chưa có ai giữ vai trò, chức vụ được quyết định của: {parties}. Hãy sửa “Cách "
    "thống nhất kế hoạch” ở hồ sơ quy chế, hoặc đề nghị bên đó ghi đúng chức vụ, giao "
    "người thay mặt."
)


@transaction.atomic
def submit(
    *,
    plan: YearlyPlan,
    by: User,
    on: date,
    note: str = "",
    decision_due_on: date | None = None,
) -> Submission:
    """Put the plan to the parties: a new round, with its rows as they are now.

    The drafting office's own party agrees by submitting. Raises NotPossible when a
    row is missing or a party has nobody who could decide.
    """
    plan = locked_for_editing(plan)
    rows = comparison.rows_of(plan)
    if not rows:
        raise NotPossible(
            "Kế hoạch chưa có nhiệm vụ nào. Hãy thêm nhiệm vụ rồi trình lại."
        )
    if decision_due_on and decision_due_on < on:
        raise NotPossible("Hạn cho ý kiến không thể trước ngày trình.")
    parties = deciding.parties_of(plan)
    if not parties:
        raise NotPossible("Quy chế chưa có bên ký nào nên chưa có ai để trình.")
    own = [p for p in parties if deciding.represents(p, plan.office_id, on)]
    submission = _new_round(plan, by, note, rows, decision_due_on)
    deciders = Deciders(on)
    _refuse_silent([p for p in parties if p not in own], submission, deciders)
    plan.round = submission.number
    plan.state = YearlyPlan.State.SUBMITTED
    plan.decision_due_on = decision_due_on
    submission.save()
    for party in own:
        Decision.objects.create(
            submission=submission,
            party=party,
            verdict=Decision.Verdict.AGREED,
            decided_by=by,
        )
    history.record(
        by=by, action=f"đã trình kế hoạch lần {plan.round}", target=plan, reason=note
    )
    following.tell(plan, f"đã trình lần {plan.round} kế hoạch", by)
    _ask(plan, submission, deciding.asked_now(submission, parties), deciders)
    plan.save(update_fields=["round", "decision_due_on", "state"])
    _settle(plan, submission, by)
    return submission


def _new_round(plan, by, note, rows, decision_due_on) -> Submission:
    """With the agreement's rule as it is now: changing it later is for later rounds."""
    rule = ApprovalRule.objects.filter(agreement=plan.agreement_id).first()
    return Submission(
        plan=plan,
        number=plan.round + 1,
        submitted_by=by,
        note=note,
        rows=rows,
        is_serial=bool(rule and rule.is_serial),
        days_to_decide=rule.days_to_decide if rule and not decision_due_on else None,
        deciding=deciding.frozen(plan.agreement),
    )


def _refuse_silent(
    parties: Iterable[Party], submission: Submission, deciders: Deciders
) -> None:
    """A round is not begun that somebody could never decide."""
    silent = [p for p in parties if not deciders.by_rule(p, submission)]
    for sentence, unheard in (
        (SILENT, [p for p in silent if not deciders.of(p, submission)]),
        (NO_SUCH_POST, silent),
    ):
        if unheard:
            names = "; ".join(party.name_as_signed for party in unheard)
            raise NotPossible(sentence.format(parties=names))


def _ask(
    plan: YearlyPlan,
    submission: Submission,
    parties: Iterable[Party],
    deciders: Deciders,
) -> None:
    """Tell whoever may decide; each turn has the rule's days from when it is asked."""
    if submission.days_to_decide and parties:
        days = timedelta(days=submission.days_to_decide)
        plan.decision_due_on = deciders.on + days
    for party in parties:
        for person, paper in deciders.of(party, submission).items():
            emails.plan_submitted(plan, party=party, to=person, stand_in=paper)


@transaction.atomic
def decide(
    *,
    plan: YearlyPlan,
    party: Party,
    round: int,
    verdict: str,
    by: User,
    on: date,
    reason: str = "",
    remarks: Mapping[FocusTask, str] = MappingProxyType({}),
) -> Decision:
    """Record one party's decision in the round that the person read.

    Raises NotPossible when the round is over, the party has decided, it is not its
    turn or the person may not decide for it, and ValidationError when sending back
    without a reason.
    """
    if verdict == Decision.Verdict.SENT_BACK and not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do đề nghị sửa."})
    plan = locked(plan, YearlyPlan.State.SUBMITTED)
    if plan.round != round:
        raise NotPossible(
            f"Kế hoạch đã được trình lần {plan.round}. Hãy xem bản mới rồi cho ý kiến."
        )
    submission = plan.submissions.get(number=round)
    paper = _authority(by, party, submission, on)
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                submission=submission,
                party=party,
                verdict=verdict,
                reason=reason,
                stand_in=paper,
                decided_by=by,
            )
            Remark.objects.bulk_create(
                Remark(decision=decision, task=task, row_label=task.title, text=text)
                for task, text in remarks.items()
            )
    except IntegrityError:
        raise NotPossible(
            f"{party.name_as_signed} đã cho ý kiến trong lần trình này."
        ) from None
    said = "đã đồng ý" if verdict == Decision.Verdict.AGREED else "đã đề nghị sửa"
    history.record(
        by=by,
        action=f"{said} kế hoạch (lần trình {round}) thay mặt {party.name_as_signed}"
        + (f", {paper.in_words}" if paper else ""),
        target=plan,
        reason=reason,
    )
    following.tell(plan, f"{said} kế hoạch, thay mặt {party.name_as_signed}", by)
    _settle(plan, submission, by, asking=Deciders(on))
    return decision


def _authority(
    by: User, party: Party, submission: Submission, on: date
) -> StandIn | None:
    """The paper on which the person decides, None for who decides by their post."""
    deciders = Deciders(on).of(party, submission)
    if by not in deciders:
        raise NotPossible(
            f"Ông/Bà không được cho ý kiến thay mặt {party.name_as_signed} trong lần "
            "trình này. Hãy tải lại trang để xem ai được cho ý kiến."
        )
    asked = deciding.asked_now(submission, deciding.parties_of(submission.plan))
    decided = submission.decisions.filter(party=party).exists()
    if party not in asked and not decided:
        raise NotPossible(
            f"Chưa đến lượt {party.name_as_signed}: các bên cho ý kiến lần lượt, nay "
            f"đang chờ {asked[0].name_as_signed}."
        )
    paper = deciders[by]
    # Held, so that it cannot be revoked between this look and the decision.
    held = paper and StandIn.objects.select_for_update().standing(on)
    if paper and not held.filter(pk=paper.pk).exists():
        raise NotPossible("Việc thay mặt của Ông/Bà vừa được thu hồi.")
    return paper


def _settle(
    plan: YearlyPlan,
    submission: Submission,
    by: User,
    asking: Deciders | None = None,
) -> None:
    """Move the plan on when the round's decisions are in; else ask the next party."""
    decisions = list(submission.decisions.select_related("party"))
    sent_back = [d for d in decisions if d.verdict == Decision.Verdict.SENT_BACK]
    waiting = deciding.asked_now(submission, deciding.parties_of(plan))
    if sent_back:
        plan.state = YearlyPlan.State.SENT_BACK
        emails.plan_sent_back(plan, sent_back[-1])
    elif not waiting:
        plan.state = YearlyPlan.State.AGREED
        history.record(
            by=by, action="đã hoàn tất việc thống nhất kế hoạch", target=plan
        )
        emails.plan_agreed(plan, decisions[-1])
    elif asking and submission.is_serial:
        _ask(plan, submission, waiting, asking)
    else:
        return
    plan.save(update_fields=["state", "decision_due_on"])


@transaction.atomic
def withdraw(
    *, plan: YearlyPlan, reason: str, by: User, on: date, at: datetime
) -> Submission:
    """Take a plan back before it is issued; what was decided is void, and kept."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do rút kế hoạch."})
    plan = locked(plan, *permissions.WITHDRAWABLE)
    submission = plan.submissions.filter(number=plan.round).first()
    if submission is None:
        raise NotPossible("Kế hoạch chưa có lần trình nào để rút.")
    told = _told_of(plan, submission, on)
    submission.withdrawn_at, submission.withdrawn_by = at, by
    submission.withdrawal_reason = reason
    submission.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    plan.state, plan.decision_due_on = YearlyPlan.State.WITHDRAWN, None
    plan.save(update_fields=["state", "decision_due_on"])
    history.record(
        by=by,
        action=f"đã rút kế hoạch về để sửa (lần trình {plan.round})",
        target=plan,
        reason=reason,
    )
    following.tell(plan, "đã rút về để sửa kế hoạch", by)
    for person in told - {by}:
        emails.plan_withdrawn(plan, submission, to=person)
    return submission


def _told_of(plan: YearlyPlan, submission: Submission, on: date) -> set[User]:
    """Whoever was asked in the round, and who decided."""
    decisions = list(submission.decisions.select_related("party", "decided_by"))
    deciders, parties = Deciders(on), deciding.parties_of(plan)
    asked = {d.party_id for d in decisions}
    asked |= {party.pk for party in deciding.asked_now(submission, parties)}
    people = {d.decided_by for d in decisions if d.decided_by_id}
    for party in parties:
        is_own = deciding.represents(party, plan.office_id, on)
        if party.pk in asked and not is_own:
            people |= set(deciders.of(party, submission))
    return people


def due_day(plan: YearlyPlan, on: date) -> str:
    """The day that the agreement's rule gives a round submitted now; "" without."""
    rule = ApprovalRule.objects.filter(agreement=plan.agreement_id).first()
    if not rule or not rule.days_to_decide:
        return ""
    return format_date(on + timedelta(days=rule.days_to_decide))
