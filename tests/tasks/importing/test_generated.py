"""300 annexes nobody wrote by hand: no row lost or invented, every fault at its cell.

Slower than a tenth of a second, for what it tells: forty go through real files.
"""

from datetime import date

import pytest

from accounts.vietnamese import format_date
from tasks.importing import headers, intake, lines, reading
from tasks.importing.bodies import Directory
from tasks.importing.checking import Checker
from tasks.importing.choices import Choices, Current, text_of
from tests import factories
from tests.tasks.importing import annexes, sheets

ON = date(2026, 3, 1)
EVERY_FILE = 8  # one in so many is written to a file and read back
TEXTS = ("expected_product", "target", "responsible_person", "funding")


@pytest.fixture
def plan(cast, agreement):
    for name in annexes.BODIES:
        if name != cast.department.name:
            factories.make_organisation(name, kind="so", parent=cast.committee)
    return factories.make_plan(agreement, year=2026)


def read(annex, directory, plan, *, is_file):
    grid = sheets.grid(annex.rows, annex.merges)
    for row in grid.rows:
        row[:] = [{"day": c.isoformat()} if isinstance(c, date) else c for c in row]
    if is_file:
        content = sheets.upload(sheets.xlsx(annex.rows, annex.merges))
        grid = reading.read(content, "phu-luc.xlsx")[0]
    _, columns = intake.likeliest([grid])
    found = lines.lines_of(grid, columns, {})
    Checker(plan, directory, Choices(), Current()).check(found)
    return columns, found


def test_three_hundred_annexes(plan):
    directory, wrong, faults = Directory(plan, ON), [], 0
    for seed in range(300):
        annex = annexes.make(seed)
        is_file = seed % EVERY_FILE == 0
        columns, found = read(annex, directory, plan, is_file=is_file)
        faults += len(annex.faults)
        wrong += [
            f"annex {seed}: {text}"
            for text in differences(annex, columns, found, directory)
        ]

    assert not wrong, "\n".join(wrong[:20])
    assert faults > 150


def differences(annex, columns, found, directory):
    unknown = {headers.key_of(text) for text in columns.unknown.values()}
    if unknown != set(map(headers.key_of, annex.unknown)):
        yield f"unknown columns {columns.unknown} {columns.taken} {columns.headings}"
    taken = [line for line in found if line["kind"] != "left"]
    if len(found) - len(taken) != annex.left:
        yield f"left {[line for line in found if line['kind'] == 'left']}"
    said = [
        (kind, what if kind == "heading" else what["row"])
        for kind, what in annex.expected
    ]
    read = [
        (
            line["kind"],
            line["cells"]["title"] if line["kind"] == "heading" else line["row"],
        )
        for line in taken
    ]
    if said != read:
        yield f"lines {said} but {read}"
        return
    problems = {(line["row"], name) for line in taken for name in line["problems"]}
    if problems != annex.faults:
        yield f"faults {annex.faults ^ problems}"
    faulty = {row for row, _ in annex.faults}
    for (_, what), line in zip(annex.expected, taken, strict=True):
        if line["kind"] == "task" and line["row"] not in faulty:
            yield from changes(what, line, columns, directory)


def changes(what, line, columns, directory):
    names = set(columns.taken.values())
    meaning = line["meaning"]
    bodies = [directory.bodies[pk].name for pk in meaning["coordinating"]]
    read = {
        "title": text_of(line, "title"),
        "lead": directory.bodies[meaning["lead"]].name,
        "is_part": line["part_of"] is not None,
    }
    if "coordinating" in names:
        read |= {"coordinating": bodies, "group": meaning["group"]}
    if "deadline" in names:
        read["deadline"] = text_of(line, "deadline")
    read |= {name: text_of(line, name) for name in TEXTS if name in names}
    if "target" in names and columns.place_of("title") == columns.place_of("target"):
        read.pop("target")
    for name, value in read.items():
        said = what[name]
        said = format_date(said) if isinstance(said, date) else said
        if value != said:
            yield f"row {line['row']} {name}: {value!r}, not {said!r}"
    if columns.unknown and "giá trị" not in text_of(line, "note"):
        yield f"row {line['row']}: the unknown column is lost"
