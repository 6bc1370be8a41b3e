"""Every main page in a real browser, in both widths: nothing refused, cut or unnamed.

And the main forms with JavaScript switched off: the pages work without it.
"""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Ladder
from accounts.reminding import links
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


def faults_of(page, addresses, *, rules_at=WIDTHS[1:]) -> list[str]:
    """What is wrong with the pages; a refusal of the policy is said on the console.

    The rules of accessibility take most of the time, and a page has the same parts and
    colours in both widths: all are held to them in the narrow one, those that people
    see most in both.
    """
    faults = []

    def note(message):
        if message.type == "error":
            faults.append(f"{page.url} {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(f"{page.url} {error}"))
    for address in addresses:
        if page.goto(address).status != 200:
            faults.append(f"{address} does not open")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = seen_on(page) if width in rules_at else scrolled(page)
            faults += [f"{address} at {width}: {fault}" for fault in found]
    return faults


def scrolled(page) -> list[str]:
    root = "document.documentElement"
    excess = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [f"scrolls sideways by {excess} px"] if excess > 0 else []


def seen_on(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    violations = found.response["violations"]
    return scrolled(page) + [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations
    ]


def test_the_pages_of_the_staff(desk, cast, scene):
    addresses = [
        *("/ban-lam-viec/", "/quy-che/", "/quy-che/moi/", "/ke-hoach/", "/nhiem-vu/"),
        *("/de-cuong/", scene.common_outline.get_absolute_url()),
        f"{scene.own_outline.get_absolute_url()}sua/",
        *("/bao-cao/", "/so-lieu/", "/so-lieu/nhap/", "/cum-thi-dua/", "/co-quan/"),
        *("/thong-bao/", "/tim/?q=thu", "/tai-khoan/doi-mat-khau/"),
        *("/nhac-viec/", scene.digest.get_absolute_url()),
        scene.agreement.get_absolute_url(),
        scene.draft.get_absolute_url(),
        f"{scene.draft.get_absolute_url()}nhiem-vu/moi/",
        scene.issued.get_absolute_url(),
        scene.waiting.get_absolute_url(),
        scene.review.get_absolute_url(),
        scene.issued_review.get_absolute_url(),
        f"/cum-thi-dua/{scene.cluster.pk}/",
    ]
    assert faults_of(desk(cast.staff), addresses, rules_at=WIDTHS) == []


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


def test_the_pages_of_recommendations(desk, cast, scene):
    draft, sent = (
        row.get_absolute_url()
        for row in (scene.draft_recommendation, scene.sent_recommendation)
    )
    task = scene.supervision.get_absolute_url()
    addresses = [
        *("/kien-nghi/", "/kien-nghi/theo-doi/", draft, f"{draft}sua/", f"{draft}gui/"),
        *(sent, f"{sent}dinh-chinh/", f"/kien-nghi/tra-loi/{scene.reply.pk}/danh-gia/"),
    ]
    addresses += [f"{sent}rut/", "/kien-nghi/moi/"]
    assert faults_of(desk(cast.front_staff), addresses) == []
    step = f"{task}cac-buoc/{scene.step.pk}/sua/"
    addresses = [task, f"{task}cac-buoc/moi/", step, f"{sent}tra-loi/"]
    assert faults_of(desk(cast.lead), addresses) == []


def test_the_pages_of_collections(desk, cast, scene):
    collection = scene.collection.get_absolute_url()
    agreement = scene.agreement.get_absolute_url()
    duty, sent = scene.reporting_duty.pk, scene.sent_unit_report.get_absolute_url()
    addresses = [
        *("/thu-bao-cao/", "/thu-bao-cao/moi/", f"/thu-bao-cao/moi/?che-do={duty}"),
        *(collection, f"{collection}sua/", f"{collection}them-don-vi/"),
        *(f"{collection}nhac/", sent, f"{sent}tra-lai/"),
        f"{scene.unit_report.get_absolute_url()}lui-han/",
        *(f"{agreement}che-do-bao-cao/moi/", f"/che-do-bao-cao/{duty}/sua/"),
    ]
    assert faults_of(desk(cast.staff), addresses) == []
    own = scene.unit_report.get_absolute_url()
    addresses = [
        *(collection, own, f"{own}phan/uu-diem/", f"{own}so-lieu/"),
        *(f"{own}ket-qua-chung/", f"{own}gui/", f"{own}nhap-excel/"),
    ]
    assert faults_of(desk(cast.lead), addresses) == []


def test_the_pages_of_review_and_signing(desk, cast, scene):
    draft, waiting = scene.review.get_absolute_url(), scene.in_review.get_absolute_url()
    addresses = [f"{draft}phan/uu-diem/", f"{draft}trinh-duyet/", waiting]
    assert faults_of(desk(cast.staff), [*addresses, f"{waiting}rut-ve/"]) == []
    approved = scene.approved_review.get_absolute_url()
    issued = scene.issued_review.get_absolute_url()
    addresses = [
        *(f"{waiting}duyet/", f"{waiting}phat-hanh/", approved, f"{approved}rut-ve/"),
        *(f"{issued}so-voi-hien-nay/", f"{issued}cong-khai/", f"{issued}dinh-chinh/"),
        *(scene.published_review.get_absolute_url(), "/ban-lam-viec/"),
        f"{scene.published_review.get_absolute_url()}thoi-cong-khai/",
    ]
    assert faults_of(desk(cast.manager), addresses) == []


def test_the_dashboards(desk, cast, scene):
    addresses = [
        *("/bang-dieu-hanh/", "/bang-dieu-hanh/dang-ky/"),
        f"/bang-dieu-hanh/?year={timezone.localdate().year}",
        f"/bang-dieu-hanh/co-quan/{cast.committee.pk}/",
        f"/cum-thi-dua/{scene.cluster.pk}/bang/",
    ]
    page = desk(cast.manager)
    assert faults_of(page, addresses) == []
    page.goto("/bang-dieu-hanh/")
    for summary in page.locator("main summary").all():
        summary.click()
    assert seen_on(page) == []


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


def test_the_pages_about_mail_and_the_machinery(desk, cast, scene):
    addresses = [
        *("/hop-thu-di/", f"/hop-thu-di/{scene.mail.pk}/", "/hop-thu-di/gui-lai/"),
        "/hop-thu-di/dia-chi-hong/",
        f"/hop-thu-di/dia-chi-hong/{scene.dead_address.pk}/gui-lai/",
        "/tinh-trang/",
    ]
    assert faults_of(desk(cast.admin), addresses) == []


def test_the_pages_that_say_why_somebody_was_reminded(desk, cast, scene):
    why, ledger = "/nhac-viec/vi-sao/", "/so-nhac-viec/"
    duty = f"{why}?viec=task&ma={scene.reminder.duty_id}"
    of_one = [f"{duty}&nguoi={cast.staff.pk}", f"{why}?nguoi={cast.staff.pk}"]
    assert faults_of(desk(cast.staff), [why, f"{why}?q=nhiem", duty]) == []
    assert faults_of(desk(cast.admin), [ledger, f"{ledger}?hong=on", *of_one]) == []


def test_the_pages_of_the_ladders_of_reminders(desk, cast, scene):
    page, ladder = desk(cast.admin), f"/thang-nhac-viec/{scene.ladder.pk}"
    addresses = ["/thang-nhac-viec/", "/thang-nhac-viec/them/task/", f"{ladder}/xoa/"]
    addresses += [f"{scene.agreement.get_absolute_url()}thang-nhac-viec/"]
    assert faults_of(page, [*addresses, f"{ladder}/sua/"]) == []
    default = Ladder.objects.get(duty="task", is_default=True)
    FocusTask.objects.update(due_on=timezone.localdate() + timedelta(days=12))
    page.goto(f"/thang-nhac-viec/{default.pk}/sua/")
    page.fill("[name=rows-1-days]", "9")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#xem-truoc")).to_contain_text("Khác thang hiện nay")
    for summary in page.locator("#xem-truoc summary").all():
        summary.click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert seen_on(page) == []


def test_the_pages_of_the_working_calendar(desk, cast, scene):
    draft = f"/lich-lam-viec/{scene.draft_year.pk}/"
    confirmed = f"/lich-lam-viec/{scene.confirmed_year.pk}/"
    addresses = [
        *("/lich-lam-viec/", draft, f"{draft}gio/", f"{draft}xac-nhan/"),
        *(f"{draft}ngay/them/", f"{draft}ngay/{scene.special_day.pk}/sua/"),
        *(confirmed, f"{confirmed}mo-lai/"),
        f"/lich-lam-viec/{scene.bare_year.pk}/",
        f"/lich/?thang={scene.confirmed_year.pk}-01",
        f"/lich/quy/?quy={scene.confirmed_year.pk}-1",
    ]
    assert faults_of(desk(cast.admin), addresses) == []


def test_the_pages_of_the_catalogue_and_of_figures(desk, cast, scene):
    indicator = f"/chi-tieu/{scene.indicator.pk}/"
    figure = scene.figure.get_absolute_url()
    addresses = [
        *("/chi-tieu/", "/chi-tieu/moi/", f"/chi-tieu/moi/?thay={scene.indicator.pk}"),
        *(indicator, f"{indicator}sua/", f"{indicator}muc-tieu/"),
        *(f"/muc-tieu/{scene.target.pk}/", figure),
        f"/so-lieu/tong/?co-quan={scene.sum_asked.pk}",
    ]
    assert faults_of(desk(cast.admin), addresses) == []
    assert faults_of(desk(cast.staff), [figure, f"{figure}sua/"]) == []


def test_the_pages_of_the_word_layouts_of_an_office(desk, cast, scene):
    address = f"/co-quan/{cast.committee.pk}/mau-bao-cao/"
    assert not faults_of(desk(cast.manager), [address])


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


def test_the_pages_on_which_a_plan_is_drafted(desk, cast, scene):
    draft = scene.draft.get_absolute_url()
    scene.draft.headings.create(title="I. Tuyên truyền", level=1, position=1)
    addresses = [
        *(f"{scene.agreement.get_absolute_url()}lap-ke-hoach/", f"{draft}sua/"),
        *(f"{draft}bang/", f"{draft}bang/?cot=du", f"{draft}khoi-dau/"),
        *(f"{draft}nhap-excel/", scene.waiting_import.get_absolute_url()),
        *(f"{draft}trinh/", scene.draft_task.get_absolute_url() + "sua/"),
    ]
    assert faults_of(desk(cast.staff), addresses) == []


def test_the_pages_on_which_a_plan_is_agreed(desk, cast, scene):
    agreement, sent_back = scene.agreement, scene.sent_back.get_absolute_url()
    addresses = [
        f"{agreement.get_absolute_url()}cach-thong-nhat/",
        *(sent_back, f"{sent_back}lan-trinh/1/"),
        f"{sent_back}y-kien/{scene.remark.pk}/",
        f"{scene.submitted.get_absolute_url()}rut/",
        f"{scene.agreed.get_absolute_url()}ban-hanh/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []
    addresses = ["/thay-mat/", f"/thay-mat/co-quan/{cast.front.pk}/"]
    assert faults_of(desk(cast.front_manager), addresses) == []


def test_the_pages_of_amendments_and_of_what_others_sign(desk, cast, scene):
    amendment = scene.plan_amendment.get_absolute_url()
    cascade = f"{scene.task.get_absolute_url()}ky-chuong-trinh/"
    addresses = [
        *(amendment, f"{amendment}sua/", f"{scene.issued.get_absolute_url()}ban/1/"),
        *(cascade, f"{cascade}them/", f"{cascade}{scene.duty.pk}/"),
        f"{cascade}{scene.duty.pk}/khong-phai-ky/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []


def test_the_pages_on_which_work_is_carried_out(desk, cast, scene):
    task, carried, cancelled = (
        row.get_absolute_url() for row in (scene.task, scene.carried, scene.cancelled)
    )
    part = f"{carried}phan-viec/{scene.done_part.pk}/tra-lai/"
    addresses = [
        *("/nhiem-vu/phan-viec-cham/", "/nguon-luc/", cancelled, f"{task}huy/", part),
        *(scene.resource.get_absolute_url(), scene.extension.get_absolute_url()),
        f"{scene.waiting.get_absolute_url()}tra-lai/",
        f"{scene.issued.get_absolute_url()}nguon-luc/moi/",
        f"{scene.draft.get_absolute_url()}tu-kien-nghi/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []
    addresses = [f"{carried}gia-han/", f"{task}nguoi-theo-doi/"]
    assert faults_of(desk(cast.lead), addresses) == []


def test_what_a_bulk_act_would_do_is_shown_first(desk, cast, scene):
    page = desk(cast.staff, viewport={"width": 390, "height": 844})
    page.goto("/nhiem-vu/")
    page.locator("tbody .tick input").first.check()
    assert seen_on(page) == []
    page.get_by_role("button", name="Nhắc việc").click()
    expect(page.locator("h1")).to_contain_text("Nhắc việc")
    assert seen_on(page) == []


def test_the_pages_of_time_and_of_handing_over(desk, cast, scene):
    addresses = [
        *("/lich/", "/lich/quy/", "/lich/dia-chi/", "/theo-doi/"),
        f"{scene.issued.get_absolute_url()}dong-thoi-gian/",
    ]
    assert faults_of(desk(cast.staff), addresses) == []
    addresses = ["/ban-lam-viec/", "/ban-giao/", "/ban-giao/moi/"]
    addresses += [scene.handover.get_absolute_url()]
    assert faults_of(desk(cast.manager), addresses) == []


def test_the_pages_of_the_front_reviewer(desk, cast, scene):
    plan = scene.submitted.get_absolute_url()
    send_back = f"{plan}ben-ky/{scene.party.pk}/de-nghi-sua/"
    pages = ["/ban-lam-viec/", plan, send_back]
    assert faults_of(desk(cast.reviewer), pages) == []


def test_the_pages_of_the_lead(desk, cast, scene):
    task = scene.task.get_absolute_url()
    pages = ["/ban-lam-viec/", task, f"{task}bao-cao/"]
    assert faults_of(desk(cast.lead), pages) == []


def test_the_pages_of_a_link_in_a_letter(desk, cast, scene):
    """Opened, already used, and the same promise after signing in."""
    scene.told.link_uses.create(purpose="confirm", used_at=timezone.now())
    used = links.token_of(scene.told.pk, "confirm")
    addresses = [f"/lien-ket/{token}/" for token in (scene.link_token.pk, used)]
    assert faults_of(desk(), addresses) == []
    assert faults_of(desk(cast.lead), [f"/hen-ngay/task/{scene.task.pk}/"]) == []


def test_a_day_is_promised_from_a_letter_without_javascript(desk, cast, scene):
    page = desk(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(f"/lien-ket/{scene.link_token.pk}/")
    day = timezone.localdate() + timedelta(days=9)
    page.get_by_label("Hẹn ngày").fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi ngày hẹn").click()

    expect(page.get_by_text(f"đã hẹn ngày {day:%d/%m/%Y}")).to_be_visible()
    assert cast.lead.promises.get().promised_on == day


def test_the_pages_of_a_visitor_in_the_dark(desk, scene):
    addresses = [
        *("/cong-khai/", "/cong-khai/ke-hoach/", "/cong-khai/bao-cao/"),
        *("/tai-khoan/dang-nhap/", "/tai-khoan/quen-mat-khau/"),
        scene.agreement.get_public_url(),
        f"{scene.agreement.get_public_url()}hop-nhat/",
        scene.amendment.get_public_url(),
        scene.issued.get_public_url(),
        scene.published_review.get_public_url(),
        scene.withdrawn_review.get_public_url(),
        "/cong-khai/so-lieu/",
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
