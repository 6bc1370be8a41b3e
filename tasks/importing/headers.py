"""Which row of a sheet is its header, and which column is what.

Wordings are compared without marks, capitals, line breaks or signs. Each is worth
more the nearer it is to a column's name; a column nobody knows is named, not dropped.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from accounts.vietnamese import fold

from .reading import Grid, in_words

# What a column may be taken for, as the person reads it.
FIELDS = {
    "number": "TT",
    "title": "Nội dung nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp",
    "deadline": "Thời gian",
    "expected_product": "Sản phẩm",
    "target": "Chỉ tiêu",
    "responsible_person": "Người chịu trách nhiệm",
    "funding": "Kinh phí",
    "note": "Ghi chú",
}
ADDED_TO_NOTE, SKIPPED = "to_note", "skip"
# Of a sheet that the product wrote itself; hidden there.
ROW_ID = "row_id"
ROW_ID_HEADING = "Mã dòng (không sửa)"

# The wordings seen, the likeliest first: the whole heading, or words within it.
WORDINGS = {
    "number": ["tt", "stt", "so tt", "so thu tu", "thu tu", "muc"],
    "title": [
        "noi dung nhiem vu", "ten nhiem vu", "nhiem vu", "noi dung thuc hien",
        "nhiem vu va giai phap", "nhiem vu giai phap", "noi dung cong viec",
        "noi dung phoi hop", "noi dung cong tac", "noi dung", "ten cong viec",
        "cong viec", "nhiem vu trong tam", "noi dung chuong trinh", "hoat dong",
        "dau viec",
    ],
    "lead": [
        "co quan chu tri", "don vi chu tri", "chu tri", "co quan don vi chu tri",
        "don vi thuc hien", "co quan thuc hien", "chu tri thuc hien",
        "co quan chu tri thuc hien", "ben chu tri", "phan cong chu tri",
        "co quan tham muu", "don vi tham muu", "phan cong thuc hien",
        "co quan chiu trach nhiem", "dau moi",
    ],
    "coordinating": [
        "co quan phoi hop", "don vi phoi hop", "phoi hop", "co quan don vi phoi hop",
        "phoi hop thuc hien", "co quan phoi hop thuc hien", "ben phoi hop",
        "cung phoi hop", "don vi cung thuc hien",
    ],
    "deadline": [
        "thoi gian thuc hien", "thoi gian hoan thanh", "thoi han hoan thanh",
        "thoi gian", "thoi han", "han hoan thanh", "tien do", "thoi diem",
        "thoi gian du kien hoan thanh", "tien do thuc hien", "thoi han thuc hien",
        "thoi gian du kien", "ngay hoan thanh", "tien do hoan thanh", "ky han",
    ],
    "expected_product": [
        "san pham du kien", "san pham dau ra", "ket qua du kien", "ket qua thuc hien",
        "san pham", "ket qua", "san pham hoan thanh", "du kien san pham",
        "du kien ket qua", "hinh thuc van ban", "san pham ket qua", "ket qua dau ra",
        "ket qua dat duoc", "dau ra",
    ],
    "target": ["chi tieu dat duoc", "chi tieu", "muc tieu", "chi tieu can dat"],
    "responsible_person": [
        "nguoi dung dau chiu trach nhiem", "nguoi chiu trach nhiem",
        "lanh dao phu trach", "can bo phu trach", "nguoi thuc hien", "lanh dao chi dao",
        "nguoi phu trach", "dong chi phu trach", "chuyen vien theo doi",
    ],
    "funding": [
        "nguon kinh phi", "kinh phi", "kinh phi thuc hien", "du toan",
        "du toan kinh phi", "nguon von", "kinh phi du kien",
    ],
    "note": ["ghi chu", "luu y"],
}  # fmt: skip
PARTING = " – "
WHOLE, WITHIN = 100, 60
LONGEST_HEADING = 120
LOOKED_AT = 40  # rows above which a table begins
FEWEST = 2  # columns known, without which a row is no header
_NUMBERING = re.compile(r"^\(?(\d{1,2}|[a-z])\)?$")


@dataclass
class Columns:
    """What a sheet's columns were taken for, by place; the rest are `unknown`."""

    header_row: int  # counted from 0; -1 when none was found
    first_row: int
    taken: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    score: int = 0

    def place_of(self, name: str) -> int | None:
        return next((c for c, taken in self.taken.items() if taken == name), None)

    @property
    def unknown(self) -> dict[int, str]:
        return {c: text for c, text in self.headings.items() if c not in self.taken}


