"""The page "vì sao tôi (không) nhận được thư này", and the ledger it answers from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Reminder
from accounts.reminding.explaining import why_url
from tests import factories, world
from tests.test_query_counts import queries_of

WHY, LEDGER = "/nhac-viec/vi-sao/", "/so-nhac-viec/"


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, title="Rà soát hộ nghèo"
    )


@pytest.fixture
def row(cast, task):
    return world.reminder(cast, task)


@pytest.fixture
def keeper(cast):
    return factories.make_user((cast.committee, "administrator"))


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


# -- One duty ------------------------------------------------------------------


def test_the_page_answers_for_oneself(client, cast, task, row):
    client.force_login(cast.staff)
    page = text_of(client.get(why_url("task", task.pk)))

    assert "Vì sao tôi được nhắc, chưa được nhắc việc này" in page
    assert "Ông/Bà đã được nhắc việc này 1 lần" in page
    assert task.get_absolute_url() in page
    assert row.digest.get_absolute_url() in page


def test_nobody_learns_of_a_duty_of_others_from_its_number(client, cast, task, row):
    url = why_url("task", task.pk)

    assert status(client, cast.staff, url) == 200  # was told
    assert status(client, cast.lead, url) == 200  # owes it
    assert status(client, cast.admin, url) == 200
    for stranger in (cast.outsider, cast.manager, cast.front_staff, cast.reviewer):
        assert status(client, stranger, url) == 404


@pytest.mark.parametrize(
    "query",
    [
        *("viec=task", "ma=1", "viec=task&ma=mot", "viec=khong-co&ma=1"),
        *("viec=task&ma=999999", "viec=task&ma=99999999999999999999", "nguoi=x"),
        *("nguoi=999999", "viec=task&ma=-1", "viec=task&ma=%C2%B2", "nguoi="),
    ],
)
def test_what_cannot_be_read_is_not_found(client, cast, query):
    assert status(client, cast.admin, f"{WHY}?{query}") == 404


def test_of_a_person_their_managers_and_administrators_ask_and_nobody_else(
    client, cast, task, row, keeper
):
    url = why_url("task", task.pk, cast.staff.pk)
    reviewer = factories.make_user((cast.committee, "reviewer"))

    assert status(client, cast.staff, url) == 200
    for asker in (cast.manager, keeper, cast.admin):
        assert status(client, asker, url) == 200
    for asker in (cast.front_manager, cast.outsider, cast.lead, reviewer):
        assert status(client, asker, url) == 404


def test_of_whoever_left_the_body_its_manager_asks_no_more(client, cast, task, row):
    url = why_url("task", task.pk, cast.staff.pk)
    Membership.objects.filter(user=cast.staff).update(
        ended_on=timezone.localdate() - timedelta(days=1)
    )

    assert status(client, cast.manager, url) == 404
    assert status(client, cast.admin, url) == 200


def test_a_manager_who_owes_a_duty_may_ask_why_somebody_was_not_told(
    client, cast, task
):
    leader = factories.make_user((cast.department, "manager"))
    beside = factories.make_user((cast.department, "reviewer"))
    client.force_login(leader)
    page = text_of(client.get(why_url("task", task.pk, beside.pk)))

    assert f"{beside} hiện không thuộc những người được nhắc việc này." in page


def test_of_somebody_else_the_page_speaks_in_the_third_person(client, cast, task, row):
    client.force_login(cast.manager)
    page = text_of(client.get(why_url("task", task.pk, cast.staff.pk)))

    assert f"Vì sao {cast.staff} được nhắc" in page
    assert f"{cast.staff} đã được nhắc việc này 1 lần" in page
    assert "Ông/Bà" not in page


# -- The latest, and what is looked for ----------------------------------------


def test_without_a_duty_the_page_shows_ones_latest_digests_and_reminders(
    client, cast, row
):
    client.force_login(cast.staff)
    page = text_of(client.get(WHY))

    assert "Rà soát hộ nghèo" in page
    assert why_url("task", row.duty_id).replace("&", "&amp;") in page
    assert row.digest.get_absolute_url() in page
    client.force_login(cast.outsider)
    assert "Chưa có lượt nhắc nào" in text_of(client.get(WHY))


def test_the_latest_of_a_person_lead_to_the_answers_about_that_person(
    client, cast, row
):
    client.force_login(cast.manager)
    page = text_of(client.get(WHY, {"nguoi": cast.staff.pk}))
    link = why_url("task", row.duty_id, cast.staff.pk)

    assert link.replace("&", "&amp;") in page


def test_a_duty_is_found_by_words_of_what_one_was_told(client, cast, row):
    client.force_login(cast.staff)

    assert len(client.get(WHY, {"q": "ngheo ra soat"}).context["found"]) == 1
    assert client.get(WHY, {"q": "khong co"}).context["found"] == []


def test_a_duty_is_found_that_one_owes_and_was_not_told_of(client, cast, task):
    part = task.coordinations.create(organisation=cast.front, part="Khảo sát")
    client.force_login(cast.lead)
    assert [
        one.why_url for one in client.get(WHY, {"q": "ho ngheo"}).context["found"]
    ] == [why_url("task", task.pk)]
    client.force_login(cast.front_staff)
    assert [
        one.why_url for one in client.get(WHY, {"q": "ho ngheo"}).context["found"]
    ] == [why_url("part", part.pk)]
    client.force_login(cast.manager)  # sees the task, but does not owe it
    assert client.get(WHY, {"q": "ho ngheo"}).context["found"] == []


def test_the_latest_page_by_key_without_a_gap(client, cast, task):
    for _ in range(60):
        world.reminder(
            cast, factories.make_focus_task(task.plan, lead_organisation=cast.front)
        )
    client.force_login(cast.staff)
    seen, query = [], ""
    while True:
        page = client.get(f"{WHY}?{query}").context["page"]
        seen += [row.pk for row in page]
        assert len(page) <= 25
        query = page.next_query
        if not query:
            break

    newest_first = Reminder.objects.order_by("-planned_at", "-pk")
    assert seen == list(newest_first.values_list("pk", flat=True))


def test_a_search_makes_no_more_queries_when_more_is_found(client, cast, task):
    client.force_login(cast.staff)

    def more():
        other = factories.make_focus_task(
            task.plan, title="Rà soát", lead_organisation=cast.committee
        )
        world.reminder(cast, other)
        factories.make_focus_task(
            task.plan, title="Rà soát", lead_organisation=cast.committee
        )

    more()
    queries_of(client, f"{WHY}?q=ra+soat")
    before = queries_of(client, f"{WHY}?q=ra+soat")
    more(), more()
    assert queries_of(client, f"{WHY}?q=ra+soat") <= before


def test_an_answer_makes_no_more_queries_when_more_happened(client, cast, task, row):
    client.force_login(cast.staff)
    url = why_url("task", task.pk)
    queries_of(client, url)
    before = queries_of(client, url)
    for step in (-3, -1):
        more = world.reminder(
            cast, factories.make_focus_task(task.plan, lead_organisation=cast.front)
        )
        Reminder.objects.filter(pk=more.pk).update(duty_id=task.pk, step=step)
        factories.make_user((cast.department, "staff"))

    assert queries_of(client, url) <= before


# -- The ledger ----------------------------------------------------------------


def rows_of(client, **query):
    return [row.pk for row in client.get(LEDGER, query).context["page"]]


@pytest.fixture
def of_front(cast, task):
    """A row of somebody of another body."""
    other = world.reminder(
        cast, factories.make_focus_task(task.plan, lead_organisation=cast.front)
    )
    Reminder.objects.filter(pk=other.pk).update(receiver=cast.front_staff)
    return other


def test_the_ledger_is_for_administrators_each_with_their_own_people(
    client, cast, row, of_front, keeper
):
    for user in (cast.staff, cast.manager, cast.reviewer, cast.outsider):
        assert status(client, user, LEDGER) == 403
    client.force_login(cast.admin)
    assert rows_of(client) == [of_front.pk, row.pk]
    client.force_login(keeper)
    assert rows_of(client) == [row.pk]


def test_a_row_of_the_ledger_leads_to_the_answer_about_its_receiver(
    client, cast, row, keeper
):
    client.force_login(keeper)
    link = why_url("task", row.duty_id, cast.staff.pk)

    assert link.replace("&", "&amp;") in text_of(client.get(LEDGER))
    assert client.get(link).status_code == 200


def test_the_ledger_is_searched_by_receiver_kind_state_late_and_failed(
    client, cast, row, of_front
):
    client.force_login(cast.admin)
    Reminder.objects.filter(pk=row.pk).update(is_late=True, duty="part")
    mail = of_front.digest.mail
    type(mail).objects.filter(pk=mail.pk).update(given_up_at=timezone.now())

    assert rows_of(client, nguoi="cvmattran") == [of_front.pk]
    assert rows_of(client, viec="part") == [row.pk]
    assert rows_of(client, tinhtrang="sent") == [of_front.pk, row.pk]
    assert rows_of(client, tinhtrang="withdrawn") == []
    assert rows_of(client, muon="on") == [row.pk]
    assert rows_of(client, hong="on") == [of_front.pk]


def test_the_ledger_shows_the_last_month_unless_other_days_are_asked_for(
    client, cast, row, of_front
):
    client.force_login(cast.admin)
    today = timezone.localdate()
    long_ago = today - timedelta(days=90)
    Reminder.objects.filter(pk=row.pk).update(
        planned_at=timezone.now() - timedelta(days=90)
    )

    assert rows_of(client) == [of_front.pk]
    assert rows_of(client, tu=f"{long_ago:%d/%m/%Y}") == [of_front.pk, row.pk]
    assert rows_of(client, den=f"{long_ago:%d/%m/%Y}") == [row.pk]
    assert rows_of(client, tu="32/13/2026") == [of_front.pk]
    page = text_of(client.get(LEDGER, {"den": f"{long_ago:%d/%m/%Y}"}))
    assert f"đến ngày {long_ago:%d/%m/%Y}" in page


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_the_first_and_the_last_day_there_are_do_not_break_the_ledger(
    client, cast, row, day
):
    client.force_login(cast.admin)
    for name in ("tu", "den"):
        assert client.get(LEDGER, {name: day}).status_code == 200


def test_a_duty_that_is_gone_stays_in_the_ledger_without_a_link(client, cast, row):
    Reminder.objects.update(duty_id=999_999)
    client.force_login(cast.admin)

    assert "Việc không còn trong hệ thống" in text_of(client.get(LEDGER))
