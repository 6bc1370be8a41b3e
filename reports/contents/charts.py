"""A chart as SVG: one drawing for the page, for the PDF and for the picture in Word.

Bars lie flat, each under its whole label, so that names of bodies stay readable on a
phone. Colour is never the only sign: bars have patterns, lines have marks and dashes,
and values are written out. No style attributes, which the site does not let run.

Lengths are the units of the drawing; the text is as large as `font`.
"""

from decimal import Decimal

from accounts.vietnamese import format_number

from ..documents.elements import MISSING_CELL, Chart
from .chart_drawing import (
    FAMILY,
    GRID,
    INK,
    Scale,
    group,
    line,
    mark,
    patterns,
    rectangle,
    swatch,
    text,
    width_of,
    wrapped,
)

MISSING = f"{MISSING_CELL} chưa có thông tin"


def svg(chart: Chart, *, width: int = 560, font: int = 14, key: str = "c") -> str:
    """`key` begins the names inside the drawing: one for each drawing on a page."""
    draw = {"bar": _bars, "stacked": _stacked, "line": _lines}[chart.shape]
    legend, top = _legend(chart, width, font, key)
    body, height = draw(chart, width, font, key, top)
    label = text_attribute(chart.alternative)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" '
        f'role="img" aria-label="{label}" font-family="{FAMILY}" font-size="{font}" '
        f'fill="{INK}">{patterns(key, len(chart.series))}{legend}{body}</svg>'
    )


def text_attribute(words: str) -> str:
    for plain, safe in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.replace(plain, safe)
    return words


def _legend(chart: Chart, width: int, font: int, key: str) -> tuple[str, float]:
    """The names of the series with their signs, and the height that they take."""
    drawn, x, y = [], 0.0, 0.0
    if chart.unit:
        drawn.append(text(0, font, f"Đơn vị: {chart.unit}", font, italic=True))
        y += font * 1.5
    if len(chart.series) < 2:
        return "".join(drawn), y
    for place, series in enumerate(chart.series):
        taken = font * 2.4 + width_of(series.name, font) + font
        if x and x + taken > width:
            x, y = 0.0, y + font * 1.6
        sign = mark if chart.shape == "line" else swatch
        drawn.append(sign(key, place, x, y, font))
        drawn.append(text(x + font * 2.2, y + font, series.name, font))
        x += taken
    return "".join(drawn), y + font * 2


# -- Bars ----------------------------------------------------------------------


def _room(chart: Chart, font: int) -> float:
    """Kept free at the end of the longest bar for the value written there."""
    said = [words or MISSING for series in chart.series for words in series.words]
    return max(width_of(words, font) for words in said) + font * 0.8


def _bars(chart: Chart, width, font, key, top) -> tuple[str, float]:
    values = [value for series in chart.series for value in series.values]
    known = [value for value in values if value is not None] or [Decimal(0)]
    room = _room(chart, font)
    left = room if min(known) < 0 else 0
    scale = Scale(min(known), max(known), left, width - room)
    drawn, y, thick = [], top, font * 1.25
    for place, name in enumerate(chart.categories):
        label, y = _label(name, width, font, y)
        drawn.append(label)
        begun = y
        for number, series in enumerate(chart.series):
            one = series.values[place], series.words[place] or MISSING
            drawn.append(_bar(scale, *one, y, thick, font, key, number))
            y += thick + 2
        drawn.append(line(scale.zero, begun - 2, scale.zero, y, INK))
        y += font * 0.7
    return "".join(drawn), y


def _label(name: str, width, font, y) -> tuple[str, float]:
    drawn = []
    for words in wrapped(name, width, font):
        y += font * 1.25
        drawn.append(text(0, y - font * 0.25, words, font))
    return "".join(drawn), y + 1


def _bar(scale, value, words, y, thick, font, key, number) -> str:
    middle = y + thick / 2 + font * 0.35
    if value is None:
        return text(scale.zero + font * 0.4, middle, words, font, italic=True)
    end = scale.at(value)
    bar = rectangle(min(scale.zero, end), y, abs(end - scale.zero), thick, key, number)
    if value < 0:
        return bar + text(end - font * 0.4, middle, words, font, anchor="end")
    return bar + text(end + font * 0.4, middle, words, font)


def _stacked(chart: Chart, width, font, key, top) -> tuple[str, float]:
    totals = [
        sum((x.values[place] or Decimal(0) for x in chart.series), Decimal(0))
        for place in range(len(chart.categories))
    ]
    room = max(width_of(format_number(total), font) for total in totals) + font * 0.8
    scale = Scale(Decimal(0), max(totals), 0, width - room)
    drawn, y, thick = [], top, font * 1.7
    for place, name in enumerate(chart.categories):
        label, y = _label(name, width, font, y)
        drawn.append(label)
        start, small = Decimal(0), []
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if not value:
                if value is None:
                    small.append(f"{series.name}: {MISSING_CELL}")
                continue
            x, end = scale.at(start), scale.at(start + value)
            drawn.append(rectangle(x, y, end - x, thick, key, number))
            words = format_number(value)
            if width_of(words, font) + font * 0.8 < end - x:
                drawn.append(_on_bar((x + end) / 2, y + thick / 2, words, font))
            else:
                small.append(f"{series.name}: {words}")
            start += value
        middle = y + thick / 2 + font * 0.35
        end = scale.at(start) + font * 0.4
        drawn.append(text(end, middle, format_number(start), font, bold=True))
        drawn.append(line(0, y - 2, 0, y + thick + 2, INK))
        y += thick + 2
        if small:  # parts too short to be written on are told below the bar
            for words in wrapped("; ".join(small), width, font * 0.86):
                y += font * 1.1
                drawn.append(text(0, y - font * 0.2, words, font * 0.86))
        y += font * 0.7
    return "".join(drawn), y


