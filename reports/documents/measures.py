"""How wide text is in Times New Roman, and how wide columns must be to hold it.

Lengths are millimetres, sizes points. Widths are those of Times (and of the fonts
drawn to replace it, Liberation Serif and Tinos) in thousandths of the size.
"""

import unicodedata
from functools import lru_cache

from .elements import Table

POINT = 25.4 / 72  # mm

_GLYPHS = {
    250: " ,.\u00a0",
    278: "ijlt/:;\\",
    333: "I()-frs[]!",
    389: "Js",
    444: "acez?",
    556: "FPS",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwƯ&",
    778: "m",
    889: "M%",
    944: "W",
}
_WIDTHS = {glyph: width for width, glyphs in _GLYPHS.items() for glyph in glyphs}
_DEFAULT = 500  # every digit, most small letters
_BOLD = 1.05
_STROKE = str.maketrans("đĐ", "dD")


@lru_cache(maxsize=20_000)
def _units(text: str) -> int:
    bare = unicodedata.normalize("NFD", text.translate(_STROKE))
    return sum(
        _WIDTHS.get(char, _DEFAULT) for char in bare if not unicodedata.combining(char)
    )


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Width in mm of one line of text, within about 3 %."""
    return _units(text) / 1000 * size * POINT * (_BOLD if bold else 1)


def column_widths(table: Table, *, total: float, size: float) -> list[float]:
    """Widths in mm adding up to `total`: no word, number or date is broken in two.

    What is left over goes by the weights of the columns; a column without one
    weighs as much as its text is long.
    """
    padding = 3.6  # left and right of the cell, with a little to spare
    narrowest, weights = [], []
    for index, column in enumerate(table.columns):
        printed = [row.cells[index].printed for row in table.data_rows]
        if table.total:
            printed.append(table.total[index].printed)
        whole = column.kind != "text"
        pieces = (
            printed if whole else [word for text in printed for word in text.split()]
        )
        widest = max((_units(piece) for piece in set(pieces)), default=0)
        # A head of several words takes two lines rather than one word to a line.
        head = max((_units(word) for word in column.title.split()), default=0)
        head = max(head, min(_units(column.title) * 0.55, 8_000))
        # The total row and the head are bold, hence the same factor for all.
        units = max(widest, head) * _BOLD / 1000
        narrowest.append(units * size * POINT + padding)
        length = sum(map(len, printed)) / (len(printed) or 1)
        automatic = 0 if whole else min(max(length, 6), 60)
        weights.append(column.weight or automatic)
    spare = total - sum(narrowest)
    if spare < 0:  # more columns than the paper holds: all give way alike
        return [width * total / sum(narrowest) for width in narrowest]
    if not any(weights):
        weights = [1] * len(narrowest)
    return [
        width + spare * weight / sum(weights)
        for width, weight in zip(narrowest, weights, strict=True)
    ]
