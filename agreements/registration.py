"""Registering an agreement and correcting its record, each with its history."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts import history
from accounts.errors import Stale
from accounts.models import Organisation, User

from . import checks, contents, numbers
from .amendments import amending
from .entries import (
    AreaEntry,
    LegalBasisEntry,
    PartyEntry,
    ProvisionEntry,
    SignatoryEntry,
    UndertakingEntry,
    UploadEntry,
)
from .models import Agreement, AgreementDocument
from .provisions import articles

__all__ = [
    "AreaEntry",
    "LegalBasisEntry",
    "PartyEntry",
    "ProvisionEntry",
    "SignatoryEntry",
    "UndertakingEntry",
    "UploadEntry",
    "claim",
    "correct",
    "register",
    "repeats_of",
    "revise",
]

TOLD_FIELDS = [
    "kind",
    "document_number",
    "subject",
    "short_name",
    "owner",
    "issuer",
    "framework",
    "signed_on",
    "is_signing_day_unknown",
    "is_year_inferred",
    "inference_reason",
    "place",
    "ceremony",
    "term_label",
    "term_start_year",
    "term_end_year",
    "ends_on",
    "terminated_on",
    "chapter_count",
    "article_count",
    "note",
    "source",
    "is_public",
    "is_illustrative",
]


@transaction.atomic
def register(
    *,
    values: dict,
    parties: Sequence[PartyEntry],
    areas: Sequence[AreaEntry] = (),
    provisions: Sequence[ProvisionEntry] = (),
    legal_bases: Sequence[LegalBasisEntry | str] = (),
    undertakings: Sequence[UndertakingEntry] = (),
    uploads: Sequence[UploadEntry] = (),
    by: User | None,
    on: date | None = None,
) -> Agreement:
    """Record an agreement with its parties, contents and documents.

    `values` holds model fields by name and, if any, `predecessors`. `on` is today:
    a signing after it is refused. Raises ValidationError by field; the keys
    "parties" and "provisions" stand for those rows.
    """
    checks.check_values(values, on=on)
    checks.check_parties(parties)
    checks.check_provisions(provisions)
    fields = dict(values)
    predecessors = list(fields.pop("predecessors", None) or [])
    agreement = Agreement(**fields)
    agreement.full_clean()
    agreement.save()
    agreement.predecessors.set(predecessors)
    contents.write_parties(agreement, parties)
    contents.write_areas(agreement, areas)
    articles.write(agreement, provisions)
    contents.write_legal_bases(agreement, legal_bases)
    contents.write_undertakings(agreement, undertakings)
    contents.add_documents(agreement, uploads, by=by)
    agreement.save()  # the search text takes in the parties and who signed
    history.record(by=by, action="đã đăng ký hồ sơ", target=agreement)
    _tell_predecessors(agreement, before=set(), after=set(predecessors), by=by)
    return agreement


@transaction.atomic
def revise(
    *,
    agreement: Agreement,
    version: int,
    values: dict,
    parties: Sequence[PartyEntry],
    areas: Sequence[AreaEntry],
    provisions: Sequence[ProvisionEntry],
    legal_bases: Sequence[LegalBasisEntry | str],
    undertakings: Sequence[UndertakingEntry] | None = None,
    uploads: Sequence[UploadEntry] = (),
    removed_documents: Iterable[AgreementDocument] = (),
    by: User | None,
    reason: str,
    on: date | None = None,
) -> Agreement:
    """Save the record as it should now be; rows that others point at stay themselves.

    `version` is the one the person read: if it is no longer current, nothing is
    written and Stale is raised. `undertakings` None leaves them as they are. Raises
    ValidationError by field, also for a removed row that others point at.
    """
    current = claim(agreement, version)
    checks.check_values(values, agreement=current, on=on)
    checks.check_parties(parties)
    checks.check_provisions(provisions)
    before = history.snapshot(current, TOLD_FIELDS)
    contents_before = contents.describe(current)
    replaced_before = set(current.predecessors.all())
    _set_fields(current, values)
    contents.write_parties(current, parties)
    contents.write_areas(current, areas)
    articles.write(current, provisions)
    amending.check_still_fits(current)
    contents.write_legal_bases(current, legal_bases)
    if undertakings is not None:
        contents.write_undertakings(current, undertakings)
    contents.remove_documents(current, removed_documents)
    contents.add_documents(current, uploads, by=by)
    current.save()
    current.refresh_from_db()  # as stored: normalised text is not a change
    changes = history.differences(before, history.snapshot(current, TOLD_FIELDS))
    changes += contents.changes_between(contents_before, contents.describe(current))
    if changes:
        history.record(
            by=by,
            action="đã sửa hồ sơ",
            target=current,
            changes=changes,
            reason=reason,
        )
    replaced_now = set(current.predecessors.all())
    _tell_predecessors(current, before=replaced_before, after=replaced_now, by=by)
    return current


@transaction.atomic
def correct(
    *,
    agreement: Agreement,
    values: dict,
    by: User,
    reason: str,
    on: date | None = None,
) -> Agreement:
    """Change single fields of the record and nothing else.

    Raises ValidationError by field, and Stale if the record changed since
    `agreement` was read.
    """
    current = claim(agreement, agreement.version)
    before = history.snapshot(current, TOLD_FIELDS)
    whole = {name: getattr(current, name) for name in TOLD_FIELDS}
    checks.check_values(whole | values, agreement=current, on=on)
    _set_fields(current, values)
    current.refresh_from_db()
    changes = history.differences(before, history.snapshot(current, TOLD_FIELDS))
    if changes:
        history.record(
            by=by,
            action="đã đính chính hồ sơ",
            target=current,
            changes=changes,
            reason=reason,
        )
    return current


def repeats_of(
    *,
    document_number: str,
    signed_on: date | None,
    issuer: Organisation | None,
    but: Agreement | None = None,
) -> list[Agreement]:
    """Records under the same number of that issuer and year, however it is written.

    A number is unique within one body and one year: a repetition is more often a
    second entry of the same text, but it is for people to judge. Without a year, on
    the record or in the number itself, there is nothing to compare.
    """
    year = numbers.year_of(document_number) or (signed_on and signed_on.year)
    if not document_number or not year or not issuer:
        return []
    others = (
        Agreement.objects.annotate(numbered_by=Coalesce("issuer", "owner"))
        .filter(
            Q(signed_on__year=year) | Q(document_number__contains=f"/{year}/"),
            numbered_by=issuer.pk,
        )
        .exclude(document_number="")
        .exclude(pk=but and but.pk)
        .select_related("owner")
    )
    return [
        other
        for other in others
        if numbers.same(other.document_number, document_number)
        and _year_of_number(other) == year
    ]


def _year_of_number(agreement: Agreement) -> int | None:
    day = agreement.signed_on
    return numbers.year_of(agreement.document_number) or (day and day.year)


def claim(agreement: Agreement, version: int) -> Agreement:
    """The current row, taken for this change; Stale if someone else was first."""
    same = Agreement.objects.filter(pk=agreement.pk, version=version)
    if not same.update(version=F("version") + 1):
        raise Stale("Hồ sơ đã được người khác sửa sau khi Ông/Bà mở.")
    return Agreement.objects.get(pk=agreement.pk)


def _set_fields(agreement: Agreement, values: dict) -> None:
    fields = dict(values)
    if "predecessors" in fields:
        agreement.predecessors.set(fields.pop("predecessors") or [])
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.full_clean()
    agreement.save()


def _tell_predecessors(
    agreement: Agreement, *, before: set, after: set, by: User | None
) -> None:
    """Their state follows from this record, so their history tells of it too."""
    for verb, predecessors in (
        ("đã ghi nhận", after - before),
        ("đã bỏ ghi nhận", before - after),
    ):
        action = f"{verb} văn bản này được thay thế bởi “{agreement.label}”"
        for predecessor in predecessors:
            history.record(by=by, action=action, target=predecessor)
