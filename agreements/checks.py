"""What must hold before an agreement is recorded; errors name the field they are at."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from .entries import PartyEntry, ProvisionEntry
from .models import Agreement, Provision

FEW_PARTIES = "Quy chế phối hợp cần ít nhất hai bên ký."


def check_values(
    values: dict, *, agreement: Agreement | None = None, on: date | None = None
) -> None:
    """Raise ValidationError by field. Without `on`, a signing may lie in the future."""
    problems = {}
    start, end = values.get("term_start_year"), values.get("term_end_year")
    if start and end and end < start:
        problems["term_end_year"] = "Năm kết thúc phải từ năm bắt đầu trở đi."
    signed_on = values.get("signed_on")
    if on and signed_on and signed_on > on:
        problems["signed_on"] = (
            "Ngày ký ở tương lai. Hãy để trống cho đến khi văn bản được ký."
        )
    if signed_on and values.get("ends_on") and values["ends_on"] < signed_on:
        problems["ends_on"] = "Ngày hết hiệu lực không thể trước ngày ký."
    problems |= _inference_problems(values)
    is_day_unknown = values.get("is_signing_day_unknown")
    if signed_on and is_day_unknown:
        problems["is_signing_day_unknown"] = (
            "Đã nhập ngày ký thì không chọn “đã ký, chưa rõ ngày”."
        )
    terminated_on = values.get("terminated_on")
    if terminated_on and not signed_on and not is_day_unknown:
        problems["terminated_on"] = "Văn bản chưa ký thì chưa thể chấm dứt."
    elif terminated_on and signed_on and terminated_on < signed_on:
        problems["terminated_on"] = "Ngày chấm dứt không thể trước ngày ký."
    problems |= _predecessor_problems(values, agreement)
    if problems:
        raise ValidationError(problems)


def _inference_problems(values: dict) -> dict[str, str]:
    if not values.get("is_year_inferred"):
        return {}
    if not values.get("signed_on"):
        return {"is_year_inferred": "Chưa nhập ngày ký nên chưa có năm để suy đoán."}
    if not values.get("inference_reason"):
        return {"inference_reason": "Hãy ghi căn cứ suy đoán năm ký."}
    return {}


def _predecessor_problems(values: dict, agreement: Agreement | None) -> dict[str, str]:
    if agreement is None:
        return {}
    chosen = list(values.get("predecessors") or [])
    if agreement in chosen:
        return {"predecessors": "Văn bản không thể thay thế chính nó."}
    for replaced_by in agreement.successors.all():
        if replaced_by in chosen:
            return {
                "predecessors": f"“{replaced_by.label}” đã được ghi là thay thế văn "
                "bản này, nên không thể đồng thời bị văn bản này thay thế."
            }
    return {}


def check_parties(parties: Sequence[PartyEntry]) -> None:
    """Raise ValidationError({"parties": …}); an error at one row has params["row"]."""
    problems = []
    if len(parties) < 2:
        problems.append(ValidationError(FEW_PARTIES, code="few"))
    seen = set()
    for row, party in enumerate(parties):
        if party.organisation is None and not party.name_as_signed:
            problems.append(
                ValidationError(
                    "Hãy chọn cơ quan; nếu bên ký là một nhóm cơ quan, hãy ghi tên "
                    "như khi ký.",
                    code="unnamed",
                    params={"row": row},
                )
            )
        if party.organisation and party.organisation.pk in seen:
            problems.append(
                ValidationError(
                    "“%(name)s” đã là một bên ký ở trên.",
                    code="twice",
                    params={"row": row, "name": party.organisation.name},
                )
            )
        seen.add(party.organisation and party.organisation.pk)
    if problems:
        raise ValidationError({"parties": problems})


def check_provisions(provisions: Sequence[ProvisionEntry]) -> None:
    """Raise ValidationError({"provisions": …})."""
    seen = set()
    longest = Provision._meta.get_field("heading").max_length
    for provision in provisions:
        if len(provision.heading) > longest:
            raise ValidationError(
                {
                    "provisions": f"Tiêu đề của {provision.label} dài hơn {longest} ký "
                    "tự. Hãy xuống dòng sau tiêu đề: phần còn lại là nội dung."
                }
            )
        if provision.label in seen:
            raise ValidationError(
                {"provisions": f"{provision.label} được ghi hai lần."}
            )
        seen.add(provision.label)
