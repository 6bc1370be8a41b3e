"""The first sentence of a report: on what ground, about which time."""

from accounts.vietnamese import format_date
from agreements.models import Agreement
from tasks.models import YearlyPlan

from ..models import Review
from .figure_blocks import in_sentence


def opening(review: Review, issuers) -> str:
    said = f"{names_of(issuers)} báo cáo kết quả {in_sentence(review.period_label)} "
    said += f"(từ ngày {format_date(review.period_from)} "
    said += f"đến ngày {format_date(review.period_to)}) như sau:"
    ground = ground_of(review)
    return f"{ground}, {said}" if ground else said


def names_of(issuers) -> str:
    return " và ".join(issuer.full_name for issuer in issuers)


def ground_of(review: Review) -> str:
    """ "Thực hiện Quy chế số 194 (194/QCPH) ký ngày …"; "" for one standing alone."""
    if review.plan_id:
        return f"Thực hiện {named_plan(review.plan)}"
    if review.agreement_id:
        return _agreement(review.agreement)
    if review.cluster_id:
        return f"Thực hiện chương trình hoạt động của {review.cluster.name}"
    if review.organisation_id and review.organisation_id != review.office_id:
        return f"Về công tác phối hợp của {review.organisation.name}"
    if review.organisation_id:
        return "Về việc thực hiện các quy chế phối hợp và kế hoạch được giao"
    if review.province_id:
        where = review.province.label
        return f"Về việc thực hiện các quy chế phối hợp trên địa bàn {where}"
    return ""


def named_plan(plan: YearlyPlan) -> str:
    """ "Kế hoạch số 104/KH-UBND"; without a number, its title."""
    number = plan.document_number
    return f"Kế hoạch số {number}" if number else in_sentence(plan.title)


def _agreement(agreement: Agreement) -> str:
    ground = f"Thực hiện {agreement.label}"
    if agreement.short_name and agreement.document_number:
        ground += f" ({agreement.document_number})"
    if agreement.signed_on and not agreement.is_year_inferred:
        ground += f" ký ngày {format_date(agreement.signed_on)}"
    return ground
