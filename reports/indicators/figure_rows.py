"""A total as a draft keeps it: numbers as text, who is inside, who is missing."""

from accounts.models import Organisation

from ..models import Indicator
from . import figures


def member_rows(
    bodies: list[Organisation], total: figures.Total, earlier: figures.Total
) -> list[dict]:
    """What each member has of its own in the sum, and had in the period before."""
    missing = {body.pk for body in total.missing}
    return [
        {
            "name": body.label,
            "is_missing": body.pk in missing,
            **_share(total, total.share_of(body.pk)),
            "previous": _amount_of(_share(total, earlier.share_of(body.pk))),
        }
        for body in bodies
    ]


def shared_rows(
    bodies: list[Organisation], total: figures.Total, earlier: figures.Total
) -> list[dict]:
    """Results several members have in common: counted once, in nobody's own part."""
    now, before = _together(total), _together(earlier)
    return [
        {
            "bodies": [body.label for body in bodies if body.pk in owners],
            **_share(total, now.get(owners)),
            "previous": _amount_of(_share(total, before.get(owners))),
        }
        for owners in sorted({*now, *before}, key=sorted)
    ]


def _together(total: figures.Total) -> dict[frozenset[int], figures.Share]:
    return {share.owners: share for share in total.shares if len(share.owners) > 1}


def _share(total: figures.Total, share: figures.Share | None) -> dict:
    amount, qualifier, entries = None, "", ()
    if share:
        amount, qualifier, entries = share.amount, share.qualifier, share.entries
    return _amount_row(total.indicator, amount, qualifier) | {
        "figures": [figure.pk for figure in entries]
    }


def total_row(total: figures.Total, asked: set[int]) -> dict:
    indicator = total.indicator
    return {
        "indicator": indicator.pk,
        "name": indicator.name,
        "unit": indicator.unit,
        "body_rule": indicator.body_rule,
        **amount(total),
        "figures": [figure.pk for figure in total.entries],
        "entries": [
            {
                "id": figure.pk,
                "words": figure.words,
                "bodies": [body.label for body in figure.organisations.all()],
                "first": figure.period_from.isoformat(),
                "last": figure.period_to.isoformat(),
                "version": figure.version,
            }
            for figure in total.entries
        ],
        "inside": [body.label for body in total.inside],
        "missing": [body.label for body in total.missing if body.pk in asked],
        "left_out": [
            {"id": figure.pk, "words": figure.words, "reason": reason}
            for figure, reason in total.left_out
        ],
        "is_apart": total.is_apart,
        "notes": list(total.notes),
        "parts": [
            {"name": part.breakdown.name, **_part_amount(part)} for part in total.parts
        ],
        "is_provisional": total.is_provisional,
        "is_illustrative": total.is_illustrative,
    }


def amount(total: figures.Total) -> dict:
    row = _amount_row(total.indicator, total.amount, total.qualifier)
    return row | {"words": total.words}


def _part_amount(part: figures.PartTotal) -> dict:
    return _amount_row(part.breakdown.indicator, part.amount, part.qualifier)


def _amount_row(indicator: Indicator, amount, qualifier: str) -> dict:
    """Amounts travel as text: JSON has no decimals. In the indicator's unit."""
    number = None if amount is None else f"{indicator.in_unit(amount).normalize():f}"
    return {
        "number": number,
        "qualifier": qualifier,
        "words": indicator.words(amount, qualifier),
    }


def _amount_of(row: dict) -> dict:
    return {name: row[name] for name in ("number", "qualifier", "words")}
