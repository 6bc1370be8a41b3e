"""Rounds of agreement: submit, every party decides, issue.

draft → submitted → (sent back →) agreed by every party → issued.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import files, history
from accounts.errors import NotPossible
from accounts.models import User
from agreements.models import Party

from . import comparison, emails, permissions
from .models import Decision, FocusTask, Submission, YearlyPlan
from .planning import locked, locked_for_editing


def deciders(party: Party, on: date) -> list[User]:
    """The people who may decide for a party that day, each once."""
    return emails.people_of(party.bearer_ids(on), roles=permissions.DECIDERS, on=on)


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
    parties = list(plan.agreement.parties.prefetch_related(*permissions.BEARING))
    if not parties:
        raise NotPossible("Quy chế chưa có bên ký nào nên chưa có ai để trình.")
    own = [p for p in parties if permissions.represents(p, plan.office_id, on)]
    asked = {p: deciders(p, on) for p in parties if p not in own}
    silent = [p.name_as_signed for p, people in asked.items() if not people]
    if silent:
        raise NotPossible(
            f"Chưa có người cho ý kiến thay mặt: {'; '.join(silent)}. Hãy đề nghị quản "
            "trị cấp tài khoản “Người cho ý kiến” hoặc “Lãnh đạo” cho bên này; bên ký "
            "là một nhóm thì cần nêu các cơ quan trong nhóm ở hồ sơ quy chế."
        )
    plan.round += 1
    plan.decision_due_on = decision_due_on
    plan.state = YearlyPlan.State.SUBMITTED
    plan.save(update_fields=["round", "decision_due_on", "state"])
    submission = Submission.objects.create(
        plan=plan, number=plan.round, submitted_by=by, note=note, rows=rows
    )
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
    for party, people in asked.items():
        for person in people:
            emails.plan_submitted(plan, party=party, to=person)
    _settle(plan, submission, by)
    return submission


@transaction.atomic
def decide(
    *,
    plan: YearlyPlan,
    party: Party,
    round: int,
    verdict: str,
    by: User,
    reason: str = "",
    about_task: FocusTask | None = None,
) -> Decision:
    """Record one party's decision in the round that the person read.

    Raises NotPossible when the round is over or the party has decided, and
    ValidationError when sending back without a reason.
    """
    if verdict == Decision.Verdict.SENT_BACK and not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do đề nghị sửa."})
    plan = locked(plan, YearlyPlan.State.SUBMITTED)
    if plan.round != round:
        raise NotPossible(
            f"Kế hoạch đã được trình lần {plan.round}. Hãy xem bản mới rồi cho ý kiến."
        )
    submission = plan.submissions.get(number=round)
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                submission=submission,
                party=party,
                verdict=verdict,
                reason=reason,
                about_task=about_task,
                decided_by=by,
            )
    except IntegrityError:
        raise NotPossible(
            f"{party.name_as_signed} đã cho ý kiến trong lần trình này."
        ) from None
    said = "đã đồng ý" if verdict == Decision.Verdict.AGREED else "đã đề nghị sửa"
    history.record(
        by=by,
        action=f"{said} kế hoạch (lần trình {round}) thay mặt {party.name_as_signed}",
        target=plan,
        reason=reason,
    )
    _settle(plan, submission, by)
    return decision


def _settle(plan: YearlyPlan, submission: Submission, by: User) -> None:
    """Move the plan on when the round's decisions are in."""
    decisions = list(submission.decisions.select_related("party"))
    sent_back = [d for d in decisions if d.verdict == Decision.Verdict.SENT_BACK]
    if sent_back:
        plan.state = YearlyPlan.State.SENT_BACK
        emails.plan_sent_back(plan, sent_back[-1])
    elif len(decisions) == plan.agreement.parties.count():
        plan.state = YearlyPlan.State.AGREED
        history.record(
            by=by, action="đã hoàn tất việc thống nhất kế hoạch", target=plan
        )
        emails.plan_agreed(plan, decisions[-1])
    else:
        return
    plan.save(update_fields=["state"])


@transaction.atomic
def issue(
    *,
    plan: YearlyPlan,
    document_number: str,
    issued_on: date,
    by: User,
    on: date,
    signer: str = "",
    upload=None,
) -> YearlyPlan:
    """Issue an agreed plan with its number and date; from here on it is locked."""
    plan = locked(plan, YearlyPlan.State.AGREED)
    if issued_on > on:
        raise ValidationError({"issued_on": "Ngày ban hành không thể ở tương lai."})
    if not document_number.strip():
        raise ValidationError({"document_number": "Hãy nhập số ký hiệu của kế hoạch."})
    if upload:
        plan.issued_file = files.store(upload=upload, by=by)
    plan.document_number, plan.issued_on = document_number, issued_on
    plan.signer, plan.issued_by = signer, by
    plan.state = YearlyPlan.State.ISSUED
    plan.save()
    history.record(
        by=by,
        action=f"đã ban hành kế hoạch số {plan.document_number}",
        target=plan,
    )
    emails.plan_issued(plan, on=on)
    return plan


def repeats_of(plan: YearlyPlan, document_number: str, issued_on: date):
    """Issued plans of the same office and year that bear this number: warn of them.

    Numbers are unique within one body and one year (Decree 30/2020, Article 15).
    """
    return (
        YearlyPlan.objects.issued()
        .filter(
            office=plan.office,
            document_number=document_number,
            issued_on__year=issued_on.year,
        )
        .exclude(pk=plan.pk)
    )
