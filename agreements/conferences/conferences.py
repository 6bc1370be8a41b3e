"""Recording a conference of the parties, correcting and removing its record."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import User

from .. import checks, contents
from ..entries import ChairEntry, ConclusionEntry
from ..models import Agreement, Chair, Conclusion, Conference

TOLD_FIELDS = [
    "kind",
    "name",
    "held_on",
    "is_year_inferred",
    "inference_reason",
    "place",
    "participants",
    "owner",
    "note",
    "source",
]


@transaction.atomic
def record(
    *,
    values: dict,
    chairs: Sequence[ChairEntry] = (),
    conclusions: Sequence[ConclusionEntry] = (),
    by: User | None,
    on: date | None = None,
) -> Conference:
    """Record a conference, held or planned.

    `values` holds model fields by name and, if any, the `agreements` it is about.
    `on` is today: what is still to come has no conclusions. Raises ValidationError
    by field.
    """
    checks.check_conference(values, conclusions=conclusions, on=on)
    conference = Conference()
    _write(conference, values, chairs, conclusions)
    history.record(by=by, action="đã ghi hội nghị", target=conference)
    return conference


@transaction.atomic
def revise(
    *,
    conference: Conference,
    version: int,
    values: dict,
    chairs: Sequence[ChairEntry],
    conclusions: Sequence[ConclusionEntry],
    by: User | None,
    on: date | None = None,
) -> Conference:
    """Save the record as it should now be; a conclusion keeps its identity.

    `version` is the one the person read: if it is no longer current, nothing is
    written and Stale is raised. Raises ValidationError by field, also for a removed
    conclusion that has become a task or a recommendation.
    """
    current = _claim(conference, version)
    checks.check_conference(values, conclusions=conclusions, on=on)
    if values["kind"] != Conference.Kind.SIGNING and _has_signings(current):
        raise ValidationError(
            {"kind": "Đã có văn bản ghi là ký tại lễ này nên không đổi được loại."}
        )
    before = history.snapshot(current, TOLD_FIELDS)
    rows_before = _describe(current)
    _write(current, values, chairs, conclusions)
    current.refresh_from_db()  # as stored: normalised text is not a change
    changes = history.differences(before, history.snapshot(current, TOLD_FIELDS))
    changes += contents.changes_between(rows_before, _describe(current))
    if changes:
        history.record(by=by, action="đã sửa hội nghị", target=current, changes=changes)
    return current


@transaction.atomic
def remove(*, conference: Conference, version: int, by: User, reason: str) -> None:
    """Delete the record; its history stays, and that of its agreements tells of it.

    Raises Stale like `revise`, and NotPossible while something rests on it.
    """
    current = _claim(conference, version)
    if _has_signings(current):
        raise NotPossible(
            "Đã có văn bản ghi là ký tại hội nghị này. Hãy sửa lễ ký kết của văn bản "
            "đó trước khi xóa."
        )
    # Held, so that none of them becomes a task while it is being deleted.
    if any(map(contents.is_referred_to, current.conclusions.select_for_update())):
        raise NotPossible(
            "Có kết luận của hội nghị đã thành nhiệm vụ hoặc kiến nghị nên không xóa "
            "được. Hãy sửa nội dung nếu ghi sai."
        )
    history.record(by=by, action="đã xóa hội nghị", target=current, reason=reason)
    for agreement in current.agreements.all():
        history.record(
            by=by,
            action=f"đã xóa hội nghị “{current.name}” về văn bản này",
            target=agreement,
            reason=reason,
        )
    current.delete()


def _claim(conference: Conference, version: int) -> Conference:
    """The current row, taken for this change; Stale if someone else was first."""
    same = Conference.objects.filter(pk=conference.pk, version=version)
    if not same.update(version=F("version") + 1):
        raise Stale("Hội nghị đã được người khác sửa sau khi Ông/Bà mở.")
    return Conference.objects.get(pk=conference.pk)


def _has_signings(conference: Conference) -> bool:
    """Also by a text in the trash, which may come back."""
    return Agreement.with_trashed.filter(ceremony=conference).exists()


def _write(
    conference: Conference,
    values: dict,
    chairs: Sequence[ChairEntry],
    conclusions: Sequence[ConclusionEntry],
) -> None:
    fields = dict(values)
    agreements = list(fields.pop("agreements", None) or [])
    for name, value in fields.items():
        setattr(conference, name, value)
    conference.full_clean()
    conference.save()
    conference.agreements.set(agreements)
    conference.chairs.all().delete()
    Chair.objects.bulk_create(
        Chair(conference=conference, position=position, **vars(entry))
        for position, entry in enumerate(chairs, start=1)
    )
    _write_conclusions(conference, conclusions)
    conference.save()  # the search text takes in the chairs and the conclusions


def _write_conclusions(
    conference: Conference, entries: Sequence[ConclusionEntry]
) -> None:
    rows = list(conference.conclusions.select_for_update())
    paired = contents.pair(
        rows,
        entries,
        key=lambda conclusion: conclusion.pk,
        # Tasks point at conclusions: only the row that was edited is the same one.
        may_continue=lambda row, entry: False,
    )
    contents.remove_rows(
        [row for row in rows if row not in paired],
        field="conclusions",
        message="Không thể bỏ “{}”: kết luận này đã thành nhiệm vụ hoặc kiến nghị.",
    )
    for position, (row, entry) in enumerate(zip(paired, entries, strict=True), start=1):
        conclusion = row or Conclusion(conference=conference)
        conclusion.position = position
        conclusion.kind, conclusion.wording = entry.kind, entry.wording
        conclusion.organisation = entry.organisation
        conclusion.deadline_as_written = entry.deadline_as_written
        conclusion.full_clean(exclude=["conference"])
        conclusion.save()


def _describe(conference: Conference) -> dict[str, list[str]]:
    """The readable rows by kind, to compare before and after a change."""
    return {
        "người chủ trì": [
            ", ".join(filter(None, [chair.full_name, chair.post]))
            for chair in conference.chairs.all()
        ],
        "kết luận": [
            ", ".join(
                filter(
                    None,
                    [
                        f"{row.get_kind_display()}: {row.wording}",
                        row.organisation and row.organisation.name,
                        row.deadline_as_written,
                    ],
                )
            )
            for row in conference.conclusions.select_related("organisation")
        ],
        "về văn bản": [row.label for row in conference.agreements.all()],
    }
