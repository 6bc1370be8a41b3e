"""A plan from its first row to a confirmed task: four people signed in at once.

On PostgreSQL, Redis and separate workers: the office drafts, two parties decide at the
same moment, the lead asks for more time and reports.
"""

import io
import re
from datetime import date

import docx
import pytest
from playwright.sync_api import expect

from .stack.people import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.stack,
    pytest.mark.parametrize("running_site", ["province"], indirect=True),
]

YEAR = date.today().year  # noqa: DTZ011 - the servers run in the same zone
PEOPLE = f"""
from datetime import date
from accounts.models import Membership, Organisation, OrganisationKind, User
from accounts.models import OrganisationLevel
from agreements.models import Agreement, AgreementKind, Party
level = OrganisationLevel.objects.get(code="tinh")
bodies = []
for name, kind, username, role in (
    ("UBND tỉnh Chu Trình", "ubnd", "soanthao", "staff"),
    ("Ủy ban MTTQ Việt Nam tỉnh Chu Trình", "mttq", "mattran", "reviewer"),
    ("Thường trực HĐND tỉnh Chu Trình", "hdnd", "hoidong", "manager"),
    ("Sở Y tế tỉnh Chu Trình", "so-ban-nganh", "soyte", "staff"),
):
    kind = OrganisationKind.objects.get(code=kind)
    body = Organisation.objects.create(name=name, kind=kind, level=level)
    bodies.append(body)
    user = User.objects.create_user(
        username, f"{{username}}@chu-trinh.example", {PASSWORD!r}, full_name=username
    )
    Membership.objects.create(user=user, organisation=body, role=role)
agreement = Agreement.objects.create(
    kind=AgreementKind.objects.first(), owner=bodies[0], signed_on=date(2026, 1, 5),
    subject="Quy chế phối hợp ba bên", term_start_year=2026, term_end_year=2031,
)
for position, body in enumerate(bodies[:3], start=1):
    Party.objects.create(
        agreement=agreement, organisation=body, position=position,
        name_as_signed=body.name,
    )
print(agreement.pk)
"""


def test_four_people_and_one_plan(running_site, people):
    running_site.manage("load_cases")
    agreement = running_site.python(PEOPLE).split()[-1]
    office, front = people("soanthao"), people("mattran")
    council, lead = people("hoidong"), people("soyte")

    plan_url = draft_in_the_table(office, agreement)
    submit(office)
    decide_at_the_same_moment(front, council, plan_url)
    revise_and_submit_again(office, plan_url)
    agree_to_what_changed(front, council, plan_url)
    issue_and_print(office, plan_url)
    task_url = ask_for_more_time(lead)
    grant(office)
    report(lead, task_url)
    confirm(office, lead, task_url)


def draft_in_the_table(office, agreement) -> str:
    office.open(f"/quy-che/{agreement}/lap-ke-hoach/")
    office.fill("title", "Kế hoạch ba bên")
    office.press("Lập dự thảo")
    office.press("Bắt đầu từ bảng trống")
    page, keys = office.page, office.page.keyboard
    page.get_by_role("button", name="Dòng", exact=True).click()
    keys.type("Giám sát khám chữa bệnh")
    keys.press("Tab")
    keys.type("y te chu trinh")
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(page.locator("tr[data-new]")).to_have_count(0)
    page.locator("#bang [data-cell=deadline]").first.focus()
    keys.press("F2")
    keys.type("quý II")
    keys.press("Enter")
    expect(page.locator("#bang [data-due]").first).to_have_text(f"hạn 30/06/{YEAR}")
    expect(page.locator("[data-state]")).to_have_text(re.compile("Đã lưu lúc"))
    office.press("Xong, về kế hoạch")
    return office.page.url


def submit(office):
    office.press("Trình các bên…")
    office.press("Trình")
    office.sees("Chờ thống nhất")


def decide_at_the_same_moment(front, council, plan_url):
    """Both read round 1; the one agrees while the other is writing its remark."""
    council.open(plan_url)
    front.open(plan_url)
    front.press("Đề nghị sửa…")
    council.press("Đồng ý")
    council.sees("đồng ý với kế hoạch")
    front.page.get_by_label("Ý kiến về nhiệm vụ 1").fill("Nêu rõ sản phẩm")
    front.press("Gửi đề nghị sửa")
    front.sees("Bị đề nghị sửa")


def revise_and_submit_again(office, plan_url):
    office.open(plan_url)
    office.sees("Nêu rõ sản phẩm")
    office.page.get_by_role("link", name=re.compile("^Sửa nhiệm vụ 1")).click()
    office.fill("expected_product", "Báo cáo giám sát")
    office.press("Lưu nhiệm vụ")
    submit(office)


def agree_to_what_changed(front, council, plan_url):
    for reviewer in (front, council):
        reviewer.open(plan_url)
        reviewer.sees("Báo cáo giám sát")
        reviewer.sees("1 nhiệm vụ sửa")
    front.press("Đồng ý")
    front.sees("Chờ thống nhất")
    council.press("Đồng ý")
    council.sees("Đã thống nhất")


def issue_and_print(office, plan_url):
    office.open(plan_url)
    office.press("Ban hành…")
    office.fill("document_number", "27/KH-UBND")
    office.fill("issued_on", f"15/01/{YEAR}")
    office.press("Ban hành")
    office.sees("Đã ban hành")
    printed = docx.Document(io.BytesIO(office.download(re.compile("Word"))))
    cells = [cell.text for table in printed.tables for cell in table._cells]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA" in text for text in cells)
    assert "Báo cáo giám sát" in cells


def ask_for_more_time(lead) -> str:
    lead.open("/ban-lam-viec/")
    lead.page.get_by_role("link", name="Giám sát khám chữa bệnh").first.click()
    task_url = lead.page.url
    lead.press("Đề nghị gia hạn…")
    lead.fill("asked_due_on", f"31/12/{YEAR}")
    lead.fill("reason", "Chờ số liệu của các bệnh viện")
    lead.press("Gửi đề nghị")
    lead.sees("Chờ quyết định")
    return task_url


def grant(office):
    office.open("/ban-lam-viec/")
    office.page.get_by_role("link", name=re.compile("gia hạn|Quyết định")).first.click()
    office.page.locator("[name=verdict]").first.check()
    office.press("Ghi quyết định")
    office.sees(f"31/12/{YEAR}")


def report(lead, task_url):
    lead.open(task_url)
    lead.sees(f"30/06/{YEAR}")  # the day of the plan stays to be read
    lead.sees(f"31/12/{YEAR}")
    lead.press("Báo cáo tiến độ")
    lead.fill("done_text", "Đã giám sát 5 bệnh viện")
    lead.fill("percent", "100")
    lead.attach("uploads", "bao-cao.pdf")
    lead.page.locator("[name=is_final]").check()
    lead.press("Gửi báo cáo")
    lead.sees("Đang chờ")


def confirm(office, lead, task_url):
    office.open("/ban-lam-viec/")
    office.press(re.compile(r"^Xác nhận\W+Giám sát"))
    office.press("Xác nhận hoàn thành")
    office.sees("Hoàn thành")
    lead.page.reload()
    lead.sees("Hoàn thành")
    assert lead.page.url == task_url
