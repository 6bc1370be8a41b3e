"""The outline of a text, pasted as it is printed: "Chương I. …", "Điều 1. …"."""

import re
from collections.abc import Iterable, Sequence

from accounts.vietnamese import normalise

from ..entries import ProvisionEntry
from ..models import Provision

HEADING = re.compile(
    r"^(?:(?P<chapter>Chương)\s*(?P<roman>[IVXLC]{1,7}|\d{1,3})"
    r"|Điều\s*(?P<number>\d{1,3}[a-zđ]?))"
    r"(?P<mark>\s*[.:–—-]\s*|\s+|$)(?P<heading>.*)$",
    re.IGNORECASE,
)
# "Điều l. Phạm vi": the number was mistyped or misread; "Điều kiện: …" is text.
BROKEN = re.compile(r"^(Chương|Điều)\s*\S{0,2}\s*[.:]", re.IGNORECASE)
EXAMPLE = "Hãy viết như “Chương I. Quy định chung” hoặc “Điều 1. Phạm vi”."


class UnreadableLine(ValueError):
    """The message names the line, counted from 1, and says what to write."""


def parse(text: str) -> tuple[ProvisionEntry, ...]:
    """The chapters and articles of an outline, in its order.

    Lines after a heading are its text; a chapter without a title takes the next line
    as its title, as it is printed. Empty text gives an empty tuple. Raises
    UnreadableLine.
    """
    entries: list[dict] = []
    first_seen: dict[str, int] = {}
    for count, line in enumerate(normalise(text).split("\n"), start=1):
        if not line:
            continue
        found = _heading(line, entries)
        if found:
            entry = _entry(found)
            label = f"{entry['kind'].label} {entry['number']}"
            if label in first_seen:
                raise UnreadableLine(
                    f"Dòng {count}: {label} đã có ở dòng {first_seen[label]}. "
                    "Mỗi chương, mỗi điều chỉ ghi một lần."
                )
            first_seen[label] = count
            entries.append(entry)
        elif not entries or BROKEN.match(line):
            raise UnreadableLine(f"Dòng {count} không đọc được: “{line}”. {EXAMPLE}")
        else:
            _add_text(entries[-1], line)
    return tuple(ProvisionEntry(**e | {"text": "\n".join(e["text"])}) for e in entries)


def _heading(line: str, entries: Sequence[dict]) -> re.Match | None:
    """The line as a heading, unless it is a sentence that begins with a reference.

    "Điều 5 Luật Mặt trận…" stands inside a text: without a mark after the number, a
    heading must be the one that comes next.
    """
    found = HEADING.match(line)
    if found is None or found["mark"].strip() or not found["heading"]:
        return found
    if found["chapter"]:
        return found
    articles = [e["number"] for e in entries if e["kind"] == Provision.Kind.ARTICLE]
    last = articles[-1] if articles else "0"
    return found if last.isdigit() and found["number"] == str(int(last) + 1) else None


def _entry(found: re.Match) -> dict:
    kind = Provision.Kind.CHAPTER if found["chapter"] else Provision.Kind.ARTICLE
    return {
        "kind": kind,
        "number": (
            found["roman"].upper() if found["chapter"] else found["number"].lower()
        ),
        "heading": _title(found["heading"]),
        "text": [],
    }


def _title(text: str) -> str:
    """Without its full stop; the dots of "v.v..." stay, however often it is saved."""
    return re.sub(r"(?<!\.)\.$", "", text.strip())


def _add_text(entry: dict, line: str) -> None:
    if entry["kind"] == Provision.Kind.CHAPTER and not entry["heading"]:
        entry["heading"] = _title(line)
    else:
        entry["text"].append(line)


def as_text(provisions: Iterable[Provision | ProvisionEntry]) -> str:
    """The outline that `parse` reads back to the same chapters and articles."""
    lines = []
    for provision in provisions:
        if lines and provision.kind == Provision.Kind.CHAPTER:
            lines.append("")
        lines.append(f"{provision.label}. {provision.heading}".rstrip())
        if provision.text:
            lines.append(provision.text)
    return "\n".join(lines)
