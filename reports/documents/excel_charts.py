"""Excel's own chart under the figures, so that it follows them."""

from ..contents.chart_drawing import COLOURS
from .elements import Chart

KINDS = {
    "bar": ("bar", ""),
    "stacked": ("bar", "stacked"),
    "line": ("line", ""),
}


def draw(chart: Chart, file, sheet, *, head: int, below: int, blank) -> None:
    """`head`: the row of the titles of the figures, which begin in the next.

    A missing value is an empty cell here, of the format `blank`: "–" would be drawn
    as 0, and nothing is summed on this sheet.
    """
    kind, subtype = KINDS[chart.shape]
    drawn = file.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
    name, first, last = sheet.get_name(), head + 1, head + len(chart.categories)
    for place in range(1, len(chart.series) + 1):
        drawn.add_series(
            {
                "name": [name, head, place],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, place, last, place],
                "data_labels": {"value": len(chart.series) == 1},
                **_sign(kind, place - 1),
            }
        )
    for place, series in enumerate(chart.series, start=1):
        for row, value in enumerate(series.values, start=first):
            if value is None:
                sheet.write_blank(row, place, None, blank)
    drawn.show_blanks_as("gap")
    drawn.set_title({"name": chart.title, "name_font": {"size": 13}})
    if len(chart.series) == 1:
        drawn.set_legend({"none": True})
    if kind == "bar":  # the first category on top, as on paper
        drawn.set_y_axis({"reverse": True, "label_position": "low"})
    drawn.set_size({"width": 760, "height": 140 + 36 * len(chart.categories)})
    options = {"description": chart.alternative, "object_position": 2}
    sheet.insert_chart(below + 1, 0, drawn, options)


def _sign(kind: str, place: int) -> dict:
    """What tells a series from the others besides its colour."""
    colour = COLOURS[place % len(COLOURS)]
    if kind == "line":
        marks = ("circle", "square", "triangle", "diamond")
        mark = {"type": marks[place % 4], "size": 7, "fill": {"color": colour}}
        return {"line": {"color": colour, "width": 1.75}, "marker": mark}
    if not place:
        return {"fill": {"color": colour}, "border": {"color": colour}}
    patterns = ("wide_upward_diagonal", "large_grid", "wide_downward_diagonal")
    pattern = {"pattern": patterns[place % 3 - 1], "fg_color": colour}
    return {"pattern": pattern | {"bg_color": "#FFFFFF"}, "border": {"color": colour}}
