"""What a part of a report is made of: paragraphs, lists, headings, tables, charts.

A missing value is None. It prints as "chưa có thông tin" in prose and as "–" in a
table, never as 0.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal, get_args, get_origin

from accounts.vietnamese import format_date, format_number, normalise

MISSING_PROSE = "chưa có thông tin"
MISSING_CELL = "–"
BLANK = "…"  # a number or a date still to be written in
DRAFT_MARK = "DỰ THẢO"
ILLUSTRATIVE_MARK = "(Tài liệu minh hoạ)"
END_MARK = "./."
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

# Points of a clause run in the Vietnamese alphabet: đ after d, no f, j, w or z.
ALPHABET = "abcdđeghiklmnopqrstuvxy"

# Neither XML nor a jsonb column takes these.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    # Twice: an invisible character between a letter and its mark hides them
    # from NFC until it has been taken away.
    return normalise(normalise(_FORBIDDEN.sub("", text)))


def _tidied(value):
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list | tuple):
        return tuple(_tidied(item) for item in value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"không phải số hữu hạn: {value}")
        return Decimal(format(value.normalize(), "f")) if value else Decimal(0)
    return value


class Content:
    """Immutable; equal content is equal whatever Unicode form it was typed in."""

    def __post_init__(self):
        for field in fields(self):
            value = _tidied(getattr(self, field.name))
            choices = get_args(field.type) if get_origin(field.type) is Literal else ()
            if choices and value not in choices:
                raise ValueError(f"{field.name}: {value!r} không thuộc {choices}")
            object.__setattr__(self, field.name, value)
        self.check()

    def check(self) -> None:
        """Raise ValueError when the parts do not fit together."""


# -- Tables ------------------------------------------------------------------


@dataclass(frozen=True)
class Cell(Content):
    """What one cell says: words, a number or a day; nothing at all is "missing".

    `text` beside a number is what the paper prints for it; a spreadsheet still
    gets the number, with the qualifier (trên, khoảng, ước…) in a column of its own.
    """

    text: str | None = None
    number: Decimal | None = None
    day: date | None = None
    qualifier: str = ""
    evidence_url: str = ""
    note: str = ""

    @property
    def is_missing(self) -> bool:
        return self.text is None and self.number is None and self.day is None

    @property
    def printed(self) -> str:
        if self.text is not None:
            return self.text
        if self.number is not None:
            return f"{self.qualifier} {format_number(self.number)}".strip()
        return format_date(self.day) if self.day else MISSING_CELL

    @property
    def evidence_href(self) -> str:
        """The address when it is safe to follow, else nothing."""
        safe = ("http://", "https://", "/")
        return self.evidence_url if self.evidence_url.lower().startswith(safe) else ""


@dataclass(frozen=True)
class Column(Content):
    """`weight` shares out the width left over; 0 leaves it to the text itself.

    `percent_of`: (numerator, denominator), two columns of which this one is the share
    in per cent; a spreadsheet then works it out, in the total row from the sums.
    """

    title: str
    kind: Literal["text", "number", "date", "index"] = "text"
    weight: int = 0
    percent_of: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row(Content):
    """A row of cells or, with `group`, a heading across the whole table.

    `is_sum`: the row adds up those above it, back to the heading or to the last sum.
    """

    cells: tuple[Cell, ...] = ()
    group: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class Table(Content):
    """`about` says where a Word layout of an office may put it by itself."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    total: tuple[Cell, ...] = ()
    caption: str = ""
    note: str = ""
    about: Literal["", "figures", "tasks"] = ""

    kind = "table"

    def check(self):
        expected = len(self.columns)
        for column in self.columns:
            if column.percent_of and (
                len(column.percent_of) != 2 or max(column.percent_of) >= expected
            ):
                raise ValueError(f"bảng {self.caption!r}: tỷ lệ của cột không có")
        lengths = {len(row.cells) for row in self.data_rows}
        if self.total:
            lengths.add(len(self.total))
        if not expected or lengths - {expected}:
            raise ValueError(f"bảng {self.caption!r}: số ô không khớp {expected} cột")

    @property
    def data_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.group)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of the cells, each once, numbered from 1 in reading order."""
        cells = [cell for row in self.rows for cell in row.cells] + list(self.total)
        return tuple(dict.fromkeys(cell.note for cell in cells if cell.note))

    @property
    def lines(self) -> list[dict]:
        """The rows as a page prints them: cells with their columns, notes numbered."""
        numbers = {note: number for number, note in enumerate(self.notes, start=1)}

        def paired(cells):
            return [
                {"column": column, "cell": cell, "note": numbers.get(cell.note)}
                for column, cell in zip(self.columns, cells, strict=True)
            ]

        lines = [
            {"group": row.group}
            if row.group
            else {"cells": paired(row.cells), "is_total": row.is_sum}
            for row in self.rows
        ]
        if self.total:
            lines.append({"cells": paired(self.total), "is_total": True})
        return lines


# -- Charts ------------------------------------------------------------------


@dataclass(frozen=True)
class Series(Content):
    """One row of values, a value to each category; None is missing, never 0.

    `qualifiers`, where any value has one: "trên", "khoảng"… or "" for each.
    """

    name: str
    values: tuple[Decimal | None, ...]
    qualifiers: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str | None, ...]:
        """Each value as it is written out; None is missing."""
        said = self.qualifiers or ("",) * len(self.values)
        return tuple(
            None if value is None else f"{qualifier} {format_number(value)}".strip()
            for value, qualifier in zip(self.values, said, strict=True)
        )


@dataclass(frozen=True)
class Chart(Content):
    """Figures as a picture; `alternative` says the same in a sentence."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    shape: Literal["bar", "line", "stacked"] = "bar"
    unit: str = ""
    note: str = ""

    kind = "chart"

    SHAPES = {"bar": "thanh", "line": "đường", "stacked": "thanh chồng"}

    def check(self):
        expected = len(self.categories)
        if not expected or not self.series:
            raise ValueError(f"biểu đồ {self.title!r}: chưa có số liệu")
        if any(len(series.values) != expected for series in self.series):
            raise ValueError(
                f"biểu đồ {self.title!r}: số giá trị không khớp {expected}"
            )
        values = [value for series in self.series for value in series.values]
        if self.shape == "stacked" and any(value and value < 0 for value in values):
            raise ValueError(f"biểu đồ {self.title!r}: không chồng được số âm")

    @property
    def alternative(self) -> str:
        """For those who hear the report, and for the search in a PDF."""
        unit = f" ({self.unit})" if self.unit else ""
        told = [self._told(series) for series in self.series]
        return f"Biểu đồ {self.SHAPES[self.shape]}: {self.title}{unit}. " + " ".join(
            told
        )

    def _told(self, series: Series) -> str:
        pairs = list(zip(self.categories, series.words, strict=True))
        known = [f"{name}: {said}" for name, said in pairs if said is not None]
        missing = [name for name, value in pairs if value is None]
        words = "; ".join(known)
        if missing:
            words += "; " * bool(known) + f"{MISSING_PROSE} của {', '.join(missing)}"
        name = f"{series.name} – " if series.name else ""
        return f"{name}{words}."

    @property
    def table(self) -> Table:
        """The same figures in columns, as a spreadsheet has them."""
        columns = [Column("Mục")]
        columns += [
            Column(x.name or self.unit or "Giá trị", "number") for x in self.series
        ]
        return Table(
            tuple(columns),
            tuple(
                Row((Cell(name), *(Cell(number=x.values[place]) for x in self.series)))
                for place, name in enumerate(self.categories)
            ),
            caption=self.title,
            note=self.note,
        )