def _on_bar(x: float, y: float, words: str, font: float) -> str:
    """On a white ground: over a pattern nothing could be read."""
    wide = width_of(words, font) + font * 0.5
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - font * 0.6:.1f}" width="{wide:.1f}" '
        f'height="{font * 1.2:.1f}" fill="#fff"/>'
        + text(x, y + font * 0.35, words, font, anchor="middle")
    )


# -- Lines ---------------------------------------------------------------------


def _lines(chart: Chart, width, font, key, top) -> tuple[str, float]:
    values = [v for series in chart.series for v in series.values if v is not None]
    across = Scale(min(values, default=0), max(values, default=1), 0, 1)
    whole = all(value == int(value) for value in values)
    ticks = [(tick, format_number(tick)) for tick in across.ticks(whole=whole)]
    left = max(width_of(words, font) for _, words in ticks) + font * 0.6
    high, top = width * 0.42, top + font * 1.2
    scale = Scale(ticks[0][0], ticks[-1][0], top + high, top)
    drawn = []
    for tick, words in ticks:
        y = scale.at(tick)
        drawn.append(line(left, y, width, y, GRID if tick else INK))
        drawn.append(
            text(left - font * 0.4, y + font * 0.35, words, font, anchor="end")
        )
    lasts = [format_number(x) for series in chart.series for x in _last(series)]
    room = max((width_of(words, font) for words in lasts), default=0)
    right = width - (room + font if len(chart.series) > 1 else font * 2)
    places = _places(len(chart.categories), left + font, right)
    for number, series in enumerate(chart.series):
        drawn.append(_drawn_series(series, places, scale, number, key, font))
    drawn.append(_values(chart, places, scale, font, width))
    labels, height = _axis(chart.categories, places, top + high, font, width)
    return "".join(drawn) + labels, height


def _places(count: int, left: float, right: float) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * place / (count - 1) for place in range(count)]


def _drawn_series(series, places, scale, number, key, font) -> str:
    """A gap in the figures is a gap in the line."""
    runs, signs = [[]], []
    for x, value in zip(places, series.values, strict=True):
        if value is None:
            runs.append([])
            continue
        y = scale.at(value)
        runs[-1].append((x, y))
        signs.append(
            mark(key, number, x - font * 0.9, y - font * 0.6, font, dash=False)
        )
    return group(number, [run for run in runs if len(run) > 1]) + "".join(signs)


def _last(series) -> list:
    return [value for value in series.values if value is not None][-1:]


def _values(chart: Chart, places, scale, font, width) -> str:
    """Of one series each value above its mark; of several the last, beside it."""
    if len(chart.series) > 1:
        return _last_values(chart, places, scale, font)
    drawn = []
    one = chart.series[0]
    rows = zip(places, one.words, one.values, strict=True)
    known = [(x, words, scale.at(v)) for x, words, v in rows if v is not None]
    room = sum(width_of(words, font) + font * 0.6 for _, words, _ in known)
    for x, words, y in known[-1:] if room > width else known:
        x = min(x, width - width_of(words, font) / 2)
        drawn.append(text(x, y - font * 0.7, words, font, anchor="middle", bold=True))
    return "".join(drawn)


def _last_values(chart: Chart, places, scale, font) -> str:
    told, drawn, below = [], [], scale.start + font * 1.45
    for series in chart.series:
        pairs = zip(places, series.values, strict=True)
        known = [(scale.at(v), x, format_number(v)) for x, v in pairs if v is not None]
        told += known[-1:]
    # From the axis up, none over another or over the labels below the axis.
    for y, x, words in sorted(told, reverse=True):
        below = y = min(y + font * 0.35, below - font * 1.1)
        drawn.append(text(x + font * 0.7, y, words, font, bold=True))
    return "".join(drawn)


def _axis(categories, places, y, font, width) -> tuple[str, float]:
    """As many labels as stand side by side, the last one among them."""
    widest = max(width_of(name, font) for name in categories) + font * 0.8
    gap = places[1] - places[0] if len(places) > 1 else width
    share = max(gap, min(widest, width / 4))
    step = max(1, -(-int(share) // max(1, int(gap))))
    drawn, lines = [], 1
    for place, name in reversed(list(enumerate(categories))):
        if (len(categories) - 1 - place) % step:
            continue
        words = wrapped(name, gap * step - font * 0.4, font)
        lines = max(lines, len(words))
        wide = max(width_of(word, font) for word in words) / 2
        x = min(max(places[place], wide), width - wide)
        for row, word in enumerate(words):
            at = y + font * (1.5 + 1.2 * row)
            drawn.append(text(x, at, word, font, anchor="middle"))
    return "".join(drawn), y + font * (1.2 * lines + 0.8)
