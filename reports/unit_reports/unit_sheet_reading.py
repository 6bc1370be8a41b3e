"""A filled-in workbook of a unit's report: read and looked at, nothing saved yet."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import File
from django.utils.timezone import localtime

from accounts.errors import NotPossible, Stale
from accounts.vietnamese import format_date, normalise
from tasks.importing import reading
from tasks.importing.reading import Grid, cell_name

from ..models import Qualifier, UnitReport
from . import unit_sheet as sheet
from .unit_parts import parts_of, written

LONGEST_CELL = 5_000  # what the reader keeps of a cell
FOREIGN = (
    "Tệp này là mẫu của một báo cáo khác. Hãy tải mẫu từ chính trang báo cáo này rồi "
    "nhập lại."
)
UNKNOWN = (
    "Tệp không phải mẫu tải từ trang báo cáo, hoặc phần ẩn của mẫu đã bị sửa. Hãy tải "
    "lại mẫu Excel, chép nội dung sang rồi nhập."
)
OUTDATED = (
    "Báo cáo đã được sửa sau khi mẫu này được tải (lúc {at}): {what}. Chưa có gì được "
    "lưu. Hãy tải lại mẫu rồi nhập vào mẫu mới."
)
MOVED = (
    "Trang “{sheet}”, ô {cell} không còn là tiêu đề “{heading}” như trong mẫu: cột "
    "hoặc dòng đã bị xóa, chèn hay đổi tên. Hãy tải lại mẫu, chép nội dung vào đúng ô "
    "rồi nhập."
)
NO_SUCH_ROW = (
    "Trang “{sheet}”, dòng {row} có nội dung nhưng không phải dòng của mẫu, hoặc lặp "
    "lại dòng khác. Hãy chép nội dung vào đúng dòng của mẫu rồi nhập."
)
TOO_LONG = (
    "Ô {cell}: nội dung dài quá 5.000 ký tự, tệp không đọc được hết. Hãy chép phần này "
    "vào trang web."
)
NOT_PROVISIONAL = ("", "0", "không")
QUALIFIERS = {label: value for value, label in Qualifier.choices} | {"": ""}


@dataclass
class Read:
    """`figures`: {line: {field: text}}; `cells`: {"value_5-0": "E7"}; `errors` by the

    same names: what no field of the form can say.
    """

    figures: dict[str, dict] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(*, report: UnitReport, lines, upload: File) -> Read:
    """What a checked upload brings; NotPossible for one that is not ours, or stale."""
    upload.seek(0)
    grids = {g.name: g for g in reading.read(upload, normalise(upload.name))}
    hidden = grids.get(sheet.HIDDEN)
    held = hidden and sheet.read_token(str(hidden.own(0, 0)))
    figures, words = grids.get(sheet.FIGURES), grids.get(sheet.WORDS)
    if not held or figures is None or words is None:
        raise NotPossible(UNKNOWN)
    if held["report"] != report.pk:
        raise NotPossible(FOREIGN)
    _refuse_outdated(report, lines, held)
    _refuse_moved(figures, sheet.HEADINGS)
    _refuse_moved(words, sheet.PART_HEADINGS)
    found = Read()
    known = {line.key for line in lines}
    for row in _rows_of(figures, known, sheet.KEY, sheet.VALUE):
        _read_line(figures, row, found)
    parts = {part.key for part in parts_of(report.collection)}
    for row in _rows_of(words, parts, sheet.PART_KEY, sheet.TEXT):
        _read_part(words, row, found)
    return found


def _refuse_moved(grid: Grid, headings) -> None:
    """A column that was taken out would put every cell after it into another field."""
    for column, heading in enumerate(headings):
        if _text(grid, sheet.HEAD_ROW, column) != heading:
            cell = cell_name(sheet.HEAD_ROW, column)
            raise NotPossible(MOVED.format(sheet=grid.name, cell=cell, heading=heading))


def _rows_of(grid: Grid, known: set[str], key: int, content: int):
    """Each known row once. What stands in any other would be lost without a word."""
    seen = set()
    for row in range(sheet.HEAD_ROW + 1, len(grid.rows)):
        named = _text(grid, row, key)
        if named in known and named not in seen:
            seen.add(named)
            yield row
        elif _text(grid, row, content):
            raise NotPossible(NO_SUCH_ROW.format(sheet=grid.name, row=row + 1))


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.own(row, column)
    if isinstance(value, float):  # 0,1 + 0,2 is 0,30000000000000004 but in Excel 0,3
        value = float(f"{value:.15g}")
    return reading.in_words(value).strip()


def _refuse_outdated(report: UnitReport, lines, held: dict) -> None:
    changed = [
        line.label for line in lines if held["figures"].get(line.key) != line.version
    ]
    texts = written(report)
    labels = {part.key: part.label for part in parts_of(report.collection)}
    changed += [
        label
        for key, label in labels.items()
        if (texts[key].version if key in texts else None) != held["texts"].get(key)
    ]
    if changed:
        at = localtime(datetime.fromisoformat(held["at"]))
        more = f" và {len(changed) - 3} chỗ khác" if len(changed) > 3 else ""
        what = "; ".join(changed[:3]) + more
        raise Stale(OUTDATED.format(at=f"{at:%H:%M} {format_date(at)}", what=what))


def _read_line(grid: Grid, row: int, found: Read) -> None:
    key = _text(grid, row, sheet.KEY)
    columns = {
        "qualifier": sheet.QUALIFIER,
        "value": sheet.VALUE,
        "provisional": sheet.PROVISIONAL,
        "source": sheet.SOURCE,
        "explanation": sheet.EXPLANATION,
    }
    values = {}
    for name, column in columns.items():
        text = _text(grid, row, column)
        cell = cell_name(row, column)
        found.cells[f"{name}_{key}"] = cell
        values[name] = text
        if isinstance(grid.own(row, column), dict) and name == "value":
            found.errors[f"value_{key}"] = (
                f"Ô {cell}: là một ngày, không phải số. Hãy định dạng ô là số rồi nhập "
                "lại."
            )
    said = " ".join(values["qualifier"].lower().split())
    if said not in QUALIFIERS:
        choices = ", ".join(label for _, label in Qualifier.choices)
        found.errors[f"qualifier_{key}"] = (
            f"Ô {found.cells[f'qualifier_{key}']}: “{values['qualifier']}” không phải "
            f"mức độ. Chọn một trong: {choices}."
        )
    values["qualifier"] = QUALIFIERS.get(said, "")
    values["provisional"] = values["provisional"].lower() not in NOT_PROVISIONAL
    found.figures[key] = values


def _read_part(grid: Grid, row: int, found: Read) -> None:
    key = _text(grid, row, sheet.PART_KEY)
    value = grid.own(row, sheet.TEXT)
    cell = cell_name(row, sheet.TEXT)
    found.cells[f"text_{key}"] = f"{cell} (trang {sheet.WORDS})"
    text = value if isinstance(value, str) else reading.in_words(value)
    if len(text) >= LONGEST_CELL:
        found.errors[f"text_{key}"] = TOO_LONG.format(cell=cell)
        return
    lines = text.replace("_x000D_", "").replace("\r\n", "\n").split("\n")
    found.texts[key] = normalise("\n".join(line.rstrip() for line in lines)).strip()
