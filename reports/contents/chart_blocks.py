"""Charts of a report: figures by body, over the last periods, tasks by state."""

from datetime import date
from decimal import Decimal

from ..documents.elements import Chart, Series
from ..models import Qualifier, Review
from .task_blocks import STATES

MOST_CHARTS = 6
MOST_BARS = 15


def chart_by_body(review: Review) -> list:
    """One chart for each indicator that at least two bodies have told."""
    charts = (_by_body(row) for row in review.bound["figures"] if "members" in row)
    return [chart for chart in charts if chart][:MOST_CHARTS]


def _by_body(row: dict) -> Chart | None:
    known = [member for member in row["members"] if member["number"] is not None]
    if len(known) < 2:
        return None
    known.sort(key=lambda member: Decimal(member["number"]), reverse=True)
    notes = []
    if len(known) > MOST_BARS:
        notes.append(f"Chỉ vẽ {MOST_BARS} cơ quan có số lớn nhất.")
    if row["shared"]:
        notes.append("Không gồm kết quả chung của nhiều cơ quan.")
    shown = known[:MOST_BARS]
    return Chart(
        title=f"{row['name']} theo cơ quan",
        categories=tuple(member["name"] for member in shown),
        series=(_one_series(shown),),
        unit=row["unit"],
        note=" ".join(notes),
    )


def chart_trend(review: Review) -> list:
    """One line for each indicator known in at least two of the last periods."""
    trend = review.bound.get("trend", [])
    labels = [_label(period) for period in trend]
    labels.append(_label(_this_period(review)))
    charts = (_over_time(row, trend, labels) for row in review.bound["figures"])
    return [chart for chart in charts if chart][:MOST_CHARTS]


def _over_time(row: dict, trend: list[dict], labels: list[str]) -> Chart | None:
    key = str(row["indicator"])
    told = [period["amounts"].get(key) for period in trend] + [row]
    values = _one_series(told).values
    if sum(value is not None for value in values) < 2:
        return None
    first = next(place for place, value in enumerate(values) if value is not None)
    return Chart(
        title=f"{row['name']} qua các kỳ",
        categories=tuple(labels[first:]),
        series=(_one_series(told[first:]),),
        shape="line",
        unit=row["unit"],
        note="So cùng kỳ của các năm.",
    )


def _one_series(rows: list[dict | None]) -> Series:
    """Of amounts as a draft keeps them, or of nothing."""
    numbers = [row["number"] if row else None for row in rows]
    said = [row.get("qualifier", "") if row else "" for row in rows]
    return Series(
        "",
        tuple(Decimal(number) if number else None for number in numbers),
        tuple(Qualifier(one).label if one else "" for one in said),
    )


def _this_period(review: Review) -> dict:
    first, last = review.period_from, review.period_to
    return {"first": first.isoformat(), "last": last.isoformat()}


def _label(period: dict) -> str:
    first, last = (date.fromisoformat(period[name]) for name in ("first", "last"))
    return f"{first.year}–{last.year}" if (last - first).days > 400 else str(last.year)


def chart_task_states(review: Review) -> list:
    """Bars of the areas, stacked by state; the overdue are in their state."""
    bound = review.bound.get("tasks")
    if not bound or not bound["areas"]:
        return []
    states = [(label, key) for label, key in STATES if key != "overdue"]
    return [
        Chart(
            title="Nhiệm vụ theo lĩnh vực và trạng thái",
            categories=tuple(row["area"] for row in bound["areas"]),
            series=tuple(
                Series(label, tuple(Decimal(row.get(key, 0)) for row in bound["areas"]))
                for label, key in states
            ),
            shape="stacked",
            unit="nhiệm vụ",
        )
    ]
