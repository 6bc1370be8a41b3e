"""From an entry up to the reports that used it, and down from a sum to its entries."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Succession
from reports.contents import building
from reports.indicators import figures, tracing
from reports.models import FigureUse, Review
from reports.reviews import correcting
from tests.factories import (
    make_cluster,
    make_figure,
    make_indicator,
    make_organisation,
    make_review,
)
from tests.reports.addresses import url

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


def built(review):
    building.build(review, lambda *step: None, at=AT)
    review.refresh_from_db()
    return review


@pytest.fixture
def review(agreement):
    return make_review(agreement)


@pytest.fixture
def figure(cast):
    return make_figure(make_indicator("Nhà"), cast.committee, amount=12)


def test_a_built_draft_is_found_from_its_figures(review, figure, cast):
    built(review)
    (use,), others = tracing.uses(figure, cast.staff)
    assert (use.review, use.version, use.is_current, others) == (review, 1, True, 0)


def test_building_again_remembers_the_same(review, figure):
    built(review)
    built(review)
    assert FigureUse.objects.count() == 1


def test_a_figure_changed_since_is_said(review, figure, cast):
    built(review)
    figures.correct(
        figure=figure, version=1, values={"amount": 15}, reason="sót", by=cast.staff
    )
    (use,), _ = tracing.uses(figure, cast.staff)
    assert (use.version, use.is_current) == (1, False)
    assert use.standing == "số trong báo cáo khác hiện nay"


def test_a_withdrawn_figure_is_no_longer_what_the_report_says(review, figure, cast):
    built(review)
    figures.withdraw(figure=figure, version=1, reason="nhầm", by=cast.staff, at=AT)
    (use,), _ = tracing.uses(figure, cast.staff)
    assert not use.is_current


def test_a_draft_of_others_is_counted_and_not_shown(review, figure, cast):
    built(review)
    figure.organisations.add(cast.elsewhere)
    assert tracing.uses(figure, cast.outsider) == ([], 1)


def test_the_draft_of_a_correction_has_the_figures_of_what_it_corrects(
    review, figure, cast
):
    built(review)
    Review.objects.filter(pk=review.pk).update(
        state=Review.State.ISSUED,
        document_number="1/BC-UBND",
        issued_on=AT.date(),
        snapshot={},
        snapshot_sha256="x",
    )
    review.refresh_from_db()
    correcting.correction(review=review, reason="sai sót", by=cast.manager)
    assert figure.uses.count() == 2


def test_a_side_of_a_ratio_leads_to_the_ratio(figure):
    ratio = make_indicator(
        unit="%",
        body_rule="ratio",
        numerator=figure.indicator,
        denominator=make_indicator(),
    )
    rows = [{"indicator": ratio.pk}]
    assert tracing.row_of(rows, figure.indicator_id) == rows[0]
    assert tracing.row_of(rows, make_indicator().pk) is None


def test_the_way_up_costs_the_same_for_many_reports(
    review, figure, cast, django_assert_num_queries
):
    def remember(count):
        for _ in range(count):
            other = make_review(review.agreement)
            FigureUse.objects.create(review=other, figure=figure, version=1)

    built(review)
    remember(3)
    assert cast.staff.organisation_ids  # read once and kept
    with django_assert_num_queries(2):
        tracing.uses(figure, cast.staff)
    remember(30)
    with django_assert_num_queries(2):
        found, _ = tracing.uses(figure, cast.staff)
    assert len(found) == 34


# -- Pages -----------------------------------------------------------------------


def test_the_page_of_a_figure_names_its_reports_and_says_it_in_words(
    visit, cast, review, figure
):
    built(review)
    page = visit(cast.staff, figure.get_absolute_url()).text
    assert review.subject in page
    assert "đúng như hiện nay" in page
    assert "Mười hai căn." in page
    address = url("review-figures", review.pk, figure.indicator_id)
    assert address in page
    assert "12 căn" in visit(cast.staff, address).text


def test_a_sum_leads_down_to_its_figures(visit, cast, figure):
    cluster = make_cluster(cast.committee, cast.committee, cast.front)
    members = [body.pk for body in cluster.members.all()]
    address = tracing.total_url(
        figure.indicator_id, members, figure.period_from, figure.period_to
    )
    page = visit(cast.staff, address).text
    assert "Nhà: 12 căn" in page
    assert figure.get_absolute_url() in page
    assert f"Chưa có thông tin của: {cast.front.label}" in page


def test_the_sums_of_a_cluster_lead_down_also_of_a_successor(visit, cast, figure):
    old = make_organisation("Cơ quan cũ", dissolved_on=date(2026, 1, 1))
    Succession.objects.create(
        predecessor=old, successor=cast.front, took_effect_on=date(2026, 1, 1)
    )
    cluster = make_cluster(cast.committee, cast.committee, old)
    page = visit(cast.staff, url("cluster-detail", cluster.pk) + "?ky=2026")
    ((_, trace, *_),) = page.context["table"]
    assert escape(trace) in page.text
    page = visit(cast.staff, trace)
    assert f"Chưa có thông tin của: {cast.front.label}" in page.text


def test_a_sum_of_other_bodies_is_not_shown(visit, cast, figure):
    span = figure.period_from, figure.period_to
    address = tracing.total_url(figure.indicator_id, [cast.committee.pk], *span)
    assert visit(cast.outsider, address).status_code == 404
    assert visit(cast.admin, address).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?chi-tieu=1&tu=2026-01-01&den=2026-06-30",
        "?chi-tieu=9999&co-quan=1&tu=2026-01-01&den=2026-06-30",
        "?chi-tieu={i}&co-quan=x&tu=2026-01-01&den=2026-06-30",
        "?chi-tieu={i}&co-quan=999999999999999999999&tu=2026-01-01&den=2026-06-30",
        "?chi-tieu={i}&co-quan={o}&tu=hom-nay&den=2026-06-30",
        "?chi-tieu={i}&co-quan={o}&tu=2026-06-30&den=2026-01-01",
    ],
)
def test_an_address_that_names_no_sum_is_not_found(visit, cast, figure, query):
    query = query.format(i=figure.indicator_id, o=cast.committee.pk)
    assert visit(cast.admin, url("figure-total") + query).status_code == 404


def test_a_figure_of_no_report_says_so(visit, cast):
    figure = make_figure(None, cast.committee, make_organisation())
    page = visit(cast.staff, figure.get_absolute_url()).text
    assert "Chưa báo cáo nào Ông/Bà xem được dùng số này." in page


def test_the_office_sees_what_was_explained(visit, cast, review, figure):
    figure.explanation = "Đợt cao điểm tháng 6"
    figure.save()
    built(review)
    page = visit(cast.staff, review.get_absolute_url()).text
    assert "Số liệu cần xem kỹ" in page
    assert "giải trình: Đợt cao điểm tháng 6" in page
