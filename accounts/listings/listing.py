"""Lists as people arrange them: filters, columns and order, all in the address.

An app declares a list once; the page, its files (`exports`) and the filters people
save (`saved_views`) all follow the declaration.

    cot=chutri,han    the columns shown: one text, or repeated as a form sends them
    xep=-han          the order, with "-" the other way round
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse

COLUMNS, ORDER = "cot", "xep"
LONGEST_VALUE = 500
MOST_VALUES = 40

Value = str | date | int | Decimal | None


@dataclass(frozen=True)
class Cell:
    """A column of the file; the page may show several of them in one column."""

    heading: str
    value: Callable[[Any], Value]
    kind: str = "text"  # text, date, integer or number
    width: int = 24  # in characters


@dataclass(frozen=True)
class Column:
    """A column of the page; `fields` and `related` are read only when it is shown."""

    key: str
    heading: str
    cells: tuple[Cell, ...]
    is_default: bool = True
    is_number: bool = False
    fields: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


def column(key, heading, value, *, kind="text", width=24, **options) -> Column:
    """A column that is one column of the file too, under the same heading."""
    cells = (Cell(heading, value, kind, width),)
    return Column(key, heading, cells, is_number=kind == "number", **options)


@dataclass(frozen=True)
class Order:
    """Columns of the table without gaps, the last one unique, for which an index is.

    An order with the key of a column is offered at the heading of that column.
    """

    key: str
    columns: tuple[str, ...]
    rising: str
    falling: str


@dataclass(frozen=True)
class Listing:
    name: str
    title: str
    address: str
    filterset: type
    columns: tuple[Column, ...]  # the first one names the row and is always shown
    orders: tuple[Order, ...]
    default_order: str

    def __post_init__(self):
        LISTINGS[self.name] = self

    def get_absolute_url(self) -> str:
        return reverse(self.address)

    def meant(self, params: QueryDict) -> QueryDict:
        """The parameters that arrange this list; the page, and what is unknown, not."""
        kept = QueryDict(mutable=True)
        for name in self.filterset.base_filters:
            values = [value for value in params.getlist(name) if value.strip()]
            if values and max(map(len, values)) <= LONGEST_VALUE:
                kept.setlist(name, values[:MOST_VALUES])
        keys = [key for key in keys_in(params) if self.column(key)]
        if keys and set(keys) | {self.columns[0].key} != set(self.default_keys):
            kept[COLUMNS] = ",".join(c.key for c in self.columns if c.key in keys)
        wanted = params.get(ORDER, "")
        if wanted != self.default_order and self.order(wanted):
            kept[ORDER] = wanted
        return kept

    @property
    def default_keys(self) -> list[str]:
        return [column.key for column in self.columns if column.is_default]

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)

    def order(self, wanted: str) -> Order | None:
        return next((o for o in self.orders if o.key == wanted.removeprefix("-")), None)


# Every list there is, by name; complete once the addresses of the site are read.
LISTINGS: dict[str, Listing] = {}


def keys_in(params: QueryDict) -> list[str]:
    """Column keys as typed with commas, or repeated as a form sends them."""
    typed = ",".join(params.getlist(COLUMNS)[:MOST_VALUES])[:LONGEST_VALUE]
    return list(dict.fromkeys(key.strip() for key in typed.split(",") if key.strip()))


@dataclass(frozen=True)
class Heading:
    column: Column
    query: str  # of the list ordered by this column; "" where none is offered
    sort: str  # for aria-sort


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


class Arrangement:
    """A list as one address asks for it; `notes` say what could not be followed."""

    def __init__(self, listing: Listing, params: QueryDict):
        self.listing = listing
        self.params = listing.meant(params)
        self.notes = [
            f"Không có cột “{key[:40]}” trong danh sách này."
            for key in keys_in(params)
            if not listing.column(key)
        ]
        wanted = params.get(ORDER, "")
        if wanted and not listing.order(wanted):
            self.notes.append(f"Không có cách xếp “{wanted[:40]}” trong danh sách này.")

    @property
    def query(self) -> str:
        return self.params.urlencode()

    def query_with(self, **changes: str) -> str:
        changed = self.params.copy()
        for name, value in changes.items():
            changed[name] = value
        return self.listing.meant(changed).urlencode()

    @cached_property
    def columns(self) -> list[Column]:
        chosen = keys_in(self.params) or self.listing.default_keys
        lead, *others = self.listing.columns
        return [lead, *(column for column in others if column.key in chosen)]

    @property
    def cells(self) -> list[Cell]:
        return [cell for column in self.columns for cell in column.cells]

    @property
    def fields(self) -> list[str]:
        return [name for column in self.columns for name in column.fields]

    @property
    def related(self) -> list[str]:
        return [name for column in self.columns for name in column.related]

    @cached_property
    def shown(self) -> dict[str, bool]:
        """For a row: {% if shown.han %}. Of every column: a missing key is slow."""
        return {column.key: column in self.columns for column in self.listing.columns}

    @cached_property
    def hidden(self) -> dict[str, bool]:
        """For a row that other pages show too, with its usual columns."""
        return {key: not is_shown for key, is_shown in self.shown.items()}

    @property
    def wanted_order(self) -> str:
        return self.params.get(ORDER, self.listing.default_order)

    @property
    def order(self) -> tuple[str, ...]:
        """As `paging.page_of` takes it."""
        sign = "-" if self.wanted_order.startswith("-") else ""
        columns = self.listing.order(self.wanted_order).columns
        return tuple(sign + column for column in columns)

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not any(order.key == column.key for order in self.listing.orders):
            return Heading(column, "", "")
        sorts = {column.key: "ascending", f"-{column.key}": "descending"}
        sort = sorts.get(self.wanted_order, "none")
        other_way = f"-{column.key}" if sort == "ascending" else column.key
        query = self.query_with(**{ORDER: other_way})
        return Heading(column, query, sort)

    @property
    def order_choices(self) -> list[Choice]:
        return [
            Choice(value, label, value == self.wanted_order)
            for order in self.listing.orders
            for value, label in (
                (order.key, order.rising),
                (f"-{order.key}", order.falling),
            )
        ]

    @property
    def column_choices(self) -> list[Choice]:
        return [
            Choice(column.key, column.heading, self.shown[column.key])
            for column in self.listing.columns[1:]
        ]

    @property
    def is_changed(self) -> bool:
        """Are the columns or the order other than usual?"""
        return COLUMNS in self.params or ORDER in self.params
