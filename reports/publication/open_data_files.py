"""The files of open data, written as they are read: no file is ever held whole."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from accounts.listings.exports import in_csv

from .open_data import LICENCE, LICENCE_URL, NAMES, TERMS

BOM = b"\xef\xbb\xbf"  # by which Excel knows that it is UTF-8
LOT = 60_000  # characters


def csv_of(rows: Iterable[dict]) -> Iterator[bytes]:
    """As our lists: a decimal comma, days as dd/mm/yyyy, nothing that is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    yield BOM
    for row in rows:
        writer.writerow([in_csv(row[name]) for name in NAMES])
        if buffer.tell() > LOT:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def json_of(rows: Iterable[dict], *, source: str) -> Iterator[bytes]:
    """{"giay_phep": …, "so_lieu": […]}; numbers as text, so that none is rounded."""
    head = {
        "nguon": source,
        "giay_phep": LICENCE,
        "dia_chi_giay_phep": LICENCE_URL,
        "dieu_kien": TERMS,
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{opening}, "so_lieu": ['.encode()
    lot, size, comma = [], 0, ""
    for row in rows:
        line = comma + json.dumps(
            {name: _plain(row[name]) for name in NAMES}, ensure_ascii=False
        )
        lot.append(line)
        size, comma = size + len(line), ",\n"
        if size > LOT:
            yield "".join(lot).encode()
            lot, size = [], 0
    yield f"{''.join(lot)}]}}\n".encode()


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
