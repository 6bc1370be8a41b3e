"""The table of a draft by keyboard alone, and when the login has expired meanwhile."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from tasks.models import FocusTask, Heading
from tasks.plans import ordering
from tests import factories
from tests.test_pages_in_browser import desk, scene, seen_on  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(cast, agreement):
    plan = factories.make_plan(agreement, office=cast.committee)
    Heading.objects.create(plan=plan, position=1, number="A", title="Giám sát")
    for position, title in ((2, "Giám sát nhà ở"), (3, "Giám sát đất đai")):
        factories.make_focus_task(
            plan, position=position, title=title, lead_organisation=cast.department
        )
    return plan


def titles(plan):
    tasks, headings = plan.tasks.in_bulk(), plan.headings.in_bulk()
    return [
        str((headings if row.is_heading else tasks)[row.pk])
        for row in ordering.read(plan)
    ]


def cell(page, title, name):
    row = page.locator("#bang tr").filter(
        has=page.locator("[data-cell=title]", has_text=title)
    )
    return row.locator(f"[data-cell={name}]")


def test_a_draft_is_written_by_keyboard_alone(desk, cast, plan):  # noqa: F811
    page = desk(cast.staff)
    page.goto(reverse("tasks:plan-table", args=[plan.pk]))
    keys, state = page.keyboard, page.locator("[data-state]")
    cell(page, "Giám sát đất đai", "deadline").focus()
    keys.press("F2")
    keys.press("Control+a")
    keys.type("quý III")
    expect(page.locator("td.editing [data-due]")).to_have_text("hạn 30/09/2026")
    keys.press("Enter")
    expect(state).to_have_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))

    keys.press("Control+Enter")
    keys.type("Góp ý dự thảo nghị quyết")
    keys.press("Tab")
    keys.type("mttq viet nam")
    expect(page.get_by_role("option")).to_have_count(1)
    assert seen_on(page) == []
    keys.press("Enter")
    expect(page.locator("#bang tr[data-new]")).to_have_count(0)

    cell(page, "Góp ý", "title").focus()
    keys.press("Alt+ArrowUp")
    expect(page.locator("[data-said]")).to_contain_text("nay dưới “Giám sát nhà ở”")
    keys.press("Alt+ArrowRight")
    expect(page.locator("#bang tr.part")).to_have_count(1)
    assert titles(plan)[2] == "Góp ý dự thảo nghị quyết"
    assert plan.tasks.get(title__startswith="Góp ý").parent.title == "Giám sát nhà ở"

    cell(page, "Giám sát nhà ở", "title").focus()
    keys.press("Control+Delete")
    expect(page.locator("#bang tbody tr")).to_have_count(2)
    keys.press("Control+z")
    expect(page.locator("#bang tbody tr")).to_have_count(4)
    assert len(titles(plan)) == 4
    page.set_viewport_size({"width": 390, "height": 844})
    assert seen_on(page) == []


def test_what_was_typed_outlives_the_login(desk, cast, plan, client):  # noqa: F811
    page = desk(cast.staff)
    address = reverse("tasks:plan-table", args=[plan.pk])
    page.goto(address)
    Session.objects.all().delete()
    target = cell(page, "Giám sát nhà ở", "product")
    target.focus()
    page.keyboard.type("Báo cáo giám sát")
    page.keyboard.press("Enter")
    bar = page.locator("#bang-cho-luu")
    expect(bar).to_contain_text("Phiên đăng nhập đã hết")
    expect(target).to_have_class(re.compile("unsaved"))

    FocusTask.objects.filter(title="Giám sát đất đai").update(target="100%")
    client.force_login(cast.staff)
    name = "sessionid"
    for found in page.context.cookies():
        name = found["name"] if "session" in found["name"] else name
    value = client.cookies[name].value
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    page.goto(address)
    expect(bar).to_contain_text("Có 1 ô chưa lưu từ lần trước")
    bar.get_by_role("button", name="Lưu lại").click()
    expect(page.locator("[data-state]")).to_contain_text("Đã lưu lúc")
    saved = plan.tasks.get(title="Giám sát nhà ở")
    assert saved.expected_product == "Báo cáo giám sát"

    # Someone else changes a cell that is open here: both values are shown.
    FocusTask.objects.filter(pk=saved.pk).update(title="Tên của người kia", version=9)
    title = cell(page, "Giám sát nhà ở", "title")
    title.focus()
    page.keyboard.type("Tên của tôi")
    page.keyboard.press("Enter")
    said = page.locator(".cell-said")
    expect(said).to_contain_text("Người khác vừa sửa ô này thành: “Tên của người kia”")
    said.get_by_role("button", name="Giữ của tôi").click()
    expect(said).to_have_count(0)
    expect(page.locator("[data-state]")).to_contain_text("Đã lưu lúc")
    saved.refresh_from_db()
    assert saved.title == "Tên của tôi"
