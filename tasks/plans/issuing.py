"""Issuing: a plan gets its number and is locked, an amendment changes its plan.

What a document issued stays readable as a version (PlanVersion).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.models import User
from accounts.stored_files import files

from .. import emails
from ..approvals import comparison
from ..models import PlanVersion, YearlyPlan
from ..work import following
from . import applying
from .planning import locked


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
    """Issue what every party agreed to; from here on it is locked.

    An amendment is applied to its plan in the same transaction; NotPossible when
    that plan has been closed.
    """
    plan = locked(plan, YearlyPlan.State.AGREED)
    if issued_on > on:
        raise ValidationError({"issued_on": "Ngày ban hành không thể ở tương lai."})
    if plan.is_amendment and issued_on < plan.amends.issued_on:
        raise ValidationError(
            {"issued_on": "Bản sửa đổi không thể ban hành trước kế hoạch được sửa."}
        )
    if not document_number.strip():
        raise ValidationError({"document_number": "Hãy nhập số ký hiệu của kế hoạch."})
    if upload:
        plan.issued_file = files.store(upload=upload, by=by)
    plan.document_number, plan.issued_on = document_number, issued_on
    plan.signer, plan.issued_by = signer, by
    if plan.is_amendment:
        return applying.apply(amendment=plan, by=by, on=on)
    plan.state = YearlyPlan.State.ISSUED
    plan.save()
    first_version(plan, by=by)
    history.record(
        by=by,
        action=f"đã ban hành kế hoạch số {plan.document_number}",
        target=plan,
    )
    following.tell(plan, f"đã ban hành, số {plan.document_number}, kế hoạch", by)
    emails.plan_issued(plan, on=on)
    return plan


def first_version(plan: YearlyPlan, *, by: User | None) -> PlanVersion:
    """Keep the plan as its first document has it."""
    return applying.keep_version(
        plan, number=1, document=plan, rows=comparison.rows_of(plan), by=by
    )


def repeats_of(plan: YearlyPlan, document_number: str, issued_on: date):
    """Documents of the same office and year that bear this number: warn of them.

    Numbers are unique within one body and one year (Decree 30/2020, Article 15); an
    amendment has its own.
    """
    applied = Q(state=YearlyPlan.State.APPLIED)
    return (
        (YearlyPlan.objects.issued() | YearlyPlan.objects.filter(applied))
        .filter(
            office=plan.office,
            document_number=document_number,
            issued_on__year=issued_on.year,
        )
        .exclude(pk=plan.pk)
    )
