"""What hangs on an agreement: its rows written in place, and told in words.

Rows keep their identity when they are edited, because plans, tasks and reports
point at them: a party is known by its body, a chapter or an article as `articles`
tells, the rest by its place. A row that others point at is never removed.
"""

from collections.abc import Callable, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts import history
from accounts.models import User
from accounts.stored_files import extraction, files

from .entries import (
    AreaEntry,
    LegalBasisEntry,
    PartyEntry,
    UndertakingEntry,
    UploadEntry,
)
from .models import Agreement, AgreementDocument, Party, Provision, Signatory


def is_referred_to(row: Model) -> bool:
    """Does a row of another app point at this one?"""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row})
        .values("pk")
        .exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and relation.related_model._meta.app_label != row._meta.app_label
    )


def pair(rows: list, entries: Sequence, key: Callable, may_continue: Callable) -> list:
    """For each entry the row it continues: the same key, else the same place."""
    by_key = {key(row): row for row in rows}
    paired = [by_key.pop(key(entry), None) for entry in entries]
    left = {row.position: row for row in by_key.values()}
    for index, entry in enumerate(entries):
        row = left.get(index + 1)
        if paired[index] is None and row and may_continue(row, entry):
            paired[index] = left.pop(index + 1)
    return paired


def remove_rows(rows: Iterable[Model], *, field: str, message: str) -> None:
    """ValidationError at `field` for a row that others point at."""
    for row in rows:
        if is_referred_to(row):
            raise ValidationError({field: message.format(row)})
        row.delete()


def write_parties(agreement: Agreement, entries: Sequence[PartyEntry]) -> None:
    rows = list(agreement.parties.all())
    paired = pair(
        rows,
        entries,
        # `or`: a group without a body is known by its name.
        key=lambda party: party.organisation or party.name_as_signed,
        # What one body decided must not become the word of another.
        may_continue=lambda row, entry: (
            row.organisation is None or not is_referred_to(row)
        ),
    )
    remove_rows(
        [row for row in rows if row not in paired],
        field="parties",
        message="Không thể bỏ bên ký “{}”: bên này đã cho ý kiến về kế hoạch năm hoặc "
        "được báo cáo nhắc đến.",
    )
    for position, (row, entry) in enumerate(zip(paired, entries, strict=True), start=1):
        party = row or Party(agreement=agreement)
        party.position = position
        party.organisation = entry.organisation
        party.organ = entry.organ
        party.name_as_signed = entry.name_as_signed or _name_then(agreement, entry)
        party.save()
        party.members.set(entry.members)
        party.signatories.all().delete()
        Signatory.objects.bulk_create(
            Signatory(
                party=party,
                position=number,
                full_name=signatory.full_name,
                post=signatory.post,
                other_posts=signatory.other_posts,
                capacity=signatory.capacity,
            )
            for number, signatory in enumerate(entry.signatories, start=1)
        )


def _name_then(agreement: Agreement, entry: PartyEntry) -> str:
    if agreement.signed_on:
        return entry.organisation.name_on(agreement.signed_on)
    return entry.organisation.name


def write_areas(agreement: Agreement, entries: Sequence[AreaEntry]) -> None:
    _write_in_order(agreement, "areas", entries)


def write_legal_bases(
    agreement: Agreement, entries: Sequence[LegalBasisEntry | str]
) -> None:
    """A plain text is the citation of a legal basis."""
    _write_in_order(
        agreement,
        "legal_bases",
        [LegalBasisEntry(e) if isinstance(e, str) else e for e in entries],
    )


def write_undertakings(
    agreement: Agreement, entries: Sequence[UndertakingEntry]
) -> None:
    _write_in_order(agreement, "undertakings", entries)


def _write_in_order(agreement: Agreement, name: str, entries: Sequence) -> None:
    """Rows whose fields are those of the entry, known by their place."""
    rows = list(getattr(agreement, name).all())
    remove_rows(
        rows[len(entries) :],
        field=name,
        message="Không thể bỏ “{}”: nội dung khác đang viện dẫn.",
    )
    model = getattr(agreement, name).model
    for index, entry in enumerate(entries):
        row = rows[index] if index < len(rows) else model(agreement=agreement)
        row.position = index + 1
        for field, value in vars(entry).items():
            setattr(row, field, value)
        row.save()


