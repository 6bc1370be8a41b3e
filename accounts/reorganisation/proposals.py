"""What a reorganisation would do: computed from what was asked, nothing is written.

The dry run shows a proposal and `reorganising` carries the same one out. A row that
would come to be is an unsaved instance, so rows may point at bodies not yet founded.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from ..errors import NotPossible
from ..fields import SearchField, SortKeyField
from ..models import (
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    Membership,
    Organisation,
    Succession,
)
from ..vietnamese import format_date, normalise
from .arrangements import (
    END_KINDS,
    Arrangement,
    Heir,
    Kind,
    check_above,
    check_heirs,
    check_level,
    check_new,
    check_stands,
    check_words,
)
from .moves import Moves

TRAITS = ("name", "short_name", "symbol", "kind", "level", "parent")


@dataclass
class Change:
    """New values of one existing row, each beside the value it replaces."""

    row: Model
    before: dict = field(default_factory=dict)

    def values(self) -> dict[str, list]:
        """{field: [before, after]} of what differs."""
        after = {name: plain(self.row, name) for name in self.before}
        return {
            name: [value, after[name]]
            for name, value in self.before.items()
            if value != after[name]
        }


@dataclass
class Proposal:
    """Rows to create, values to change, and each step in words, by body."""

    arrangement: Arrangement
    ended: list[Organisation] = field(default_factory=list)
    heirs: list[Heir] = field(default_factory=list)
    renamed: list[Organisation] = field(default_factory=list)
    moved_children: list[Organisation] = field(default_factory=list)
    orphans: list[Organisation] = field(default_factory=list)
    places: list[tuple[Membership, Organisation | None]] = field(default_factory=list)
    created: list[Model] = field(default_factory=list)
    changes: dict[tuple, Change] = field(default_factory=dict)
    steps: list[tuple[Organisation, str]] = field(default_factory=list)

    @property
    def founded(self) -> list[Organisation]:
        return [row for row in self.created if isinstance(row, Organisation)]

    @property
    def duty_taker(self) -> Organisation | None:
        return next((heir.body for heir in self.heirs if heir.takes_duties), None)

    @property
    def concerned(self) -> list[Organisation]:
        return [*self.ended, *self.renamed, *(heir.body for heir in self.heirs)]

    def create(self, row: Model) -> None:
        self.created.append(row)

    def change(self, row: Model, **values) -> None:
        """Set values of a row of this proposal, remembering those they replace."""
        if row.pk is not None:
            change = self.changes.setdefault(key_of(row), Change(row))
            for name in values:
                change.before.setdefault(name, plain(row, name))
        for name, value in values.items():
            setattr(row, name, value)

    def keep(self, body: Organisation, model: type[Model], **values) -> None:
        """Remember what held until the day; of two changes that day, the first's."""
        day, basis = self.arrangement.took_effect_on, self.arrangement.legal_basis
        if not model.objects.filter(organisation=body, until=day).exists():
            self.create(
                model(organisation=body, until=day, legal_basis=basis, **values)
            )

    def say(self, body: Organisation, text: str) -> None:
        self.steps.append((body, text))

    def words(self) -> list[list[str]]:
        return [[body.name, text] for body, text in self.steps]

    def changed(self) -> list[tuple[Model, dict[str, list]]]:
        """Rows with what differs; a row set back to what it was has no change."""
        found = [(change.row, change.values()) for change in self.changes.values()]
        return [(row, values) for row, values in found if values]

    def fingerprint(self) -> str:
        """Equal for proposals that would write the same: was the page still true?"""
        founded = {id(row): f"mới {n}" for n, row in enumerate(self.founded)}
        content = {
            "summary": self.summary(),
            "created": [_content(row, founded) for row in self.created],
            "changed": [
                [*key_of(row), values, _content(row, founded)]
                for row, values in self.changed()
            ],
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def summary(self) -> str:
        """ "Sáp nhập A, B vào C từ ngày 01/07/2025"."""
        wanted = self.arrangement
        heirs = ", ".join(heir.body.name for heir in self.heirs)
        said = {
            Kind.MERGE: lambda: (
                f"Sáp nhập {_names(self.ended)} "
                f"{'thành' if self.founded else 'vào'} {heirs}"
            ),
            Kind.SPLIT: lambda: f"Chia {_names(self.ended)} thành {heirs}",
            Kind.END: lambda: (
                f"Kết thúc hoạt động của {_names(self.ended)}"
                + (f", nhiệm vụ chuyển cho {heirs}" if heirs else "")
            ),
            Kind.RENAME: lambda: (
                f"Đổi tên {self._names_before()} thành {_names(self.renamed)}"
            ),
            Kind.RECLASSIFY: lambda: (
                f"Đổi loại, cấp, cơ quan cấp trên của {self._names_before()}"
            ),
        }[wanted.kind]()
        return f"{said} từ ngày {format_date(wanted.took_effect_on)}"

    def _names_before(self) -> str:
        return ", ".join(
            self.changes[key_of(body)].before.get("name", body.name)
            for body in self.renamed
        )


def propose(wanted: Arrangement, *, on: date) -> Proposal:
    """What carrying it out would write; NotPossible, in a sentence, if it may not be.

    Reads every body afresh. No loop can come of it: who receives has not ended, who
    gives ends here and never receives again, so each link leads to a later end.
    """
    check_words(wanted, on)
    wanted = _afresh(wanted)
    proposal = Proposal(wanted)
    if wanted.kind in END_KINDS:
        check_heirs(wanted)
        _found(proposal)
        for body in proposal.ended:
            _end(proposal, body)
        Moves(proposal).make()
    else:
        _retitle(proposal)
    return proposal


# -- Steps ---------------------------------------------------------------------


def _afresh(wanted: Arrangement) -> Arrangement:
    """The same, with every existing body read again: rows may be changed in place."""
    rows = Organisation.objects.select_related("kind", "level", "parent").in_bulk(
        wanted.known_bodies()
    )
    traits = dict(wanted.traits)
    if traits.get("parent"):
        traits["parent"] = rows[traits["parent"].pk]
    heirs = [
        Heir(
            rows[heir.body.pk] if heir.body.pk else _copy(heir.body, rows),
            heir.takes_duties,
        )
        for heir in wanted.heirs
    ]
    bodies = dict.fromkeys(body.pk for body in wanted.bodies)
    return Arrangement(
        kind=Kind(wanted.kind),
        took_effect_on=wanted.took_effect_on,
        legal_basis=normalise(wanted.legal_basis).strip(),
        bodies=tuple(rows[pk] for pk in bodies),
        heirs=tuple(heirs),
        traits=traits,
        note=wanted.note,
    )


def _copy(body: Organisation, rows: dict[int, Organisation]) -> Organisation:
    names = ("name", "short_name", "symbol", "locality")
    values = {name: " ".join(normalise(getattr(body, name)).split()) for name in names}
    return Organisation(
        **values,
        kind_id=body.kind_id,
        level_id=body.level_id,
        parent=rows.get(body.parent_id),
        province=body.province,
    )


def _found(proposal: Proposal) -> None:
    """The bodies that receive: checked, and founded if they are new."""
    wanted, day = proposal.arrangement, proposal.arrangement.took_effect_on
    ended = {body.pk for body in wanted.bodies}
    proposal.ended, proposal.heirs = list(wanted.bodies), list(wanted.heirs)
    for body in wanted.bodies:
        check_stands(body, day, before=True)
    for heir in wanted.heirs:
        body = heir.body
        if body.pk:
            check_stands(body, day, before=False)
            continue
        check_new(body, wanted)
        check_above(body, day, ended)
        body.established_on, body.legal_basis = day, wanted.legal_basis
        proposal.create(body)
        proposal.say(body, f"thành lập từ ngày {format_date(day)}")


def _end(proposal: Proposal, body: Organisation) -> None:
    wanted, day = proposal.arrangement, proposal.arrangement.took_effect_on
    basis = dict.fromkeys(filter(None, [body.legal_basis, wanted.legal_basis]))
    proposal.change(
        body,
        dissolved_on=day,
        end_kind=END_KINDS[wanted.kind],
        legal_basis="; ".join(basis),
    )
    said = f"kết thúc từ ngày {format_date(day)}"
    for heir in proposal.heirs:
        proposal.create(
            Succession(
                predecessor=body,
                successor=heir.body,
                took_effect_on=day,
                takes_duties=heir.takes_duties,
                legal_basis=wanted.legal_basis,
            )
        )
        if heir.takes_duties:
            said += f", nhiệm vụ chuyển cho {heir.body.name}"
            proposal.say(heir.body, f"tiếp nhận nhiệm vụ của {body.name}")
        else:
            proposal.say(heir.body, f"hình thành một phần từ {body.name}")
    proposal.say(body, said)


def _retitle(proposal: Proposal) -> None:
    """A renaming, a reclassification: what it was is kept beside what it becomes."""
    wanted, day = proposal.arrangement, proposal.arrangement.took_effect_on
    (body,) = wanted.bodies
    proposal.renamed = [body]
    check_stands(body, day, before=True)
    traits = {
        name: " ".join(normalise(value).split()) if isinstance(value, str) else value
        for name, value in wanted.traits.items()
        if name in TRAITS
    }
    if not traits.get("name", body.name):
        raise NotPossible("Hãy nhập tên mới; tên không được để trống.")
    before = {name: getattr(body, name) for name in TRAITS}
    proposal.change(body, **traits)
    different = {name for name in traits if traits[name] != before[name]}
    if not different:
        raise NotPossible("Chưa có gì thay đổi so với hiện nay. Hãy nhập giá trị mới.")
    if "level" in different:
        check_level(body.level, day)
    if "parent" in different:
        check_above(body, day, set())
    if different & {"name", "short_name"}:
        named = {"name": before["name"], "short_name": before["short_name"]}
        proposal.keep(body, FormerName, **named)
    for name, model in (
        ("kind", FormerKind),
        ("level", FormerLevel),
        ("parent", FormerParent),
    ):
        if name in different:
            proposal.keep(body, model, **{name: before[name]})
    for name in TRAITS:
        if name in different:
            label = Organisation._meta.get_field(name).verbose_name
            proposal.say(
                body,
                f"đổi {label} từ “{before[name] or 'để trống'}” thành "
                f"“{traits[name] or 'để trống'}” từ ngày {format_date(day)}",
            )


# -- Values as the journal writes them ---------------------------------------------


def key_of(row: Model) -> tuple[str, int]:
    return row._meta.label_lower, row.pk


def plain(row: Model, name: str):
    """The stored value of a field, as JSON can hold it."""
    value = getattr(row, row._meta.get_field(name).attname)
    return value.isoformat() if isinstance(value, date) else value


def plain_values(row: Model) -> dict:
    """Every field that people fill in."""
    return {
        column.name: plain(row, column.name)
        for column in row._meta.concrete_fields
        if not column.primary_key
        and not isinstance(column, (SearchField, SortKeyField))
    }


def _content(row: Model, founded: dict[int, str]) -> list:
    """The values of a row; a body that is yet to be founded stands by its number."""
    values = plain_values(row)
    for column in row._meta.concrete_fields:
        if column.is_relation and column.name in values and values[column.name] is None:
            related = getattr(row, column.name)
            values[column.name] = founded.get(id(related))
    return [row._meta.label_lower, values]


def _names(bodies: list[Organisation]) -> str:
    return ", ".join(body.name for body in bodies)
