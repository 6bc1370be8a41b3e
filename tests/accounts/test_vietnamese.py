"""Text, numbers and dates as Vietnamese offices write them."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from accounts import vietnamese as vi


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đoàn ĐBQH", "doan dbqh"),
        ("HÐND", "hdnd"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("Ủy ban\u00a0 MTTQ", "uy ban mttq"),
        ("phối\u200b hợp", "phoi hop"),
        (unicodedata.normalize("NFD", "Đỗ Văn Chiến"), "do van chien"),
        ("", ""),
    ],
)
def test_search_compares_without_marks_case_and_odd_spaces(text, folded):
    assert vi.fold(text) == folded


def test_text_is_kept_in_one_normal_form_with_its_line_breaks():
    typed = unicodedata.normalize("NFD", "Điều  1\u00a0\nPhạm vi ")
    assert vi.normalise(typed) == "Điều 1\nPhạm vi"


def test_words_are_in_vietnamese_order():
    words = ["Yên Bái", "Đà Nẵng", "Ân", "An Giang", "Ăn", "Dân", "Hà", "Hả", "Ha"]
    expected = ["An Giang", "Ăn", "Ân", "Dân", "Đà Nẵng", "Ha", "Hà", "Hả", "Yên Bái"]
    assert sorted(words, key=vi.sort_key) == expected


def test_tones_are_ordered_ngang_huyen_hoi_nga_sac_nang():
    assert sorted("ạáãảàa", key=vi.sort_key) == list("aàảãáạ")


def test_people_are_ordered_by_given_name():
    names = ["Trần Việt Trường", "Cao Tường Huy", "Nguyễn Văn An", "Y Dec H'đơk", "An"]
    expected = ["An", "Nguyễn Văn An", "Y Dec H'đơk", "Cao Tường Huy"]
    assert sorted(names, key=vi.person_sort_key)[:4] == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.242", "1242"),
        ("157,5", "157.5"),
        ("4,77", "4.77"),
        ("1.234.567,89", "1234567.89"),
        ("03", "3"),
        ("-5", "-5"),
        (" 1 242 ", "1242"),
    ],
)
def test_numbers_are_read_as_offices_write_them(text, number):
    assert vi.parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.5", "1,242.5", "12.34", "1,2,3", "abc", "", "1."])
def test_what_could_be_read_two_ways_is_refused(text):
    with pytest.raises(ValueError, match="^"):
        vi.parse_number(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1242, "1.242"),
        (Decimal("157.50"), "157,5"),
        (Decimal("0.05"), "0,05"),
        (Decimal("1E+6"), "1.000.000"),
        (-1500, "-1.500"),
        (0, "0"),
    ],
)
def test_numbers_are_written_with_dots_and_a_comma(number, text):
    assert vi.format_number(number) == text


def test_a_written_number_reads_back():
    for number in (Decimal("1242"), Decimal("157.5"), Decimal("1234567.891")):
        assert vi.parse_number(vi.format_number(number)) == number


def test_days_are_written_day_first():
    assert vi.format_date(date(2026, 6, 5)) == "05/06/2026"
    assert vi.format_date(None) == ""
    assert vi.long_date(date(2026, 11, 20)) == "Thứ Sáu, 20/11/2026"


def test_a_day_in_words_pads_only_what_the_decree_pads():
    assert vi.date_in_words(date(2020, 1, 5)) == "ngày 05 tháng 01 năm 2020"
    assert vi.date_in_words(date(2020, 12, 15)) == "ngày 15 tháng 12 năm 2020"
    assert vi.date_in_words(date(2020, 3, 9)) == "ngày 09 tháng 3 năm 2020"


def test_what_no_database_or_word_file_can_hold_is_dropped():
    assert vi.normalise("a\x00b\x01c\x1b\ufffe\td\ne") == "abc d\ne"
