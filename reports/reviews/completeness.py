"""Is the draft complete: which parts are written, whose figures are missing."""

from dataclasses import dataclass

from ..indicators import tracing
from ..models import Figure, Review, ReviewPart
from ..outlines import outline


@dataclass(frozen=True)
class PartState:
    part: outline.Prose
    row: ReviewPart | None

    @property
    def is_written(self) -> bool:
        return bool(self.row and self.row.text.strip())


@dataclass(frozen=True)
class Unit:
    """A body, and the indicators it has not reported."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Completeness:
    parts: tuple[PartState, ...]
    units: tuple[Unit, ...]
    provisional: tuple[str, ...]
    left_out: tuple[tuple[str, str, str], ...]  # indicator, value, reason
    notes: tuple[tuple[str, str], ...]  # indicator, what a reader of its sum must know
    explained: tuple[Figure, ...]  # out of the ordinary, and somebody said why

    @property
    def written(self) -> int:
        return sum(part.is_written for part in self.parts)

    @property
    def complete_units(self) -> int:
        return sum(not unit.missing for unit in self.units)

    @property
    def unwritten(self) -> list[str]:
        return [part.part.label for part in self.parts if not part.is_written]

    @property
    def is_complete(self) -> bool:
        return not self.unwritten and self.complete_units == len(self.units)


def of(review: Review) -> Completeness:
    written = {row.key: row for row in review.parts.select_related("edited_by")}
    rows = (review.bound or {}).get("figures", [])
    names = dict.fromkeys(name for row in rows for name in row["inside"])
    names |= dict.fromkeys(name for row in rows for name in row["missing"])
    return Completeness(
        parts=tuple(
            PartState(part, written.get(part.key))
            for part in outline.prose_parts(review)
        ),
        units=tuple(
            Unit(name, tuple(row["name"] for row in rows if name in row["missing"]))
            for name in names
        ),
        provisional=tuple(row["name"] for row in rows if row["is_provisional"]),
        left_out=tuple(
            (row["name"], item["words"], item["reason"])
            for row in rows
            for item in row["left_out"]
        ),
        notes=tuple(
            (row["name"], note)
            for row in rows
            for note in row.get("notes", [])
            if row.get("body_rule") != "ratio" or row["number"] is None
        ),
        explained=tuple(tracing.explained(review)) if rows else (),
    )
