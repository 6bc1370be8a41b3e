"""Lists page by key, never by offset: page 1,000 costs what page 1 costs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.signing import b64_decode, b64_encode
from django.db.models import DateTimeField, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

PAGE_SIZE = 50
COUNT_CAP = 1000


@dataclass(frozen=True)
class Page:
    """One page of rows, and the query strings of its neighbours."""

    rows: list
    previous_query: str
    next_query: str
    count_label: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def has_previous(self):
        return bool(self.previous_query)

    @property
    def has_next(self):
        return bool(self.next_query)


def capped(found: int) -> str:
    """As "37", or "hơn 1.000"."""
    return "hơn 1.000" if found > COUNT_CAP else f"{found:,}".replace(",", ".")


def capped_count(queryset: QuerySet) -> str:
    """An exact count can cost more than the list itself: it stops at the cap."""
    return capped(queryset.order_by()[: COUNT_CAP + 1].count())


def _encode(row, fields) -> str:
    values = [getattr(row, field) for field in fields]
    values = [v.isoformat() if isinstance(v, date) else v for v in values]
    return b64_encode(json.dumps(values).encode()).decode()


def _decode(cursor: str, fields) -> list | None:
    """The key in a cursor; None for anything that is not one (a typed address)."""
    try:
        values = json.loads(b64_decode(cursor.encode()))
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != len(fields):
        return None
    return values if all(_is_simple(value) for value in values) else None


def _is_simple(value) -> bool:
    """A number or a line of text; not a character that a database refuses."""
    return isinstance(value, int) or (isinstance(value, str) and value.isprintable())


def _beyond(fields, values, *, descending) -> Q:
    """Rows after the key: (a, b) > (x, y) as a > x, or a = x and b > y."""
    condition = Q()
    for index, field in enumerate(fields):
        equal = dict(zip(fields[:index], values[:index], strict=True))
        side = "lt" if descending else "gt"
        condition |= Q(**equal, **{f"{field}__{side}": values[index]})
    # A bound on the leading column lets the index be entered at the right place.
    lead = "lte" if descending else "gte"
    return Q(**{f"{fields[0]}__{lead}": values[0]}) & condition


def _check_moments(queryset, fields, values) -> None:
    """Refuse a moment without its time zone: Django would only guess one."""
    for name, value in zip(fields, values, strict=True):
        annotation = queryset.query.annotations.get(name)
        column = annotation.output_field if annotation else None
        column = column or queryset.model._meta.get_field(name)
        if isinstance(column, DateTimeField):
            moment = parse_datetime(value)
            if moment is None or is_naive(moment):
                raise ValueError(value)


def _names(order: tuple[str, ...]) -> list[str]:
    return [name.lstrip("-").replace("pk", "id") for name in order]


def chunks_of(
    queryset: QuerySet, *, order: tuple[str, ...], size: int = 1000
) -> Iterator[list]:
    """All rows in `order`, some at a time: what a file of many rows is written from.

    By key too: unlike `iterator()` it needs no cursor kept open, and a row changed
    meanwhile comes neither twice nor takes the place of another.
    """
    descending, fields = order[0].startswith("-"), _names(order)
    queryset = queryset.order_by(*order)
    rows = list(queryset[:size])
    while rows:
        yield rows
        if len(rows) < size:
            return
        key = [getattr(rows[-1], field) for field in fields]
        rows = list(queryset.filter(_beyond(fields, key, descending=descending))[:size])


def page_of(
    queryset: QuerySet,
    params: QueryDict,
    *,
    order: tuple[str, ...],
    size: int = PAGE_SIZE,
    count: bool = True,
) -> Page:
    """The page that `params` asks for: "sau" a row, "truoc" a row, or the first.

    `order` names columns without gaps, the last one unique; all ascending, or all
    descending with a leading "-".
    """
    descending = order[0].startswith("-")
    fields = _names(order)
    backwards = "truoc" in params
    key = _decode(params.get("truoc") or params.get("sau") or "", fields)
    found = queryset
    if key is not None:
        try:
            _check_moments(queryset, fields, key)
            found = queryset.filter(
                _beyond(fields, key, descending=descending != backwards)
            )
        except (ValueError, TypeError, ValidationError):
            # A key of another list, or typed by hand.
            key, backwards = None, False
    else:
        backwards = False
    direction = "-" if descending != backwards else ""
    rows = list(found.order_by(*(direction + field for field in fields))[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()

    def query(name, row):
        copy = QueryDict(mutable=True)
        copy.update(params)
        copy.pop("sau", None)
        copy.pop("truoc", None)
        copy[name] = _encode(row, fields)
        return copy.urlencode()

    has_previous = bool(rows) and (more if backwards else key is not None)
    has_next = bool(rows) and (backwards or more)
    if not count:
        count_label = ""
    elif key is None and not more:
        count_label = capped(len(rows))  # all of them are on this page
    else:
        count_label = capped_count(queryset)
    return Page(
        rows=rows,
        previous_query=query("truoc", rows[0]) if has_previous else "",
        next_query=query("sau", rows[-1]) if has_next else "",
        count_label=count_label,
    )