def add_documents(
    agreement: Agreement, uploads: Sequence[UploadEntry], *, by: User
) -> None:
    for upload in uploads:
        AgreementDocument.objects.create(
            agreement=agreement,
            stored_file=files.store(upload=upload.file, by=by),
            kind=upload.kind,
        )


def remove_documents(agreement: Agreement, documents: Iterable) -> int:
    """The agreement no longer shows them and search no longer finds them; how many.

    The stored files stay, for the history.
    """
    removed = 0
    for document in documents:
        deleted, _ = agreement.documents.filter(pk=document.pk).delete()
        if deleted:
            extraction.forget(document.stored_file)
        removed += deleted
    return removed


# -- In words ---------------------------------------------------------------


def describe_signatory(signatory: Signatory) -> str:
    """ "TM. Nguyễn Văn A, Chủ tịch UBND tỉnh" """
    name = f"{signatory.capacity} {signatory.full_name}".strip()
    posts = filter(None, [signatory.post, signatory.other_posts])
    return ", ".join([name, *posts])


def describe_party(party: Party) -> str:
    text = party.name_as_signed
    if party.organ:
        text += f" ({party.organ})"
    if party.organisation and party.organisation.name != party.name_as_signed:
        text += f" [{party.organisation.name}]"
    members = [member.name for member in party.members.all()]
    if members:
        text += ", gồm " + ", ".join(members)
    signatories = [describe_signatory(s) for s in party.signatories.all()]
    return text + (f"; người ký: {'; '.join(signatories)}" if signatories else "")


def describe(agreement: Agreement) -> dict[str, list[str]]:
    """The readable contents by kind, to compare before and after a change."""
    parties = agreement.parties.select_related("organisation").prefetch_related(
        "members", "signatories"
    )
    return {
        "bên ký": [describe_party(party) for party in parties],
        "nội dung phối hợp": [
            row.wording
            + (f" [{row.area}]" if row.area else "")
            + (" (in chung cho các văn bản ký cùng lễ)" * row.is_printed_jointly)
            for row in agreement.areas.select_related("area")
        ],
        **describe_provisions(agreement),
        "căn cứ": [row.citation for row in agreement.legal_bases.all()],
        "việc nêu khi ký kết": [
            ", ".join(
                filter(
                    None,
                    [
                        row.organisation and row.organisation.name,
                        row.wording,
                        row.deadline_as_written,
                    ],
                )
            )
            for row in agreement.undertakings.select_related("organisation")
        ],
        "tài liệu": [
            f"{row.get_kind_display()}: {row.stored_file.name}"
            for row in agreement.documents.select_related("stored_file")
        ],
        "văn bản được thay thế": [row.label for row in agreement.predecessors.all()],
    }


def describe_provisions(agreement: Agreement) -> dict[str, list[str]]:
    """Each chapter and article under its own name: a change of one is told alone."""
    described = {"chương, điều": [], "lĩnh vực, bên chịu trách nhiệm của các điều": []}
    order, tags = described.values()
    rows = agreement.provisions.select_related("responsible_party")
    for row in rows.prefetch_related("areas"):
        order.append(row.label)
        words = "\n".join(filter(None, [row.heading, row.text]))
        described[row.label] = [words] if words else []
        if told := describe_tags(row):
            tags.append(f"{row.label}: {told}")
    return described


def describe_tags(provision: Provision) -> str:
    """ "Giám sát, Phản biện xã hội; do UBND tỉnh chịu trách nhiệm" """
    areas = ", ".join(area.name for area in provision.areas.all())
    party = provision.responsible_party
    return "; ".join(
        filter(None, [areas, party and f"do {party.name_as_signed} chịu trách nhiệm"])
    )


def changes_between(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> list[dict]:
    """[{"field", "from", "to"}]: what went beside what came, item by item."""
    changes = []
    for field in dict.fromkeys([*after, *before]):
        items, earlier = after.get(field, []), before.get(field, [])
        gone = [item for item in earlier if item not in items]
        come = [item for item in items if item not in earlier]
        for index in range(max(len(gone), len(come))):
            changes.append(
                {
                    "field": field,
                    "from": _item(gone, index),
                    "to": _item(come, index),
                }
            )
        if not gone and not come and earlier != items:
            changes.append(
                {
                    "field": f"thứ tự {field}",
                    "from": "; ".join(earlier),
                    "to": "; ".join(items),
                }
            )
    return changes


def _item(items: list[str], index: int) -> str:
    return items[index] if index < len(items) else history.EMPTY
