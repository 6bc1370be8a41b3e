"""The register of bodies as it stood on a day: what each was called, and was."""

from collections.abc import Iterable
from datetime import date

from ..models import Organisation
from ..vietnamese import format_date

# What is read to tell a body as it was, to prefetch for many.
TRAITS = (
    "former_names",
    "former_kinds__kind",
    "former_levels__level",
    "former_parents__parent__former_names",
    "parent__former_names",
    "province__former_titles",
)


def tell_as_of(bodies: Iterable[Organisation], on: date) -> None:
    """Give each body what it was called and what it was that day."""
    for body in bodies:
        body.shown_name = body.name_on(on)
        body.shown_kind = body.kind_on(on)
        body.shown_level = body.level_on(on)
        above = body.parent_on(on)
        body.shown_parent = above.label_on(on) if above else ""
        place = body.province
        body.shown_province = place.full_name_on(on) if place else ""
        body.is_existing = body.exists_on(on)
        body.existence = existence(body, on)


def existence(body: Organisation, on: date) -> str:
    if body.exists_on(on):
        return "Đang tồn tại"
    if body.dissolved_on and body.dissolved_on <= on:
        return f"Kết thúc từ {format_date(body.dissolved_on)}"
    return f"Từ {format_date(body.established_on)}"
