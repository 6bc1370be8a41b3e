"""Document numbers in every pattern that offices use."""

import pytest

from agreements import numbers
from agreements.numbers import DocumentNumber


@pytest.mark.parametrize(
    ("written", "number", "year", "kind", "bodies"),
    [
        ("104/KH-UBND", "104", None, "KH", ("UBND",)),
        ("10/KH-MTTQ-BTT", "10", None, "KH", ("MTTQ", "BTT")),
        ("2579/QĐ-UBND", "2579", None, "QĐ", ("UBND",)),
        ("0125/KH-UBND", "125", None, "KH", ("UBND",)),
        ("213/TB-VPCP", "213", None, "TB", ("VPCP",)),
        ("194/QCPH", "194", None, "QCPH", ()),
        ("01/QCPH/UBND-UBMTTQ", "1", None, "QCPH", ("UBND", "UBMTTQ")),
        ("04/QC-UBND-UBMTTQ", "4", None, "QC", ("UBND", "UBMTTQ")),
        ("06/QC-TT.HĐND-UBND", "6", None, "QC", ("TT.HĐND", "UBND")),
        ("64/2024/QĐ-UBND", "64", 2024, "QĐ", ("UBND",)),
        (
            "01/2023/NQLT-CP-ĐCTUBTƯMTTQVN",
            "1",
            2023,
            "NQLT",
            ("CP", "ĐCTUBTƯMTTQVN"),
        ),
        (
            "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN",
            "403",
            2017,
            "NQLT",
            ("UBTVQH14", "CP", "ĐCTUBTWMTTQVN"),
        ),
        ("59-NQ/TW", "59", None, "NQ", ("TW",)),
        ("217-QĐ/TW", "217", None, "QĐ", ("TW",)),
        ("15-ĐA/TU", "15", None, "ĐA", ("TU",)),
        ("10-CTr/TU", "10", None, "CTr", ("TU",)),
        ("11-HD/VPTW", "11", None, "HD", ("VPTW",)),
        ("12/UBND-VX", "12", None, "", ("UBND", "VX")),
        ("5425/UBND-KGVX", "5425", None, "", ("UBND", "KGVX")),
        ("737/MTTW-BTT", "737", None, "", ("MTTW", "BTT")),
        ("1018/CV-MTTW-BTT", "1018", None, "CV", ("MTTW", "BTT")),
        ("1961/QĐUBND", "1961", None, "QĐ", ("UBND",)),
        ("12a/KH-UBND", "12a", None, "KH", ("UBND",)),
        ("7/LẠ-UBND", "7", None, "LẠ", ("UBND",)),
        ("194", "194", None, "", ()),
    ],
)
def test_every_pattern_is_read_into_its_parts(written, number, year, kind, bodies):
    assert numbers.parse(written) == DocumentNumber(number, year, kind, bodies)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("0125/KH-UBND", "125/KH-UBND"),
        ("1961/QĐ-UBND", "1961/QĐUBND"),
        ("1961/QĐ-UBND", "1961/qđ-ubnd"),
        ("1961/QĐ-UBND", " 1961 / QĐ – UBND "),
        ("1961/QĐ-UBND", "1961/QÐ-UBND"),  # the Icelandic letter
        ("Số: 194/QCPH", "194/QCPH"),
        ("64/2024/QĐ-UBND", "064/2024/QĐ-UBND"),
        ("…/KH-UBND", "…/kh-ubnd"),
    ],
)
def test_two_writings_of_one_number_are_the_same(first, second):
    assert numbers.same(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("125/KH-UBND", "1250/KH-UBND"),
        ("125/KH-UBND", "125/QĐ-UBND"),
        ("125/KH-UBND", "125/KH-MTTQ"),
        ("12/KH-UBND", "12a/KH-UBND"),
        ("125/KH-UBND", ""),
    ],
)
def test_two_numbers_are_not_confused(first, second):
    assert not numbers.same(first, second)


@pytest.mark.parametrize(
    "text",
    [
        "chưa có số",
        "Không rõ",
        "không số",
        "đang trình ký",
        "…",
        "/KH-UBND",
        "chưa rõ, ký năm 2021",
        "N/A",
    ],
)
def test_prose_is_no_number(text):
    assert numbers.is_prose(text)


@pytest.mark.parametrize("text", ["194/QCPH", "18/QĐ-MTTQ-UB", "BB-01/2024", ""])
def test_a_number_is_no_prose(text):
    assert not numbers.is_prose(text)


def test_the_word_before_the_number_is_not_kept():
    assert numbers.tidy("Số: 194/QCPH") == "194/QCPH"
    assert numbers.tidy("số 64 / 2024 / QĐ – UBND") == "64 / 2024 / QĐ-UBND"
    assert numbers.tidy("Sổ tay") == "Sổ tay"
