"""What must hold before an agreement is recorded; errors name the field they are at."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from accounts.vietnamese import format_number

from . import numbers
from .entries import ConclusionEntry, PartyEntry, ProvisionEntry
from .models import Agreement, Provision
from .models.agreement import FIRST_YEAR

# A planned conference is near; a year further off is mistyped.
CONFERENCE_YEARS_AHEAD = 2
# Real texts have up to some thirty articles of a page each.
MOST_PROVISIONS, LONGEST_TEXT = 500, 500_000
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
    problems |= _inference_problems(values, "signed_on", "ký")
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
    if numbers.is_prose(values.get("document_number") or ""):
        problems["document_number"] = (
            "Đây không phải là số ký hiệu. Nếu văn bản chưa có số hoặc chưa rõ số, hãy "
            "để trống ô này; điều cần nói thêm thì ghi ở phần ghi chú."
        )
    problems |= _predecessor_problems(values, agreement)
    problems |= _framework_problems(values, agreement)
    if problems:
        raise ValidationError(problems)


def _inference_problems(values: dict, day: str, event: str) -> dict[str, str]:
    """`day` names the field of the day on which the `event` was."""
    if not values.get("is_year_inferred"):
        return {}
    if not values.get(day):
        return {
            "is_year_inferred": f"Chưa nhập ngày {event} nên chưa có năm để suy đoán."
        }
    if not values.get("inference_reason"):
        return {"inference_reason": f"Hãy ghi căn cứ suy đoán năm {event}."}
    return {}


def _predecessor_problems(values: dict, agreement: Agreement | None) -> dict[str, str]:
    if agreement is None:
        return {}
    chosen = list(values.get("predecessors") or [])
    if agreement in chosen:
        return {"predecessors": "Văn bản không thể thay thế chính nó."}
    for replaced_by in _all_successors(agreement):
        if replaced_by in chosen:
            return {
                "predecessors": f"“{replaced_by.label}” đã được ghi là thay thế văn "
                "bản này, nên không thể đồng thời bị văn bản này thay thế."
            }
    return {}


def _all_successors(agreement: Agreement) -> list[Agreement]:
    """What replaced it, what replaced that, and so on: chains do not go round."""
    found, frontier = {}, [agreement]
    while frontier:
        further = Agreement.objects.filter(predecessors__in=frontier).distinct()
        frontier = [other for other in further if other.pk not in found]
        found |= {other.pk: other for other in frontier}
    return list(found.values())


def _framework_problems(values: dict, agreement: Agreement | None) -> dict[str, str]:
    if agreement is None:
        return {}
    above, seen = values.get("framework"), set()
    if above == agreement:
        return {"framework": "Văn bản không thể là văn bản khung của chính nó."}
    while above is not None and above.pk not in seen:
        if above.framework_id == agreement.pk:
            return {
                "framework": f"“{above.label}” đang cụ thể hóa văn bản này, nên không "
                "thể đồng thời là văn bản khung của nó."
            }
        seen.add(above.pk)
        above = above.framework
    return {}


def check_conference(
    values: dict, *, conclusions: Sequence[ConclusionEntry], on: date | None = None
) -> None:
    """Raise ValidationError by field. What is only planned has no conclusions yet."""
    problems = _inference_problems(values, "held_on", "tổ chức")
    held_on = values.get("held_on")
    if held_on and held_on.year < FIRST_YEAR:
        problems["held_on"] = f"Hãy nhập năm gồm bốn chữ số, từ {FIRST_YEAR}."
    if on and held_on and held_on.year > on.year + CONFERENCE_YEARS_AHEAD:
        problems["held_on"] = (
            f"Ngày tổ chức quá xa, sau năm {on.year + CONFERENCE_YEARS_AHEAD}. Mời "
            "kiểm tra lại năm."
        )
    elif on and held_on and held_on > on and conclusions:
        problems["held_on"] = (
            "Hội nghị chưa diễn ra nên chưa có kết luận. Mời kiểm tra lại ngày, hoặc "
            "bỏ các kết luận."
        )
    if problems:
        raise ValidationError(problems)


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
    if len(provisions) > MOST_PROVISIONS:
        raise ValidationError(
            {
                "provisions": f"Văn bản có {len(provisions)} chương, điều; hệ thống "
                f"nhận tối đa {MOST_PROVISIONS}. Mời kiểm tra xem có dán nhầm văn bản "
                "khác không."
            }
        )
    length = sum(len(provision.text) for provision in provisions)
    if length > LONGEST_TEXT:
        raise ValidationError(
            {
                "provisions": f"Toàn văn dài {format_number(length)} ký tự; hệ thống "
                f"nhận tối đa {format_number(LONGEST_TEXT)}. Hãy để phụ lục thành tệp "
                "đính kèm và chỉ dán các chương, điều."
            }
        )
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
