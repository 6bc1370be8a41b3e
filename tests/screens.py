"""Take the pictures of docs/screens again: python -m tests.screens (make screens).

Starts the product on a directory of its own with the five cases and the illustrative
data, signs in as each role, and photographs each page wide and as on a phone. With
LibreOffice and pdftoppm, the first pages of the report of case 1 in Word and PDF too.
Pictures that no run takes any more are removed.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.stack import servers, services

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
WIDTHS = {1320: 900, 390: 844}
# As load_demo prints it.
PASSWORD = "minh-hoa-phoi-hop"
COLOURS = 128
PAPER_PAGES = 2
# Letters go out in office hours: those of the next ones, whenever this is run.
REMIND = """
from datetime import datetime, time
from django.utils import timezone
from accounts.reminding import running, working_days
today = timezone.localdate()
calendar = working_days.load({today.year, today.year + 1})
on = calendar.on_or_after(today)
at = timezone.make_aware(datetime.combine(on, time(9)))
running.remind(on=on, at=at)
"""


@dataclass(frozen=True)
class Shot:
    """A page: where it starts, and the links to follow from there, if any."""

    name: str
    username: str
    path: str
    follow: tuple[str, ...] = ()


CLUSTER_REPORT = "trực thuộc Trung ương, 6 tháng đầu năm 2023"
SHOTS = [
    Shot("workspace", "ubnd-chuyenvien", "/ban-lam-viec/"),
    Shot("dashboard", "ubnd-lanhdao", "/bang-dieu-hanh/"),
    Shot(
        "dashboard-cluster",
        "trunguong-lanhdao",
        "/cum-thi-dua/",
        ("(minh hoạ)", "Bảng theo dõi"),
    ),
    Shot("agreement", "ubnd-chuyenvien", "/quy-che/", ("Quy chế phối hợp công tác",)),
    Shot("plan", "mattran-ykien", "/ke-hoach/?state=submitted", ("phối hợp",)),
    Shot("task", "ubnd-chuyenvien", "/nhiem-vu/?situation=submitted", ("Kiểm tra",)),
    Shot("recommendations", "mattran-lanhdao", "/kien-nghi/"),
    Shot("calendar", "ubnd-chuyenvien", "/lich/"),
    Shot("collection", "trunguong-chuyenvien", "/thu-bao-cao/", ("Báo cáo 6 tháng",)),
    Shot(
        "unit-report",
        "cantho-mttq-chuyenvien",
        "/thu-bao-cao/",
        ("Báo cáo 6 tháng", "Mở báo cáo"),
    ),
    Shot(
        "case-1-cluster-report",
        "trunguong-lanhdao",
        "/bao-cao/?q=nam+2023",
        (CLUSTER_REPORT,),
    ),
    Shot("case-2-mid-term-review", "quantri", "/bao-cao/?q=194", ("Sơ kết Quy chế",)),
    Shot("case-3-final-review", "quantri", "/bao-cao/?q=2017", ("Đánh giá việc",)),
    Shot("report", "ubnd-lanhdao", "/bao-cao/?state=issued", ("Sơ kết",)),
    Shot("digest", "mattran-chuyenvien", "/thong-bao/", ("Nhắc việc ngày",)),
    Shot(
        "reminder-why",
        "mattran-chuyenvien",
        "/thong-bao/",
        ("Nhắc việc ngày", "Vì sao"),
    ),
    Shot("conference", "ubnd-chuyenvien", "/hoi-nghi/", ("Hội nghị giao ban",)),
    Shot("register", "ubnd-chuyenvien", "/quy-che/"),
    Shot("reorganisation", "quantri", "/sap-xep/moi/"),
    Shot("provinces", "quantri", "/tinh-thanh/"),
    Shot("public", "", "/cong-khai/"),
]


def main() -> None:
    chromium = services.chromium()
    if not chromium:
        sys.exit("Cần trình duyệt Chromium (gói chromium) để chụp các trang.")
    SCREENS.mkdir(parents=True, exist_ok=True)
    taken = set()
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        with servers.embedded(Path(directory)) as site:
            site.manage("load_cases")
            site.manage("load_demo")
            site.manage("shell", "-v0", "-c", REMIND)
            for width, height in WIDTHS.items():
                taken |= photograph_all(browser, site.url, width, height)
            papers = download_papers(browser, site.url, Path(directory))
        browser.close()
        for paper in papers:  # in the directory, which ends with this block
            taken |= draw_paper(paper)
    if not papers:
        taken |= set(SCREENS.glob("case-1-*-[0-9].png"))
    for left_over in set(SCREENS.glob("*.png")) - taken:
        left_over.unlink()


def photograph_all(browser: Browser, url: str, width: int, height: int) -> set[Path]:
    """Each person signs in once."""
    pages, taken = {}, set()
    for shot in SHOTS:
        if shot.username not in pages:
            pages[shot.username] = signed_in(browser, url, shot.username, width, height)
        page = pages[shot.username]
        open_page(page, url, shot)
        target = SCREENS / f"{shot.name}-{width}.png"
        page.screenshot(path=target, full_page=True)
        taken.add(lightened(target))
    for page in pages.values():
        page.context.close()
    return taken


def lightened(picture: Path) -> Path:
    """The same in few colours, which pages of text have anyway."""
    with Image.open(picture) as full:
        few = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)
    print(picture.relative_to(SCREENS.parent.parent))
    return picture


def signed_in(
    browser: Browser, url: str, username: str, width: int, height: int
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    page = context.new_page()
    if username:
        page.goto(url + "/tai-khoan/dang-nhap/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page


def open_page(page: Page, url: str, shot: Shot) -> None:
    page.goto(url + shot.path)
    for name in shot.follow:
        page.locator("main").get_by_role("link", name=name).first.click()
        page.wait_for_load_state()


def download_papers(browser: Browser, url: str, directory: Path) -> list[Path]:
    """The report of case 1 as Word and PDF files."""
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        print("Không có LibreOffice và pdftoppm: bỏ qua ảnh báo cáo Word, PDF.")
        return []
    shot = next(shot for shot in SHOTS if shot.name == "case-1-cluster-report")
    page, found = signed_in(browser, url, shot.username, 1320, 900), []
    for name, ending in (("Word", "docx"), ("PDF", "pdf")):
        open_page(page, url, shot)
        with page.expect_download() as started:
            page.get_by_role("link", name=name).first.click()
        found.append(directory / f"case-1-{name.lower()}.{ending}")
        started.value.save_as(found[-1])
    page.context.close()
    return found


def draw_paper(paper: Path) -> set[Path]:
    """Its first pages; a Word file as LibreOffice sets it."""
    name, printed = paper.stem, paper
    if paper.suffix == ".docx":
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run(
            [*convert, paper.parent / name, paper], check=True, capture_output=True
        )
        printed = paper.parent / name / f"{name}.pdf"
    draw = ["pdftoppm", "-r", "90", "-png", "-l", str(PAPER_PAGES), printed]
    subprocess.run([*draw, paper.parent / name], check=True)
    taken = set()
    pages = sorted(paper.parent.glob(f"{name}-*.png"))
    for number, picture in enumerate(pages, start=1):
        target = SCREENS / f"{name}-{number}.png"
        shutil.copy(picture, target)
        taken.add(lightened(target))
    return taken


if __name__ == "__main__":
    main()
