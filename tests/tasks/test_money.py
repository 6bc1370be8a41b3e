import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.vietnamese import format_number
from tasks import money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.500.000.000", 1_500_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 TỈ đồng", 1_500_000_000),
        ("500 triệu đ", 500_000_000),
        ("2tr", 2_000_000),
        ("200 nghìn", 200_000),
        ("45000000 VND", 45_000_000),
        ("1 000 000", 1_000_000),
    ],
)
def test_sums_are_read_as_offices_write_them(typed, amount):
    assert money.parse_dong(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "0", "-5", "1.5", "1,5", "0,0000001 triệu", "tỷ", "5 tấn", "9" * 30, "1e9"],
)
def test_what_is_no_sum_or_splits_a_dong_is_refused(typed):
    with pytest.raises(ValueError):
        money.parse_dong(typed)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_500_000_000, "một tỷ năm trăm triệu đồng"),
        (45_000_000, "bốn mươi lăm triệu đồng"),
        (121_015, "một trăm hai mươi mốt nghìn không trăm mười lăm đồng"),
        (1_005, "một nghìn không trăm linh năm đồng"),
        (2_500_000_000_000, "hai nghìn năm trăm tỷ đồng"),
        (1_000_000_000_000, "một nghìn tỷ đồng"),
        (10, "mười đồng"),
    ],
)
def test_sums_in_words(amount, words):
    assert money.in_words(amount) == words


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1_500_000_000, "1,5 tỷ đồng"),
        (1_050_000_000, "1,05 tỷ đồng"),
        (45_000_000, "45 triệu đồng"),
        (1_234_567_890, "1.234.567.890 đồng"),
        (2_500_000_000_000, "2.500 tỷ đồng"),
        (900, "900 đồng"),
    ],
)
def test_round_sums_are_shown_short(amount, said):
    assert money.short(amount) == said


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(min_value=1, max_value=money.MOST))
def test_what_is_shown_is_read_back_the_same(amount):
    assert money.parse_dong(money.short(amount)) == amount
    assert money.parse_dong(format_number(amount)) == amount
    assert money.in_words(amount).endswith(" đồng")
