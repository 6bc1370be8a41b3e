"""What a chart is drawn with: a scale, text, patterns, marks. Pieces of SVG."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from xml.sax.saxutils import escape

from ..documents.measures import POINT, text_width

FAMILY = "Times New Roman, Liberation Serif, Tinos, Libertinus Serif, serif"
INK, GRID = "#1a1a1a", "#c8c8c4"
# Told apart in grey as well, by lightness; and each has its own pattern and mark.
COLOURS = ("#31537e", "#a4502a", "#3f6b3a", "#6a4a86", "#7a6a1f", "#4a4a4a")
_LINES = {  # 8 × 8, drawn in the colour of the series on white
    1: "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6",
    2: "M0,4 H8 M4,0 V8",
    3: "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2",
    4: "M0,2 H8 M0,6 H8",
    5: "M2,0 V8 M6,0 V8",
}
_DASHES = ("", "8 4", "2 4", "10 3 2 3", "5 2", "1 3")


class Scale:
    """From values to the drawing; 0 is always on it."""

    def __init__(self, low, high, start: float, end: float):
        self.low, self.high = min(Decimal(low), 0), max(Decimal(high), 0)
        if self.low == self.high:
            self.high = self.low + 1
        self.start, self.end = start, end
        self.zero = self.at(Decimal(0))

    def at(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return self.start + (self.end - self.start) * share

    def ticks(self, wanted: int = 5, *, whole: bool = False) -> list[Decimal]:
        """Round values around everything drawn: 0, 20, 40… or 0, 250, 500…

        `whole`: of what is counted there are no halves.
        """
        rough = (self.high - self.low) / wanted
        rough = max(rough, Decimal(1)) if whole else rough
        power = Decimal(10) ** (rough.adjusted())
        step = next(
            s * power for s in (1, 2, Decimal("2.5"), 5, 10) if s * power >= rough
        )
        first = (self.low / step).to_integral_value(ROUND_FLOOR)
        last = (self.high / step).to_integral_value(ROUND_CEILING)
        return [step * number for number in range(int(first), int(last) + 1)]


def width_of(words: str, font: float) -> float:
    return text_width(words, size=font) / POINT


def wrapped(words: str, width: float, font: float) -> list[str]:
    """Lines no longer than `width`, broken between words; a long word stays whole."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text(x, y, words: str, font, *, anchor="", bold=False, italic=False) -> str:
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += ' font-weight="bold"' if bold else ""
    more += ' font-style="italic"' if italic else ""
    start = f'<text x="{x:.1f}" y="{y:.1f}" font-size="{font:g}"{more}>'
    return f"{start}{escape(words)}</text>"


def line(x1, y1, x2, y2, colour: str) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="1"/>'
    )


def patterns(key: str, count: int) -> str:
    """The first series is solid; each other has lines of its own."""
    made = []
    for number in range(1, min(count, len(COLOURS))):
        made.append(
            f'<pattern id="{key}{number}" width="8" height="8" '
            'patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#fff"/>'
            f'<path d="{_LINES[number]}" stroke="{COLOURS[number]}" '
            'stroke-width="2.2" fill="none"/></pattern>'
        )
    return f"<defs>{''.join(made)}</defs>" if made else ""


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def rectangle(x, y, width, height, key: str, number: int) -> str:
    place = number % len(COLOURS)
    fill = f"url(#{key}{place})" if place else COLOURS[0]
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" '
        f'height="{height:.1f}" fill="{fill}" stroke="{_colour(number)}"/>'
    )


def swatch(key: str, number: int, x, y, font) -> str:
    return rectangle(x, y + font * 0.15, font * 1.8, font * 0.95, key, number)


def mark(key: str, number: int, x, y, font, *, dash: bool = True) -> str:
    """The sign of a line, in a box of 1,8 × 1,2 of the text; with its dashes or not."""
    half, wide, cx, cy = font * 0.34, font * 0.48, x + font * 0.9, y + font * 0.6
    shapes = (
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{half:.1f}"/>',
        f'<path d="M{cx - half:.1f},{cy - half:.1f} h{2 * half:.1f} v{2 * half:.1f} '
        f'h{-2 * half:.1f} z"/>',
        f'<path d="M{cx:.1f},{cy - half * 1.2:.1f} l{half * 1.2:.1f},{half * 2:.1f} '
        f'h{-half * 2.4:.1f} z"/>',
        f'<path d="M{cx:.1f},{cy - wide:.1f} l{wide:.1f},{wide:.1f} '
        f'l{-wide:.1f},{wide:.1f} l{-wide:.1f},{-wide:.1f} z"/>',
    )
    shape = shapes[number % len(shapes)]
    fill = _colour(number) if number < len(shapes) else "#fff"
    drawn = f'<g fill="{fill}" stroke="{_colour(number)}">{shape}</g>'
    if dash:
        drawn = group(number, [[(x, cy), (x + font * 1.8, cy)]]) + drawn
    return drawn


def group(number: int, runs: list[list[tuple[float, float]]]) -> str:
    """One line, in as many pieces as there are runs of points."""
    pieces = (" L".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs)
    path = " ".join(f"M{piece}" for piece in pieces)
    if not path:
        return ""
    dashes = _DASHES[number % len(_DASHES)]
    dashes = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{path}" fill="none" stroke="{_colour(number)}" '
        f'stroke-width="2"{dashes}/>'
    )
