"""A report as PDF: the layout of the Word file, tagged, its text searchable.

The standards are PDF/UA-1 (readable by ear) and PDF/A-2a (readable in twenty years).
A character that no font here has would make both impossible; rather than no document,
one without the marks of the standards is made then, still tagged.
"""

import json
import logging
import re
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from accounts.vietnamese import format_number

from ..contents.charts import svg
from .content import Report, Signature
from .elements import DRAFT_MARK, ILLUSTRATIVE_MARK, MOTTO, NATION, Table
from .layout import (
    BOTTOM,
    EDGE,
    LEFT,
    RIGHT,
    SIGNATURE_WIDTHS,
    TEXT_WIDTH,
    TOP,
    annex_width,
    balanced,
    head_widths,
    issuer_rule,
    motto_rule,
)
from .measures import column_widths, text_width
from .typesetting import TooLarge, Unset, typeset
from .word_styles import SIZES

logger = logging.getLogger(__name__)

# A report on 5,000 tasks has 10,052 rows: 8 seconds, 2 GB in the child (measured).
MOST_ROWS = 12_000
TOO_MANY_ROWS = (
    "Báo cáo có {rows} dòng bảng; tệp PDF chỉ làm được đến {most} dòng. Hãy dùng tệp "
    "Word hoặc Excel."
)
STANDARDS = ["ua-1", "a-2a"]
# Signs that Word's symbol fonts keep in the private area, where PDF/A allows nothing.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-", "\uf0d8": "-", "\uf0fc": "✓"}
# A row longer than this many lines may be broken between pages, or it would be cut.
TALLEST_WHOLE = 25


def row_count(report: Report) -> int:
    tables = [annex.table for annex in report.annexes]
    tables += [b for part in report.parts for b in part.blocks if b.kind == "table"]
    return sum(len(table.rows) for table in tables)


def check_rows(report: Report) -> None:
    rows = row_count(report)
    if rows > MOST_ROWS:
        told = {"rows": format_number(rows), "most": format_number(MOST_ROWS)}
        raise TooLarge(TOO_MANY_ROWS.format(**told))


def write_pdf(report: Report) -> bytes:
    """The PDF file: the same content gives the same bytes on the same machine.

    Raises NotPossible with a sentence when it would be too large.
    """
    check_rows(report)
    asked = {
        "files": {"main.typ": _template(), "data.json": _json(_data(report.closed()))},
        "format": "pdf",
        # The day of the report and not of the download, or no two files were alike.
        "timestamp": int(datetime.combine(_day(report), time(), UTC).timestamp()),
    }
    try:
        (content,) = typeset(**asked, standards=STANDARDS)
    except Unset as refusal:
        logger.warning("A PDF without the marks of the standards: %s", refusal)
        (content,) = typeset(**asked, standards=[])
    return content


@cache
def _template() -> str:
    return Path(__file__).with_name("report.typ").read_text("utf-8")


def _json(data: dict) -> str:

    plain = json.dumps(data, ensure_ascii=False)
    return _PRIVATE.sub(lambda found: _SYMBOLS.get(found[0], "□"), plain)


def _day(report: Report) -> date:
    return report.dated or date(2000, 1, 1)


# -- What the template is given ------------------------------------------------


def _data(report: Report) -> dict:
    day = _day(report)
    return {
        "title": f"{report.type_in_sentence} {report.subject}",
        "author": report.issuer_names,
        "period": report.period_label,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "sizes": SIZES,
        "paper": {
            **{"top": TOP, "bottom": BOTTOM, "left": LEFT, "right": RIGHT},
            "edge": EDGE,
        },
        "footer": ILLUSTRATIVE_MARK if report.is_illustrative else "",
        "head": _head(report),
        "type": report.type_name.upper(),
        "subject": _centred(report.subject, "TrichYeu", TEXT_WIDTH),
        "subject_rule": balanced(report.subject, "TrichYeu", TEXT_WIDTH)[1] * 0.4,
        "mark": ILLUSTRATIVE_MARK if report.is_illustrative else "",
        "addressees": report.listed_addressees,
        "body": _body(report),
        "recipients": report.listed_recipients,
        "foot": SIGNATURE_WIDTHS,
        "signatures": [list(map(_signature, row)) for row in report.signature_rows],
        "annexes": [_annex(annex, report) for annex in report.annexes],
    }


