"""Take the pictures of docs/screens again: python -m tests.screens (make screens).

Starts the product on a directory of its own with the five cases and the illustrative
data, signs in as each role, and photographs each page wide and as on a phone. With
LibreOffice and pdftoppm, the Word report too.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.stack import servers, services

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
WIDTHS = {1320: 900, 390: 844}
# As load_demo prints it.
PASSWORD = "minh-hoa-phoi-hop"


@dataclass(frozen=True)
class Shot:
    """A page: where it starts, and the link to follow from there, if any."""

    name: str
    username: str
    path: str
    follow: str = ""


SHOTS = [
    Shot("workspace", "ubnd-chuyenvien", "/ban-lam-viec/"),
    Shot("agreement", "ubnd-chuyenvien", "/quy-che/", "Quy chế phối hợp công tác"),
    Shot("plan", "mattran-ykien", "/ke-hoach/?state=submitted", "Kế hoạch phối hợp"),
    Shot("task", "ubnd-chuyenvien", "/nhiem-vu/?situation=submitted", "Kiểm tra"),
    Shot("table", "ubnd-chuyenvien", "/ke-hoach/?state=draft", "Kế hoạch phối hợp"),
    Shot("recommendations", "mattran-lanhdao", "/kien-nghi/"),
    Shot("calendar", "ubnd-chuyenvien", "/lich/"),
    Shot("report", "trunguong-lanhdao", "/bao-cao/?q=nam+2023", "Sơ kết"),
    Shot("conference", "ubnd-chuyenvien", "/hoi-nghi/", "Hội nghị giao ban"),
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
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        with servers.embedded(Path(directory)) as site:
            site.manage("load_cases")
            site.manage("load_demo")
            for shot in SHOTS:
                for width, height in WIDTHS.items():
                    photograph(browser, site.url, shot, width, height)
            word_report(browser, site.url, Path(directory))
        browser.close()


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
    if shot.follow:
        page.locator("main table, main .card").get_by_role(
            "link", name=shot.follow
        ).first.click()
        page.wait_for_load_state()


def photograph(browser, url, shot, width, height) -> None:
    page = signed_in(browser, url, shot.username, width, height)
    open_page(page, url, shot)
    target = SCREENS / f"{shot.name}-{width}.png"
    page.screenshot(path=target, full_page=True)
    page.context.close()
    print(target.relative_to(SCREENS.parent.parent))


def word_report(browser, url, directory: Path) -> None:
    """The first page of the Word report, drawn by LibreOffice."""
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        print("Không có LibreOffice và pdftoppm: bỏ qua ảnh báo cáo Word.")
        return
    page = signed_in(browser, url, "ubnd-lanhdao", 1320, 900)
    issued = Shot("word", "", "/bao-cao/?state=issued", "Sơ kết")
    open_page(page, url, issued)
    with page.expect_download() as started:
        page.get_by_role("link", name="Word").first.click()
    document = directory / "bao-cao.docx"
    started.value.save_as(document)
    page.context.close()
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*convert, directory, document], check=True, capture_output=True)
    draw = ["pdftoppm", "-r", "90", "-png"]
    subprocess.run(
        [*draw, document.with_suffix(".pdf"), directory / "trang"], check=True
    )
    pages = sorted(directory.glob("trang-*.png"))
    for number, picture in enumerate(pages, start=1):
        target = SCREENS / f"word-{number}.png"
        shutil.copy(picture, target)
        print(target.relative_to(SCREENS.parent.parent))


if __name__ == "__main__":
    main()
