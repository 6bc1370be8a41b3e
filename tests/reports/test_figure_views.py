"""The pages of figures and clusters, as someone who may and someone who may not."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import Succession
from reports.models import Breakdown, Figure
from tests.factories import (
    make_cluster,
    make_figure,
    make_focus_task,
    make_indicator,
    make_issued_plan,
    make_organisation,
)
from tests.reports.addresses import url

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"


# -- Figures -----------------------------------------------------------------


def test_the_list_of_figures_is_of_ones_own_bodies(visit, cast, figure):
    assert "trên 1.242 căn" in visit(cast.front_staff, url("figure-list")).text
    assert "trên 1.242 căn" not in visit(cast.outsider, url("figure-list")).text


def test_a_part_is_told_from_the_whole_in_the_list_and_its_sheet(visit, cast, figure):
    part = Breakdown.objects.create(indicator=figure.indicator, name="Xây mới")
    make_figure(figure.indicator, cast.front, breakdown=part)
    assert "trong đó: Xây mới" in visit(cast.front_staff, url("figure-list")).text
    answer = visit(cast.front_staff, url("figure-list") + "?tai=csv")
    rows = answer.getvalue().decode("utf-8-sig").splitlines()
    assert "Trong đó" in rows[0]
    assert sum("Xây mới" in row for row in rows) == 1


def figure_data(cast, **changes):
    return {
        "form_token": TOKEN,
        "indicator": make_indicator(unit="tỷ đồng", scale=10**9).pk,
        "qualifier": "above",
        "value": "157",
        "period_from": "01/01/2026",
        "period_to": "30/06/2026",
        "organisations": [cast.front.pk],
        "entering_organisation": cast.front.pk,
    } | changes


def test_a_figure_is_entered_once(visit, cast):
    data = figure_data(cast)
    for _ in range(2):
        response = visit(cast.front_staff, url("figure-create"), data)
        assert response.status_code == 302
    assert Figure.objects.get().words == "trên 157 tỷ đồng"


def test_a_body_that_has_ended_has_no_later_results(visit, cast):
    """Its successor would not have them either: they were lost from every total."""
    old = make_organisation("Cơ quan cũ", dissolved_on=date(2026, 3, 1))
    Succession.objects.create(
        predecessor=old, successor=cast.front, took_effect_on=date(2026, 3, 1)
    )
    page = visit(cast.front_staff, url("figure-create"))
    assert page.context["form"]["organisations"].value() == [cast.front.pk]
    data = figure_data(cast, organisations=[old.pk])
    page = visit(cast.front_staff, url("figure-create"), data)
    assert "không còn ở ngày cuối kỳ" in page.text
    data |= {"period_to": "28/02/2026"}
    assert visit(cast.front_staff, url("figure-create"), data).status_code == 302


def test_figures_are_entered_by_staff_and_managers(visit, cast):
    assert visit(cast.reviewer, url("figure-create")).status_code == 403
    assert visit(cast.front_manager, url("figure-create")).status_code == 200


def test_a_figure_of_a_stranger_is_not_entered(visit, cast):
    data = figure_data(cast, organisations=[cast.committee.pk])
    response = visit(cast.front_staff, url("figure-create"), data)
    assert response.status_code == 200
    assert not Figure.objects.exists()


def test_a_convener_enters_for_its_members(visit, cast):
    make_cluster(cast.front, cast.committee)
    data = figure_data(cast, organisations=[cast.committee.pk])
    visit(cast.front_staff, url("figure-create"), data)
    assert list(Figure.objects.get().organisations.all()) == [cast.committee]


def test_a_figure_of_a_progress_entry_keeps_its_thread(visit, cast, agreement):
    task = make_focus_task(make_issued_plan(agreement), lead_organisation=cast.front)
    update = task.progress_updates.create(
        organisation=cast.front,
        reported_on=date(2026, 3, 1),
        reported_by=cast.front_staff,
        percent=50,
        done_text="Đã làm",
    )
    address = url("figure-create", tien_do=update.pk)
    assert task.title in visit(cast.front_staff, address).text
    visit(cast.front_staff, address, figure_data(cast))
    assert Figure.objects.get().progress_update == update
    assert visit(cast.outsider, address).status_code == 404


def test_a_figure_is_corrected_by_the_body_that_entered_it(visit, cast, figure):
    address = url("figure-edit", figure.pk)
    assert visit(cast.reviewer, address).status_code == 403
    assert visit(cast.outsider, address).status_code == 404
    assert 'value="1.242"' in visit(cast.front_staff, address).text
    data = figure_data(cast, indicator=figure.indicator_id, value="1.300")
    data |= {"reason": "cộng sót", "version": 1}
    visit(cast.front_staff, address, data)
    figure.refresh_from_db()
    assert figure.amount == 1300
    stale = visit(cast.front_staff, address, data)
    assert "người khác đã sửa" in stale.text


def test_a_figure_is_withdrawn_with_a_reason(visit, cast, figure):
    address = url("figure-withdraw", figure.pk)
    visit(cast.front_staff, address, {"version": 1, "form_token": TOKEN})
    figure.refresh_from_db()
    assert not figure.is_withdrawn
    data = {"version": 1, "form_token": TOKEN, "reason": "nhập nhầm"}
    page = visit(cast.front_staff, address, data, follow=True)
    assert "Đã rút" in page.text
    assert visit(cast.front_staff, url("figure-edit", figure.pk)).status_code == 403


def test_evidence_leaves_only_to_those_who_may_see_the_figure(visit, cast, figure):
    from accounts.stored_files import files

    figure.evidence = files.store_bytes(content=b"%PDF-", name="a.pdf", by=None)
    figure.save()
    address = url("figure-evidence", figure.pk)
    assert visit(cast.front_staff, address).getvalue() == b"%PDF-"
    assert visit(cast.outsider, address).status_code == 404


# -- Clusters ----------------------------------------------------------------


@pytest.fixture
def cluster(cast):
    return make_cluster(cast.front, cast.committee, cast.elsewhere)


def test_a_cluster_is_seen_by_its_bodies(visit, cast, cluster):
    address = url("cluster-detail", cluster.pk)
    assert cluster.name in visit(cast.front_staff, url("cluster-list")).text
    assert visit(cast.lead, address).status_code == 404
    assert "Lập báo cáo sơ kết cụm" in visit(cast.front_manager, address).text
    assert "Lập báo cáo sơ kết cụm" not in visit(cast.outsider, address).text


def test_a_member_sees_its_own_figures_and_the_convener_all(visit, cast, cluster):
    year = timezone.localdate().year
    period = {"period_from": date(year, 1, 1), "period_to": date(year, 3, 31)}
    make_figure(None, cast.committee, amount=4321, **period)
    address = url("cluster-detail", cluster.pk)
    assert "4.321 căn" in visit(cast.front_staff, address).text
    assert "4.321 căn" in visit(cast.staff, address).text
    assert "4.321 căn" not in visit(cast.outsider, address).text
