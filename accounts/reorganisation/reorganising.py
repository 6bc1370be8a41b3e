"""Reorganisations: carried out as proposed, undone while nothing depends on them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, Q

from .. import history, notices
from ..errors import NotPossible, Stale
from ..models import Membership, Organisation, Reorganisation, User
from ..stored_files import files
from ..vietnamese import format_date
from .arrangements import Arrangement
from .proposals import Proposal, key_of, plain, plain_values, propose

CHANGED_MEANWHILE = (
    "Từ khi Ông/Bà xem trước, có thay đổi ở các cơ quan này. Đây là bản xem trước mới: "
    "mời kiểm tra lại rồi bấm thực hiện."
)
ALREADY_UNDONE = "Việc sắp xếp này đã được hoàn tác."
LISTED = 10


@transaction.atomic
def carry_out(
    *,
    wanted: Arrangement,
    by: User,
    on: date,
    fingerprint: str = "",
    document: UploadedFile | None = None,
) -> Reorganisation:
    """Do what `propose` says, all or nothing; Stale if it is no longer what was shown.

    The bodies are held in one order, so two people at once wait for each other and
    the second finds what the first has done.
    """
    _hold(wanted.known_bodies())
    proposal = propose(wanted, on=on)
    if fingerprint and proposal.fingerprint() != fingerprint:
        raise Stale(CHANGED_MEANWHILE)
    reorganisation = Reorganisation(
        kind=wanted.kind,
        took_effect_on=wanted.took_effect_on,
        legal_basis=proposal.arrangement.legal_basis,
        note=wanted.note,
        summary=proposal.summary(),
        document=files.store(upload=document, by=by) if document else None,
        recorded_by=by,
    )
    reorganisation.journal = _write(proposal)
    reorganisation.save()
    reorganisation.organisations.set(proposal.concerned)
    _tell_history(proposal, reorganisation, by)
    _tell_people(proposal, by)
    return reorganisation


def _hold(organisation_ids: Iterable[int]) -> None:
    """Until the end of the transaction; with the bodies below, which may move too."""
    ids = list(organisation_ids)
    bodies = Organisation.objects.filter(Q(pk__in=ids) | Q(parent__in=ids))
    list(bodies.order_by("pk").select_for_update().values_list("pk", flat=True))


def _write(proposal: Proposal) -> dict:
    """Save the rows of a proposal, new bodies first; the journal of what was done."""
    created = sorted(
        proposal.created, key=lambda row: not isinstance(row, Organisation)
    )
    for row in created:
        row.save()
    for change in proposal.changes.values():
        for name in change.before:
            # A body that was founded just now has its number only from now on.
            setattr(change.row, name, getattr(change.row, name))
    changed = proposal.changed()
    for row, values in changed:
        row.save(update_fields=values)
    return {
        "created": [[*key_of(row), plain_values(row)] for row in created],
        "changed": [[*key_of(row), values] for row, values in changed],
        "words": proposal.words(),
    }


def _tell_history(proposal: Proposal, reorganisation: Reorganisation, by: User) -> None:
    said: dict[int, tuple[Organisation, list[str]]] = {}
    for body, text in proposal.steps:
        said.setdefault(body.pk, (body, []))[1].append(text)
    for body, texts in said.values():
        history.record(
            by=by,
            action=f"đã ghi việc sắp xếp: {'; '.join(texts)}. Căn cứ: "
            f"{reorganisation.legal_basis}",
            target=body,
        )
    history.record(by=by, action="đã thực hiện sắp xếp", target=reorganisation)


def _tell_people(proposal: Proposal, by: User) -> None:
    """Each person once for each body, however many roles they had in it."""
    day = format_date(proposal.arrangement.took_effect_on)
    told = {}
    for place, heir in proposal.places:
        told[place.user_id, place.organisation_id] = place, heir
    for place, heir in told.values():
        if place.user_id == by.pk:
            continue
        where = heir or place.organisation
        now = f"chuyển sang {heir}" if heir else "kết thúc ở đó"
        now = f"vai trò của Ông/Bà {now}"
        notices.notify(
            user=place.user,
            text=f"{place.organisation} kết thúc từ ngày {day}: {now}.",
            url=where.get_absolute_url(),
        )


# -- Undoing -------------------------------------------------------------------


@transaction.atomic
def undo(
    *, reorganisation: Reorganisation, by: User, reason: str, at: datetime
) -> Reorganisation:
    """Put back every value and take away every row; NotPossible while used since."""
    reorganisation = Reorganisation.objects.select_for_update().get(
        pk=reorganisation.pk
    )
    if not reason.strip():
        raise NotPossible("Hãy ghi lý do hoàn tác.")
    bodies = list(reorganisation.organisations.all())
    journal = reorganisation.journal
    moved = [pk for label, pk, _ in journal["changed"] if label == ORGANISATION]
    _hold({body.pk for body in bodies} | set(moved))
    found = list(obstacles(reorganisation))
    if found:
        listed = "; ".join(found[:LISTED])
        rest = f" và {len(found) - LISTED} mục khác" if len(found) > LISTED else ""
        raise NotPossible(f"Chưa hoàn tác được, vì: {listed}{rest}.")
    touched = {body.pk: body for body in bodies}
    touched |= Organisation.objects.in_bulk(moved)
    for body in touched.values():
        history.record(
            by=by,
            action=f"đã hoàn tác việc sắp xếp “{reorganisation.summary}”",
            target=body,
            reason=reason,
        )
    _tell_back(journal, reorganisation, by)
    _put_back(journal)
    reorganisation.undone_at, reorganisation.undone_by = at, by
    reorganisation.undo_reason = reason
    reorganisation.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    history.record(by=by, action="đã hoàn tác", target=reorganisation, reason=reason)
    return reorganisation


ORGANISATION = Organisation._meta.label_lower
MEMBERSHIP = Membership._meta.label_lower


def _put_back(journal: dict) -> None:
    """In the opposite order: the new bodies go last, when nothing points at them."""
    rows = [(label, pk) for label, pk, _ in journal["created"]]
    bodies = [pk for label, pk in rows if label == ORGANISATION]
    for label, pk in reversed(rows):
        if label != ORGANISATION:
            _row(label, pk).delete()
    for label, pk, values in reversed(journal["changed"]):
        row = _row(label, pk)
        for name, (before, _) in values.items():
            column = row._meta.get_field(name)
            setattr(row, column.attname, column.to_python(before))
        row.save(update_fields=values)
    for pk in reversed(bodies):
        _row(ORGANISATION, pk).delete()


def _tell_back(journal: dict, reorganisation: Reorganisation, by: User) -> None:
    ended = [pk for label, pk, _ in journal["changed"] if label == MEMBERSHIP]
    places = Membership.objects.filter(
        pk__in=ended, organisation__dissolved_on=reorganisation.took_effect_on
    ).select_related("user", "organisation")
    told = {(place.user_id, place.organisation_id): place for place in places}
    for place in told.values():
        if place.user_id != by.pk:
            notices.notify(
                user=place.user,
                text=f"Việc sắp xếp {place.organisation} đã được hoàn tác: Ông/Bà giữ "
                "lại vai trò như trước.",
                url=place.organisation.get_absolute_url(),
            )


def obstacles(reorganisation: Reorganisation) -> Iterator[str]:
    """What keeps it from being undone, each in words; nothing if it may be."""
    if reorganisation.undone_at:
        yield ALREADY_UNDONE.removesuffix(".").lower()
        return
    yield from _later_ones(reorganisation)
    yield from _changed_since(reorganisation.journal)
    yield from _pointing_at(reorganisation.journal)
    yield from _decided_since(reorganisation)


def _later_ones(reorganisation: Reorganisation) -> Iterator[str]:
    later = Reorganisation.objects.filter(
        pk__gt=reorganisation.pk,
        undone_at=None,
        organisations__in=reorganisation.organisations.all(),
    )
    for other in later.distinct().order_by("pk"):
        yield f"sau đó có việc sắp xếp “{other.summary}”"


def _changed_since(journal: dict) -> Iterator[str]:
    """Rows that no longer hold what the reorganisation wrote."""
    expected = [
        *((label, pk, values) for label, pk, values in journal["created"]),
        *(
            (label, pk, {name: after for name, (_, after) in values.items()})
            for label, pk, values in journal["changed"]
        ),
    ]
    for label, pk, values in expected:
        row = apps.get_model(label)._base_manager.filter(pk=pk).first()
        if row is None:
            yield f"{_kind_of(apps.get_model(label))} do việc này ghi đã bị xóa"
            continue
        for name, value in values.items():
            if plain(row, name) != value:
                named = row._meta.get_field(name).verbose_name
                yield f"{_kind_of(row)} “{row}” đã được sửa ({named})"


def _pointing_at(journal: dict) -> Iterator[str]:
    """Rows of any app that point at a row that would go; those it wrote go with it."""
    own = {(label, pk) for label, pk, _ in journal["created"]}
    for label, pk in own:
        target = _row(label, pk)
        if target is None:
            continue
        for relation in target._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and not relation.concrete):
                continue
            if not (relation.one_to_many or relation.one_to_one):
                continue  # the rows between of a many-to-many are one-to-many too
            model = relation.related_model
            if model is Reorganisation.organisations.through:
                continue
            rows = model._base_manager.filter(**{relation.field.name: target})
            for row in rows.order_by("pk"):
                if key_of(row) not in own and not _is_restored(
                    row, relation.field.name, journal
                ):
                    yield f"{_pointing(row)} thuộc về {target}"


def _is_restored(row: Model, name: str, journal: dict) -> bool:
    """A row that pointed elsewhere before, and will again."""
    return any(
        key_of(row) == (label, pk) and name in values
        for label, pk, values in journal["changed"]
    )


def _pointing(row: Model) -> str:
    """The row, or the owner of a many-to-many that this row only links."""
    owner = row._meta.auto_created
    if owner:
        link = next(
            column
            for column in row._meta.concrete_fields
            if column.is_relation and column.related_model is owner
        )
        row = getattr(row, link.name)
    return f"{_kind_of(row)} “{row}”"


def _decided_since(reorganisation: Reorganisation) -> Iterator[str]:
    """Agreements that people decided about because a party had ended.

    For the party itself, that the body had signed or carried on; or for the whole
    agreement, that another text replaces it or that it ends.
    """
    since = reorganisation.recorded_at
    ended = reorganisation.organisations.filter(
        dissolved_on=reorganisation.took_effect_on
    )
    for body in ended:
        carried = Q(organisation=body) | Q(decisions__organisation=body)
        decided = Q(decisions__recorded_at__gte=since) | Q(
            agreement__continuation_decisions__party=None,
            agreement__continuation_decisions__recorded_at__gte=since,
        )
        parties = body.parties.model.objects.filter(carried).filter(decided)
        for party in parties.select_related("agreement").distinct():
            yield (
                f"đã có quyết định sau rà soát cho “{party.agreement}” vì {body} kết "
                "thúc"
            )


def _row(label: str, pk: int) -> Model | None:
    return apps.get_model(label)._base_manager.filter(pk=pk).first()


def _kind_of(row) -> str:
    return str(row._meta.verbose_name)
