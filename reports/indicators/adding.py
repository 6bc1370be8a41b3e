"""How figures add up: pure rules, no database.

Across time the indicator's rule decides, always among figures of the same bodies: two
periods that overlap are never both counted. Across bodies another rule decides; a
shared figure counts once. What is not counted is told, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ..models import Indicator
from . import parts
from .entries import (
    ABOUT,
    ABOVE,
    ESTIMATED,
    EXACT,
    NEARLY,
    OVER,
    Conflict,
    Entry,
    LeftOut,
    Share,
    Sum,
    by_time,
    join,
    joined,
    turned,
)
from .over_time import chosen, without_inherited

Rule = Indicator.Rule
BodyRule = Indicator.BodyRule

__all__ = [
    "ABOUT",
    "ABOVE",
    "ESTIMATED",
    "EXACT",
    "NEARLY",
    "OVER",
    "Conflict",
    "Entry",
    "LeftOut",
    "Share",
    "Sum",
    "combine",
    "join",
    "joined",
    "turned",
]


def combine(
    entries: Iterable[Entry],
    rule: str,
    body_rule: str = BodyRule.SUM,
    all_parts: Iterable[int] = (),
) -> Sum:
    """Add up; the order in which the entries come makes no difference.

    `all_parts` are the break-downs the indicator has.
    """
    entries = sorted({e.id: e for e in entries}.values(), key=by_time)
    reasons: dict[int, str] = {}
    wholes = parts.gather(entries, frozenset(all_parts))
    kept = chosen(wholes.entries, rule, reasons)
    kept = sorted(without_inherited(kept, rule, reasons), key=by_time)
    shares = shares_of(kept)
    taken = across(shares, body_rule, reasons)
    is_apart = body_rule == BodyRule.NONE and len(taken) > 1
    counted = sorted((e for share in taken for e in share.entries), key=by_time)
    return Sum(
        amount=total_of(taken) if taken and not is_apart else None,
        qualifier=joined(share.qualifier for share in taken),
        wholes=tuple(counted),
        left_out=told(wholes.entries, reasons) + wholes.older,
        is_apart=is_apart,
        shares=shares,
        within=wholes.within(),
        conflicts=wholes.conflicts(counted),
    )


def told(entries: Iterable[Entry], reasons: dict[int, str]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(one, reasons[entry.id])
        for entry in entries
        if entry.id in reasons
        for one in entry.entered
    )


# -- Across bodies -------------------------------------------------------------


def shares_of(kept: list[Entry]) -> tuple[Share, ...]:
    groups = defaultdict(list)
    for entry in kept:
        groups[entry.bodies].append(entry)
    return tuple(
        Share(
            bodies,
            sum((e.amount for e in groups[bodies]), Decimal(0)),
            joined(e.qualifier for e in groups[bodies]),
            tuple(groups[bodies]),
        )
        for bodies in sorted(groups, key=sorted)
    )


def across(
    shares: tuple[Share, ...], body_rule: str, reasons: dict[int, str]
) -> tuple[Share, ...]:
    if body_rule != BodyRule.MAXIMUM or not shares:
        return shares
    highest = max(shares, key=lambda share: (share.amount, sorted(share.bodies)))
    for share in shares:
        if share is not highest:
            for entry in share.entries:
                reasons[entry.id] = "đã lấy số lớn nhất trong các cơ quan"
    return (highest,)


def total_of(shares: Iterable[Share]) -> Decimal:
    return sum((share.amount for share in shares), Decimal(0))
