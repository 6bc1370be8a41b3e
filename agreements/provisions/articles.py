"""The chapters and articles as signed, written in place: each row stays the same text.

Tasks cite an article and tags hang on it, so its row follows the words: first its
title, wherever its number moves; else its number; else its place. Where a number would
pass to words that look like another article, `retitled` says so, for people to decide.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError

from accounts.vietnamese import fold

from .. import contents
from ..entries import ProvisionEntry
from ..models import Agreement, Amendment, Provision

# Two titles less alike than this are not one title with a slip of the pen.
ALIKE = 0.8


def write(agreement: Agreement, entries: Sequence[ProvisionEntry]) -> None:
    """The text as signed; what amendments inserted stays as they have it.

    Raises ValidationError({"provisions": …}).
    """
    rows = list(agreement.provisions.as_signed())
    _refuse_inserted(agreement, entries)
    paired = _paired(rows, entries)
    # Removing a chapter must not take its articles with it.
    agreement.provisions.update(parent=None)
    contents.remove_rows(
        [row for row in rows if row not in paired],
        field="provisions",
        message="Không thể bỏ “{}”: đã có nhiệm vụ trọng tâm viện dẫn.",
    )
    _free_numbers(paired, entries)
    chapter = None
    for position, (row, entry) in enumerate(zip(paired, entries, strict=True), start=1):
        provision = row or Provision(agreement=agreement)
        is_chapter = entry.kind == Provision.Kind.CHAPTER
        provision.kind, provision.number = entry.kind, entry.number
        provision.heading, provision.text = entry.heading, entry.text
        provision.position = position
        provision.parent = None if is_chapter else chapter
        provision.save()
        chapter = provision if is_chapter else chapter


def retitled(agreement: Agreement, entries: Sequence[ProvisionEntry]) -> list[str]:
    """Articles on which others rest and which would carry quite another title.

    Sentences for the person, who alone knows whether it is the same article.
    """
    rows = list(agreement.provisions.as_signed().prefetch_related("areas"))
    told = [
        f"“{row}” đã có nhiệm vụ viện dẫn hoặc đã gắn lĩnh vực, bên chịu trách nhiệm; "
        f"lưu thì các nội dung ấy chuyển sang “{_named(entry)}”."
        for row, entry in zip(_paired(rows, entries), entries, strict=True)
        if row and _is_another(row, entry) and _is_rested_on(row)
    ]
    was = {row.number: row for row in rows if row.kind == Provision.Kind.ARTICLE}
    now = {e.number: e for e in entries if e.kind == Provision.Kind.ARTICLE}
    for number, amendment in _amended_numbers(agreement).items():
        row, entry = was.get(number), now.get(number)
        if row and entry and _is_another(row, entry):
            told.append(
                f"“{row}” đã được {amendment.label} sửa đổi; lưu thì phần sửa đổi ấy "
                f"áp dụng cho “{_named(entry)}”."
            )
    return told


def _named(entry: ProvisionEntry) -> str:
    return f"{entry.label}. {entry.heading}" if entry.heading else entry.label


def _is_another(row: Provision, entry: ProvisionEntry) -> bool:
    was, now = fold(row.heading), fold(entry.heading)
    if not was or was == now:
        return False
    return SequenceMatcher(None, was, now, autojunk=False).ratio() < ALIKE


def _is_rested_on(row: Provision) -> bool:
    is_tagged = row.responsible_party_id is not None or bool(row.areas.all())
    return is_tagged or contents.is_referred_to(row)


def _amended_numbers(agreement: Agreement) -> dict[str, Amendment]:
    amendments = agreement.amendments.prefetch_related("changed_provisions")
    return {
        change.number: amendment
        for amendment in amendments
        for change in amendment.changed_provisions.all()
    }


def _paired(
    rows: Sequence[Provision], entries: Sequence[ProvisionEntry]
) -> list[Provision | None]:
    """For each entry the row that it continues."""
    known: dict[ProvisionEntry, Provision] = {}
    for key in (_whole, _title, _number):
        taken = set(known.values())
        left: dict[tuple, list[Provision]] = {}
        for row in rows:
            if row not in taken:
                left.setdefault(key(row), []).append(row)
        for entry in entries:
            found = left.get(key(entry), [])
            # Of two articles of one title neither is known by it.
            if entry not in known and len(found) == 1 and key(entry):
                known[entry] = found.pop()
    return contents.pair(
        list(rows),
        entries,
        key=lambda x: x if isinstance(x, Provision) else known.get(x),
        may_continue=lambda row, entry: (
            row.kind == entry.kind
            and (row.heading == entry.heading or not contents.is_referred_to(row))
        ),
    )


def _whole(row: Provision | ProvisionEntry) -> tuple:
    return row.kind, row.number, fold(row.heading)


def _title(row: Provision | ProvisionEntry) -> tuple:
    return (row.kind, fold(row.heading)) if row.heading else ()


def _number(row: Provision | ProvisionEntry) -> tuple:
    return row.kind, row.number


def _free_numbers(paired: Sequence, entries: Sequence[ProvisionEntry]) -> None:
    """Rows may exchange their numbers; no two have one at any moment."""
    for place, (row, entry) in enumerate(zip(paired, entries, strict=True)):
        if row and row.number != entry.number:
            Provision.objects.filter(pk=row.pk).update(number=f"#{place}")


def _refuse_inserted(agreement: Agreement, entries: Sequence[ProvisionEntry]) -> None:
    inserted = agreement.provisions.filter(inserted_by__isnull=False)
    taken = {(row.kind, row.number) for row in inserted}
    for entry in entries:
        if (entry.kind, entry.number) in taken:
            raise ValidationError(
                {
                    "provisions": f"{entry.label} do một văn bản sửa đổi bổ sung, "
                    "không có trong bản ký. Hãy bỏ điều này khỏi các chương, điều như "
                    "khi ký."
                }
            )
