"""Each figure of a dashboard is what the list says that it leads to."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import CoordinationArea
from reports.dashboards import boards, summary, trend
from reports.models import PeriodKind, Recommendation
from tasks.approvals import approval
from tasks.models import TaskState
from tests import factories

ON = timezone.localdate()
DAY = timedelta(days=1)


def ago(days):
    return ON - days * DAY


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee, year=ON.year)


@pytest.fixture
def busy(cast, agreement, plan):
    """Late tasks and parts of several bodies, in plans known whole and in others."""
    area = CoordinationArea.objects.create(code="giam-sat", name="Giám sát")
    for days in (1, 9, 40):
        task = factories.make_focus_task(
            plan, lead_organisation=cast.department, due_on=ago(days), area=area
        )
        task.coordinations.create(organisation=cast.front)
    own_day = factories.make_focus_task(plan, due_on=ON + 20 * DAY)
    own_day.coordinations.create(organisation=cast.front, due_on=ago(3))
    factories.make_focus_task(plan, due_on=ON + 3 * DAY)
    factories.make_focus_task(plan, due_on=ago(5), state=TaskState.CANCELLED)
    for done in (ago(30), ago(1)):
        factories.make_focus_task(
            plan, due_on=ago(20), state=TaskState.DONE, completed_on=done
        )
    draft = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(draft, due_on=ago(5))
    elsewhere = others_plan(cast)
    factories.make_focus_task(
        elsewhere, lead_organisation=cast.department, due_on=ago(7)
    )
    stranger = factories.make_focus_task(
        elsewhere, lead_organisation=cast.elsewhere, due_on=ago(50)
    )
    stranger.coordinations.create(organisation=cast.department)
    stranger.coordinations.create(organisation=cast.elsewhere)
    return area


def others_plan(cast):
    """Of an agreement that nobody of the cast signed."""
    partner = factories.make_organisation(kind="mttq")
    agreement = factories.make_agreement(cast.elsewhere, partner)
    return factories.make_issued_plan(agreement, year=ON.year)


def board_of(user, about=None, **params):
    if about is None:
        scope = boards.scope_of_user(user, ON)
    else:
        scope = boards.scope_of_body(about, user, ON)
    figures = boards.figure_bodies_of(scope)
    asked = boards.filter_of(params, scope, figures)
    return boards.board(scope, asked, figures, name="Thử", full=True)


def check(client, user, url, figure):
    """The list has as many rows; of nothing the page shows no link."""
    assert not figure or behind(client, user, url) == figure


def behind(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    filterset = response.context["filter"]
    assert not filterset.errors
    page = response.context["page"]
    assert not page.has_next
    return len(page)


def check_lateness(client, user, board):
    found = board.lateness
    check(client, user, found.url, found.tasks)
    check(client, user, found.parts_url, found.parts)
    check(client, user, found.soon_url, found.soon)
    for row in found.rows:
        check(client, user, row.url, row.tasks)
        check(client, user, row.parts_url, row.parts)


def late_of(board):
    return {
        row.organisation: (row.tasks, row.parts, row.days)
        for row in board.lateness.rows
    }


def test_whose_is_late_in_plans_known_whole_and_ones_own_elsewhere(client, cast, busy):
    board = board_of(cast.manager)
    assert late_of(board) == {cast.department: (3, 0, 40), cast.front: (0, 4, 40)}
    check_lateness(client, cast.manager, board)

    board = board_of(cast.lead, cast.department)
    assert late_of(board) == {cast.department: (4, 1, 50)}
    check_lateness(client, cast.lead, board)

    board = board_of(cast.admin)
    assert (board.lateness.tasks, board.lateness.parts) == (5, 6)
    check_lateness(client, cast.admin, board)


def test_the_body_of_a_party_sees_its_plans_whole(client, cast, busy):
    board = board_of(cast.front_staff, cast.front)
    assert board.lateness.tasks == 3
    check_lateness(client, cast.front_staff, board)


@pytest.mark.parametrize("asked", ["year", "agreement", "area", "body"])
def test_what_is_asked_for_goes_with_every_link(client, cast, agreement, busy, asked):
    value = {
        "year": ON.year,
        "agreement": agreement.pk,
        "area": busy.pk,
        "body": cast.department.pk,
    }[asked]
    for user in (cast.manager, cast.admin):
        board = board_of(user, **{asked: str(value)})
        assert board.lateness.tasks
        check_lateness(client, user, board)
        check_quarters(client, user, board)


def check_quarters(client, user, board):
    assert len(board.quarters) == 8
    for row in board.quarters:
        check(client, user, row.url, row.due)
        check(client, user, row.on_time_url, row.on_time)


def test_quarters_end_with_the_present_one(client, cast, busy):
    board = board_of(cast.manager)
    last = board.quarters[-1]
    assert (last.year, last.number) == (ON.year, (ON.month + 2) // 3)
    assert sum(row.due for row in board.quarters) >= 5
    assert sum(row.on_time for row in board.quarters) == 1
    check_quarters(client, cast.manager, board)


def test_nothing_is_late_in_a_closed_plan(cast, busy, plan):
    plan.state = plan.State.CLOSED
    plan.save()
    board = board_of(cast.manager)

    assert (board.lateness.tasks, board.lateness.parts) == (0, 0)
    assert sum(row.due for row in board.quarters)


# -- Articles ----------------------------------------------------------------------


def test_articles_without_a_task_as_the_page_of_the_agreement_counts(
    client, cast, agreement, plan
):
    articles = [
        agreement.provisions.create(kind="article", number=str(n), position=n)
        for n in range(1, 6)
    ]
    factories.make_focus_task(plan).provisions.add(articles[0])
    factories.make_focus_task(plan, state=TaskState.CANCELLED).provisions.add(
        articles[1]
    )
    amendment = agreement.amendments.create(
        document_number="1", signed_on=ago(30), effective_on=ago(20)
    )
    amendment.changed_provisions.create(action="repeal", number="3")
    amendment.changed_provisions.create(action="insert", number="5a", text="Mới")
    agreement.provisions.create(
        kind="article", number="5a", position=6, inserted_by=amendment
    )
    found = board_of(cast.manager).articles
    assert (found.articles, found.missing, found.lacking) == (5, 4, 1)
    (row,) = found.rows
    client.force_login(cast.manager)
    coverage = client.get(row.url).context["coverage"]
    assert len(coverage.missing) == row.missing
    assert coverage.summary.articles == row.articles


def test_articles_of_an_area_and_agreements_that_ended(cast, agreement, plan):
    area = CoordinationArea.objects.create(code="doi-thoai", name="Đối thoại")
    for number in (1, 2):
        row = agreement.provisions.create(
            kind="article", number=str(number), position=number
        )
    row.areas.add(area)
    assert board_of(cast.manager, area=str(area.pk)).articles.missing == 1
    agreement.term_end_year = ON.year - 1
    agreement.save()
    assert board_of(cast.manager).articles.agreements == 0


def test_agreements_without_articles_are_named(client, cast, agreement):
    found = board_of(cast.manager).articles
    assert (found.without, found.bare) == (1, [agreement])
    client.force_login(cast.manager)
    page = client.get(reverse("reports:dashboard")).content.decode()
    assert agreement.get_absolute_url() in page.split("Chưa nhập các điều")[1]


# -- Reports, answers, decisions ---------------------------------------------------


def make_collection(office, *units, due_on=None, **fields):
    from reports.models import Collection

    collection = Collection.objects.create(
        title="Báo cáo 6 tháng",
        office=office,
        period_label="6 tháng đầu năm",
        period_from=date(ON.year, 1, 1),
        period_to=date(ON.year, 6, 30),
        units_due_on=due_on or ago(2),
        **fields,
    )
    for unit in units:
        collection.unit_reports.create(organisation=unit, due_on=due_on or ago(2))
    return collection


def test_who_has_not_reported_and_a_unit_sees_only_itself(client, cast, agreement):
    units = (cast.department, cast.elsewhere, factories.make_organisation(kind="so"))
    collection = make_collection(cast.committee, *units)
    at = timezone.now()
    collection.unit_reports.filter(organisation=units[2]).update(
        state="sent", sent_at=at, first_sent_at=at
    )
    found = board_of(cast.manager).silence
    assert [(row.asked, row.silent, row.late) for row in found.rows] == [(3, 2, 2)]
    assert set(found.rows[0].names) == {cast.department.label, cast.elsewhere.label}
    found = board_of(cast.lead, cast.department).silence
    assert [(row.asked, row.silent, row.late) for row in found.rows] == [(1, 1, 1)]
    assert board_of(cast.front_manager).silence.rows == []
    collection.closed_at, collection.closed_by = at, cast.staff
    collection.save()
    assert board_of(cast.manager).silence.silent == 0


def recommend(cast, days_late, *bodies, **fields):
    row = Recommendation.objects.create(
        wording="Bố trí kinh phí",
        sender=cast.front,
        sent_on=ago(90),
        due_on=None if days_late is None else ago(days_late),
        due_basis="" if days_late is None else "document",
        **fields,
    )
    for body in bodies:
        row.addressees.create(organisation=body)
    return row


def test_which_recommendations_wait_and_how_long(client, cast, agreement):
    recommend(cast, 20, cast.committee, cast.department, agreement=agreement)
    recommend(cast, -5, cast.committee)
    recommend(cast, None, cast.department)
    answered = recommend(cast, 3, cast.committee)
    answered.addressees.update(state="answered")
    for user, body, waiting, late in (
        (cast.manager, None, 2, 1),
        (cast.front_manager, None, 3, 1),
        (cast.lead, cast.department, 2, 1),
        (cast.admin, None, 3, 1),
    ):
        found = board_of(user, body).replies
        if user == cast.lead:  # not how late the committee is with its answer
            assert [row.organisation for row in found.rows] == [cast.department]
        assert (found.waiting, found.late) == (waiting, late)
        check(client, user, found.url, waiting)
        check(client, user, found.late_url, late)
        for *_, count, url in (found.in_time, *found.bands, found.without_day):
            check(client, user, url, count)
        for row in found.rows:
            check(client, user, row.url, row.waiting)
            check(client, user, row.late_url, row.late)


def test_which_plans_wait_for_a_decision_and_whose(client, cast, agreement):
    draft = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=ON)
    for user in (cast.manager, cast.front_manager, cast.admin):
        found = board_of(user).decisions
        assert (found.plans, found.late) == (1, 0)
        check(client, user, found.url, 1)
        assert [row.waits_for for row in found.rows] == [cast.front.name]
    assert board_of(cast.lead, cast.department).decisions.plans == 0


def test_an_indicator_by_period_and_missing_is_not_nought(client, cast):
    indicator = factories.make_indicator("Nhà đại đoàn kết")
    figure = factories.make_figure(
        indicator,
        cast.committee,
        period_from=date(ON.year, 1, 1),
        period_to=date(ON.year, 1, 31),
        amount=157,
        qualifier="above",
    )
    factories.make_figure(indicator, cast.elsewhere)
    line = board_of(cast.manager).line
    assert line.indicator == indicator
    period, total, url = line.rows[-1]
    assert total.words == "trên 157 căn"
    assert line.rows[0][1].words == "chưa có thông tin"
    client.force_login(cast.manager)
    assert client.get(url).context["entries"] == [(figure, True)]
    assert "trên 157" in line.chart.alternative
    assert board_of(cast.front_manager).line is None


def test_a_result_in_common_is_told_as_such_to_each_body(cast):
    period = {"period_from": date(ON.year, 1, 1), "period_to": date(ON.year, 1, 31)}
    indicator = factories.make_indicator("Nhà đại đoàn kết")
    factories.make_figure(indicator, cast.committee, cast.front, **period)
    assert board_of(cast.manager).line.shared == (f"Năm {ON.year}",)
    assert board_of(cast.admin).line.shared == ()


def test_of_very_many_bodies_the_figures_are_listed(cast, monkeypatch):
    """An address that names them all would be refused."""
    monkeypatch.setattr(trend, "MOST_NAMED", 0)
    figure = factories.make_figure(factories.make_indicator("Nhà"), cast.committee)
    period, *_ = trend.last_periods(PeriodKind.objects.get(code="nam"), ON)
    url = trend.url_of(figure.indicator, period, {cast.committee.pk})
    assert url.startswith(reverse("reports:figure-list"))


def test_the_tiles_say_each_answer_once(cast, busy):
    tiles = summary.tiles(board_of(cast.manager))
    # No article is on record: how many have no task is not known.
    assert [tile.figure for tile in tiles] == ["3", "–", "0", "0", "0"]
    assert "trễ nhất 40 ngày" in tiles[0].text


def test_the_workbook_holds_every_row(client, cast, busy):
    import io

    import openpyxl

    client.force_login(cast.manager)
    answer = client.get(reverse("reports:dashboard"), {"tai": "xlsx", "year": ON.year})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames[:2] == ["Đang chậm", "Điều chưa có nhiệm vụ"]
    sheet = book["Đang chậm"]
    assert f"Năm: {ON.year}" in sheet["A2"].value
    assert [cell.value for cell in sheet[5]] == [cast.front.label, 0, 4, 40]
    assert client.get(reverse("reports:dashboard"), {"tai": "pdf"}).status_code == 404
