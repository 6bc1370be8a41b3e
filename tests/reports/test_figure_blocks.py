"""What a report prints of its figures: parts, ratios, bodies that are not added."""

import pytest

from reports.contents import building, composing
from reports.contents.figure_blocks import figure_results
from tests.factories import (
    make_cluster,
    make_figure,
    make_indicator,
    make_organisation,
    make_review,
)
from tests.reports.test_tracing import AT


@pytest.fixture
def members(db):
    return [make_organisation(f"Thành phố {letter}") for letter in "AB"]


def table_of(review):
    building.build(review, lambda *step: None, at=AT)
    review.refresh_from_db()
    assert composing.compose(review)
    blocks = figure_results(review)
    return next(block for block in blocks if hasattr(block, "rows"))


def cluster_table(members):
    cluster = make_cluster(None, *members)
    return table_of(make_review(cluster=cluster, office=cluster.convener))


def printed(row):
    return [cell.printed for cell in row.cells]


def test_parts_stand_under_their_whole(agreement, cast):
    houses = make_indicator("Nhà")
    for name, amount in (("Xây mới", 30), ("Sửa chữa", 20)):
        part = houses.breakdowns.create(name=name)
        make_figure(houses, cast.committee, amount=amount, breakdown=part)
    whole, new, repaired = table_of(make_review(agreement)).rows
    assert printed(whole)[1:4] == ["Nhà", "căn", "50"]
    assert printed(new)[1:4] == ["Trong đó: Xây mới", "căn", "30"]
    assert printed(repaired)[1:4] == ["Trong đó: Sửa chữa", "căn", "20"]


def test_a_ratio_of_members_is_no_sum_of_theirs(members):
    above, below = make_indicator(), make_indicator()
    make_indicator(
        "Tỷ lệ", unit="%", body_rule="ratio", numerator=above, denominator=below
    )
    for body, told in zip(members, ((90, 100), (1, 10)), strict=True):
        make_figure(above, body, amount=told[0])
        make_figure(below, body, amount=told[1])
    rows = cluster_table(members).rows
    found = [row for row in rows if row.cells and row.cells[1].text == "%"]
    assert [printed(row)[2] for row in found] == ["90", "10", "83"]
    assert printed(found[-1])[0] == "Tính chung"
    assert not any(row.is_sum for row in found)


@pytest.mark.parametrize(("rule", "labels"), [("none", []), ("maximum", ["Cao nhất"])])
def test_members_that_are_not_added_have_no_sum(members, rule, labels):
    indicator = make_indicator(body_rule=rule)
    for body, amount in zip(members, (5, 7), strict=True):
        make_figure(indicator, body, amount=amount)
    _, one, other, *last = cluster_table(members).rows
    assert [printed(one)[2], printed(other)[2]] == ["5", "7"]
    assert [printed(row)[0] for row in last] == labels
    assert not any(row.is_sum for row in last)
