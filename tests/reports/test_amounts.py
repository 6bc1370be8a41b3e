"""Amounts as they are typed: exact or refused with a sentence, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.vietnamese import format_number
from reports.indicators import amounts
from reports.indicators.amounts import NotReadable
from reports.models import Indicator

TY, TRIEU = 10**9, 10**6
FUND = Indicator(name="Quỹ", unit="tỷ đồng", scale=TY, is_money=True)
GIFTS = Indicator(name="Quà", unit="triệu đồng", scale=TRIEU, is_money=True)
HOUSES = Indicator(name="Nhà", unit="căn")
RICE = Indicator(name="Gạo", unit="tấn", decimals=3)


@pytest.mark.parametrize(
    ("indicator", "typed", "amount"),
    [
        (FUND, "157", 157 * TY),
        (FUND, "157 tỷ", 157 * TY),
        (FUND, "157 tỉ đồng", 157 * TY),
        (FUND, "1,5 tỷ", 1_500_000_000),
        (FUND, "1,5", 1_500_000_000),
        (FUND, "747 triệu", 747 * TRIEU),
        (FUND, "157.000.000.000", 157 * TY),
        (FUND, "157.000.000.000 đồng", 157 * TY),
        (FUND, "500 nghìn", 500_000),
        (FUND, "3.910", 3_910 * TY),
        (FUND, "157\u00a0TỶ", 157 * TY),
        (GIFTS, "1,4 tỷ", 1_400 * TRIEU),
        (GIFTS, "67.500", 67_500 * TRIEU),
        (HOUSES, "1.242", 1242),
        (HOUSES, "1.242 căn", 1242),
        (RICE, "205,17", Decimal("205.17")),
    ],
)
def test_what_is_typed_is_read_exactly(indicator, typed, amount):
    assert amounts.read(indicator, typed) == amount


@pytest.mark.parametrize(
    ("indicator", "typed", "sentence"),
    [
        (FUND, "1.5", "không đọc được thành số tiền"),
        (FUND, "1.5 tỷ", "dấu chấm ngăn hàng nghìn"),
        (FUND, "1,242.5", "không đọc được"),
        (FUND, "nhiều", "không đọc được"),
        (FUND, "tỷ", "không đọc được"),
        (FUND, "1,0000000005 tỷ", "số nguyên đồng"),
        (FUND, "0,5 đồng", "số nguyên đồng"),
        (GIFTS, "747.000.000", "747.000.000 đồng hay 747.000.000 triệu đồng"),
        (HOUSES, "1,5", "số nguyên (căn)"),
        (HOUSES, "1.5", "không đọc được thành số"),
        (HOUSES, "157 tỷ", "không đọc được thành số"),
        (RICE, "1,2345", "tối đa 3 chữ số"),
    ],
)
def test_what_can_be_read_two_ways_is_refused(indicator, typed, sentence):
    with pytest.raises(
        NotReadable, match=sentence.replace("(", r"\(").replace(")", r"\)")
    ):
        amounts.read(indicator, typed)


@given(st.integers(0, 10**15), st.sampled_from([FUND, GIFTS]))
def test_money_is_typed_back_as_it_was_read(dong, indicator):
    shown = f"{amounts.typed(indicator, Decimal(dong))} {indicator.unit}"
    assert amounts.read(indicator, shown) == dong
    assert amounts.read(indicator, f"{format_number(dong)} đồng") == dong


def test_a_figure_in_words():
    assert amounts.spelled(FUND, 157 * TY, "above") == (
        "trên một trăm năm mươi bảy tỷ đồng"
    )
    assert amounts.spelled(HOUSES, 1242, "above") == (
        "trên một nghìn hai trăm bốn mươi hai căn"
    )
    assert amounts.spelled(HOUSES, None) == ""
    assert amounts.spelled(FUND, 10**18) == ""
