"""What the daily digest says, and how: no database, the same items in both parts."""

import re
from datetime import date, timedelta

import pytest

from accounts.models import Audience, Reminder, User
from accounts.reminding import letters, links
from accounts.reminding.duties import Line
from accounts.reminding.items import Item
from accounts.reminding.plain_text import WIDTH, wrapped

ON = date(2026, 11, 23)
LAN = User(username="lan", full_name="Nguyễn Thị Lan")
WHY = "Ông/Bà là chuyên viên của Sở Nội vụ, cơ quan chủ trì của nhiệm vụ."


@pytest.fixture(autouse=True)
def without_links(monkeypatch):
    monkeypatch.setattr(links, "offered", lambda row: [])


def item(days, title="Một việc", *, body="Sở Nội vụ", **fields):
    defaults = {"duty": "task", "audience": Audience.OWNER, "why": WHY}
    row = Reminder(due_on=ON + timedelta(days=days), **defaults | fields)
    return Item(row, Line(title, "/nhiem-vu/7/", row.due_on, "Kế hoạch 2026", body), ON)


def leaders(days, title="Việc chậm", **fields):
    return item(days, title, audience=Audience.LEADER, why="Lãnh đạo.", **fields)


def both(*items):
    """(text, HTML without marks of layout)"""
    _, text, html = letters.written(LAN, list(items), on=ON)
    return text, html


def in_order(whole, *parts):
    places = [whole.index(part) for part in parts]
    return places == sorted(places)


def test_late_then_soon_then_the_rest_each_with_its_count():
    for part in both(item(-3, "Trễ"), item(0, "Nay"), item(2, "Gần"), item(9, "Xa")):
        assert in_order(
            part,
            *("Quá hạn (1 việc)", "Trễ"),
            *("Đến hạn hôm nay và 3 ngày tới (2 việc)", "Nay", "Gần"),
            *("Việc còn lại (1 việc)", "Xa"),
        )


def test_a_line_says_what_of_which_plan_by_when_and_why():
    text, html = both(item(-5, "Giám sát"))
    for said in ("Giám sát", "Hoàn thành nhiệm vụ · Kế hoạch 2026", WHY):
        assert said in text and said in html
    assert "Quá hạn 5 ngày (hạn 18/11/2026)" in text
    assert "Quá hạn 5 ngày</b> (hạn 18/11/2026)" in html
    assert 'href="http://' in html and "/nhiem-vu/7/" in text


def test_the_subject_counts_what_is_late():
    subject, *_ = letters.written(LAN, [item(-1), item(4)], on=ON)

    assert subject == "Nhắc việc ngày 23/11/2026: 2 việc, 1 việc quá hạn"


def test_what_people_typed_is_escaped_in_html_and_plain_in_text():
    text, html = both(item(1, 'Họp <script>alert(1)</script> & "đối thoại"'))

    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "&amp; &quot;đối thoại&quot;" in html
    assert 'Họp <script>alert(1)</script> & "đối thoại"' in text


def test_a_late_reminder_is_marked_once_and_explained_once():
    for part in both(item(-3, is_late=True), item(-2), item(5)):
        assert part.count("nhắc muộn") == 2  # the sentence at the top, the mark
        assert part.count("bị gián đoạn") == 1


def test_without_an_outage_nothing_is_said_of_one():
    for part in both(item(-3), item(5)):
        assert "muộn" not in part and "gián đoạn" not in part


def test_what_is_late_in_a_leaders_bodies_comes_second_by_body():
    items = [leaders(-20), item(-9, "Của tôi"), leaders(-8, body="Sở Y tế")]
    for part in both(*items, leaders(-7)):
        assert in_order(
            part,
            *("Việc của Ông/Bà (1 việc)", "Quá hạn (1 việc)", "Của tôi"),
            "Việc cơ quan Ông/Bà đang chậm (3 việc)",
            *("Sở Nội vụ (2 việc)", "Sở Y tế (1 việc)"),
        )
        assert "Ông/Bà có 1 việc, trong đó 1 việc quá hạn; cơ quan" in " ".join(
            part.split()
        )


def test_leaders_are_not_told_that_a_coming_duty_is_late():
    for part in both(leaders(2)):
        assert "đang chậm" not in part
        assert "Việc của cơ quan Ông/Bà (1 việc)" in part


def test_two_hundred_lines_are_one_letter_with_each_reason_once_a_group():
    titles = [f"Việc số {number}." for number in range(200)]
    items = [item(-3 if n < 100 else 9, title) for n, title in enumerate(titles)]
    for part in both(*items):
        assert all(title in part for title in titles)
        assert " ".join(part.split()).count(WHY) == 2


def test_what_can_be_done_from_the_letter_is_linked(monkeypatch):
    acts = [("Xác nhận đã xong", "http://x/lien-ket/a?b=1&c=2/")]
    monkeypatch.setattr(links, "offered", lambda row: acts)
    text, html = both(item(1))

    assert "http://x/lien-ket/a?b=1&c=2/" in text
    assert 'href="http://x/lien-ket/a?b=1&amp;c=2/"' in html


def test_text_is_not_wider_than_78_but_for_addresses():
    text, _ = both(*[item(n, "Tổ chức hội nghị đối thoại " * 9) for n in range(60)])

    assert max(len(x) for x in text.splitlines() if "http" not in x) <= WIDTH


def test_a_title_in_several_lines_stays_one_line_of_the_letter():
    assert wrapped("Họp\nbàn", first="1. ") == "1. Họp bàn"


def test_the_html_asks_nothing_from_outside_and_has_no_script():
    _, html = both(item(-1), leaders(-3))

    assert not re.search(r"<(img|script|link|style|iframe)\b", html)
    assert "max-width:640px" in html and 'width="640"' in html
