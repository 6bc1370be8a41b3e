"""Numbers in words, held against another reading of the same words."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.number_words import number_in_words

VALUES = {
    **{
        word: value
        for value, word in enumerate(
            "không một hai ba bốn năm sáu bảy tám chín".split()
        )
    },
    **{"mốt": 1, "tư": 4, "lăm": 5},
}


def heard(words: str) -> int:
    """The number back from its words: a grammar of its own, right to left by unit."""
    for name, size in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3)):
        # The last "tỷ", but the first "triệu" and "nghìn": "nghìn tỷ" is many tỷ.
        head, found, tail = (words + " ").partition(f" {name} ")
        if found:
            return heard(head) * size + (heard(tail.strip()) if tail.strip() else 0)
    hundreds, found, rest = (words + " ").partition(" trăm ")
    total = VALUES[hundreds] * 100 if found else 0
    rest = (rest if found else words).strip()
    rest = re.sub(r"^linh ", "", rest)
    if rest.startswith("mười"):
        return total + 10 + VALUES.get(rest[5:], 0)
    tens, found, ones = (rest + " ").partition(" mươi ")
    if found:
        return total + VALUES[tens] * 10 + VALUES.get(ones.strip(), 0)
    return total + (VALUES[rest] if rest else 0)


numbers = st.one_of(
    st.integers(0, 10**4),
    st.integers(0, 10**18 - 1),
    st.builds(lambda n, zeros: n * 10**zeros, st.integers(1, 999), st.integers(0, 15)),
)


@given(numbers)
def test_what_is_read_aloud_is_heard_as_the_same_number(number):
    assert heard(number_in_words(number)) == number


@given(numbers)
def test_the_words_keep_the_rules_of_the_language(number):
    words = f" {number_in_words(number)} "
    assert "  " not in words
    for wrong in ("mươi một ", "mươi bốn ", "mươi năm ", "mười mốt", "mười tư"):
        assert wrong not in words
    for wrong in ("mười năm ", "linh lăm", "linh mốt", "linh tư", "không mươi"):
        assert wrong not in words
    assert not words.startswith((" linh", " không trăm"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1242, "một nghìn hai trăm bốn mươi hai"),
        (10_000_001, "mười triệu không trăm linh một"),
        (1_010_000, "một triệu không trăm mười nghìn"),
        (747_000_000, "bảy trăm bốn mươi bảy triệu"),
        (157_000_000_000, "một trăm năm mươi bảy tỷ"),
        (1_500_000_000, "một tỷ năm trăm triệu"),
        (1_005_000_000, "một tỷ không trăm linh năm triệu"),
        (3_910_000_000_000, "ba nghìn chín trăm mười tỷ"),
        (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"),
        (10**9 + 1, "một tỷ không trăm linh một"),
        (-21, "âm hai mươi mốt"),
        (Decimal("4.77"), "bốn phẩy bảy bảy"),
        (Decimal("91.80"), "chín mươi mốt phẩy tám"),
        (Decimal("0.05"), "không phẩy không năm"),
    ],
)
def test_numbers_read_aloud(number, words):
    assert number_in_words(number) == words


def test_what_is_beyond_reading_is_refused():
    with pytest.raises(ValueError):
        number_in_words(10**18)
