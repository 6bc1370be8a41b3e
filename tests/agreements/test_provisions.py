"""An outline is read as it is pasted, and given back as it can be read again."""

import unicodedata

import pytest

from agreements.models import Provision
from agreements.provisions import provisions

CHAPTER, ARTICLE = Provision.Kind.CHAPTER, Provision.Kind.ARTICLE
OUTLINE = """
CHƯƠNG I
NHỮNG QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh
1. Quy chế này quy định quan hệ phối hợp.
Điều 5 Luật Mặt trận Tổ quốc Việt Nam được áp dụng.
ĐIỀU  2: Nguyên tắc.
Điều kiện: hai bên cùng thống nhất.
Chương II. Nội dung phối hợp
Điều 3 Giám sát
"""


def _brief(text):
    return [(e.kind, e.number, e.heading) for e in provisions.parse(text)]


def test_chapters_and_articles_are_read_with_their_titles():
    assert _brief(OUTLINE) == [
        (CHAPTER, "I", "NHỮNG QUY ĐỊNH CHUNG"),
        (ARTICLE, "1", "Phạm vi điều chỉnh"),
        (ARTICLE, "2", "Nguyên tắc"),
        (CHAPTER, "II", "Nội dung phối hợp"),
        (ARTICLE, "3", "Giám sát"),
    ]


def test_lines_below_an_article_are_its_text_even_if_they_begin_like_one():
    first, second = provisions.parse(OUTLINE)[1:3]
    assert first.text.splitlines()[1].startswith("Điều 5 Luật")
    assert second.text == "Điều kiện: hai bên cùng thống nhất."


def test_text_copied_from_a_mac_reads_the_same():
    assert _brief(unicodedata.normalize("NFD", OUTLINE)) == _brief(OUTLINE)


def test_what_was_read_is_given_back_so_that_it_reads_the_same():
    entries = provisions.parse(OUTLINE)
    assert provisions.parse(provisions.as_text(entries)) == entries


def test_nothing_pasted_is_no_provisions():
    assert provisions.parse(" \n ") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("QUY CHẾ PHỐI HỢP\nĐiều 1. Phạm vi", "Dòng 1 không đọc được"),
        ("Điều 1. Phạm vi\nĐiều l. Nguyên tắc", "Dòng 2 không đọc được"),
        ("Điều 1. a\n\nĐiều 2. b\nĐiều 1. c", "Dòng 4: Điều 1 đã có ở dòng 1"),
    ],
)
def test_the_line_that_cannot_be_read_is_named(text, told):
    with pytest.raises(provisions.UnreadableLine, match=told):
        provisions.parse(text)


@pytest.mark.parametrize("title", ["Phạm vi.", "Đối tượng v.v...", "A..", "Mục đích…"])
def test_saving_again_changes_nothing(title):
    first = provisions.parse(f"Chương I\n{title}\nĐiều 1. {title}")
    assert provisions.parse(provisions.as_text(first)) == first
