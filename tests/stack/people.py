"""People at browsers, for stories that several of them tell together."""

import pytest
from playwright.sync_api import expect

PASSWORD = "mat-khau-du-dai-2026"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF"


class Person:
    """Someone at a browser; remembers what the policy refused and what went wrong."""

    def __init__(self, browser, site, username="", password=PASSWORD):
        self.site = site
        self.context = browser.new_context(
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": 1320, "height": 900},
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self.note)
        self.page.expose_function(
            "tellViolation", lambda fault: self.faults.append(fault)
        )
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', event =>"
            " window.tellViolation(event.violatedDirective + ' ' + event.blockedURI))"
        )
        if username:
            self.open("/tai-khoan/dang-nhap/")
            self.fill("login", username)
            self.fill("password", password)
            self.press("Đăng nhập")

    def note(self, response):
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def open(self, path):
        return self.page.goto(self.site.url + path if path.startswith("/") else path)

    def fill(self, name, value):
        self.page.locator(f"main [name='{name}'], #content [name='{name}']").first.fill(
            value
        )

    def choose(self, name, label):
        select = self.page.locator(f"[name='{name}']").first
        option = select.locator("option", has_text=label).first
        select.select_option(value=option.get_attribute("value"))

    def pick(self, name, typed, label):
        """From a box of the admin that searches as one types."""
        self.page.locator(f".field-{name} .select2-selection").click()
        self.page.locator(".select2-search__field").last.fill(typed)
        self.page.get_by_role("option", name=label).first.click()

    def attach(self, name, *files):
        self.page.locator(f"[name='{name}']").first.set_input_files(
            [
                {"name": file, "mimeType": "application/pdf", "buffer": PDF}
                for file in files
            ]
        )

    def press(self, label):
        button = self.page.get_by_role("button", name=label)
        button.or_(self.page.get_by_role("link", name=label)).last.click()

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text):
        expect(self.page.locator("body")).not_to_contain_text(text)

    def download(self, label) -> bytes:
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=label).first.click()
        return started.value.path().read_bytes()


@pytest.fixture
def people(browser, running_site):
    """people("chuyenvien") signs in once and stays at the desk."""
    at_desk = {}

    def person(username="", password=PASSWORD):
        if username not in at_desk:
            at_desk[username] = Person(browser, running_site, username, password)
        return at_desk[username]

    yield person
    faults = [fault for someone in at_desk.values() for fault in someone.faults]
    for someone in at_desk.values():
        someone.context.close()
    assert not faults, faults
