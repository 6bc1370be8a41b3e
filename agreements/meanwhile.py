"""What others changed in a record while somebody had its form open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import history
from accounts.models import HistoryEntry

from .models import Agreement


@dataclass
class Change:
    """One change by someone else, beside what the person typed in its place."""

    who: str
    when: datetime
    field: str
    before: str
    now: str
    name: str = ""  # of the form's field, where the change is of one
    typed: str = ""
    is_untouched: bool = False  # the person left this field as it was: theirs stands


def last_entry(agreement: Agreement) -> int:
    """The newest entry of its history: what a form opened now has seen."""
    newest = history.of(agreement).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def entries_since(agreement: Agreement, seen: int) -> list[HistoryEntry]:
    return list(history.of(agreement).filter(pk__gt=seen).order_by("pk"))


def changes_since(
    agreement: Agreement, seen: int, *, typed: Agreement, names: Sequence[str]
) -> list[Change]:
    """Changes after the entry `seen`; `typed` holds what the form would have saved.

    Of several changes of one field the first tells what the person had read, and the
    last what stands now.
    """
    fields = {str(Agreement._meta.get_field(n).verbose_name): n for n in names}
    found: dict[object, Change] = {}
    for entry in entries_since(agreement, seen):
        for number, change in enumerate(entry.changes):
            name = fields.get(change["field"], "")
            key = name or (entry.pk, number)
            row = found.setdefault(
                key,
                Change(
                    entry.actor_name,
                    entry.happened_at,
                    change["field"],
                    change["from"],
                    change["to"],
                    name,
                ),
            )
            row.who, row.when, row.now = (
                entry.actor_name,
                entry.happened_at,
                change["to"],
            )
    for change in found.values():
        if change.name:
            change.typed = history.readable(typed, change.name)
            change.is_untouched = change.typed == change.before
    return list(found.values())
