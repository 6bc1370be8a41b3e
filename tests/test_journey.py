"""From a signed agreement to an issued report, in a real browser, in both sizes.

One story told by seven people, as the people who use the product would tell it.
"""

import io
import re
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from .stack.people import PASSWORD, PDF

pytestmark = [pytest.mark.browser, pytest.mark.stack]

TODAY = timezone.localdate()

COMMITTEE = "UBND tỉnh Hành Trình"
FRONT = "Ủy ban MTTQ Việt Nam tỉnh Hành Trình"
DEPARTMENT = "Sở Nội vụ tỉnh Hành Trình"
# Who is made in the admin (by clicking) and who by the same rows in bulk.
PEOPLE = {
    "chuyenvien": (COMMITTEE, "staff", "Trần Thị Chuyên Viên"),
    "lanhdao": (COMMITTEE, "manager", "Lê Văn Lãnh Đạo"),
    "mattran": (FRONT, "reviewer", "Phạm Thị Mặt Trận"),
    "sonoivu": (DEPARTMENT, "staff", "Hoàng Văn Chủ Trì"),
    "trunguong": ("Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "manager", "Vũ Cụm"),
}
ADD_PEOPLE = f"""
from accounts.models import Membership, Organisation, User
for username, (body, role, name) in {PEOPLE!r}.items():
    if not User.objects.filter(username=username).exists():
        user = User.objects.create_user(
            username, f"{{username}}@hanh-trinh.example", {PASSWORD!r}, full_name=name
        )
        organisation = Organisation.objects.get(name=body)
        Membership.objects.create(user=user, organisation=organisation, role=role)
"""


def vn(day):
    return f"{day:%d/%m/%Y}"


def test_from_a_signed_agreement_to_an_issued_report(running_site, people):
    site = running_site
    site.manage("load_cases")
    site.python(
        "from accounts.models import User; User.objects.create_superuser("
        f"'quantri', 'quantri@hanh-trinh.example', {PASSWORD!r}, full_name='Quản Trị')"
    )

    organisations_and_people(site, people("quantri"))
    agreement_url = register_the_agreement(people("chuyenvien"))
    plan_url = draft_and_submit_the_plan(people("chuyenvien"), agreement_url)
    send_back_resubmit_agree(people("mattran"), people("chuyenvien"), plan_url)
    issue_the_plan(people("chuyenvien"), plan_url)
    report_and_confirm(people("sonoivu"), people("chuyenvien"), plan_url)
    remind_once(site, people("sonoivu"), people("quantri"))
    review_url = order_follow_and_issue_the_review(people("lanhdao"), agreement_url)
    review_the_cluster(people("trunguong"))
    order_from_the_admin(people("quantri"))
    read_without_an_account(people(), agreement_url, plan_url, review_url)


def organisations_and_people(site, admin):
    """1. The administrator makes bodies and people; dates are typed dd/mm/yyyy."""
    for name, kind in (
        (COMMITTEE, "Ủy ban nhân dân"),
        (FRONT, "Mặt trận"),
        (DEPARTMENT, "Sở"),
    ):
        admin.open("/quan-tri/accounts/organisation/add/")
        admin.fill("name", name)
        admin.choose("kind", kind)
        admin.choose("level", "ỉnh")
        admin.fill("established_on", "05/06/2025")
        admin.page.locator("[name=_save]").click()
        admin.sees(name)
    site.python(ADD_PEOPLE)
    found = site.python(
        "from accounts.models import Organisation;"
        f"print(Organisation.objects.get(name={COMMITTEE!r}).established_on)"
    )
    assert found.endswith("2025-06-05")

    admin.open("/quan-tri/accounts/user/add/")
    admin.fill("username", "nguoimoi")
    admin.fill("full_name", "Đỗ Thị Người Mới")
    admin.fill("password1", PASSWORD)
    admin.fill("password2", PASSWORD)
    admin.page.locator("[name=_save]").click()
    admin.sees("Đỗ Thị Người Mới")


def register_the_agreement(staff):
    """2. Two parties in order, signatories, an inferred year, articles, the scan."""
    staff.open("/quy-che/moi/")
    staff.choose("kind", "Quy chế")
    staff.fill("document_number", "07/QCPH")
    staff.fill("subject", "Quy chế phối hợp công tác của cuộc hành trình")
    staff.choose("owner", COMMITTEE)
    for row, name, person in ((0, COMMITTEE, "Nguyễn Văn Ký"), (1, FRONT, "Đỗ Thị Ký")):
        staff.choose(f"parties-{row}-organisation", name)
        staff.fill(f"parties-{row}-signatory1_full_name", person)
        staff.fill(f"parties-{row}-signatory1_post", "Chủ tịch")
    staff.fill("signed_on", "13/03/2026")
    staff.page.locator("[name=is_year_inferred]").check()
    staff.fill("inference_reason", "Nguồn chỉ in ngày và tháng")
    staff.fill("term_start_year", "2026")
    staff.fill("term_end_year", "2031")
    staff.fill("areas-0-wording", "Giám sát và phản biện xã hội")
    staff.fill(
        "provisions", "Chương I. Quy định chung\nĐiều 1. Phạm vi\nĐiều 2. Nguyên tắc"
    )
    staff.attach("scans", "quy-che-ban-ky.pdf")
    staff.press("Đăng ký")
    staff.sees("Quy chế phối hợp công tác của cuộc hành trình")
    staff.sees("Đang hiệu lực")
    staff.sees("năm suy đoán")
    staff.sees("Nguyễn Văn Ký")
    return staff.page.url


def draft_and_submit_the_plan(staff, agreement_url):
    """3. A plan with two tasks: one due in three days, one by the end of the year."""
    staff.open(agreement_url)
    staff.press("Lập kế hoạch năm")
    staff.fill("title", "Kế hoạch phối hợp của cuộc hành trình")
    staff.press("Lập dự thảo")
    plan_url = staff.page.url.removesuffix("khoi-dau/")
    staff.open(plan_url)
    for title, due in (
        ("Giám sát việc bình xét nông thôn mới", vn(TODAY + timedelta(days=60))),
        ("Kiểm tra việc ký chương trình phối hợp", vn(TODAY + timedelta(days=3))),
    ):
        staff.press("Thêm nhiệm vụ")
        staff.fill("title", title)
        staff.choose("lead_organisation", DEPARTMENT)
        staff.choose("phoi-hop-0-organisation", FRONT)
        staff.fill("deadline_as_written", f"trước ngày {due}")
        staff.page.get_by_label(re.compile("Điều 2")).check()
        staff.press("Lưu nhiệm vụ")
        staff.sees(title)
    staff.press("Trình các bên…")
    staff.press("Trình")
    staff.sees("Chờ thống nhất")
    return plan_url


def send_back_resubmit_agree(reviewer, staff, plan_url):
    reviewer.open("/ban-lam-viec/")
    reviewer.sees("Kế hoạch phối hợp của cuộc hành trình")
    reviewer.open(plan_url)
    reviewer.press("Đề nghị sửa…")
    reviewer.page.get_by_label("Ý kiến về nhiệm vụ 1").fill(
        "Bổ sung sản phẩm là báo cáo giám sát"
    )
    reviewer.press("Gửi đề nghị sửa")

    staff.open(plan_url)
    staff.sees("Bổ sung sản phẩm là báo cáo giám sát")
    staff.page.get_by_role("link", name=re.compile("^Sửa nhiệm vụ 1")).click()
    staff.fill("expected_product", "Báo cáo giám sát")
    staff.press("Lưu nhiệm vụ")
    staff.press("Trình các bên…")
    staff.press("Trình")

    reviewer.open(plan_url)
    reviewer.sees("1 nhiệm vụ sửa")
    reviewer.sees("Báo cáo giám sát")
    reviewer.press("Đồng ý")
    reviewer.sees("Đã thống nhất")


def issue_the_plan(staff, plan_url):
    staff.open(plan_url)
    staff.press("Ban hành…")
    staff.fill("document_number", "12/KH-UBND")
    staff.fill("issued_on", vn(TODAY))
    staff.attach("uploads", "ke-hoach.pdf")
    staff.press("Ban hành")
    staff.sees("Đã ban hành")
    staff.sees("12/KH-UBND")


def report_and_confirm(lead, staff, plan_url):
    """4. The lead reports with a file, the office confirms."""
    lead.open(plan_url)
    lead.page.get_by_role("link", name="Giám sát việc bình xét nông thôn mới").click()
    task_url = lead.page.url
    lead.press("Báo cáo tiến độ")
    lead.fill("done_text", "Đã giám sát tại 5 xã")
    lead.fill("percent", "100")
    lead.attach("uploads", "bao-cao-giam-sat.pdf")
    lead.page.locator("[name=is_final]").check()
    lead.fill("open_parts_reason", "Mặt trận góp ý sau")
    lead.press("Gửi báo cáo")
    lead.sees("Đang chờ")

    staff.open("/ban-lam-viec/")
    staff.press(re.compile(r"^Xác nhận\W+Giám sát"))
    assert staff.download("bao-cao-giam-sat.pdf") == PDF
    staff.page.once("dialog", lambda question: question.accept())
    staff.press("Xác nhận hoàn thành")  # over the open part: asked once more
    staff.sees("Hoàn thành")
    assert staff.page.url == task_url


# People are told in office hours; the story may be told on a Sunday night.
REMIND_THREE_TIMES = """
from datetime import datetime, time
from django.utils import timezone
from accounts.reminding import running, working_days
on = working_days.load().on_or_after(timezone.localdate())
for _ in range(3):
    running.remind(on=on, at=timezone.make_aware(datetime.combine(on, time(9))))
"""


def remind_once(site, lead, admin):
    """5. The scheduled run, three times over, tells the lead once, in both ways."""
    site.python(REMIND_THREE_TIMES)
    told = site.python(
        "from accounts.models import Reminder; print(Reminder.objects.filter("
        "receiver__username='sonoivu', state='sent').count())"
    )
    assert told.endswith("1")
    lead.open("/thong-bao/")
    lead.press("Nhắc việc ngày")
    lead.sees("Kiểm tra việc ký chương trình phối hợp")
    admin.open("/hop-thu-di/")
    admin.sees("sonoivu@hanh-trinh.example")


def order_follow_and_issue_the_review(manager, agreement_url):
    """6. Ordered, followed, previewed, downloaded, issued, and frozen."""
    manager.open(agreement_url)
    manager.press("Đặt báo cáo")
    manager.choose("period", "Kỳ khác")
    manager.fill("period_label", "năm nay")
    manager.fill("period_from", vn(TODAY.replace(month=1, day=1)))
    manager.fill("period_to", vn(TODAY))
    manager.press("Đặt và dựng dự thảo")
    review_url = manager.page.url.split("?")[0]
    expect(manager.page.locator("body")).to_contain_text("BÁO CÁO", timeout=30_000)
    manager.open(review_url)
    manager.sees("Giám sát việc bình xét nông thôn mới")

    word = docx.Document(io.BytesIO(manager.download("Word")))
    assert any("CỘNG HÒA XÃ HỘI" in cell.text for cell in word.tables[0]._cells)
    workbook = openpyxl.load_workbook(io.BytesIO(manager.download("Excel")))
    assert "Tổng hợp" in workbook.sheetnames

    manager.press("Duyệt và phát hành…")
    manager.fill("document_number", "45/BC-UBND")
    manager.fill("place", "Hành Trình")
    manager.fill("issued_on", vn(TODAY))
    manager.fill("name_1", "Lê Văn Lãnh Đạo")
    manager.press("Duyệt và phát hành")
    manager.sees("Đã phát hành")
    frozen = manager.download("Word")
    assert manager.download("Word") == frozen
    manager.press("Công khai…")
    manager.sees("Công chúng sẽ thấy đúng như sau")
    manager.press("Công khai")
    manager.sees("Công khai từ")
    return review_url


def review_the_cluster(convener):
    """7. Case 1: the figures entered for five Fronts, said as the source says them."""
    convener.open("/cum-thi-dua/")
    convener.page.get_by_role("link", name=re.compile("thành phố")).first.click()
    convener.press("Lập báo cáo sơ kết cụm")
    convener.choose("period", "Kỳ khác")
    convener.fill("period_label", "6 tháng đầu năm 2023")
    convener.fill("period_from", "01/01/2023")
    convener.fill("period_to", "30/06/2023")
    convener.press("Đặt và dựng dự thảo")
    expect(convener.page.locator("body")).to_contain_text("BÁO CÁO", timeout=30_000)
    convener.sees("trên 157 tỷ đồng")
    convener.sees("trên 1.242 căn")


def order_from_the_admin(admin):
    """8. The admin orders by the same workflow, follows and downloads."""
    admin.open("/quan-tri/reports/review/add/")
    admin.pick("agreement", "cuoc hanh trinh", "cuộc hành trình")
    admin.pick("office", "hanh trinh", COMMITTEE)
    admin.fill("period_label", "quý này")
    admin.fill("period_from", vn(TODAY.replace(month=1, day=1)))
    admin.fill("period_to", vn(TODAY))
    admin.page.locator("[name=_save]").click()
    for _ in range(30):
        if admin.page.get_by_role("link", name=re.compile("Word")).count():
            break
        admin.page.wait_for_timeout(500)
        admin.page.reload()
    assert admin.download(re.compile("Word"))[:2] == b"PK"


def read_without_an_account(visitor, agreement_url, plan_url, review_url):
    """The public reads what is out, finds without marks, and nothing else opens."""
    visitor.open("/")
    visitor.fill("q", "cuoc hanh trinh")
    visitor.press("Lọc")
    visitor.page.get_by_role("link", name=re.compile("cuộc hành trình")).first.click()
    visitor.sees("Đang hiệu lực")
    visitor.page.get_by_role("link", name=re.compile("Kế hoạch phối hợp của")).click()
    visitor.sees("1 trong 2 nhiệm vụ đã hoàn thành")
    visitor.open("/cong-khai/bao-cao/")
    report = re.compile("07.QCPH|cuộc hành trình")
    visitor.page.get_by_role("link", name=report).first.click()
    assert visitor.download("Word")[:2] == b"PK"
    for private in (agreement_url, plan_url, review_url, "/ban-lam-viec/", "/tim/?q=a"):
        visitor.open(private)
        visitor.sees("Đăng nhập")
        visitor.does_not_see("Lịch sử")
