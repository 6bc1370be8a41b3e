"""What a report says in the words of its units, always with who said it."""

from ..documents.elements import ALPHABET, Heading, Items, Paragraph
from ..models import Review
from ..outlines.common_outlines import GENERAL
from .task_blocks import area_sentence

PARTS = {words.key: words.heading for words in GENERAL}


def unit_texts(review: Review) -> list:
    """By area, then by general part: "Sở Nội vụ: …"."""
    found: dict[str, list[str]] = {}
    rows = review.bound.get("units", [])
    for row in sorted(rows, key=lambda row: not row["area"]):
        heading = row["area_name"] or PARTS.get(row["key"], row["key"])
        found.setdefault(heading, []).append(_said(row))
    blocks = []
    for place, (heading, said) in enumerate(found.items()):
        blocks += [Heading(3, _letter(place), heading), Items(tuple(said))]
    return blocks


def area_results(review: Review) -> list:
    """Each area: its tasks in a sentence, then what the units wrote of it."""
    tasks = review.bound.get("tasks") or {}
    areas = {row["area"]: row for row in tasks.get("areas", ())}
    said: dict[str, list[str]] = {}
    for row in review.bound.get("units", []):
        if row["area"]:
            said.setdefault(row["area_name"], []).append(_said(row))
    blocks = []
    for place, name in enumerate(dict.fromkeys([*areas, *said])):
        blocks.append(Heading(3, _letter(place), name))
        if name in areas:
            blocks.append(Paragraph(area_sentence(areas[name])))
        if name in said:
            blocks.append(Items(tuple(said[name])))
    return blocks


def late_figures(review: Review) -> list:
    found = review.bound.get("late")
    if not found:
        return []
    return [
        Paragraph("Số liệu kỳ trước nhận muộn, không nằm trong số của kỳ này:"),
        Items(tuple(row["note"] for row in found)),
    ]


def _said(row: dict) -> str:
    return f"{row['unit']}: {' '.join(row['text'].split())}"


def _letter(place: int) -> str:
    turn, letter = divmod(place, len(ALPHABET))
    return ALPHABET[letter] * (turn + 1)
