"""Who changed what, when, from, to, why: written in the transaction of the change."""

from datetime import date, time

from django.db.models import Model

from .models import HistoryEntry, User
from .models.records import is_long
from .vietnamese import format_date

EMPTY = "để trống"


def record(
    *,
    by: User | None,
    action: str,
    target: Model,
    changes: list[dict] | None = None,
    reason: str = "",
) -> HistoryEntry:
    """Add one entry. `action` reads on from the name: "đã ban hành kế hoạch"."""
    entry = unwritten(by=by, action=action, target=target)
    entry.changes, entry.reason = changes or [], reason
    entry.save()
    return entry


def unwritten(*, by: User | None, action: str, target: Model) -> HistoryEntry:
    """An entry to be written with many others in one statement."""
    return HistoryEntry(
        actor=by,
        actor_name=str(by) if by else "Hệ thống",
        action=action,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_label=str(target),
    )


def of(target: Model):
    """Entries about one row, newest first; also after the row is gone."""
    return HistoryEntry.objects.filter(
        target_type=target._meta.label_lower, target_id=target.pk
    )


def readable(instance: Model, field_name: str) -> str:
    """The value of a field as a person would say it."""
    display = getattr(instance, f"get_{field_name}_display", None)
    value = display() if display else getattr(instance, field_name)
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def snapshot(instance: Model, fields: list[str]) -> dict[str, str]:
    """Readable values by verbose name, to compare before and after a change."""
    return {
        str(instance._meta.get_field(name).verbose_name): readable(instance, name)
        for name in fields
    }


def differences(before: dict[str, str], after: dict[str, str]) -> list[dict]:
    """[{"field", "from", "to"}] for each readable value that changed."""
    return [
        {"field": field, "from": before.get(field, EMPTY), "to": value}
        for field, value in after.items()
        if before.get(field, EMPTY) != value
    ]


def _change_in_words(change: dict) -> str:
    if not is_long(change):
        return f"{change['field']} từ “{change['from']}” thành “{change['to']}”"
    if change["from"] == EMPTY:
        return f"{change['field']}: thêm nội dung"
    if change["to"] == EMPTY:
        return f"{change['field']}: bỏ nội dung"
    return f"{change['field']}: sửa nội dung"


def sentence(entry: HistoryEntry) -> str:
    """One Vietnamese sentence: who did what, from, to, why."""
    text = f"{entry.actor_name} {entry.action}"
    if entry.changes:
        text += ": " + "; ".join(map(_change_in_words, entry.changes))
    if entry.reason:
        text += f". Lý do: {entry.reason}"
    return text if text.endswith((".", "!", "?")) else text + "."