@lru_cache(4096)
def key_of(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


@lru_cache(4096)
def worth(text: str) -> list[tuple[int, str]]:
    """What a heading may mean, the best first."""
    last = text.rsplit(PARTING, 1)[-1]
    if last != text:  # of two header rows: the lower one says it, or both together
        lower = {name: score for score, name in worth(last)}
        both = {name: score for score, name in worth(text.replace(PARTING, " "))}
        best = {
            name: max(lower.get(name, 0), both.get(name, 0)) for name in both | lower
        }
        return sorted(((score, name) for name, score in best.items()), reverse=True)
    words = key_of(text)
    if not words or len(words) > LONGEST_HEADING:
        return []
    found = []
    for name, wordings in WORDINGS.items():
        best = 0
        for place, wording in enumerate(wordings):
            if words == wording:
                best = max(best, WHOLE - place)
            elif len(wording) > 5 and f" {wording} " in f" {words} ":
                # The longer part of the heading it is, the surer.
                best = max(best, WITHIN * len(wording) // len(words))
        if best >= 15:
            found.append((best, name))
    return sorted(found, reverse=True)


def take(headings: dict[int, str]) -> tuple[dict[int, str], int]:
    """One column for each meaning, the best match first; and how sure that is."""
    wishes = sorted(
        ((score, -column, name) for column, text in headings.items()
         for score, name in worth(text)),
        reverse=True,
    )  # fmt: skip
    taken, total = {}, 0
    for score, column, name in wishes:
        if -column not in taken and name not in taken.values():
            taken[-column] = name
            total += score
    names = set(taken.values())
    if "title" not in names and "target" in names:  # a table of targets
        taken = {c: "title" if n == "target" else n for c, n in taken.items()}
    return taken, total


def find(grid: Grid) -> Columns:
    """The likeliest header of one row or of two; header_row -1 when there is none."""
    best = Columns(-1, 0)
    for row in range(min(LOOKED_AT, len(grid.rows))):
        for height in (1, 2):
            if row + height > len(grid.rows):
                continue
            candidate = at(grid, row, height)
            if is_header(candidate) and candidate.score > best.score:
                best = candidate
    return best


def at(grid: Grid, row: int, height: int = 0) -> Columns:
    """The columns as this header row has them; 0: one row or two, whichever fits."""
    if not height:
        one, two = at(grid, row, 1), at(grid, row, 2)
        return two if two.score > one.score and row + 2 <= len(grid.rows) else one
    headings = {}
    for column in range(grid.width):
        texts = dict.fromkeys(
            text
            for line in range(row, row + height)
            if (text := " ".join(in_words(grid.held(line, column)).split()))
        )
        if texts:
            headings[column] = PARTING.join(texts)
    taken, score = take(_without_repeats(headings, grid, row))
    first = row + height
    # The merged head of a two-row header also hides the lower row.
    while any(
        (merge := grid.anchors.get((first, column))) and merge[0] <= row
        for column in taken
    ):
        first += 1
    if first < len(grid.rows) and is_numbering(grid, first):
        first += 1
    if is_nonsense(headings, grid, row, height):
        score = 0
    return Columns(row, first, taken, headings, score)


def _without_repeats(headings, grid, row) -> dict[int, str]:
    """A heading across several columns is asked about once, at its first one."""
    return {
        column: text
        for column, text in headings.items()
        if grid.anchor(row, column)[1] == column or len(text.split(PARTING)) > 1
    }


def is_nonsense(headings, grid, row, height) -> bool:
    """Prose is no heading; a lower header row stands under merged or empty heads."""
    long = sum(len(text) > LONGEST_HEADING for text in headings.values())
    if height == 1 or long:
        return bool(long)
    lower = [c for c in headings if in_words(grid.own(row + 1, c))]
    upper = {grid.anchor(row, c) for c in headings if in_words(grid.held(row, c))}
    return (
        not lower
        or len(upper) < FEWEST
        or any(in_words(grid.own(row, c)) and not _is_wide(grid, row, c) for c in lower)
    )


def _is_wide(grid: Grid, row: int, column: int) -> bool:
    merge = grid.anchors.get((row, column))
    return bool(merge) and merge[3] > merge[1]


def is_header(columns: Columns) -> bool:
    names = set(columns.taken.values()) - {"number"}
    has_work = "title" in names
    return has_work and len(columns.taken) >= FEWEST


def is_numbering(grid: Grid, row: int) -> bool:
    """The line under a header that counts the columns: (1) (2) (3)."""
    marks = [key_of(in_words(cell, is_plain=True)) for cell in grid.rows[row]]
    marks = [mark for mark in marks if mark]
    if len(marks) < 3 or not all(map(_NUMBERING.match, marks)):
        return False
    return len(set(marks)) == len(marks)
