"""The text as a tree for pages: chapters, and the articles under each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..models import Agreement, CoordinationArea, Party, Provision


@dataclass
class Chapter:
    """`heading` is None for articles that stand before any chapter."""

    heading: Provision | None
    articles: list[Provision] = field(default_factory=list)


def tree(
    provisions: Iterable[Provision],
    *,
    area: CoordinationArea | None = None,
    party: Party | None = None,
) -> list[Chapter]:
    """Chapters in order; filtered, only those with an article that is asked for."""
    chapters = [Chapter(None)]
    for provision in provisions:
        if provision.kind == Provision.Kind.CHAPTER:
            chapters.append(Chapter(provision))
        elif _is_asked(provision, area, party):
            chapters[-1].articles.append(provision)
    if area or party:
        return [chapter for chapter in chapters if chapter.articles]
    return [chapter for chapter in chapters if chapter.articles or chapter.heading]


def _is_asked(provision, area, party) -> bool:
    if party and provision.responsible_party_id != party.pk:
        return False
    return area is None or area.pk in {tag.pk for tag in provision.areas.all()}


def has_tags(agreement: Agreement) -> bool:
    """Is there anything to filter by? Asked of what is already fetched."""
    return any(
        row.responsible_party_id or row.areas.all()
        for row in agreement.provisions.all()
    )
