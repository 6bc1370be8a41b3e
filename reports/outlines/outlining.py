"""Outlines as data: the common ones, an office's own, and which one a report uses."""

import re

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.vietnamese import fold, normalise

from ..contents import bindings
from ..contents.covering import tasks_of
from ..models import Outline, Review
from . import common_outlines, outline

CHANGED = "Người khác vừa sửa đề cương này."
MOST_SECTIONS, MOST_PARTS = 20, 60
LONGEST_HEADING, LONGEST_HINT = 300, 500


def create_missing(**kwargs) -> None:
    """A common outline for each kind and scope that has none; after each migration."""
    common = Outline.objects.filter(organisation__isnull=True)
    known = set(common.values_list("kind", "scope"))
    Outline.objects.bulk_create(
        Outline(
            name=common_outlines.name(kind, scope),
            kind=kind,
            scope=scope,
            sections=common_outlines.sections(kind, scope),
        )
        for kind, scope in common_outlines.every()
        if (kind, scope) not in known
    )


def in_use(kind: str, scope: str, office: Organisation) -> Outline | None:
    """The office's own, or else the common one."""
    found = Outline.objects.filter(kind=kind, scope=scope)
    own = found.filter(organisation=office).first()
    return own or found.filter(organisation__isnull=True).first()


# -- For one report ----------------------------------------------------------


def for_report(review: Review, chosen: Outline | None, indicators=()) -> list[dict]:
    """What the report keeps from the day it is ordered."""
    found = chosen or in_use(review.kind, outline.scope(review), review.office)
    plain = (
        found.sections
        if found
        else common_outlines.sections(review.kind, outline.scope(review))
    )
    if outline.scope(review) == outline.Scope.ALONE and not indicators:
        plain = outline.without_figures(plain)
    return outline.for_report(plain, areas_of(review), indicators)


def areas_of(review: Review) -> list[tuple[str, str]]:
    """(code, heading) of each area of the agreement in its order and words, then of

    those its collection asks for and its tasks are about.
    """
    found: dict[str, str] = {}
    if review.agreement_id:
        wordings = review.agreement.areas.select_related("area").order_by("position")
        for place, row in enumerate(wordings, start=1):
            code = row.area.code if row.area else f"muc-{place}"
            # Two wordings of one area make one item, by the name of the area.
            found[code] = row.area.name if code in found else _heading(row)
    if review.collection_id:
        asked = review.collection.areas.order_by("position", "name")
        found = dict(asked.values_list("code", "name")) | found
    of_tasks = tasks_of(review).filter(area__isnull=False).order_by("area__position")
    pairs = of_tasks.values_list("area__code", "area__name").distinct()
    return list((dict(found) | {c: n for c, n in pairs if c not in found}).items())


def _heading(row) -> str:
    """In the agreement's own words, unless they are too long for a heading."""
    words = normalise(row.wording).strip(" ;.")
    if len(words) <= 120 or row.area is None:
        return words[:LONGEST_HEADING]
    return row.area.name


# -- Keeping them ------------------------------------------------------------


@transaction.atomic
def begin_own(*, common: Outline, organisation: Organisation, by: User) -> Outline:
    """The office's own, begun as a copy; the one it has is returned."""
    own, is_new = Outline.objects.get_or_create(
        kind=common.kind,
        scope=common.scope,
        organisation=organisation,
        defaults={"name": common.name, "sections": common.sections},
    )
    if is_new:
        history.record(by=by, action="đã lập đề cương riêng", target=own)
    return own


@transaction.atomic
def save(
    *, row: Outline, version: int, name: str, sections: list[dict], by: User
) -> Outline:
    """Write it as read at `version`; reports already ordered keep what they have."""
    check(sections, row.scope)
    before = Outline.objects.get(pk=row.pk)
    written = Outline.objects.filter(pk=row.pk, version=version).update(
        name=name, sections=sections, version=F("version") + 1
    )
    if not written:
        raise Stale(CHANGED)
    row.refresh_from_db()
    changes = history.differences(_readable(before), _readable(row))
    if changes:
        history.record(by=by, action="đã sửa đề cương", target=row, changes=changes)
    return row


@transaction.atomic
def remove_own(*, row: Outline, by: User) -> None:
    """The office uses the common one again."""
    if row.organisation_id is None:
        raise NotPossible("Đề cương chung không bỏ được, chỉ sửa được.")
    history.record(by=by, action="đã bỏ đề cương riêng", target=row)
    row.delete()


def _readable(row: Outline) -> dict[str, str]:
    return {"tên": row.name, "các phần": as_text(row.sections)}


def as_text(sections: list[dict]) -> str:
    lines = []
    for section in sections:
        lines.append(f"{section['number']} {section['heading']}".strip())
        lines += [f"- {part_label(part)}" for part in section["parts"]]
    return "\n".join(lines)


def part_label(part: dict) -> str:
    """The heading, and what stands there when it is data."""
    binding = bindings.BY_NAME.get(part.get("binding", ""))
    heading = part.get("heading", "")
    if binding is None:
        return heading or "phần lời"
    return f"{heading} [{binding.label}]" if heading else f"[{binding.label}]"


# -- What may be kept --------------------------------------------------------


def check(sections: list[dict], scope: str) -> None:
    """NotPossible with what is wrong in words."""
    parts = [part for section in sections for part in section["parts"]]
    keys = [part["key"] for part in parts if "key" in part]
    known = {binding.name for binding in bindings.of_scope(scope)}
    for wrong, sentence in (
        (not sections, "Đề cương cần ít nhất một phần lớn."),
        (
            len(sections) > MOST_SECTIONS or len(parts) > MOST_PARTS,
            f"Đề cương chỉ nhận tối đa {MOST_SECTIONS} phần lớn và {MOST_PARTS} mục.",
        ),
        (
            any(not section["heading"] for section in sections),
            "Mỗi phần lớn cần có tên.",
        ),
        (len(keys) != len(set(keys)), "Hai phần lời không được trùng nhau."),
        (
            any(p["binding"] not in known for p in parts if "binding" in p),
            "Có mục gắn với dữ liệu không dùng được cho phạm vi này.",
        ),
    ):
        if wrong:
            raise NotPossible(sentence)


def key_for(heading: str, taken: set[str]) -> str:
    """A key of its own for a new part of prose; a heading everyone uses keeps its key,

    so that the words of the units find their place.
    """
    for words in common_outlines.GENERAL:
        if fold(words.heading) == fold(heading) and words.key not in taken:
            return words.key
    slug = re.sub(r"[^a-z0-9]+", "-", fold(heading)).strip("-")[:40] or "phan"
    key, number = slug, 1
    while key in taken:
        number += 1
        key = f"{slug}-{number}"
    return key