# -- Prose -------------------------------------------------------------------


def or_missing(text: str | None) -> str:
    return f"({MISSING_PROSE})" if text is None else text


def numbered(number: str, text: str, mark: str) -> str:
    """ "1" and "Kết quả" make "1. Kết quả"; a number that has its mark keeps it."""
    if number and number[-1] not in ".)":
        number += mark
    return f"{number} {text}".strip()


@dataclass(frozen=True)
class Paragraph(Content):
    text: str | None

    kind = "paragraph"

    @property
    def printed(self) -> str:
        return or_missing(self.text)


@dataclass(frozen=True)
class Heading(Content):
    """Level 2 prints "1. …" in bold, level 3 "a) …" upright (Decree 30, App. I)."""

    level: Literal[2, 3]
    number: str
    text: str

    kind = "heading"

    @property
    def printed(self) -> str:
        return numbered(self.number, self.text, "." if self.level == 2 else ")")


@dataclass(frozen=True)
class Items(Content):
    texts: tuple[str | None, ...]
    marker: Literal["-", "1.", "a)"] = "-"

    kind = "items"

    @property
    def printed(self) -> tuple[str, ...]:
        return tuple(
            f"{self._label(position)} {or_missing(text)}"
            for position, text in enumerate(self.texts)
        )

    def _label(self, position: int) -> str:
        if self.marker == "1.":
            return f"{position + 1}."
        if self.marker == "a)":
            turn, letter = divmod(position, len(ALPHABET))
            return ALPHABET[letter] * (turn + 1) + ")"
        return "-"


Block = Paragraph | Heading | Items | Table | Chart


@dataclass(frozen=True)
class Part(Content):
    number: str
    heading: str
    blocks: tuple[Block, ...] = ()

    @property
    def printed(self) -> str:
        return numbered(self.number, self.heading.upper(), ".")
