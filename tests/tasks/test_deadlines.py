from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import parse
from tasks.models import DeadlineKind

K = DeadlineKind


@pytest.mark.parametrize(
    ("phrase", "kind", "starts_on", "due_on"),
    [
        ("Trước ngày 30/11/2025", K.DAY, None, date(2025, 11, 30)),
        ("trước 15/11", K.DAY, None, date(2023, 11, 15)),
        ("31/12/2025", K.DAY, None, date(2025, 12, 31)),
        ("ngày 05 tháng 01 năm 2024", K.DAY, None, date(2024, 1, 5)),
        ("Tháng 12/2025", K.MONTH, date(2025, 12, 1), date(2025, 12, 31)),
        ("tháng 4/2024 (dự kiến)", K.MONTH, date(2024, 4, 1), date(2024, 4, 30)),
        ("4/2024", K.MONTH, date(2024, 4, 1), date(2024, 4, 30)),
        ("Quý IV/2026", K.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        ("Quý III Năm 2026", K.QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        ("Quí IV-2025", K.QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
        ("trong quý III năm 2023", K.QUARTER, date(2023, 7, 1), date(2023, 9, 30)),
        ("quý II", K.QUARTER, date(2023, 4, 1), date(2023, 6, 30)),
        ("Quý IV/2025- Quý II/2026", K.QUARTER, date(2025, 10, 1), date(2026, 6, 30)),
        ("6 tháng đầu năm", K.HALF_YEAR, date(2023, 1, 1), date(2023, 6, 30)),
        ("6 tháng cuối năm", K.HALF_YEAR, date(2023, 7, 1), date(2023, 12, 31)),
        ("9 tháng", K.HALF_YEAR, date(2023, 1, 1), date(2023, 9, 30)),
        ("Năm 2026", K.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("Trước năm 2030", K.YEAR, None, date(2029, 12, 31)),
        ("Năm 2025-2026", K.YEAR, date(2025, 1, 1), date(2026, 12, 31)),
        ("Giai đoạn 2026 - 2030", K.YEAR, date(2026, 1, 1), date(2030, 12, 31)),
        ("cả năm", K.YEAR, date(2023, 1, 1), date(2023, 12, 31)),
        ("Hằng năm", K.RECURRING, date(2023, 1, 1), date(2023, 12, 31)),
        ("Tháng 12 hằng năm", K.RECURRING, date(2023, 12, 1), date(2023, 12, 31)),
        ("trước 31/3 hàng năm", K.RECURRING, None, date(2023, 3, 31)),
        ("Thường xuyên, hằng năm", K.CONTINUOUS, None, None),
        ("khi cần thiết", K.CONDITIONAL, None, None),
        ("đột xuất", K.CONDITIONAL, None, None),
        ("Triển khai từ năm 2026", K.NONE, date(2026, 1, 1), None),
        ("", K.NONE, None, None),
        ("trước kỳ họp cuối kỳ", K.NONE, None, None),
        ("31/02/2025", K.NONE, None, None),
    ],
)
def test_a_phrase_of_a_real_plan_is_read(phrase, kind, starts_on, due_on):
    deadline = parse(phrase, year=2023)

    assert (deadline.kind, deadline.starts_on, deadline.due_on) == (
        kind,
        starts_on,
        due_on,
    )


@given(st.text(max_size=60), st.integers(1990, 2100))
def test_any_words_are_read_without_failing_and_never_backwards(phrase, year):
    deadline = parse(phrase, year=year)

    if deadline.starts_on and deadline.due_on:
        assert deadline.starts_on <= deadline.due_on


@pytest.mark.parametrize(
    "phrase",
    ["tháng 5 năm 0000", "5/0000", "quý II năm 0000", "trước năm 0001", "từ năm 0000"],
)
def test_a_year_that_never_was_stops_nothing(phrase):
    parse(phrase, year=2026)
