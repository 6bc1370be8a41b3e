"""The rows of an outline as they stand in the editor: sections and parts in one list.

A part belongs to the nearest section above it. Every button posts the whole form, so
nothing typed is lost, and works without scripts: `act` says what to do with a row.
"""

import re
from dataclasses import dataclass, replace

from accounts.vietnamese import normalise

from ..contents import bindings
from .outlining import (
    LONGEST_HEADING,
    LONGEST_HINT,
    MOST_PARTS,
    MOST_SECTIONS,
    key_for,
)

MOST_ROWS = MOST_PARTS + MOST_SECTIONS
PROSE = ""
_KEY = re.compile("[a-z0-9-]{1,50}")
FIELDS = ("kind", "number", "heading", "source", "hint", "key")


@dataclass(frozen=True)
class EditorRow:
    kind: str  # "section" or "part"
    number: str = ""
    heading: str = ""
    source: str = PROSE  # a binding, or prose
    hint: str = ""
    key: str = ""
    error: str = ""

    @property
    def is_section(self) -> bool:
        return self.kind == "section"

    @property
    def is_prose(self) -> bool:
        return not self.is_section and self.source == PROSE


def rows_of(sections: list[dict]) -> list[EditorRow]:
    rows = []
    for section in sections:
        rows.append(EditorRow("section", section["number"], section["heading"]))
        for part in section["parts"]:
            rows.append(
                EditorRow(
                    "part",
                    heading=part.get("heading", ""),
                    source=part.get("binding", PROSE),
                    hint=part.get("hint", ""),
                    key=part.get("key", ""),
                )
            )
    return rows


def posted_rows(data) -> list[EditorRow]:
    """As typed; what is no row, or too many of them, is left out."""
    try:
        count = min(int(data.get("rows", 0)), MOST_ROWS + 1)
    except ValueError:
        count = 0
    rows = []
    for place in range(count):
        values = {name: _typed(data, f"{name}-{place}") for name in FIELDS}
        if not _KEY.fullmatch(values["key"]):
            values["key"] = ""
        values["source"] = data.get(f"source-{place}", "")  # of a list, not typed
        if values["kind"] in ("section", "part"):
            rows.append(EditorRow(**values))
    return rows


def _typed(data, name: str) -> str:
    return data.get(name, "").replace("\x00", "").strip()


def acted(rows: list[EditorRow], act: str) -> list[EditorRow]:
    """The rows after a button: "up:3", "down:3", "remove:3", "part:3", "section:3"."""
    name, _, place = act.partition(":")
    if name in ("part", "section") and place == "-1":  # there is no row left
        return [EditorRow(name), *rows]
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    if not 0 <= at < len(rows):
        return rows
    if name in ("part", "section"):
        return [*rows[: at + 1], EditorRow(name), *rows[at + 1 :]]
    if name == "remove":
        return rows[:at] + rows[at + 1 :]
    step = {"up": -1, "down": 1}.get(name, 0)
    return _moved(rows, at, step) if step else rows


def _moved(rows: list[EditorRow], at: int, step: int) -> list[EditorRow]:
    """A part one row; a section with its parts over the section beside it."""
    blocks = _blocks(rows) if rows[at].is_section else [[row] for row in rows]
    starts = [sum(len(b) for b in blocks[:n]) for n in range(len(blocks))]
    here = starts.index(at)
    there = here + step
    if not 0 <= there < len(blocks):
        return rows
    blocks[here], blocks[there] = blocks[there], blocks[here]
    return [row for block in blocks for row in block]


def _blocks(rows: list[EditorRow]) -> list[list[EditorRow]]:
    blocks: list[list[EditorRow]] = []
    for row in rows:
        if row.is_section or not blocks:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def checked(rows: list[EditorRow]) -> list[EditorRow]:
    """The same rows, each with what is wrong with it."""
    return [
        replace(row, error=_error(row, is_first=not place))
        for place, row in enumerate(rows)
    ]


def _error(row: EditorRow, *, is_first: bool) -> str:
    if is_first and not row.is_section:
        return "Dòng đầu phải là một phần lớn."
    if row.is_section and not row.heading:
        return "Hãy nhập tên phần lớn."
    if len(row.heading) > LONGEST_HEADING:
        return f"Tên mục dài quá {LONGEST_HEADING} chữ."
    if row.source != PROSE and row.source not in bindings.BY_NAME:
        return "Mục gắn với dữ liệu không dùng được cho phạm vi này."
    if len(row.number) > 10:
        return "Số của phần dài quá 10 chữ."
    if len(row.hint) > LONGEST_HINT:
        return f"Gợi ý dài quá {LONGEST_HINT} chữ."
    return ""


def sections_of(rows: list[EditorRow]) -> list[dict]:
    """What `Outline.sections` keeps; new parts of prose get a key of their own."""
    taken = {row.key for row in rows if row.is_prose and row.key}
    sections: list[dict] = []
    for row in rows:
        if row.is_section or not sections:
            number, heading = normalise(row.number), normalise(row.heading)
            sections.append({"number": number, "heading": heading, "parts": []})
            if row.is_section:
                continue
        sections[-1]["parts"].append(_part(row, sections[-1]["heading"], taken))
    return sections


def _part(row: EditorRow, under: str, taken: set[str]) -> dict:
    heading = normalise(row.heading)
    if not row.is_prose:
        return {"binding": row.source, "heading": heading}
    key = row.key or key_for(heading or under, taken)
    taken.add(key)
    return {"key": key, "heading": heading, "hint": normalise(row.hint)}
