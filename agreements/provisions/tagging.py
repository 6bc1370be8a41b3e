"""Which areas an article concerns, and which party answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.models import User

from .. import contents
from ..models import Agreement, CoordinationArea, Party, Provision
from ..registration import claim


@dataclass(frozen=True)
class Tags:
    areas: tuple[CoordinationArea, ...] = ()
    party: Party | None = None


def articles(agreement: Agreement):
    """What may be tagged: articles, in the order of the text."""
    return (
        agreement.provisions.filter(kind=Provision.Kind.ARTICLE)
        .select_related("parent", "responsible_party")
        .prefetch_related("areas")
    )


@transaction.atomic
def tag(
    *, agreement: Agreement, version: int, tags: Mapping[int, Tags], by: User
) -> bool:
    """Give articles, by id, their areas and party; False if nothing changed.

    Raises Stale if the record changed since `version`, and ValidationError for an
    article or a party of another agreement.
    """
    current = claim(agreement, version)
    rows = {row.pk: row for row in articles(current)}
    parties = set(current.parties.values_list("pk", flat=True))
    changes = []
    for pk, given in tags.items():
        if pk not in rows or (given.party and given.party.pk not in parties):
            raise ValidationError("Điều hoặc bên ký không thuộc văn bản này.")
        row = rows[pk]
        before = contents.describe_tags(row)
        row.responsible_party = given.party
        row.save(update_fields=["responsible_party"])
        row.areas.set(given.areas)
        after = contents.describe_tags(articles(current).get(pk=pk))
        if before != after:
            changes.append(
                {
                    "field": f"{row.label}",
                    "from": before or history.EMPTY,
                    "to": after or history.EMPTY,
                }
            )
    if changes:
        history.record(
            by=by,
            action="đã gắn lĩnh vực, bên chịu trách nhiệm của các điều",
            target=current,
            changes=changes,
        )
    return bool(changes)
