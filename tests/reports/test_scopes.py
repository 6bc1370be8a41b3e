"""Reports about a plan, a body, a province, and reports that stand alone."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Province, Succession
from reports import permissions
from reports.contents import composing, covering
from reports.models import Review, UnitReport
from reports.outlines import outline
from reports.reviews import ordering
from tests.factories import (
    make_agreement,
    make_cluster,
    make_collection,
    make_figure,
    make_focus_task,
    make_indicator,
    make_issued_plan,
    make_organisation,
    make_plan,
    make_review,
    make_user,
)
from tests.reports.asking import in_state
from tests.reports.test_building import built, words

PERIOD = {
    "period_label": "Năm 2026",
    "period_from": date(2026, 1, 1),
    "period_to": date(2026, 12, 31),
}


def ordered(cast, about, **changes):
    values = {"kind": "year", "about": about, "office": cast.committee}
    return ordering.order(**values | PERIOD | {"by": cast.manager} | changes)


def titles(review):
    return [row["title"] for row in built(review).bound["tasks"]["rows"]]


# -- One plan ------------------------------------------------------------------


def test_a_plan_is_reported_on_alone(cast, agreement):
    plan, other = make_issued_plan(agreement), make_issued_plan(agreement, year=2025)
    make_focus_task(plan, title="Việc năm 2026")
    make_focus_task(other, title="Việc năm 2025")
    review = ordered(cast, plan)
    assert (review.agreement, review.plan) == (agreement, plan)
    assert titles(review) == ["Việc năm 2026"]
    number = plan.document_number
    assert review.subject == f"Kết quả thực hiện Kế hoạch số {number}, năm 2026"
    assert (
        composing.compose(review)
        .opening[0]
        .startswith(f"Thực hiện Kế hoạch số {number}, ")
    )


# -- One body ------------------------------------------------------------------


def test_a_body_is_reported_on_over_all_its_agreements(cast, agreement):
    other = make_agreement(cast.committee, cast.elsewhere)
    led = make_focus_task(
        make_issued_plan(agreement), lead_organisation=cast.department, title="Chủ trì"
    )
    joined = make_focus_task(make_issued_plan(other), title="Phối hợp")
    joined.coordinations.create(organisation=cast.department)
    make_focus_task(led.plan, title="Việc của nơi khác")
    review = ordered(cast, cast.department, kind="half_year")
    assert titles(review) == ["Chủ trì", "Phối hợp"]
    assert covering.bodies_of(review) == [cast.department]
    assert review.subject == "Kết quả công tác phối hợp của Sở Nội vụ, năm 2026"


def test_what_the_body_it_replaced_led_is_its_own(cast, agreement):
    old = make_organisation("Sở cũ", dissolved_on=date(2026, 3, 1))
    Succession.objects.create(
        predecessor=old, successor=cast.department, took_effect_on=date(2026, 3, 1)
    )
    make_focus_task(make_issued_plan(agreement), lead_organisation=old, title="Cũ")
    assert titles(ordered(cast, cast.department)) == ["Cũ"]


def test_an_office_never_reads_plans_that_it_may_not_see(cast):
    secret = make_agreement(cast.elsewhere, cast.front, is_public=False)
    make_focus_task(make_issued_plan(secret), lead_organisation=cast.department)
    assert titles(ordered(cast, cast.department)) == []
    assert len(titles(ordered(cast, cast.department, office=cast.department))) == 1


# -- A province ----------------------------------------------------------------


def test_a_province_has_all_agreements_of_its_bodies(cast, agreement):
    province = Province.objects.create(name="Thử Nghiệm", title="tỉnh")
    cast.committee.province = province
    cast.committee.save()
    make_focus_task(make_issued_plan(agreement), title="Trong tỉnh")
    elsewhere = make_agreement(cast.elsewhere, make_organisation())
    make_focus_task(make_issued_plan(elsewhere), title="Tỉnh khác")
    review = ordered(cast, province)
    assert titles(review) == ["Trong tỉnh"]
    assert covering.bodies_of(review) == [cast.committee]
    assert "trên địa bàn tỉnh Thử Nghiệm" in composing.compose(review).opening[0]


# -- Standing alone ------------------------------------------------------------


def test_standing_alone_it_has_prose_and_the_chosen_figures(cast, agreement):
    make_focus_task(make_issued_plan(agreement))
    chosen, other = make_indicator("Nhà đại đoàn kết"), make_indicator("Khác")
    for indicator in (chosen, other):
        make_figure(indicator, cast.committee)
    review = built(
        ordered(cast, None, subject="Vì người nghèo", indicators=[chosen.pk])
    )
    assert review.bound["tasks"] is None
    assert [row["name"] for row in review.bound["figures"]] == ["Nhà đại đoàn kết"]
    assert composing.compose(review).annexes == ()


def test_a_chosen_figure_nobody_reported_is_a_gap(cast):
    chosen = make_indicator("Nhà đại đoàn kết")
    review = built(ordered(cast, None, subject="Riêng", indicators=[chosen.pk]))
    assert "chưa có thông tin của UBND tỉnh" in words(composing.compose(review))


def test_standing_alone_without_figures_it_is_prose_only(cast):
    make_figure(None, cast.committee)
    review = built(ordered(cast, None, subject="Riêng"))
    assert outline.bound_parts(review) == []
    assert review.bound["figures"] == []


# -- From a collection ---------------------------------------------------------


def test_a_collection_names_the_units_that_are_missing(cast, agreement):
    unit, silent = make_organisation("Đơn vị A"), make_organisation("Đơn vị B")
    collection = make_collection(cast.committee, unit, silent, agreement=agreement)
    houses = make_indicator("Nhà")
    collection.indicators.add(houses)
    report = collection.unit_reports.get(organisation=unit)
    in_state(report, UnitReport.State.SENT)
    make_figure(houses, unit, unit_report=report)
    make_figure(houses, cast.front, amount=5)
    review = built(ordered(cast, agreement, collection=collection))
    (row,) = review.bound["figures"]
    assert row["number"] == "15"
    assert row["missing"] == ["Đơn vị B"]
    assert row["notes"] == ["có số liệu của Đơn vị A chưa được nhận"]
    assert "Các đơn vị gửi báo cáo" in composing.compose(review).recipients


def test_a_unit_left_out_is_not_missed(cast, agreement):
    unit, out = make_organisation("Đơn vị A"), make_organisation("Đơn vị B")
    collection = make_collection(cast.committee, unit, out, agreement=agreement)
    collection.unit_reports.filter(organisation=out).update(
        state="left_out", reason="Mới thành lập"
    )
    houses = make_indicator("Nhà")
    collection.indicators.add(houses)
    (row,) = built(ordered(cast, agreement, collection=collection)).bound["figures"]
    assert row["missing"] == ["Đơn vị A"]


# -- Who may order what --------------------------------------------------------


@pytest.fixture
def province(cast):
    province = Province.objects.create(name="Thử Nghiệm", title="tỉnh")
    cast.committee.province = province
    cast.committee.save()
    return province


def offices(user, about):
    return set(permissions.offices_to_order_for(user, about))


def test_a_body_is_reported_on_by_itself_or_the_one_above(cast):
    head = make_user((cast.department, "manager"))
    assert offices(head, cast.department) == {cast.department}
    assert offices(cast.manager, cast.department) == {cast.committee}
    assert offices(cast.front_manager, cast.department) == set()
    assert offices(cast.admin, cast.department) == {cast.committee, cast.department}


def test_a_province_is_reported_on_by_its_provincial_bodies(cast, province):
    assert offices(cast.manager, province) == {cast.committee}
    assert offices(cast.front_manager, province) == set()


def test_a_plan_is_reported_on_once_it_is_issued(cast, agreement):
    assert offices(cast.manager, make_issued_plan(agreement)) == {cast.committee}
    assert offices(cast.front_manager, make_issued_plan(agreement)) == {cast.front}
    assert offices(cast.manager, make_plan(agreement)) == set()


def test_standing_alone_is_for_managers_of_their_own_bodies(cast):
    assert offices(cast.manager, None) == {cast.committee}
    assert offices(cast.staff, None) == set()


def test_of_a_collection_its_office_reports(cast, agreement):
    collection = make_collection(cast.committee, cast.department, agreement=agreement)
    assert offices(cast.manager, collection) == {cast.committee}
    assert offices(cast.front_manager, collection) == set()


def test_of_a_cluster_only_the_convener_reports(cast):
    cluster = make_cluster(cast.front, cast.committee)
    assert offices(cast.front_manager, cluster) == {cast.front}
    assert offices(cast.manager, cluster) == set()


# -- Who reads it once it is out -------------------------------------------------


def test_the_body_it_is_about_reads_it_once_it_is_out(cast):
    head = make_user((cast.department, "staff"))
    review = make_review(
        None, cluster=None, organisation=cast.department, office=cast.committee
    )
    assert review not in Review.objects.visible_to(head)
    Review.objects.filter(pk=review.pk).update(state="recorded")
    assert review in Review.objects.visible_to(head)
    assert review not in Review.objects.visible_to(cast.outsider)


def test_the_bodies_of_a_province_read_its_report_once(cast, province):
    cast.front.province = province
    cast.front.save()
    review = make_review(
        None, cluster=None, province=province, office=cast.committee, state="recorded"
    )
    seen = Review.objects.visible_to(cast.front_staff)
    assert list(seen) == [review]


@pytest.mark.parametrize("name", ["plan", "organisation", "province"])
def test_the_list_says_what_each_is_about(visit, cast, agreement, province, name):
    about = {
        "plan": make_issued_plan(agreement),
        "organisation": cast.department,
        "province": province,
    }[name]
    review = ordered(cast, about)
    page = visit(cast.staff, reverse("reports:review-list")).text
    assert str(about.label) in page
    assert review.about_label == about.label
    detail = visit(cast.staff, review.get_absolute_url())
    assert about.get_absolute_url() in detail.text
