"""Starting, reading, discarding and issuing an amendment through its pages."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from tasks.models import YearlyPlan
from tasks.plans import amending, issuing
from tests import factories


@pytest.fixture
def plan(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    for title in ("Giám sát", "Tổng kết"):
        factories.make_focus_task(plan, title=title, lead_organisation=cast.department)
    issuing.first_version(plan, by=cast.staff)
    return plan


@pytest.fixture
def amendment(plan, cast):
    amendment = amending.start(
        plan=plan, title="Sửa đổi kế hoạch", reason="Lùi ngày", by=cast.staff
    )
    amendment.tasks.filter(title="Tổng kết").delete()
    amendment.tasks.filter(title="Giám sát").update(expected_product="Báo cáo")
    return amendment


def test_an_amendment_keeps_the_year_of_its_plan(client, cast, amendment):
    client.force_login(cast.staff)
    page = client.get(reverse("tasks:plan-edit", args=[amendment.pk]))

    assert "year" not in page.context["form"].fields
    assert "Lý do sửa đổi" in page.text


def issue(amendment, client, cast):
    YearlyPlan.objects.filter(pk=amendment.pk).update(state="agreed", round=1)
    client.force_login(cast.staff)
    return client.post(
        reverse("tasks:plan-issue", args=[amendment.pk]),
        {"document_number": "55/KH-UBND", "issued_on": "10/05/2026"},
    )


def page(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query).content.decode()


def test_a_double_click_begins_one_amendment(client, plan, cast):
    client.force_login(cast.staff)
    url = reverse("tasks:amendment-create", args=[plan.pk])
    token = client.get(url).context["form"]["form_token"].value()
    sent = {"form_token": token, "title": "Sửa đổi", "reason": "Lùi ngày"}

    first, second = client.post(url, sent), client.post(url, sent)

    assert first.url == second.url
    assert YearlyPlan.objects.amending().count() == 1
    assert client.get(url).url == first.url  # the open one, not another


def test_what_was_typed_is_kept_when_the_reason_is_missing(client, plan, cast):
    client.force_login(cast.staff)
    url = reverse("tasks:amendment-create", args=[plan.pk])

    response = client.post(url, {"title": "Sửa đổi lần một", "reason": " "})

    assert "Sửa đổi lần một" in response.content.decode()
    assert not YearlyPlan.objects.amending().exists()


def test_the_pages_tell_the_plan_and_its_amendment_apart(client, plan, amendment, cast):
    client.force_login(cast.staff)
    of_plan = page(client, "tasks:plan-detail", plan.pk)
    of_amendment = page(client, "tasks:plan-detail", amendment.pk)

    assert "Đang có bản sửa đổi" in of_plan
    assert "So với kế hoạch đang có hiệu lực (2)" in of_amendment
    row = amendment.tasks.get()
    assert "chưa phải nhiệm vụ" in page(client, "tasks:focus-task-detail", row.pk)


def test_who_submits_is_told_what_stays_as_it_is(client, plan, amendment, cast):
    plan.tasks.filter(title="Tổng kết").update(
        state="done", completed_on=date(2026, 5, 1)
    )
    client.force_login(cast.staff)

    said = page(client, "tasks:plan-submit", amendment.pk)

    assert "“Tổng kết”: đã hoàn thành" in said


def test_an_amendment_is_discarded_by_its_office(client, plan, amendment, cast):
    url = reverse("tasks:amendment-discard", args=[amendment.pk])
    client.force_login(cast.staff)

    assert client.post(url).url == plan.get_absolute_url()
    assert client.post(url).status_code == 404
    assert client.post(reverse("tasks:amendment-discard", args=[plan.pk])).status_code


def test_each_version_is_read_compared_and_printed(client, plan, amendment, cast):
    assert issue(amendment, client, cast).status_code == 302

    first = page(client, "tasks:plan-version", plan.pk, 1)
    second = page(client, "tasks:plan-version", plan.pk, 2)
    assert "Bản đang có hiệu lực là" in first and "Tổng kết" in first
    assert "Từ bản 1 đến bản 2 (2)" in second
    word = client.get(reverse("reports:plan-word", args=[plan.pk]))
    said = "\n".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    assert "Bỏ nhiệm vụ “Tổng kết”" in said
    assert "sản phẩm “để trống” sửa thành “Báo cáo”" in said
    applied = page(client, "tasks:plan-detail", amendment.pk)
    assert "Đã sửa trong kế hoạch (2)" in applied


def test_the_public_reads_every_version(client, plan, amendment, cast):
    issue(amendment, client, cast)
    client.logout()

    for number in (1, 2):
        said = page(client, "tasks:public-plan-version", plan.pk, number)
        assert "Giám sát" in said
    assert "Bản 2: số 55/KH-UBND" in page(client, "tasks:public-plan-detail", plan.pk)
    assert "55/KH-UBND" not in page(client, "tasks:public-plan-list")
    url = reverse("tasks:public-plan-detail", args=[amendment.pk])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("query", ["?so-voi=9", "?so-voi=x", "?so-voi=" + "9" * 30])
def test_a_version_is_compared_only_with_one_that_is_there(client, plan, cast, query):
    client.force_login(cast.staff)

    assert "Từ bản" not in page(client, "tasks:plan-version", plan.pk, 1, query=query)


def test_where_an_amendment_began_is_no_version_to_read(client, amendment, cast):
    client.force_login(cast.staff)
    for pk, number in ((amendment.pk, 0), (amendment.amends_id, 99)):
        url = reverse("tasks:plan-version", args=[pk, number])
        assert client.get(url).status_code == 404
