"""Prose drafted from what the units wrote: proposed with its source, put in by people.

Nothing here is written into a report by itself, and nothing anybody wrote is replaced:
`with_proposals` only adds paragraphs below what is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation

from ..models import Review, UnitReport, UnitReportText
from ..outlines import outline

# A report still being entered, sent back or left out says nothing yet.
SAID = (UnitReport.State.RECEIVED, UnitReport.State.MERGED)


@dataclass(frozen=True)
class Proposal:
    """A paragraph a unit wrote for one part; `mark` is how its source is told."""

    unit: Organisation
    text: str
    id: int  # of the UnitReportText, to choose by

    @property
    def mark(self) -> str:
        return f"(Nguồn: {self.unit.label})"

    @property
    def marked(self) -> str:
        """The text, its source at the end of the last line."""
        return f"{self.text.rstrip()} {self.mark}"


def proposals(review: Review, key: str) -> list[Proposal]:
    """What the units of the review's collection wrote on a prose part of its outline.

    Of the reports that were received; a part on an area gets the words on that area.
    """
    part = outline.prose_part(review, key)
    if part is None or not review.collection_id:
        return []
    of_part = {"area__code": part.area} if part.area else {"key": part.key}
    return [
        Proposal(row.unit_report.organisation, row.text.strip(), row.pk)
        for row in said(review.collection_id).filter(**of_part)
        if row.text.strip()
    ]


def said(collection_id: int):
    """The words of the units in one collection, in the order of the units."""
    return (
        UnitReportText.objects.filter(
            unit_report__collection=collection_id, unit_report__state__in=SAID
        )
        .exclude(text="")
        .select_related("unit_report__organisation", "area")
        .order_by("unit_report__organisation__sort_key", "unit_report", "pk")
    )


def with_proposals(text: str, chosen: Iterable[Proposal]) -> str:
    """The text with the chosen paragraphs below it; one that is there already stays

    once, so a second click adds nothing.
    """
    parts = [text.rstrip()] if text.strip() else []
    for proposal in chosen:
        if proposal.text not in text:
            parts.append(proposal.marked)
    return "\n".join(parts)
