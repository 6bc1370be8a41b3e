"""One report as content, apart from the database and from every file format.

`Report.to_json()` is what is frozen when a report is issued, and `sha256()` its
checksum, so the same content must always give the same bytes: text is normalised
when it comes in, numbers lose their trailing zeros, keys are sorted, and a field
at its default value is left out. A field added later, with a default, therefore
changes no checksum taken before.
"""

import hashlib
import json
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from accounts.vietnamese import date_in_words

from .elements import (
    BLANK,
    END_MARK,
    Block,
    Content,
    Items,
    Paragraph,
    Part,
    Table,
    or_missing,
)

# -- The head, the foot and the annexes --------------------------------------


@dataclass(frozen=True)
class Issuer(Content):
    """One issuing body, line by line as its letterhead has it.

    `parent_lines` are not bold, `name_lines` are. `full_name` is the name inside a
    sentence ("của Ủy ban nhân dân tỉnh Lào Cai").
    """

    name_lines: tuple[str, ...]
    parent_lines: tuple[str, ...] = ()
    full_name: str = ""

    @classmethod
    def front(cls, *lines: str, full_name: str = "") -> "Issuer":
        """A Front committee: its lines, then its Standing Board in bold."""
        return cls(("BAN THƯỜNG TRỰC",), lines, full_name)


@dataclass(frozen=True)
class Signature(Content):
    """Who signs and in what capacity: ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")."""

    capacity_lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Annex(Content):
    """`landscape` None: the paper is turned from six columns on."""

    title: str
    table: Table
    number: str = ""
    note: str = ""
    landscape: bool | None = None

    @property
    def printed_number(self) -> str:
        return f"Phụ lục {self.number}".strip()

    @property
    def is_landscape(self) -> bool:
        if self.landscape is None:
            return len(self.table.columns) >= 6
        return self.landscape


# Places named after people or by a number are written in full (Decree 30, App. I).
_UNITS = {"tp": "Thành phố", "q": "Quận", "p": "Phường", "tx": "Thị xã"}
_SHORT = re.compile(r"^(TP|Q|P|TX)[. ]\s*(?=Hồ Chí Minh$|\d)", re.IGNORECASE)


def place_in_full(place: str) -> str:
    """ "TP. Hồ Chí Minh" → "Thành phố Hồ Chí Minh"; other names stay as they are."""
    if place == "Hồ Chí Minh":
        return f"Thành phố {place}"
    return _SHORT.sub(lambda found: f"{_UNITS[found[1].lower()]} ", place)


