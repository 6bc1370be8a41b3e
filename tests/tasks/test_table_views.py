"""The table's page and what its script sends: answers in words, never a fault."""

from uuid import uuid4

import pytest
from django.urls import reverse

from agreements.models import Provision
from tasks.models import FocusTask, Heading
from tasks.plans import ordering
from tests import factories


@pytest.fixture
def plan(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee)


@pytest.fixture
def task(plan, cast):
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, title="Giám sát nhà ở"
    )


@pytest.fixture
def send(client, cast, plan):
    """send("cell", row=…, …): the answer to what the script posts."""
    client.force_login(cast.staff)

    def post(name, **body):
        url = reverse(f"tasks:plan-table-{name}", args=[plan.pk])
        response = client.post(url, body, content_type="application/json")
        assert response.status_code == 200
        return response.json()

    return post


def cell(task, name, value, **more):
    seen = {"row": f"nv-{task.pk}", "version": task.version, "cell": name}
    return seen | {"value": value} | more


def test_the_table_shows_rows_headings_and_articles_without_a_row(
    client, cast, plan, task
):
    Heading.objects.create(plan=plan, position=0, number="A", title="Giám sát")
    Provision.objects.create(
        agreement=plan.agreement, kind="article", number="7", position=1, heading="Họp"
    )
    client.force_login(cast.staff)
    page = client.get(reverse("tasks:plan-table", args=[plan.pk])).content.decode()

    assert "A. Giám sát" in page
    assert f'data-row="nv-{task.pk}"' in page
    assert "1 điều chưa có nhiệm vụ" in page
    assert f"?dieu={plan.agreement.provisions.get().pk}" in page


def test_a_cell_is_saved_and_the_row_comes_back(send, task):
    answer = send("cell", **cell(task, "deadline", " quý III ", was="quý II"))

    assert answer["row"]["due"] == "30/09/2026"
    task.refresh_from_db()
    assert task.deadline_as_written == "quý III"


def test_both_values_come_back_when_somebody_else_changed_the_cell(send, task):
    FocusTask.objects.filter(pk=task.pk).update(title="Tên khác", version=2)
    answer = send("cell", **cell(task, "title", "Tên mới", was="Giám sát nhà ở"))

    assert answer["taken"]["text"] == "Tên khác"
    assert answer["version"] == 2


def test_what_is_wrong_is_said_at_its_cell(send, task, cast):
    assert "bắt buộc" in send("cell", **cell(task, "title", "  "))["errors"]["title"]
    two = send("cell", **cell(task, "lead", "Sở Nội vụ; Sở Y tế"))
    assert "chỉ có một cơ quan chủ trì" in two["errors"]["lead"]
    both = {"ids": [cast.department.pk], "group": ""}
    refused = send("cell", **cell(task, "coordinating", both))
    assert "không đồng thời" in refused["errors"]["coordinating"]


def test_a_lead_is_found_by_the_words_typed(send, task, cast):
    send("cell", **cell(task, "lead", "ubnd tinh thu nghiem"))

    task.refresh_from_db()
    assert task.lead_organisation == cast.committee


def test_a_row_sent_twice_is_added_once(send, plan, task, cast):
    body = {
        "token": str(uuid4()),
        "kind": "task",
        "after": f"nv-{task.pk}",
        "cells": {"title": "Việc mới", "lead": cast.front.pk, "deadline": "quý I"},
    }
    first, second = send("add", **body), send("add", **body)

    assert first["row"]["key"] == second["row"]["key"]
    assert plan.tasks.count() == 2
    assert [row["number"] for row in first["order"]] == ["1", "2"]
    assert first["row"]["key"] in first["rows"]


def test_a_row_without_its_lead_is_refused_at_the_cell(send, plan):
    body = {"token": str(uuid4()), "kind": "task", "cells": {"title": "Việc mới"}}
    assert "lead" in send("add", **body)["errors"]
    assert not plan.tasks.exists()


def test_a_row_is_moved_removed_and_restored(send, plan, task):
    other = factories.make_focus_task(plan)
    moved = send("move", row=f"nv-{other.pk}", act="up")
    assert [row["key"] for row in moved["order"]] == [f"nv-{other.pk}", f"nv-{task.pk}"]
    assert "ở đầu" in send("move", row=f"nv-{other.pk}", act="up")["message"]

    removed = send("remove", row=f"nv-{task.pk}")
    assert len(removed["order"]) == 1
    restored = send("restore", undo=removed["undo"])
    assert [row["key"] for row in restored["order"]][1] == f"nv-{task.pk}"


def test_the_buttons_order_rows_without_the_script(client, cast, plan, task):
    other = factories.make_focus_task(plan)
    client.force_login(cast.staff)
    url = reverse("tasks:plan-table-move", args=[plan.pk])
    response = client.post(url, {"move": f"nv-{other.pk}:up"})

    assert response.url.endswith(f"?trang=1#nv-{other.pk}")
    assert [row.pk for row in ordering.read(plan)] == [other.pk, task.pk]


