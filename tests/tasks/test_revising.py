"""While a plan that was sent back is revised, what changes is the office's own."""

import pytest
from django.urls import reverse

from tasks.approvals import approval
from tasks.models import FocusTask, Follow
from tasks.plans import planning
from tests import factories


@pytest.fixture
def draft(cast, agreement):
    """Sent back by the Front after one round; its row has been changed since."""
    plan = factories.make_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan, title="Bản đã trình")
    on = plan.created_at.date()
    approval.submit(plan=plan, by=cast.staff, on=on)
    approval.decide(
        plan=plan,
        party=agreement.parties.get(position=2),
        round=1,
        verdict="sent_back",
        reason="Nêu rõ xã",
        by=cast.reviewer,
        on=on,
    )
    planning.revise_task(
        task=task, version=1, values={"title": "Bản đang sửa"}, by=cast.staff
    )
    plan.refresh_from_db()
    return plan


def pages(draft):
    task = draft.tasks.get()
    return [
        draft.get_absolute_url(),
        task.get_absolute_url(),
        reverse("tasks:focus-task-list"),
        reverse("search") + "?q=đang+sửa",
    ]


def read(client, address):
    page = client.get(address).content.decode()
    return page.replace("<mark>", "").replace("</mark>", "")


def test_the_other_parties_do_not_read_the_rows(client, cast, draft):
    client.force_login(cast.reviewer)
    for address in pages(draft):
        assert "Bản đang sửa" not in read(client, address), address
    client.force_login(cast.staff)
    assert "Bản đang sửa" in read(client, pages(draft)[1])


def test_once_submitted_again_they_do(client, cast, draft):
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    client.force_login(cast.reviewer)
    for address in pages(draft):
        assert "Bản đang sửa" in read(client, address), address


def test_nor_what_the_office_changes_in_its_history(client, cast, draft):
    values = {"year": draft.year, "title": "Kế hoạch", "note": "Còn bàn nội bộ"}
    planning.revise(plan=draft, version=draft.version, values=values, by=cast.staff)
    client.force_login(cast.reviewer)
    page = client.get(draft.get_absolute_url())
    assert "đã đề nghị sửa kế hoạch" in page.content.decode()
    assert not [s for _, s in page.context["history"] if "Còn bàn nội bộ" in s]

    client.force_login(cast.staff)
    page = client.get(draft.get_absolute_url())
    assert [s for _, s in page.context["history"] if "Còn bàn nội bộ" in s]


def test_who_follows_a_row_is_shown_it_when_it_is_submitted_again(client, cast, draft):
    Follow.objects.create(person=cast.reviewer, task=draft.tasks.get())
    assert not FocusTask.objects.visible_to(cast.reviewer).exists()
    assert FocusTask.objects.visible_to(cast.staff).exists()
    assert FocusTask.objects.visible_to(cast.admin).exists()


def test_what_is_confirmed_too_early_is_refused_in_words(client, cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan, lead_organisation=cast.department)
    client.force_login(cast.staff)
    address = reverse("tasks:focus-task-confirm", args=[task.pk])
    page = client.post(address, follow=True).content.decode()
    assert "Không xác nhận hoàn thành được" in page
