"""Ranking the members of a cluster; only in a report that was ordered with it."""

from collections import defaultdict
from decimal import Decimal

from ..documents.elements import Cell, Column, Row, Table
from ..models import Review

NOTE = (
    "Mỗi chỉ tiêu xếp các thành viên có số liệu, số lớn hơn xếp trước, bằng nhau thì "
    "cùng hạng. Thành viên chưa có số liệu không bị tính là 0 và không được xếp ở chỉ "
    "tiêu đó. Kết quả chung của nhiều thành viên không dùng để xếp hạng."
)


def ranking(review: Review) -> list:
    if not (review.shows_ranking and review.cluster_id):
        return []
    places = places_of(review.bound["figures"])
    if not places:
        return []
    means = {name: Decimal(sum(got)) / len(got) for name, got in places.items()}
    in_order = sorted(places, key=lambda name: (means[name], -len(places[name])))
    columns = (
        Column("Hạng", "number"),
        Column("Thành viên", weight=4),
        Column("Số chỉ tiêu được xếp", "number", weight=1),
        Column("Số lần xếp thứ nhất", "number", weight=1),
        Column("Thứ hạng bình quân", "number", weight=1),
    )
    rows = tuple(
        Row(
            (
                Cell(number=Decimal(1 + sum(means[x] < means[name] for x in places))),
                Cell(name),
                Cell(number=Decimal(len(places[name]))),
                Cell(number=Decimal(places[name].count(1))),
                Cell(number=round(means[name], 1)),
            )
        )
        for name in in_order
    )
    return [Table(columns, rows, caption="Xếp hạng thành viên", note=NOTE)]


def places_of(figures: list[dict]) -> dict[str, list[int]]:
    """The places of each member, over the indicators at least two members told."""
    places: dict[str, list[int]] = defaultdict(list)
    for row in figures:
        told = [
            (member["name"], Decimal(member["number"]))
            for member in row.get("members", ())
            if member["number"] is not None
        ]
        for name, amount in told if len(told) > 1 else ():
            places[name].append(1 + sum(other > amount for _, other in told))
    return dict(places)