def test_a_heading_is_added_without_the_script(client, cast, plan):
    client.force_login(cast.staff)
    url = reverse("tasks:plan-table-add", args=[plan.pk])
    data = {"token": str(uuid4()), "kind": "heading", "text": "II. Giám sát"}
    for _ in range(2):
        assert client.post(url, data).status_code == 302

    assert str(plan.headings.get()) == "II. Giám sát"


def test_a_heading_is_renamed_without_the_script(client, cast, plan):
    heading = Heading.objects.create(plan=plan, position=1, title="Giam sat")
    client.force_login(cast.staff)
    page = client.get(reverse("tasks:plan-table", args=[plan.pk]), {"muc": heading.pk})
    assert 'value="Giam sat"' in page.text
    url = reverse("tasks:plan-table-cell", args=[plan.pk])
    sent = {"row": f"muc-{heading.pk}", "version": 1, "cell": "title"}

    answer = client.post(url, sent | {"value": "Giám sát"})
    assert answer.url.endswith(f"#muc-{heading.pk}")
    client.post(url, sent | {"value": " "})
    heading.refresh_from_db()
    assert heading.title == "Giám sát"


UNREADABLE = [
    "[1]",
    "{",
    "[" * 5000,
    '{"row": "nv-9999999999999999999", "version": 1e99, "cell": "title"}',
    '{"row": ["nv-1"], "act": {"up": 1}, "undo": 7, "token": 3}',
    '{"row": "nv-1", "version": 1, "cell": "title", "value": "a\\u0000b"}',
    '{"row": "nv-1", "version": 1, "cell": "lead", "value": 1e400}',
    '{"row": "nv-1", "version": 1, "cell": "coordinating", "value": {"ids": [[]]}}',
    '{"token": "00000000-0000-4000-8000-000000000000", "kind": "task", '
    '"after": "nv-1", "cells": {"title": 5, "lead": true}, "citing": [{}]}',
]


@pytest.mark.parametrize("name", ["cell", "add", "move", "remove", "restore"])
def test_what_cannot_be_read_is_refused_in_words(client, cast, plan, name):
    client.force_login(cast.staff)
    url = reverse(f"tasks:plan-table-{name}", args=[plan.pk])
    for body in UNREADABLE:
        response = client.post(url, body, content_type="application/json")
        assert response.status_code == 200, body
        assert {"message", "errors"} & set(response.json()), body


def test_bodies_are_found_with_or_without_marks(client, cast, plan):
    client.force_login(cast.staff)
    url = reverse("tasks:plan-table-bodies", args=[plan.pk])

    found = client.get(url, {"q": "so noi vu"}).json()["bodies"]
    assert found[0][:2] == [cast.department.pk, "Sở Nội vụ"]
    assert client.get(url, {"q": "\0%"}).json()["bodies"] == []


def test_the_day_of_the_words_is_told_while_they_are_typed(client, cast, plan):
    client.force_login(cast.staff)
    url = reverse("tasks:plan-table-deadline", args=[plan.pk])
    assert client.get(url, {"q": "quý III"}).json()["due"] == "30/09/2026"


def test_the_page_asks_no_more_for_more_rows(
    client, cast, plan, django_assert_max_num_queries
):
    client.force_login(cast.staff)
    for position in range(30):
        task = factories.make_focus_task(plan, position=position)
        task.coordinations.create(organisation=cast.front)
    with django_assert_max_num_queries(25):
        client.get(reverse("tasks:plan-table", args=[plan.pk]))


def test_the_start_page_offers_and_takes(client, cast, plan, agreement):
    earlier = factories.make_issued_plan(agreement, office=cast.committee, year=2025)
    task = factories.make_focus_task(earlier, title="Việc năm trước")
    client.force_login(cast.staff)
    url = reverse("tasks:plan-start", args=[plan.pk])
    assert "Việc năm trước" in client.get(url).content.decode()

    assert client.post(url, {"act": "carry", "tasks": "x"}).status_code == 200
    response = client.post(url, {"act": "carry", "tasks": [task.pk]})
    assert response.url == reverse("tasks:plan-table", args=[plan.pk])
    assert plan.tasks.get().continues == task


def test_the_row_form_places_the_row(client, cast, plan, task):
    from tests.tasks.test_views import task_data

    heading = Heading.objects.create(plan=plan, position=9999, title="Mục cuối")
    client.force_login(cast.staff)
    url = reverse("tasks:focus-task-create", args=[plan.pk])
    data = task_data(cast, title="Việc con", parent_task=task.pk, section=heading.pk)
    assert client.post(url, data).status_code == 302

    part = plan.tasks.get(title="Việc con")
    assert part.parent == task
    data = task_data(cast, title="Việc mới", section=heading.pk)
    client.post(url, data)
    assert [row.key for row in ordering.read(plan)][-2:] == [
        f"muc-{heading.pk}",
        f"nv-{plan.tasks.get(title='Việc mới').pk}",
    ]
