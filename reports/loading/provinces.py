"""Provinces from their data file, and the bodies each has by the patterns there.

Hundreds of rows of the same few shapes: they are written in bulk, each checked field by
field first. A row that is there already, known by its code, is left alone.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import models, transaction

from accounts.models import (
    FormerName,
    FormerParent,
    FormerTitle,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Province,
    Succession,
)

ENDED = "-cu"  # at the end of the code of what existed before


@transaction.atomic
def load(data: dict) -> Counter:
    """Add what is missing; how many rows of each model were added."""
    rows = list(_provinces(data["provinces"]))
    added = _add_provinces(rows)
    added += _add_bodies(rows, data["bodies"], data["titles"])
    members = _patterns(data["members_of_the_front"])
    still_there = [row for row in rows if "successor" not in row]
    return added + _add_bodies(still_there, members, data["titles"])


def _provinces(rows: list[dict]) -> Iterable[dict]:
    """The units that exist, each followed by those it was formed from."""
    for row in rows:
        yield row
        for earlier in row.get("predecessors", []):
            yield earlier | {
                "dissolved_on": row["established_on"],
                "legal_basis": row["legal_basis"],
                "source": row["source"],
                "successor": row["case_code"],
            }


def _patterns(members: dict) -> list[dict]:
    """The member organisations, each with what they have in common."""
    common = {name: members[name] for name in members if name != "bodies"}
    return [common | pattern for pattern in members["bodies"]]


# -- Provinces -----------------------------------------------------------------

PLAIN = (
    *("case_code", "code", "name", "title", "seat"),
    *("established_on", "dissolved_on", "legal_basis", "source"),
)


def _add_provinces(rows: list[dict]) -> Counter:
    known = set(Province.objects.values_list("case_code", flat=True))
    missing = [row for row in rows if row["case_code"] not in known]
    added = Counter()
    added[Province] = _write(
        Province(**{name: row[name] for name in PLAIN if name in row})
        for row in missing
    )
    by_code = _by_code(Province.objects, "case_code")
    for row in missing:
        province = by_code[row["case_code"]]
        for former in row.get("former_titles", []):
            FormerTitle.objects.create(province=province, **former)
            added[FormerTitle] += 1
        if "successor" in row:
            by_code[row["successor"]].predecessors.add(province)
    return added


# -- Their bodies ----------------------------------------------------------------


def _add_bodies(rows: list[dict], patterns: list[dict], titles: dict) -> Counter:
    known = set(Organisation.objects.values_list("case_code", flat=True))
    missing = [
        (row, pattern)
        for row in rows
        for pattern in patterns
        if _code(row["case_code"], pattern["suffix"]) not in known
    ]
    provinces = _by_code(Province.objects, "case_code")
    kinds = _by_code(OrganisationKind.objects, "code")
    levels = _by_code(OrganisationLevel.objects, "code")
    above = _by_code(Organisation.objects, "case_code")
    added = Counter()
    added[Organisation] = _write(
        _body(
            row,
            pattern,
            titles,
            province=provinces[row["case_code"]],
            kind=kinds[pattern["kind"]],
            level=levels[pattern["level"]],
            parent=above[_code(row["case_code"], pattern["parent"])]
            if "parent" in pattern
            else None,
        )
        for row, pattern in missing
    )
    bodies = _by_code(Organisation.objects, "case_code")
    added[FormerName] = _add_former_names(missing, titles, bodies)
    added[FormerParent] = _write(
        FormerParent(
            organisation=bodies[_code(row["case_code"], pattern["suffix"])],
            until=pattern["parent_since"],
            legal_basis=pattern["legal_basis"],
        )
        for row, pattern in missing
        if "parent_since" in pattern
    )
    added[Succession] = _write(
        Succession(
            predecessor=bodies[_code(row["case_code"], pattern["suffix"])],
            successor=bodies[_code(row["successor"], pattern["suffix"])],
            took_effect_on=row["dissolved_on"],
            legal_basis=pattern["legal_basis"],
        )
        for row, pattern in missing
        if "successor" in row
    )
    return added


def _code(province: str, suffix: str) -> str:
    """ "lao-cai-ubnd"; of the one that ended "lao-cai-ubnd-cu"."""
    ended = ENDED if province.endswith(ENDED) else ""
    return f"{province.removesuffix(ENDED)}-{suffix}{ended}"


def _body(row: dict, pattern: dict, titles: dict, **related) -> Organisation:
    words = _words(row, titles)
    body = Organisation(
        case_code=_code(row["case_code"], pattern["suffix"]),
        name=pattern["name"].format(**words),
        short_name=pattern["short_name"].format(**words),
        symbol=pattern.get("symbol", ""),
        locality=words["locality"],
        **related,
    )
    if "parent" not in pattern:  # when the members were founded is not known
        body.established_on = row.get("established_on")
        body.dissolved_on = row.get("dissolved_on")
    if body.dissolved_on:
        body.end_kind = Organisation.EndKind.MERGED
    if body.established_on or body.dissolved_on:
        body.legal_basis = pattern["legal_basis"]
    return body


def _words(row: dict, titles: dict) -> dict[str, str]:
    """How the unit is called in the names of its bodies."""
    words = row.get("wording") or titles[row["title"]]
    return {use: text.format(name=row["name"]) for use, text in words.items()}


def _add_former_names(missing: list, titles: dict, bodies: dict) -> int:
    """A body is named after its province: it bore the former name as long as that."""
    count = 0
    for row, pattern in missing:
        for former in row.get("former_titles", []):
            words = _words({"name": row["name"]} | former, titles)
            FormerName.objects.create(
                organisation=bodies[_code(row["case_code"], pattern["suffix"])],
                name=pattern["name"].format(**words),
                short_name=pattern["short_name"].format(**words),
                until=former["until"],
                legal_basis=former.get("legal_basis", ""),
            )
            count += 1
    return count


# -- Rows ------------------------------------------------------------------------


def _by_code(rows: models.Manager, field: str) -> dict[str, models.Model]:
    return {getattr(row, field): row for row in rows.all()}


def _write(rows: Iterable[models.Model]) -> int:
    """Check and add the rows at once; the database checks what relates them."""
    rows = list(rows)
    for row in rows:
        relations = {field.name for field in row._meta.fields if field.is_relation}
        row.clean_fields(exclude=relations)
    if rows:
        type(rows[0]).objects.bulk_create(rows)
    return len(rows)
