"""Every main page in a real browser, in both widths: nothing refused, cut or unnamed.

And the main forms with JavaScript switched off: the pages work without it.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tasks.models import Decision, FocusTask
from tests import uploads, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1320, 390)


@pytest.fixture
def scene(cast, agreement):
    return world.build(cast, agreement)


@pytest.fixture
def desk(browser, live_server, client):
    """desk(user) is a page that is signed in as the user; desk() a visitor's."""
    contexts = []

    def sit(user=None, **options):
        context = browser.new_context(
            base_url=live_server.url, locale="vi-VN", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user:
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            value = client.cookies[name].value
            context.add_cookies(
                [{"name": name, "value": value, "url": live_server.url}]
            )
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


def faults_of(page, addresses) -> list[str]:
    """What is wrong with the pages; a refusal of the policy is said on the console."""
    faults = []

    def note(message):
        if message.type == "error":
            faults.append(f"{page.url} {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(f"{page.url} {error}"))
    for address in addresses:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.goto(address).status != 200:
                faults.append(f"{address} does not open")
            faults += [f"{address} at {width}: {f}" for f in seen_on(page)]
    return faults


def seen_on(page) -> list[str]:
    root = "document.documentElement"
    excess = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    scrolls = [f"scrolls sideways by {excess} px"] if excess > 0 else []
    violations = Axe().run(page).response["violations"]
    return scrolls + [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations]


def test_the_pages_of_the_staff(desk, cast, scene):
    addresses = [
        *("/ban-lam-viec/", "/quy-che/", "/quy-che/moi/", "/ke-hoach/", "/nhiem-vu/"),
        *("/bao-cao/", "/so-lieu/", "/so-lieu/nhap/", "/cum-thi-dua/", "/co-quan/"),
        *("/thong-bao/", "/tim/?q=thu", "/tai-khoan/doi-mat-khau/"),
        scene.agreement.get_absolute_url(),
        scene.draft.get_absolute_url(),
        f"{scene.draft.get_absolute_url()}nhiem-vu/moi/",
        scene.issued.get_absolute_url(),
        scene.waiting.get_absolute_url(),
        scene.review.get_absolute_url(),
        scene.issued_review.get_absolute_url(),
        f"/cum-thi-dua/{scene.cluster.pk}/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []


def test_the_pages_about_what_was_signed(desk, cast, scene):
    agreement = scene.agreement.get_absolute_url()
    amendment = scene.amendment.get_absolute_url()
    scene.agreement.provisions.create(
        kind="article", number="1", heading="Phạm vi", text="Một việc.", position=1
    )
    addresses = [
        *(f"{agreement}{page}/" for page in ("sua", "sua-doi/moi", "hop-nhat")),
        *(f"{agreement}{page}/" for page in ("gan-linh-vuc", "tai-lieu/them", "bo")),
        *(f"{agreement}tai-lieu/{scene.document.pk}/{act}/" for act in ("sua", "go")),
        f"{agreement}do-phu/",
        *(amendment, f"{amendment}sua/", f"{amendment}bo/"),
        *("/quy-che/thung-rac/", f"/quy-che/thung-rac/{scene.trashed.pk}/"),
        scene.undecided.get_absolute_url(),
        f"/quy-che/ben-ky/{scene.ended_party.pk}/tiep-tuc/",
        f"{scene.undecided.get_absolute_url()}thay-the/",
        f"{scene.undecided.get_absolute_url()}cham-dut/",
        scene.decision.agreement.get_absolute_url(),
        f"/quy-che/quyet-dinh/{scene.decision.pk}/rut/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []


def test_the_pages_of_conferences(desk, cast, scene):
    conference = scene.conference.get_absolute_url()
    addresses = [
        *("/hoi-nghi/", f"/hoi-nghi/moi/?quy-che={scene.agreement.pk}"),
        *(conference, f"{conference}sua/", f"{conference}xoa/"),
        scene.recommendation.get_absolute_url(),
    ]
    assert faults_of(desk(cast.staff), addresses) == []


def test_the_pages_of_the_system_administrator(desk, cast, scene):
    addresses = [
        *("/sap-xep/", "/sap-xep/moi/", scene.reorganisation.get_absolute_url()),
        *(f"/sap-xep/moi/{kind}/" for kind in ("merge", "split", "rename", "end")),
        f"{scene.reorganisation.get_absolute_url()}hoan-tac/",
        *("/tinh-thanh/", scene.province.get_absolute_url()),
        *("/co-quan/?on=01/06/2025", scene.organisation.get_absolute_url()),
        "/nhan-su/",
    ]
    assert faults_of(desk(cast.admin), addresses) == []


def test_the_columns_of_the_lists_unfold(desk, cast, scene):
    page = desk(cast.staff, viewport={"width": 390, "height": 844})
    for address in ("/quy-che/", "/bao-cao/", "/so-lieu/", "/ke-hoach/", "/co-quan/"):
        page.goto(address)
        for summary in ("Cột và thứ tự", "Lưu bộ lọc này"):
            page.locator("summary", has_text=summary).click()
        assert seen_on(page) == [], address


def test_the_search_box_is_worked_by_keyboard_alone(desk, cast, scene):
    page = desk(cast.staff)
    page.goto("/ban-lam-viec/")
    page.keyboard.press("Control+k")
    page.keyboard.type(scene.agreement.subject[:12])
    expect(page.locator(".suggestions")).to_be_visible()
    assert seen_on(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/(quy-che|ke-hoach|bao-cao|hoi-nghi)/\d+/"))


def test_a_refused_form_takes_the_focus_to_what_is_wrong(desk, cast, scene):
    page = desk(cast.staff, viewport={"width": 390, "height": 844})
    page.goto(f"{scene.agreement.get_absolute_url()}sua-doi/moi/")
    page.get_by_role("button", name="Lưu").click()

    expect(page.locator(".error-summary")).to_have_count(1)
    expect(page.locator(".error-summary")).to_be_focused()
    assert seen_on(page) == []


def test_the_pages_of_the_front_reviewer(desk, cast, scene):
    plan = scene.submitted.get_absolute_url()
    send_back = f"{plan}ben-ky/{scene.party.pk}/de-nghi-sua/"
    pages = ["/ban-lam-viec/", plan, send_back]
    assert faults_of(desk(cast.reviewer), pages) == []


def test_the_pages_of_the_lead(desk, cast, scene):
    task = scene.task.get_absolute_url()
    pages = ["/ban-lam-viec/", task, f"{task}bao-cao/"]
    assert faults_of(desk(cast.lead), pages) == []


def test_the_pages_of_a_visitor_in_the_dark(desk, scene):
    addresses = [
        *("/cong-khai/", "/cong-khai/ke-hoach/", "/cong-khai/bao-cao/"),
        *("/tai-khoan/dang-nhap/", "/tai-khoan/quen-mat-khau/"),
        scene.agreement.get_public_url(),
        f"{scene.agreement.get_public_url()}hop-nhat/",
        scene.amendment.get_public_url(),
        scene.issued.get_public_url(),
        scene.issued_review.get_public_url(),
    ]
    assert faults_of(desk(color_scheme="dark"), addresses) == []


def choose(page, name, label):
    option = page.locator(f"[name='{name}'] option", has_text=label).first
    page.locator(f"[name='{name}']").select_option(option.get_attribute("value"))


def test_an_agreement_is_registered_without_javascript(desk, cast, scene):
    page = desk(cast.staff, java_script_enabled=False)
    page.goto("/quy-che/moi/")
    choose(page, "kind", "Quy chế")
    page.fill("[name=subject]", "Quy chế của ba bên")
    choose(page, "owner", cast.committee.name)
    choose(page, "parties-0-organisation", cast.committee.name)
    choose(page, "parties-1-organisation", cast.front.name)
    page.get_by_role("button", name="Thêm bên ký").click()
    page.fill("[name=parties-2-name_as_signed]", "Các tổ chức chính trị - xã hội")
    page.get_by_role("button", name="Đăng ký").click()

    expect(page.locator("h1")).to_have_text("Quy chế của ba bên")
    expect(page.locator("#ben-ky")).to_contain_text("Các tổ chức chính trị - xã hội")


def test_progress_is_reported_with_a_photo_without_javascript(desk, cast, scene):
    page = desk(
        cast.lead, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page.goto(scene.task.get_absolute_url())
    page.get_by_role("link", name="Báo cáo tiến độ").click()
    page.fill("[name=done_text]", "Đã kiểm tra tại hai xã")
    page.fill("[name=percent]", "100")
    photo = {"name": "anh.png", "mimeType": "image/png", "buffer": uploads.png()}
    page.set_input_files("[name=uploads]", [photo])
    page.check("[name=is_final]")
    page.get_by_role("button", name="Gửi báo cáo").click()

    expect(page.locator("main")).to_contain_text("Đang chờ")
    expect(page.get_by_role("link", name="anh.png")).to_be_visible()
    assert FocusTask.objects.get(pk=scene.task.pk).state == "submitted"


def test_a_plan_is_agreed_by_keyboard_without_javascript(desk, cast, scene):
    page = desk(cast.reviewer, java_script_enabled=False)
    page.goto(scene.submitted.get_absolute_url())
    page.get_by_role("button", name="Đồng ý").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_contain_text("đồng ý với kế hoạch")
    last = Decision.objects.latest("pk")
    assert (last.verdict, last.decided_by) == ("agreed", cast.reviewer)