def _head(report: Report) -> dict:
    left, right = head_widths(report)
    return {
        "left": left,
        "right": right,
        "issuers": report.issuer_lines,
        "issuer_rule": issuer_rule(report),
        "nation": NATION,
        "motto": MOTTO,
        "motto_rule": motto_rule(),
        "number": f"Số: {report.document_number}",
        "draft": DRAFT_MARK if report.is_draft else "",
        "dated": report.place_and_date,
    }


def _centred(text: str, style: str, within: float) -> dict:
    return {"text": text, "width": balanced(text, style, within)[0]}


def _signature(signature: Signature) -> dict:
    return {"lines": signature.capacity_lines, "name": signature.name}


def _annex(annex, report: Report) -> dict:
    width = annex_width(annex)
    note = annex.note or report.attachment_note
    return {
        "is_landscape": annex.is_landscape,
        "number": _centred(annex.printed_number, "PhuLuc", width),
        "title": _centred(annex.title.upper(), "PhuLucTen", width),
        "attached": _centred(note, "PhuLucKemTheo", width),
        "table": _table(annex.table, width),
    }


# -- The body --------------------------------------------------------------------


def _body(report: Report) -> list[dict]:
    body = [{"kind": "ground", "text": text} for text in report.listed_grounds]
    body += [{"kind": "text", "text": text} for text in report.printed_opening]
    for part in report.parts:
        body.append({"kind": "heading", "level": 1, "text": part.printed})
        for block in part.blocks:
            body += _block(block)
    body += [{"kind": "text", "text": text} for text in report.printed_closing]
    if body and body[-1]["kind"] == "text":
        body[-1]["kind"] = "last"
    rank = 0
    for piece in body:  # no level may be left out, or a screen reader is lost
        if piece["kind"] == "heading":
            piece["rank"] = rank = min(piece["level"], rank + 1)
    return body


def _block(block) -> list[dict]:
    if block.kind == "table":
        return [_table(block, TEXT_WIDTH)]
    if block.kind == "heading":
        return [{"kind": "heading", "level": block.level, "text": block.printed}]
    if block.kind == "chart":
        return [_chart(block)]
    texts = block.printed if block.kind == "items" else [block.printed]
    return [{"kind": "text", "text": text} for text in texts]


def _chart(chart) -> dict:
    return {
        "kind": "chart",
        "title": chart.title,
        "svg": svg(chart),
        "width": TEXT_WIDTH,
        "alternative": chart.alternative,
        "note": chart.note,
    }


def _table(table: Table, within: float) -> dict:
    widths = column_widths(table, total=within, size=SIZES["BangO"])
    rows = [_row(line, widths) for line in table.lines]
    notes = [f"({number}) {note}" for number, note in enumerate(table.notes, start=1)]
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [
            {"title": column.title, "kind": column.kind, "width": width}
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": rows,
        "notes": [table.note, *notes] if table.note else notes,
    }


def _row(line: dict, widths: list[float]) -> dict | str:
    if "group" in line:
        return line["group"]
    cells = []
    for item in line["cells"]:
        printed = item["cell"].printed
        cells.append([printed, str(item["note"])] if item["note"] else [printed])
    splits = any(
        _is_tall(cell[0], width) for cell, width in zip(cells, widths, strict=True)
    )
    return {"cells": cells, "bold": line["is_total"], "splits": splits}


def _is_tall(text: str, width: float) -> bool:
    if len(text) < 200 and "\n" not in text:
        return False
    lines = text_width(text, size=SIZES["BangO"]) / (width - 4) + text.count("\n")
    return lines > TALLEST_WHOLE
