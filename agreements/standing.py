"""Where an agreement stands on a day: what its pages show beside its text."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.reorganisation.succession import bearer_of, successors_on
from accounts.vietnamese import format_date

from .models import (
    Agreement,
    Conference,
    Party,
    Provision,
    State,
    describe_signing,
)

# Icon and tone of the chip; the word is the state's own label.
LOOKS = {
    State.DRAFT: ("circle", "idle"),
    State.IN_FORCE: ("check", "ok"),
    State.TERM_UNKNOWN: ("clock", "plan"),
    State.ENDING_SOON: ("hourglass", "soon"),
    State.EXPIRED: ("stamp", "idle"),
    State.TERMINATED: ("x", "idle"),
    State.REPLACED: ("chevron", "idle"),
}


@dataclass(frozen=True)
class Badge:
    icon: str
    tone: str
    label: str


def badge(agreement: Agreement, on: date) -> Badge:
    state = agreement.state_on(on)
    return Badge(*LOOKS[state], state.label)


def headline(agreement: Agreement) -> str:
    """ "Số 194/QCPH · ký ngày 30/11/2021 · giai đoạn 2021-2025", gaps left out."""
    term = agreement.term_text
    if term and term[0].isdigit():
        term = f"giai đoạn {term}"
    number = agreement.document_number
    return " · ".join(
        filter(None, [number and f"Số {number}", describe_signing(agreement), term])
    )


def facts(agreement: Agreement, on: date) -> list[tuple[str, str]]:
    """Label and value of the key facts; an empty value is a gap in the record."""
    rows = [
        ("Loại văn bản", str(agreement.kind)),
        ("Số ký hiệu", agreement.document_number),
        ("Ngày ký", _signed(agreement)),
        ("Nơi ký", agreement.place),
        ("Giai đoạn", agreement.term_text.removeprefix("giai đoạn ")),
        ("Ngày cuối", _last_day(agreement, on)),
        ("Số chương, điều", _size(agreement)),
        ("Cơ quan cấp số", _issuer(agreement)),
        ("Quản lý hồ sơ", agreement.owner.name),
        ("Nguồn thông tin", agreement.source),
    ]
    if agreement.terminated_on:
        rows.append(("Chấm dứt từ", format_date(agreement.terminated_on)))
    return rows


def _issuer(agreement: Agreement) -> str:
    """The body whose number it bears, under its name of the time."""
    issuer = agreement.issuer or agreement.owner
    if not agreement.document_number:
        return ""
    return issuer.name_on(agreement.signed_on) if agreement.signed_on else issuer.name


def _last_day(agreement: Agreement, on: date) -> str:
    extension = agreement.extension_on(on)
    if extension:
        before = format_date(agreement.last_day)
        return (
            f"{format_date(extension.extended_to)} (gia hạn theo {extension.label}"
            + (f"; khi ký là {before})" if before else ")")
        )
    text = format_date(agreement.last_day)
    if agreement.is_last_day_assumed:
        text += " (văn bản chỉ ghi năm, tạm lấy ngày cuối năm)"
    return text


def _signed(agreement: Agreement) -> str:
    text = format_date(agreement.signed_on)
    if agreement.is_signing_day_unknown:
        text = "đã ký, chưa có thông tin về ngày"
    if agreement.is_year_inferred:
        text += f" (năm do suy đoán: {agreement.inference_reason})"
    return text


def _size(agreement: Agreement) -> str:
    counts = [(agreement.chapter_count, "chương"), (agreement.article_count, "điều")]
    told = [f"{count} {unit}" for count, unit in counts if count is not None]
    return ", ".join(told) or _entered_size(agreement)


def _entered_size(agreement: Agreement) -> str:
    """What the text as signed holds, where nobody told how much it should."""
    entered = Counter(
        row.kind for row in agreement.provisions.all() if not row.inserted_by_id
    )
    kinds = [(Provision.Kind.CHAPTER, "chương"), (Provision.Kind.ARTICLE, "điều")]
    counted = [f"{entered[kind]} {unit}" for kind, unit in kinds if entered[kind]]
    return ", ".join(counted) + " (đếm trong toàn văn)" if counted else ""


@dataclass(frozen=True)
class Step:
    """One year of the term; `mark` is "done", "now" or "" for what is to come."""

    year: int
    notes: tuple[str, ...]
    mark: str


def term_steps(agreement: Agreement, on: date, reviews: Iterable) -> list[Step]:
    """The years of the term with what happened in them; none if it is unknown."""
    start = agreement.term_start_year or (
        agreement.signed_on and agreement.signed_on.year
    )
    last_day = agreement.last_day_on(on)
    if not start or last_day is None:
        return []
    held = [review for review in reviews if review.held_on]
    steps = []
    for year in range(start, last_day.year + 1):
        notes = []
        if agreement.signed_on and agreement.signed_on.year == year:
            notes.append(f"Ký kết {agreement.signed_on:%d/%m}")
        notes += [
            f"{review.get_kind_display().removeprefix('Báo cáo ').capitalize()} "
            f"{review.held_on:%d/%m}"
            for review in held
            if review.held_on.year == year
        ]
        notes += [
            f"Gia hạn {amendment.effective_on:%d/%m}"
            for amendment in agreement.amendments.all()
            if amendment.extended_to
            and amendment.effective_on <= on
            and amendment.effective_on.year == year
        ]
        if year == last_day.year:
            notes.append(f"Hết hạn {last_day:%d/%m}")
        mark = "done" if year < on.year else "now" if year == on.year else ""
        steps.append(Step(year, tuple(notes), mark))
    return steps


def present_name(party: Party, on: date) -> str:
    """ "nay là …" for a body that was renamed or has ended since; "" if unchanged."""
    body, signed_on = party.organisation, party.agreement.signed_on
    if body is None:
        return ""
    if body.exists_on(on):
        if signed_on is None:
            return ""
        name = body.name_on(on)
        return f"nay là {name}" if body.name_on(signed_on) != name else ""
    now = successors_on(body, on)
    ended = f"kết thúc từ {format_date(body.dissolved_on)}"
    if not now:
        return f"{ended}, chưa có thông tin về cơ quan kế tục"
    names = [successor.name_on(on) for successor in now]
    if len(now) > 1 and bearer_of(body, on):  # it comes first among them
        names[0] += " (tiếp nhận nhiệm vụ)"
    return f"{ended}, nay là {', '.join(names)}"


def conference_badge(conference: Conference, on: date) -> Badge:
    if conference.held_on is None:
        return Badge("circle", "idle", "Chưa rõ ngày")
    if conference.is_upcoming(on):
        return Badge("clock", "plan", "Sắp tới")
    return Badge("check", "ok", "Đã tổ chức")


def conference_facts(conference: Conference) -> list[tuple[str, str]]:
    """Label and value of the key facts; an empty value is a gap in the record."""
    held = format_date(conference.held_on)
    if conference.is_year_inferred:
        held += f" (năm do suy đoán: {conference.inference_reason})"
    return [
        ("Loại hội nghị", conference.get_kind_display()),
        ("Ngày tổ chức", held),
        ("Địa điểm", conference.place),
        ("Thành phần dự", conference.participants),
        ("Ghi biên bản", conference.owner.name if conference.owner else ""),
        ("Nguồn thông tin", conference.source),
    ]