def _listed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each ends with ";" and the last with "." whatever was typed."""
    bare = [text.rstrip(" ;.,") for text in texts]
    return tuple(f"{text};" for text in bare[:-1]) + tuple(f"{x}." for x in bare[-1:])


@dataclass(frozen=True)
class Report(Content):
    """A report ready to print, laid out by Decree 30/2020/NĐ-CP, Appendix I.

    `style` is whose layout it has: of a State body, of the Front, or of several
    bodies together, for which the decree has no form and custom is followed.
    """

    style: Literal["state", "front", "joint"]
    issuers: tuple[Issuer, ...]
    subject: str
    type_name: str = "BÁO CÁO"
    number: str = ""
    symbol: str = ""
    place: str = ""
    dated: date | None = None
    period_label: str = ""
    addressees: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    opening: tuple[str | None, ...] = ()
    parts: tuple[Part, ...] = ()
    closing: tuple[str | None, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    is_draft: bool = False
    is_illustrative: bool = False

    @property
    def type_in_sentence(self) -> str:
        return self.type_name[:1].upper() + self.type_name[1:].lower()

    @property
    def document_number(self) -> str:
        """ "05/BC-UBND": numbers below 10 take a leading 0; "…" until it is given."""
        number = self.number or BLANK
        if len(number) == 1 and number.isdigit():
            number = f"0{number}"
        return f"{number}/{self.symbol}" if self.symbol else number

    @property
    def day_in_words(self) -> str:
        if self.dated is None:
            return f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
        return date_in_words(self.dated)

    @property
    def place_and_date(self) -> str:
        return f"{place_in_full(self.place) or BLANK}, {self.day_in_words}"

    @property
    def issuer_lines(self) -> list[dict]:
        """The lines of the left head cell; joint bodies are joined by a hyphen."""
        lines = []
        for issuer in self.issuers:
            if lines:
                lines[-1]["text"] += " -"
            lines += [{"text": text, "is_bold": False} for text in issuer.parent_lines]
            lines += [{"text": text, "is_bold": True} for text in issuer.name_lines]
        return lines

    @property
    def issuer_names(self) -> str:
        """The bodies as a sentence names them."""
        names = [
            issuer.full_name or " ".join(issuer.parent_lines + issuer.name_lines)
            for issuer in self.issuers
        ]
        return " và ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))

    @property
    def listed_addressees(self) -> tuple[str, ...]:
        return _listed(self.addressees)

    @property
    def listed_grounds(self) -> tuple[str, ...]:
        return _listed(self.grounds)

    @property
    def printed_opening(self) -> tuple[str, ...]:
        return tuple(map(or_missing, self.opening))

    @property
    def printed_closing(self) -> tuple[str, ...]:
        return tuple(map(or_missing, self.closing))

    @property
    def listed_recipients(self) -> tuple[str, ...]:
        return tuple(f"- {x.lstrip('- ')}" for x in _listed(self.recipients))

    @property
    def signature_rows(self) -> list[tuple[Signature, ...]]:
        """Blocks from left to right, two to a row: three would break "TM. ỦY BAN
        NHÂN DÂN" in two. The first body signs on the right, as the State does."""
        starts = range(0, len(self.signatures), 2)
        return [self.signatures[start : start + 2][::-1] for start in starts]

    @property
    def attachment_note(self) -> str:
        """What stands under the title of an annex that has no note of its own."""
        return (
            f"(Kèm theo {self.type_in_sentence} số {self.document_number} "
            f"{self.day_in_words} của {self.issuer_names})"
        )

    def closed(self) -> "Report":
        """The same report with "./." after the last words of its body.

        When the body ends with a table the mark stands on a line of its own.
        """
        if self.closing:
            return replace(self, closing=self.closing[:-1] + _ended(self.closing[-1]))
        if not self.parts:
            return replace(self, closing=(END_MARK,))
        last = self.parts[-1]
        block = last.blocks[-1] if last.blocks else None
        if isinstance(block, Paragraph):
            block = Paragraph(*_ended(block.text))
        elif isinstance(block, Items) and block.texts:
            block = Items(block.texts[:-1] + _ended(block.texts[-1]), block.marker)
        else:
            return replace(self, closing=(END_MARK,))
        last = replace(last, blocks=last.blocks[:-1] + (block,))
        return replace(self, parts=self.parts[:-1] + (last,))

    def to_json(self) -> dict:
        return _plain(self)

    @classmethod
    def from_json(cls, plain: dict) -> "Report":
        """Raises ValueError when something in it is unknown or does not fit."""
        try:
            return _built(cls, plain)
        except (KeyError, TypeError, ArithmeticError) as error:
            raise ValueError(f"không đọc được bản chụp báo cáo: {error}") from error

    def canonical_bytes(self) -> bytes:
        return json.dumps(
            self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    def sha256(self) -> str:
        return hashlib.sha256(self.canonical_bytes()).hexdigest()


def _ended(text: str | None) -> tuple[str]:
    text = or_missing(text)
    if text.endswith(END_MARK):
        return (text,)
    return (text.rstrip(" .;") + END_MARK,)


# -- To and from JSON --------------------------------------------------------

_BLOCKS = {block.kind: block for block in get_args(Block)}


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | date):
        return str(value)  # a float would not keep 157.5, nor JSON a day
    if not is_dataclass(value):
        return value
    plain = {"block": value.kind} if type(value) in _BLOCKS.values() else {}
    for field in fields(value):
        item = getattr(value, field.name)
        if field.default is MISSING or item != field.default:
            plain[field.name] = _plain(item)
    return plain


_hints = lru_cache(get_type_hints)


def _built(hint, plain):
    if plain is None:
        return None
    origin = get_origin(hint)
    if origin is tuple:
        return tuple(_built(get_args(hint)[0], item) for item in plain)
    if origin in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        hint = kinds[0] if len(kinds) == 1 else _BLOCKS[plain["block"]]
    if is_dataclass(hint):
        hints = _hints(hint)
        values = {name: item for name, item in plain.items() if name != "block"}
        return hint(**{name: _built(hints[name], x) for name, x in values.items()})
    if hint is Decimal:
        return Decimal(plain)
    return date.fromisoformat(plain) if hint is date else plain
