"""A report from a phone that loses its network, and the tab, before it is sent."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tasks.models import Evidence, ProgressUpdate
from tests import uploads
from tests.test_pages_in_browser import desk, scene, seen_on  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo():
    content = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(content, "JPEG")
    return {"name": "hien-truong.jpg", "mimeType": "image/jpeg"} | {
        "buffer": content.getvalue()
    }


def test_nothing_is_lost_without_a_network_and_it_counts_once(desk, cast, scene):  # noqa: F811
    page = desk(cast.lead, viewport={"width": 390, "height": 844}, has_touch=True)
    address = f"{scene.task.get_absolute_url()}bao-cao/"
    page.goto(address)
    page.wait_for_selector("form[data-ready]", state="attached")
    page.fill("[name=done_text]", "Đã kiểm tra tại hai xã")
    page.fill("[name=percent]", "60")
    page.set_input_files("[name=uploads]", [photo()])
    pdf = {"name": "bien-ban.pdf", "mimeType": "application/pdf"}
    page.set_input_files("[name=uploads]", [pdf | {"buffer": uploads.pdf("x")}])
    expect(page.locator(".chosen li")).to_have_count(2)
    assert seen_on(page) == []
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_role("status")).to_contain_text("Chưa gửi được: mất mạng")
    page.close()

    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator(".restored")).to_contain_text("Đã khôi phục nội dung chưa gửi")
    expect(page.locator("[name=done_text]")).to_have_value("Đã kiểm tra tại hai xã")
    page.get_by_role("button", name="Bỏ tệp bien-ban.pdf").click()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.get_by_role("button", name="Gửi báo cáo").click()

    expect(page.locator(".message")).to_contain_text("Đã ghi báo cáo tiến độ")
    assert ProgressUpdate.objects.filter(task=scene.task).count() == 1
    assert Evidence.objects.get(update__task=scene.task).stored_file.is_picture
    page.goto(address)
    expect(page.locator(".restored")).to_have_count(0)


def test_an_expired_sign_in_and_an_error_keep_what_was_chosen(desk, cast, scene):  # noqa: F811
    page = desk(cast.lead, viewport={"width": 390, "height": 844})
    address = f"{scene.task.get_absolute_url()}bao-cao/"
    page.goto(address)
    page.wait_for_selector("form[data-ready]", state="attached")
    page.set_input_files("[name=uploads]", [photo()])
    page.fill("[name=percent]", "160")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.fill("[name=done_text]", "Đã họp")
    page.fill("[name=percent]", "30")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_role("link", name="Đăng nhập rồi gửi tiếp")).to_be_visible()

    page.context.add_cookies(kept)
    page.goto(address)
    expect(page.locator(".chosen li")).to_have_count(1)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.locator(".message")).to_contain_text("Đã ghi báo cáo tiến độ")
    assert Evidence.objects.filter(update__task=scene.task).count() == 1
