"""What the parts of an outline print, each from bound data."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import CoordinationArea
from reports.contents import bindings, composing, ranking_blocks
from reports.documents.content import Report
from reports.documents.elements import Chart, Table
from reports.models import Outline, Recommendation, Target, UnitReportText
from reports.outlines import common_outlines
from reports.outlines.outline import Bound
from reports.reviews import drafting
from tests.factories import (
    make_cluster,
    make_collection,
    make_figure,
    make_focus_task,
    make_indicator,
    make_issued_plan,
    make_organisation,
    make_review,
)
from tests.reports.test_building import built, words


def with_parts(review, *parts):
    review.outline = [{"number": "I", "heading": "Kết quả", "parts": list(parts)}]
    review.save()
    return built(review)


def bound(name, heading="", **more):
    return {"binding": name, "heading": heading, **more}


def blocks(review, kind):
    (part,) = composing.compose(review).parts
    return [block for block in part.blocks if isinstance(block, kind)]


def printed(review):
    return words(composing.compose(review))


@pytest.fixture
def plan(agreement):
    return make_issued_plan(agreement)


@pytest.fixture
def review(agreement):
    return make_review(agreement)


@pytest.fixture
def area(db):
    return CoordinationArea.objects.create(code="giam-sat", name="Giám sát")


# -- The registry --------------------------------------------------------------


def test_all_of_them_at_once_print_and_freeze(review, plan, cast):
    make_focus_task(plan)
    make_figure(None, cast.front)
    parts = [bound(b.name, b.label) for b in bindings.of_scope("agreement")]
    with_parts(review, *parts)
    report = composing.compose(review)
    assert Report.from_json(report.to_json()) == report


def test_what_was_bound_before_a_part_existed_still_prints(review, cast):
    make_figure(None, cast.front)
    parts = [bound(b.name, b.label) for b in bindings.of_scope("agreement")]
    with_parts(review, *parts)
    for key in ("units", "register", "late", "resources", "cascade", "trend"):
        review.bound.pop(key, None)
    for row in review.bound["figures"]:
        del row["comparison"], row["notes"]
    assert "Số liệu" in printed(review)


@pytest.mark.parametrize("scope", Outline.Scope.values)
def test_every_scope_has_something_to_bind(scope):
    assert {"figure_results", "unit_texts"} <= {
        b.name for b in bindings.of_scope(scope)
    }


def test_a_binding_that_is_gone_leaves_the_rest_as_it_was(review):
    with_parts(
        review, bound("khong-con", "Phần cũ"), bound("figure_results", "Số liệu")
    )
    assert "1. Số liệu" in printed(review)
    assert "Phần cũ" not in printed(review)


def test_ranking_is_offered_to_clusters_only():
    names = {b.name for b in bindings.of_scope("agreement")}
    assert "ranking" not in names
    assert "ranking" in {b.name for b in bindings.of_scope("cluster")}
    assert common_outlines.AREA_TASKS not in names


# -- Tasks ---------------------------------------------------------------------


def test_tasks_are_listed_by_state(review, plan):
    make_focus_task(plan, title="Xong", state="done", completed_on=date(2026, 6, 1))
    make_focus_task(plan, title="Chậm", due_on=date(2026, 3, 1))
    make_focus_task(plan, title="Đang", due_on=date(2026, 12, 1), state="in_progress")
    for name, title in (
        ("tasks_done", "Xong"),
        ("tasks_overdue", "Chậm"),
        ("tasks_doing", "Đang"),
    ):
        (table,) = blocks(with_parts(review, bound(name)), Table)
        assert [row.cells[1].text for row in table.rows] == [title]


def test_no_task_in_a_state_is_said(review, plan):
    make_focus_task(plan, due_on=date(2026, 12, 1))
    assert "Nhiệm vụ quá hạn: không có." in printed(
        with_parts(review, bound("tasks_overdue"))
    )


def test_an_area_says_how_many_of_its_tasks_are_done(review, plan, area):
    done = {"state": "done", "completed_on": date(2026, 6, 1)}
    make_focus_task(plan, area=area, **done)
    make_focus_task(plan, area=area, due_on=date(2026, 3, 1))
    make_focus_task(plan)
    text = printed(with_parts(review, bound("area_tasks", area="giam-sat")))
    assert text == "Có 02 nhiệm vụ trọng tâm: đã hoàn thành 01, quá hạn 01."


def test_several_annexes_are_numbered(review, plan):
    make_focus_task(plan)
    twice = (bound("annex_tasks", "Một"), bound("annex_tasks", "Hai"))
    report = composing.compose(with_parts(review, *twice))
    assert [annex.printed_number for annex in report.annexes] == [
        "Phụ lục I",
        "Phụ lục II",
    ]
    assert report.parts == ()


# -- Figures -------------------------------------------------------------------


def before(indicator, body, amount):
    return make_figure(
        indicator,
        body,
        amount=amount,
        period_from=date(2025, 1, 1),
        period_to=date(2025, 6, 30),
    )


def test_a_figure_stands_beside_the_period_before_and_its_target(review, cast):
    houses = make_indicator("Nhà")
    make_figure(houses, cast.front, amount=150)
    before(houses, cast.front, 100)
    Target.objects.create(
        indicator=houses,
        agreement=review.agreement,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        amount=200,
    )
    with_parts(review, bound("figure_comparison"))
    (table,) = blocks(review, Table)
    assert [cell.printed for cell in table.rows[0].cells] == [
        *("Nhà", "căn", "100", "150", "50", "50", "200", "75"),
    ]
    assert "Mục tiêu của kỳ 01/01/2026–31/12/2026" in table.notes[0]


def test_the_target_nearest_to_the_report_is_the_one_told(review, cast):
    houses = make_indicator("Nhà")
    make_figure(houses, cast.front, amount=50)
    year = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}
    half = {"period_from": date(2026, 1, 1), "period_to": date(2026, 6, 30)}
    for amount, days in ((300, year), (100, half), (400, year)):
        Target.objects.create(indicator=houses, amount=amount, **days)
    with_parts(review, bound("figure_comparison"))
    (row,) = review.bound["figures"]
    assert row["comparison"]["target"] == "100"


def test_what_cannot_be_compared_leaves_no_table(review, cast):
    make_figure(None, cast.front)
    with_parts(review, bound("figure_comparison", "So sánh"), bound("figure_results"))
    assert "So sánh" not in printed(review)


def test_a_chart_of_bodies_has_the_largest_first_and_no_body_without_a_figure(
    review, cast
):
    houses = make_indicator("Nhà")
    make_figure(houses, cast.committee, amount=5)
    make_figure(houses, cast.front, amount=9)
    make_figure(make_indicator("Một nơi"), cast.front)
    (chart,) = blocks(with_parts(review, bound("chart_by_body")), Chart)
    assert chart.categories == ("Ủy ban MTTQ tỉnh", "UBND tỉnh")
    assert chart.series[0].values == (Decimal(9), Decimal(5))


def test_a_chart_over_time_has_a_gap_where_nothing_is_known(review, cast):
    houses = make_indicator("Nhà")
    make_figure(houses, cast.front, amount=9)
    make_figure(
        houses,
        cast.front,
        amount=4,
        period_from=date(2024, 1, 1),
        period_to=date(2024, 6, 30),
    )
    (chart,) = blocks(with_parts(review, bound("chart_trend")), Chart)
    assert chart.categories == ("2024", "2025", "2026")
    assert chart.series[0].values == (Decimal(4), None, Decimal(9))


def test_a_chart_of_tasks_by_state(review, plan):
    make_focus_task(plan, state="in_progress")
    (chart,) = blocks(with_parts(review, bound("chart_task_states")), Chart)
    assert chart.categories == ("Nội dung khác",)
    assert [s.values[0] for s in chart.series] == [0, 1, 0, 0]


# -- Ranking -------------------------------------------------------------------


def member(name, number):
    return {"name": name, "number": number}


def test_members_are_ranked_where_they_told_a_figure_and_never_as_zero():
    houses = [member("A", "5"), member("B", "9"), member("C", None)]
    money = [member("A", "1"), member("B", "1"), member("C", "7")]
    alone = [member("A", "3"), member("B", None), member("C", None)]
    places = ranking_blocks.places_of(
        [{"members": rows} for rows in (houses, money, alone)]
    )
    assert places == {"A": [2, 2], "B": [1, 2], "C": [1]}


@pytest.mark.parametrize("wants", [True, False])
def test_a_cluster_is_ranked_only_where_it_wants(cast, wants):
    cluster = make_cluster(None, cast.committee, cast.front)
    houses = make_indicator("Nhà")
    for amount, body in enumerate(cluster.members.order_by("pk"), start=1):
        make_figure(houses, body, amount=amount)
    review = make_review(cluster=cluster, office=cluster.convener, shows_ranking=wants)
    with_parts(review, bound("ranking", "Xếp hạng"), bound("figure_results"))
    captions = [table.caption for table in blocks(review, Table)]
    assert ("Xếp hạng thành viên" in captions) is wants
    assert ("1. Xếp hạng" in printed(review)) is wants


# -- Recommendations, money, signing below -------------------------------------


def sent(review, cast, wording, on):
    row = Recommendation.objects.create(
        wording=wording,
        sender=cast.front,
        raised_by=cast.front.name,
        addressee="UBND tỉnh",
        agreement=review.agreement,
        sent_on=on,
    )
    row.addressees.create(organisation=cast.committee)
    return row


def test_recommendations_of_the_period_are_told_apart_from_the_earlier(review, cast):
    sent(review, cast, "Việc mới", date(2026, 3, 1))
    sent(review, cast, "Việc cũ", date(2025, 3, 1))
    parts = bound("earlier_recommendations"), bound("recommendation_register")
    text = printed(with_parts(review, *parts))
    assert text.count("Việc mới") == text.count("Việc cũ") == 1
    assert "Trong kỳ đã gửi 01 kiến nghị: chờ trả lời 01." in text


def test_money_asked_for_and_what_was_granted(review, plan, cast):
    def asked(amount, **answer):
        plan.resource_requests.create(
            organisation=cast.front,
            addressee=cast.committee,
            purpose="Kinh phí",
            amount=amount,
            asked_on=date(2026, 2, 1),
            asked_by=cast.front_staff,
            **answer,
        )

    on = date(2026, 3, 1)
    asked(500_000_000, state="granted", answered_on=on)
    asked(
        200_000_000,
        state="partly",
        granted_amount=100_000_000,
        answer="Cân đối",
        answered_on=on,
    )
    asked(None)
    asked(900_000_000, state="withdrawn")
    text = printed(with_parts(review, bound("resources")))
    assert text == (
        "Trong kỳ có 03 đề nghị về nguồn lực: đồng ý 02 (trong đó đồng ý một phần 01), "
        "chờ trả lời 01. Tổng số tiền đề nghị 700 triệu đồng, số tiền đồng ý 600 triệu "
        "đồng. 01 đề nghị không nêu số tiền."
    )


def test_who_has_signed_below_and_who_has_not(review, plan, cast):
    task = make_focus_task(plan, title="Ký chương trình ở cấp xã")
    xa = [make_organisation(f"UBND xã {name}") for name in "ABC"]
    task.cascade.create(organisation=xa[0], signed_on=date(2026, 2, 1))
    task.cascade.create(organisation=xa[1], due_on=date(2026, 3, 1))
    task.cascade.create(organisation=xa[2], left_out_reason="Mới thành lập")
    review = with_parts(review, bound("cascade"))
    (table,) = blocks(review, Table)
    assert [cell.printed for cell in table.rows[0].cells] == [
        *("Ký chương trình ở cấp xã", "2", "1", "1", "1"),
    ]
    assert "Ký chương trình ở cấp xã: UBND xã B." in printed(review)


# -- In the words of the units -------------------------------------------------


@pytest.fixture
def collected(review, cast, area):
    """Two units of which one was received, on an area and on what went well."""
    units = make_organisation("Sở Y tế"), make_organisation("Sở Tư pháp")
    review.collection = make_collection(
        cast.committee, *units, agreement=review.agreement
    )
    for report in review.collection.unit_reports.all():
        for where in ({"area": area}, {"key": "uu-diem"}):
            UnitReportText.objects.create(
                unit_report=report, text=f"{report.organisation}: làm tốt.", **where
            )
    at = "2026-06-18T08:00+07:00"
    review.collection.unit_reports.filter(organisation=units[0]).update(
        state="received", sent_at=at, first_sent_at=at
    )
    review.outline = [
        {
            "number": "I",
            "heading": "Kết quả",
            "parts": [
                {"key": "nd-giam-sat", "heading": "Giám sát", "area": "giam-sat"},
                {"key": "uu-diem", "heading": "Ưu điểm"},
            ],
        }
    ]
    review.save()
    return review


@pytest.mark.parametrize("key", ["nd-giam-sat", "uu-diem"])
def test_what_received_units_wrote_is_proposed_with_its_source(collected, key):
    (proposal,) = drafting.proposals(collected, key)
    assert proposal.unit.name == "Sở Y tế"
    assert proposal.marked == "Sở Y tế: làm tốt. (Nguồn: Sở Y tế)"
    assert drafting.proposals(collected, "khong-co") == []


def test_proposals_are_added_below_and_never_replace(collected):
    found = drafting.proposals(collected, "uu-diem")
    once = drafting.with_proposals("Lời của cơ quan.", found)
    assert once.splitlines()[0] == "Lời của cơ quan."
    assert drafting.with_proposals(once, found) == once


def test_without_a_collection_nothing_is_proposed(review):
    assert drafting.proposals(review, "uu-diem") == []


@pytest.mark.parametrize("name", ["unit_texts", "area_results"])
def test_the_words_of_units_are_printed_with_who_said_them(collected, name):
    text = printed(with_parts(collected, bound(name)))
    assert "a) Giám sát" in text
    assert "Sở Y tế: Sở Y tế: làm tốt." in text
    assert "Sở Tư pháp" not in text


# -- Cost ----------------------------------------------------------------------


def test_building_makes_no_more_queries_for_more_tasks(
    review, plan, cast, django_assert_num_queries
):
    def more(count):
        for _ in range(count):
            task = make_focus_task(plan, lead_organisation=cast.department)
            task.coordinations.create(organisation=make_organisation())
            make_figure(None, make_organisation(), cast.front)

    more(2)
    built(review)  # a second build removes what the first remembered
    with CaptureQueriesContext(connection) as first:
        built(review)
    more(6)
    with django_assert_num_queries(len(first)):
        built(review)


def test_a_part_without_a_binding_reads_nothing():
    assert bindings.reads("khong-co") == ()
    assert Bound("x") == Bound("x", "", "", ())
