"""Promises the whole site keeps."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from tests import factories

ROOT = Path(__file__).parent.parent


def test_lists_are_paged(client, cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    for number in range(60):
        factories.make_focus_task(plan, title=f"Việc số {number:02}")
    client.force_login(cast.staff)
    seen, query = [], "mine=lead"
    while query:
        page = client.get(f"{reverse('tasks:focus-task-list')}?{query}").context["page"]
        seen += [task.pk for task in page]
        assert len(page) <= 50
        query = page.next_query

    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(
    "path", ["/khong-co/", "/nhiem-vu/999999/", "/quy-che/999999/"]
)
def test_what_is_not_there_is_said_in_vietnamese(client, cast, path):
    client.force_login(cast.staff)
    response = client.get(path)

    assert response.status_code == 404
    assert "Không tìm thấy" in response.content.decode()


def test_every_answer_carries_the_strict_policy(client, db):
    for url in ("/cong-khai/", "/tai-khoan/dang-nhap/", "/khong-co/"):
        policy = client.get(url)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_no_template_holds_inline_script_or_style():
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son\w+=\"")
    for template in (ROOT / "templates").rglob("*.html"):
        if template.parent.name == "emails":
            continue  # mail programs know no style sheets, and run no policy of ours
        found = inline.search(template.read_text())
        assert not found, f"{template.name}: {found[0]}"


def test_no_page_loads_anything_from_elsewhere():
    elsewhere = re.compile(r"(src|href)=\"(https?:)?//[^\"]+\.(js|css|woff2?|png)")
    for template in (ROOT / "templates").rglob("*.html"):
        assert not elsewhere.search(template.read_text()), template.name


def test_no_search_column_is_asked_with_icontains():
    wrong = re.compile(r"search__i(contains|startswith|exact)")
    for app in ("accounts", "agreements", "tasks", "reports"):
        for module in (ROOT / app).rglob("*.py"):
            assert not wrong.search(module.read_text()), module


def test_imports_point_one_way():
    """accounts ← agreements ← tasks ← reports, never upwards."""
    order = ["accounts", "agreements", "tasks", "reports"]
    for index, app in enumerate(order):
        higher = "|".join(order[index + 1 :])
        if not higher:
            continue
        upward = re.compile(rf"^\s*(from|import) ({higher})\b", re.MULTILINE)
        for module in (ROOT / app).rglob("*.py"):
            if "migrations" not in module.parts:
                assert not upward.search(module.read_text()), module


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_times_are_those_of_ho_chi_minh_city():
    assert settings.TIME_ZONE == settings.CELERY_TIMEZONE == "Asia/Ho_Chi_Minh"
    assert settings.USE_THOUSAND_SEPARATOR is False
