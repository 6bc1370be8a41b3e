"""Targets of indicators: set, changed, removed, each with its history."""

from django.db import transaction

from accounts import history
from accounts.errors import Stale
from accounts.forms import STALE
from accounts.models import User
from accounts.vietnamese import format_date

from ..models import Indicator, Target
from .cataloguing import held, plain, print_of

FIELDS = [
    *("organisation", "agreement", "period_from", "period_to"),
    *("baseline", "amount", "source"),
]


def seen(target: Target) -> str:
    return print_of(plain(target, FIELDS))


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    values: dict,
    target: Target | None = None,
    as_seen: str | None = None,
    by: User,
) -> Target:
    """A new target, or another value for one that was seen as it still is."""
    current = held(indicator, None)
    row = Target(indicator=current)
    if target:
        row = Target.objects.filter(pk=target.pk, indicator=current).first()
        if row is None or as_seen is not None and seen(row) != as_seen:
            raise Stale(STALE)
    before = target_words(row) if target else history.EMPTY
    for name in FIELDS:
        setattr(row, name, values[name])
    row.save()
    row.refresh_from_db()
    _record_target(current, before, target_words(row), by)
    return row


@transaction.atomic
def remove_target(*, target: Target, by: User) -> bool:
    """False if it was gone already."""
    indicator = held(target.indicator, None)
    said = target_words(target)
    if not Target.objects.filter(pk=target.pk).delete()[0]:
        return False
    _record_target(indicator, said, history.EMPTY, by)
    return True


def target_words(target: Target) -> str:
    whose = target.organisation or target.agreement
    words = target.indicator.words(target.amount)
    period = f"{format_date(target.period_from)}–{format_date(target.period_to)}"
    return f"{words}, kỳ {period}" + (f", {whose}" if whose else "")


def _record_target(indicator: Indicator, before: str, after: str, by: User) -> None:
    if before == after:
        return
    change = {"field": "mục tiêu", "from": before, "to": after}
    history.record(by=by, action="đã đặt mục tiêu", target=indicator, changes=[change])
