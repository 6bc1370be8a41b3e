"""From a review to the report on paper: bound data and prose, laid out by the outline.

A draft is composed afresh each time it is looked at; an issued report is only read.
"""

from dataclasses import replace
from datetime import date

from accounts.models import Letterhead, Organisation

from .. import letterhead
from ..documents.content import Annex, Report, Signature
from ..documents.elements import Heading, Items, Paragraph, Part
from ..models import Review
from ..outlines import outline
from .bindings import BY_NAME
from .covering import addressed, as_on, units_of
from .figure_blocks import in_sentence
from .opening import names_of, opening

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
MOST_RECIPIENTS = 12


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
        opening=(opening(review, issuers),),
        parts=_parts(review, texts),
        closing=(
            f"Trên đây là báo cáo {in_sentence(review.subject)}, "
            f"{names_of(issuers)} trân trọng báo cáo.",
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
    names = [body.label for body in addressed(review) if body not in issuing]
    if len(names) > MOST_RECIPIENTS:
        names = ["Các cơ quan, đơn vị có liên quan"]
    names += ["Các đơn vị gửi báo cáo"] * bool(units_of(review))
    return [*names, "Lưu: VT"]


def is_illustrative(review: Review) -> bool:
    """Made up as a whole, or built on a plan or a figure that is."""
    bound = review.bound or {}
    sources = [*bound.get("figures", []), bound.get("tasks") or {}]
    return review.is_illustrative or any(s.get("is_illustrative") for s in sources)


def _style(office: Organisation) -> str:
    return "front" if office.kind.letterhead == Letterhead.FRONT else "state"


# -- Parts -------------------------------------------------------------------


def _parts(review: Review, texts: dict[str, str]) -> tuple[Part, ...]:
    parts = (_part(review, section, texts) for section in outline.sections(review))
    return tuple(part for part in parts if part)


def _part(
    review: Review, section: outline.Section, texts: dict[str, str]
) -> Part | None:
    """None for a section that has only annexes, which come after everything."""
    blocks, number, is_body = [], 0, not section.parts
    for part in section.parts:
        if isinstance(part, outline.Bound):
            binding = BY_NAME.get(part.name)
            if binding is None or binding.is_annex:
                continue
            is_body = True
            found = binding.made(review, part)
            if not found:
                continue
        else:
            is_body = True
            found = prose(texts.get(part.key, ""))
        if part.heading:
            number += 1
            blocks.append(Heading(2, str(number), part.heading))
        blocks += found
    return Part(section.number, section.heading, tuple(blocks)) if is_body else None


def annexes(review: Review) -> tuple[Annex, ...]:
    """In the order of the outline; numbered where there are several."""
    found = [
        annex
        for part in outline.bound_parts(review)
        if part.name in BY_NAME and BY_NAME[part.name].is_annex
        for annex in BY_NAME[part.name].annexes(review, part)
    ]
    if len(found) < 2:
        return tuple(found)
    return tuple(replace(a, number=ROMAN[n]) for n, a in enumerate(found[: len(ROMAN)]))


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
