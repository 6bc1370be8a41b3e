"""The dashboards as pages: who opens which, what they show, what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmulationCluster, Membership
from reports.models import Recommendation
from tests import factories
from tests.reports.test_dashboards import make_collection

ON = timezone.localdate()


def of_body(body):
    return reverse("reports:organisation-dashboard", args=[body.pk])


def of_cluster(cluster):
    return reverse("reports:cluster-dashboard", args=[cluster.pk])


def status(visit, user, address):
    return visit(user, address).status_code


def test_who_opens_the_dashboard_of_all_their_bodies(visit, cast):
    address = reverse("reports:dashboard")
    below = factories.make_user((cast.department, "manager"))
    administrator = factories.make_user((cast.committee, "administrator"))
    may = (cast.manager, cast.front_manager, administrator, cast.admin)
    may_not = (cast.staff, cast.reviewer, cast.lead, below, cast.outsider)
    assert {status(visit, user, address) for user in may} == {200}
    assert {status(visit, user, address) for user in may_not} == {403}


def test_a_body_shows_its_dashboard_to_its_own_people_only(visit, cast):
    address = of_body(cast.department)
    assert {status(visit, u, address) for u in (cast.lead, cast.admin)} == {200}
    others = (cast.manager, cast.front_manager, cast.outsider)
    assert {status(visit, user, address) for user in others} == {403}
    assert status(visit, cast.admin, "/bang-dieu-hanh/co-quan/999999/") == 404


def test_who_left_a_body_opens_its_dashboard_no_more(visit, cast):
    Membership.objects.filter(user=cast.lead).update(ended_on=ON)
    assert status(visit, cast.lead, of_body(cast.department)) == 403


def test_a_board_that_is_not_ones_own_narrows_no_list(client, cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan)
    client.force_login(cast.outsider)
    address = reverse("tasks:focus-task-list")
    page = client.get(address, {"board": cast.committee.pk}).context["page"]
    assert list(page) == []
    page = client.get(address, {"board": "x" * 30}).context["page"]
    assert list(page) == []


def test_a_visitor_asks_the_public_lists_for_no_board(client, db):
    for address in ("tasks:public-plan-list", "reports:public-review-list"):
        assert client.get(reverse(address), {"board": "tat-ca"}).status_code == 200


def test_a_member_reads_its_own_rows_and_the_convener_all(visit, cast):
    members = [cast.front, cast.department]
    cluster = factories.make_cluster(cast.committee, *members, ranks_members=True)
    indicator = factories.make_indicator("Nhà đại đoàn kết")
    for member, amount in zip(members, (1242, 57), strict=True):
        factories.make_figure(
            indicator,
            member,
            amount=amount,
            period_from=ON.replace(month=1, day=1),
            period_to=ON.replace(month=1, day=31),
        )
    make_collection(cast.committee, *members, cluster=cluster)
    board = visit(cast.manager, of_cluster(cluster)).context["board"]
    ranks = [(row.name, row.rank) for row in board.standings]
    assert ranks == [(cast.front.label, 1), (cast.department.label, 2)]
    assert len(board.owed) == 2
    EmulationCluster.objects.update(ranks_members=False)
    unranked = visit(cast.manager, of_cluster(cluster))
    assert [row.rank for row in unranked.context["board"].standings] == [None, None]
    assert "Hạng" not in unranked.content.decode()
    own = visit(cast.lead, of_cluster(cluster))
    assert [row.name for row in own.context["board"].standings] == ["Sở Nội vụ"]
    assert [row.rank for row in own.context["board"].standings] == [None]
    assert [row.report.organisation for row in own.context["board"].owed] == [
        cast.department
    ]
    assert "1.242" not in own.content.decode()
    assert "Hạng" not in own.content.decode()
    assert status(visit, cast.outsider, of_cluster(cluster)) == 404


def test_the_figure_of_reports_being_written_is_not_that_of_the_shown(visit, cast):
    cluster = factories.make_cluster(cast.committee, cast.front)
    for _ in range(9):
        factories.make_review(cluster=cluster, office=cast.committee, state="draft")
    page = visit(cast.manager, of_cluster(cluster))
    assert [tile.figure for tile in page.context["tiles"]][-1] == "9"
    assert "và 1 báo cáo khác đang lập" in page.content.decode()


def test_equal_members_share_a_rank_and_a_silent_one_has_none(cast):
    from decimal import Decimal

    from reports.dashboards.cluster import Standing, with_ranks

    amounts = (5, None, 9, 5)
    rows = [
        Standing(str(n), x if x is None else Decimal(x), "", "", "")
        for n, x in enumerate(amounts)
    ]
    ranked = [(row.name, row.rank) for row in with_ranks(rows)]
    assert ranked == [("2", 1), ("0", 2), ("3", 2), ("1", None)]


def test_what_cannot_be_read_is_said_and_nothing_is_lost(visit, cast):
    page = visit(cast.manager, reverse("reports:dashboard") + "?year=abc&area=999")
    assert page.status_code == 200
    assert "chọn một lựa chọn hợp lệ" in page.content.decode()


def test_the_way_there_is_in_the_navigation(visit, cast):
    desk = reverse("reports:workspace")
    assert (
        f'href="{reverse("reports:dashboard")}"'
        in visit(cast.manager, desk).content.decode()
    )
    assert of_body(cast.department) in visit(cast.lead, desk).content.decode()


def more_of_everything(cast, agreement, cluster, indicator):
    lead = factories.make_organisation(kind="so")
    plan = factories.make_issued_plan(agreement, office=cast.committee, year=ON.year)
    late = ON - timedelta(days=lead.pk)
    task = factories.make_focus_task(plan, lead_organisation=lead, due_on=late)
    task.coordinations.create(organisation=cast.front)
    task.coordinations.create(organisation=lead, due_on=late)
    other = factories.make_agreement(cast.committee, lead)
    other.provisions.create(kind="article", number="1", position=1)
    amendment = other.amendments.create(
        document_number=str(lead.pk), signed_on=late, effective_on=late
    )
    amendment.changed_provisions.create(action="repeal", number="1")
    agreement.provisions.create(kind="article", number=str(lead.pk), position=lead.pk)
    make_collection(cast.committee, lead, cast.front)
    make_collection(cast.committee, lead, cluster=cluster)
    cluster.places.create(organisation=lead, position=lead.pk)
    factories.make_figure(
        indicator,
        lead,
        cast.committee,
        period_from=ON.replace(month=1, day=1),
        period_to=ON.replace(month=1, day=31),
    )
    recommendation = Recommendation.objects.create(
        wording="Trả lời", sender=cast.committee, sent_on=late
    )
    recommendation.addressees.create(organisation=lead)
    factories.make_plan(agreement, office=cast.committee, state="submitted", round=1)
    factories.make_review(
        cluster=cluster, office=cast.committee, state="draft", due_on=late
    )


@pytest.mark.parametrize("which", ["all", "body", "cluster"])
def test_no_dashboard_makes_more_queries_when_its_rows_double(
    visit, cast, agreement, which
):
    """Worth its time: every table at once, twice."""
    cluster = factories.make_cluster(cast.committee, cast.front)
    thing = (cast, agreement, cluster, factories.make_indicator())
    address = {
        "all": reverse("reports:dashboard"),
        "body": of_body(cast.committee),
        "cluster": of_cluster(cluster),
    }[which]
    for _ in range(3):
        more_of_everything(*thing)
    queries_of(visit, cast.manager, address)
    before = queries_of(visit, cast.manager, address)
    for _ in range(4):
        more_of_everything(*thing)
    assert queries_of(visit, cast.manager, address) <= before


def queries_of(visit, user, address):
    with CaptureQueriesContext(connection) as captured:
        assert visit(user, address).status_code == 200
    return len(captured)
