"""The outline of one report: which parts are bound to data, which people write.

A report keeps the outline it was ordered with (`Review.outline`, see `ordering`); one
from before there were outlines reads the built-in one of its kind, without the items
of its areas.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Outline, Review
from . import common_outlines

Scope = Outline.Scope
RECOMMENDATIONS_KEY = common_outlines.RECOMMENDATIONS.key
AREAS = common_outlines.AREAS
AREA_TASKS = common_outlines.AREA_TASKS
FIGURES = ("figure_results", "figure_comparison", "chart_by_body", "chart_trend")


@dataclass(frozen=True)
class Bound:
    """A part made of data; nobody types in it."""

    name: str  # of a binding, see `bindings`
    heading: str = ""
    area: str = ""  # the code of the area it is about
    indicators: tuple[int, ...] = ()  # only these; none: all there are


@dataclass(frozen=True)
class Prose:
    """A part that people write; `hint` tells what belongs there."""

    key: str
    heading: str  # "" stands directly under the heading of its section
    hint: str
    area: str = ""
    under: str = ""  # the heading of its section

    @property
    def label(self) -> str:
        return self.heading or self.under


@dataclass(frozen=True)
class Section:
    number: str
    heading: str
    parts: tuple[Bound | Prose, ...]


def about(review: Review):
    """What the report is about; None: it stands alone."""
    return (
        review.plan
        or review.agreement
        or review.organisation
        or review.cluster
        or review.province
    )


def scope(review: Review) -> str:
    for name in (Scope.PLAN, Scope.AGREEMENT, Scope.ORGANISATION, Scope.CLUSTER):
        if getattr(review, f"{name}_id"):
            return name
    return Scope.PROVINCE if review.province_id else Scope.ALONE


def sections(review: Review) -> tuple[Section, ...]:
    plain = review.outline or common_outlines.sections(review.kind, scope(review))
    return read(plain)


def read(plain: list[dict]) -> tuple[Section, ...]:
    """From the rows of `Outline.sections` or `Review.outline`."""
    return tuple(
        Section(
            row["number"],
            row["heading"],
            tuple(_part(part, row["heading"]) for part in row["parts"]),
        )
        for row in plain
    )


def _part(row: dict, under: str) -> Bound | Prose:
    area = row.get("area", "")
    if "binding" in row:
        chosen = tuple(row.get("indicators", ()))
        return Bound(row["binding"], row.get("heading", ""), area, chosen)
    return Prose(row["key"], row["heading"], row.get("hint", ""), area, under)


def prose_parts(review: Review) -> list[Prose]:
    return [
        part
        for section in sections(review)
        for part in section.parts
        if isinstance(part, Prose)
    ]


def prose_part(review: Review, key: str) -> Prose | None:
    return next((part for part in prose_parts(review) if part.key == key), None)


def bound_parts(review: Review) -> list[Bound]:
    return [
        part
        for section in sections(review)
        for part in section.parts
        if isinstance(part, Bound)
    ]


def has(review: Review, binding: str) -> bool:
    return any(part.name == binding for part in bound_parts(review))


def for_report(
    plain: list[dict], areas: Iterable[tuple[str, str]], indicators: Iterable[int]
) -> list[dict]:
    """The rows a report begins with: the item of the areas becomes one for each

    (code, name), and the figures that were chosen are named.
    """
    areas, indicators = list(areas), list(indicators)
    return [
        row
        | {"parts": [new for p in row["parts"] for new in _made(p, areas, indicators)]}
        for row in plain
    ]


def without_figures(plain: list[dict]) -> list[dict]:
    """Standing alone it tells the figures that were chosen, and only those."""
    return [
        row | {"parts": [p for p in row["parts"] if p.get("binding") not in FIGURES]}
        for row in plain
    ]


def _made(part: dict, areas: list[tuple[str, str]], indicators: list[int]):
    if part.get("binding") == AREAS:
        for code, name in areas:
            yield {
                "key": area_key(code),
                "heading": name,
                "hint": common_outlines.AREA_HINT,
                "area": code,
            }
            yield {"binding": AREA_TASKS, "heading": "", "area": code}
    elif "binding" in part and indicators:
        yield part | {"indicators": indicators}
    else:
        yield part


def area_key(code: str) -> str:
    """The key of the prose on an area; a slug of 50 characters at the most."""
    return f"nd-{code}"[:50]
