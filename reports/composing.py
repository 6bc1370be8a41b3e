"""From a review to the report on paper: bound data and prose, laid out by the outline.

A draft is composed afresh each time it is looked at; an issued report is only read.
"""

from datetime import date
from decimal import Decimal

from accounts.models import Letterhead, Organisation
from accounts.vietnamese import format_date

from . import letterhead, outline
from .building import as_on, bodies_of
from .documents.content import Report, Signature
from .documents.elements import (
    Cell,
    Column,
    Heading,
    Items,
    Paragraph,
    Part,
    Row,
    Table,
)
from .figure_blocks import figure_results, in_sentence
from .models import Review
from .task_blocks import annexes, task_results


def document(review: Review) -> Report | None:
    """What the page shows: the frozen content, or the draft as it now stands."""
    if review.snapshot:
        return Report.from_json(review.snapshot)
    return compose(review) if review.bound else None


def compose(review: Review) -> Report:
    on = review.issued_on or _read_on(review)
    bodies = issuing_bodies(review)
    issuers = tuple(letterhead.issuer(body, on) for body in bodies)
    number, _, symbol = review.document_number.partition("/")
    texts = {part.key: part.text for part in review.parts.all()}
    return Report(
        style="joint" if len(bodies) > 1 else _style(bodies[0]),
        issuers=issuers,
        number=number,
        symbol=symbol if number else letterhead.symbol(bodies),
        place=review.place or bodies[0].locality,
        dated=review.issued_on,
        subject=review.subject,
        period_label=review.period_label,
        opening=(_opening(review, issuers),),
        parts=tuple(
            _part(review, section, texts) for section in outline.sections(review)
        ),
        closing=(
            f"Trên đây là báo cáo {in_sentence(review.subject)}, "
            f"{_names(issuers)} trân trọng báo cáo.",
        ),
        signatures=signatures(review),
        recipients=tuple(recipients(review)),
        annexes=annexes(review),
        is_draft=not review.is_issued,
        is_illustrative=is_illustrative(review),
    )


def without_links(report: Report) -> Report:
    """For readers who may not open the office's pages: no address in any cell."""

    def cleaned(value):
        if isinstance(value, dict):
            return {k: cleaned(v) for k, v in value.items() if k != "evidence_url"}
        return [cleaned(item) for item in value] if isinstance(value, list) else value

    return Report.from_json(cleaned(report.to_json()))


def issuing_bodies(review: Review) -> list[Organisation]:
    """The office; of a joint report the parties in their order, an ended one as the
    body that succeeded it."""
    office = review.office
    if not (review.is_joint and review.agreement_id):
        return [office]
    parties = review.agreement.parties.filter(organisation__isnull=False)
    signed = parties.select_related(
        "organisation__kind", "organisation__parent"
    ).prefetch_related("decisions__organisation")
    on = _read_on(review)
    bodies = as_on([party.bearer_on(on) for party in signed], on)
    return bodies if len(bodies) > 1 else [office]


def _read_on(review: Review) -> date:
    return date.fromisoformat(review.bound["read_on"])


def signatures(review: Review) -> tuple[Signature, ...]:
    """As confirmed when issuing; in a draft, the usual blocks without names."""
    if review.signers:
        return tuple(Signature(tuple(s["lines"]), s["name"]) for s in review.signers)
    on = _read_on(review)
    return tuple(letterhead.signature(body, on) for body in issuing_bodies(review))


def recipients(review: Review) -> list[str]:
    if review.recipients:
        return [line for line in review.recipients.splitlines() if line.strip()]
    issuing = issuing_bodies(review)
    names = [body.label for body in bodies_of(review) if body not in issuing]
    return [*names, "Lưu: VT"]


def is_illustrative(review: Review) -> bool:
    """Made up as a whole, or built on a plan or a figure that is."""
    bound = review.bound or {}
    sources = [*bound.get("figures", []), bound.get("tasks") or {}]
    return review.is_illustrative or any(s.get("is_illustrative") for s in sources)


def _style(office: Organisation) -> str:
    return "front" if office.kind.letterhead == Letterhead.FRONT else "state"


def _names(issuers) -> str:
    return " và ".join(issuer.full_name for issuer in issuers)


def _opening(review: Review, issuers) -> str:
    if review.cluster_id:
        ground = f"Thực hiện chương trình hoạt động của {review.cluster.name}"
    else:
        agreement = review.agreement
        ground = f"Thực hiện {agreement.label}"
        if agreement.short_name and agreement.document_number:
            ground += f" ({agreement.document_number})"
        if agreement.signed_on and not agreement.is_year_inferred:
            ground += f" ký ngày {format_date(agreement.signed_on)}"
    return (
        f"{ground}, {_names(issuers)} báo cáo kết quả "
        f"{in_sentence(review.period_label)} "
        f"(từ ngày {format_date(review.period_from)} "
        f"đến ngày {format_date(review.period_to)}) như sau:"
    )


# -- Parts -------------------------------------------------------------------


def _part(review: Review, section: outline.Section, texts: dict[str, str]) -> Part:
    blocks, number = [], 0
    for part in section.parts:
        if isinstance(part, outline.Bound):
            found = BOUND[part.name](review)
            if not found:
                continue
        else:
            found = prose(texts.get(part.key, ""))
        if part.heading:
            number += 1
            blocks.append(Heading(2, str(number), part.heading))
        blocks += found
    return Part(section.number, section.heading, tuple(blocks))


def prose(text: str) -> list[Paragraph | Items]:
    """Lines that begin with "-" make a list, others paragraphs; nothing is a gap."""
    blocks: list[Paragraph | Items] = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(("-", "–", "+", "•")):
            item = line.lstrip("-–+• ")
            if blocks and isinstance(blocks[-1], Items):
                blocks[-1] = Items((*blocks[-1].texts, item))
            else:
                blocks.append(Items((item,)))
        elif line:
            blocks.append(Paragraph(line))
    return blocks or [Paragraph(None)]


def earlier_recommendations(review: Review) -> list:
    bound = review.bound["recommendations"]
    if not bound or not bound["rows"]:
        return []
    rows = []
    for position, row in enumerate(bound["rows"], start=1):
        answer = "; ".join(row["answers"])
        rows.append(
            Row(
                (
                    Cell(number=Decimal(position)),
                    Cell(row["wording"]),
                    Cell(row["addressee"] or None),
                    Cell(answer) if answer else Cell("chưa có thông tin trả lời"),
                )
            )
        )
    columns = (
        Column("TT", "index"),
        Column("Kiến nghị", weight=3),
        Column("Gửi tới", weight=1),
        Column("Trả lời", weight=3),
    )
    return [
        Paragraph(f"Kiến nghị nêu tại “{bound['title']}”:"),
        Table(columns, tuple(rows), caption="Kiến nghị của kỳ trước và việc trả lời"),
    ]


BOUND = {
    "task_results": task_results,
    "figure_results": figure_results,
    "earlier_recommendations": earlier_recommendations,
}
