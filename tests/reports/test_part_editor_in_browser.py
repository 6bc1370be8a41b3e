"""Writing a part of a report: it saves itself, loses nothing, overwrites nobody."""

import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from reports.models import Collection, Review, UnitReport, UnitReportText
from tests.test_pages_in_browser import desk, scene, seen_on  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_here():
    cache.clear()


@pytest.fixture(autouse=True)
def at_rest(desk):  # noqa: F811
    """A page that saves itself must have done so before the tables are emptied."""
    yield
    time.sleep(2)


@pytest.fixture
def address(scene):  # noqa: F811
    return f"{scene.review.get_absolute_url()}phan/uu-diem/"


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("form[data-ready]")
    return page.locator("[name=text]"), page.locator("[data-saved]")


def text_of(scene):  # noqa: F811
    return scene.review.parts.get(key="uu-diem").text


def test_it_saves_itself_and_continues_a_list(desk, cast, scene, address):  # noqa: F811
    page = desk(cast.staff)
    area, said = opened(page, address)
    area.focus()
    page.keyboard.type("- Ý thứ nhất")
    page.keyboard.press("Enter")
    page.keyboard.type("ý thứ hai")
    expect(said).to_contain_text("Đã tự lưu lúc")
    assert text_of(scene) == "- Ý thứ nhất\n- ý thứ hai"
    area.select_text()
    page.get_by_role("button", name="Gạch đầu dòng").click()
    page.get_by_role("button", name="Lưu phần này").last.click()
    expect(page.locator(".message")).to_contain_text("Đã lưu phần")
    assert text_of(scene) == "Ý thứ nhất\ný thứ hai"


SLOW_ONCE = """() => {
  const send = window.fetch;
  let isFirst = true;
  window.fetch = async (...asked) => {
    const isSaving = asked[0] === location.pathname;
    if (isSaving && isFirst) {
      isFirst = false;
      await new Promise((done) => setTimeout(done, 1500));
    }
    return send(...asked);
  };
}"""


def test_the_button_pressed_while_it_saves_itself_is_not_lost(
    desk,  # noqa: F811
    cast,
    scene,  # noqa: F811
    address,
):
    page = desk(cast.staff)
    area, said = opened(page, address)
    page.evaluate(SLOW_ONCE)
    area.fill("Phối hợp tốt")
    expect(said).to_contain_text("Đang lưu")
    page.get_by_role("button", name="Lưu phần này").last.click()
    expect(page.locator(".message")).to_contain_text("Đã lưu phần")
    assert text_of(scene) == "Phối hợp tốt"


def test_nothing_is_lost_without_a_network_and_with_the_tab(
    desk,  # noqa: F811
    cast,
    scene,  # noqa: F811
    address,
):
    page = desk(cast.staff, viewport={"width": 390, "height": 844})
    area, said = opened(page, address)
    page.context.set_offline(True)
    area.fill("Viết trên đường")
    expect(said).to_contain_text("mất mạng")
    page.close()

    page = page.context.new_page()
    page.context.set_offline(False)
    area, said = opened(page, address)
    expect(page.locator(".restored")).to_contain_text("Đã khôi phục nội dung chưa lưu")
    expect(area).to_have_value("Viết trên đường")
    expect(said).to_contain_text("Đã tự lưu lúc")
    assert text_of(scene) == "Viết trên đường"
    area, _ = opened(page, address)
    expect(page.locator(".restored")).to_have_count(0)


def test_an_expired_sign_in_keeps_the_words(desk, cast, scene, address):  # noqa: F811
    page = desk(cast.staff)
    area, said = opened(page, address)
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    area.fill("Viết sau giờ nghỉ")
    page.get_by_role("button", name="Lưu phần này").last.click()
    expect(page.get_by_role("link", name="Đăng nhập rồi viết tiếp")).to_be_visible()

    page.context.add_cookies(kept)
    area, _ = opened(page, address)
    expect(area).to_have_value("Viết sau giờ nghỉ")
    page.get_by_role("button", name="Lưu phần này").last.click()
    expect(page.locator(".message")).to_contain_text("Đã lưu phần")
    assert text_of(scene) == "Viết sau giờ nghỉ"


def test_two_at_once_see_each_other_and_both_texts(
    desk,  # noqa: F811
    cast,
    scene,  # noqa: F811
    address,
    client,
):
    first = desk(cast.staff)
    client.cookies.clear()  # signing in over a session would end the first one's
    second = desk(cast.manager)
    area, said = opened(first, address)
    other_area, other_said = opened(second, address)
    expect(second.locator("[data-here]")).to_contain_text("cũng đang mở phần này")
    area.fill("Phối hợp rất tốt")
    expect(said).to_contain_text("Đã tự lưu lúc")
    other_area.fill("Phối hợp tốt")
    expect(other_said).to_contain_text("vừa lưu phần này")
    assert text_of(scene) == "Phối hợp rất tốt"
    second.get_by_role("button", name="Xem hai bản cạnh nhau").click()
    expect(second.locator("h2", has_text="Bản đang lưu của")).to_be_visible()
    expect(second.locator(".their-text ins").first).to_contain_text("rất")
    assert seen_on(second) == []
    second.reload()  # left undecided: nothing is overwritten by coming back
    expect(second.locator("[name=text]")).to_have_value("Phối hợp tốt")
    second.get_by_role("button", name="Chép bản kia xuống dưới").click()
    second.get_by_role("button", name="Lưu phần này").last.click()
    expect(second.locator(".message")).to_contain_text("Đã lưu phần")
    assert text_of(scene) == "Phối hợp tốt\nPhối hợp rất tốt"


@pytest.fixture
def said_by_the_front(scene, cast):  # noqa: F811
    review = scene.review
    collection = Collection.objects.create(
        title="Thu báo cáo",
        office=cast.committee,
        agreement=review.agreement,
        period_label="6 tháng",
        period_from=review.period_from,
        period_to=review.period_to,
        units_due_on=review.period_to,
    )
    Review.objects.filter(pk=review.pk).update(collection=collection)
    report = UnitReport.objects.create(
        collection=collection,
        organisation=cast.front,
        due_on=review.period_to,
        state=UnitReport.State.RECEIVED,
        first_sent_at=review.bound_at,
        sent_at=review.bound_at,
    )
    UnitReportText.objects.create(
        unit_report=report, key="uu-diem", text="Đã vận động 5 tỷ đồng."
    )


def test_what_a_unit_wrote_is_put_in_once(
    desk,  # noqa: F811
    cast,
    scene,  # noqa: F811
    address,
    said_by_the_front,
):
    page = desk(cast.staff)
    area, said = opened(page, address)
    insert = page.get_by_role("button", name="Chèn vào phần này")
    insert.click()
    insert.click()
    expect(said).to_contain_text("Đoạn này đã có")
    expect(area).to_have_value(f"Đã vận động 5 tỷ đồng. (Nguồn: {cast.front.label})\n")
    assert seen_on(page) == []


def test_without_javascript_too(desk, cast, scene, address, said_by_the_front):  # noqa: F811
    page = desk(cast.staff, java_script_enabled=False)
    page.goto(address)
    page.fill("[name=text]", "Mở đầu.")
    page.get_by_role("button", name="Chèn vào phần này").click()
    expect(page.locator("[name=text]")).to_have_value(
        f"Mở đầu.\nĐã vận động 5 tỷ đồng. (Nguồn: {cast.front.label})"
    )
    page.get_by_role("button", name="Lưu phần này").last.click()
    expect(page.locator(".message")).to_contain_text("Đã lưu phần")
    assert text_of(scene).startswith("Mở đầu.\nĐã vận động")
