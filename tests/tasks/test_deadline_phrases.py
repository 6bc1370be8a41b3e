"""Any phrase of the grammar, however it is spelled, gives what it was made of."""

import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.deadlines import Deadline, fault, parse
from tasks.models import DeadlineKind as K

PLAN_YEAR = 2026
ROMAN = ("I", "II", "III", "IV")
years = st.integers(1990, 2100)


def last(year, month):
    return date(year, month, monthrange(year, month)[1])


@st.composite
def days(draw):
    day = draw(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
    words = draw(
        st.sampled_from(
            [f"{day:%d/%m/%Y}", f"trước ngày {day:%d/%m/%Y}", f"{day:%d-%m-%Y}"]
            + [f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day:%d.%m.%Y}"]
        )
    )
    return words, Deadline(K.DAY, None, day)


@st.composite
def quarters(draw):
    year, number = draw(years), draw(st.integers(1, 4))
    name = draw(st.sampled_from([ROMAN[number - 1], str(number)]))
    parting = draw(st.sampled_from(["/", " năm ", "-", " Năm "]))
    begins = draw(st.sampled_from(["quý ", "Quí ", "trong quý "]))
    first = date(year, 3 * number - 2, 1)
    said = f"{begins}{name}{parting}{year}"
    return said, Deadline(K.QUARTER, first, last(year, 3 * number))


@st.composite
def spans_of_quarters(draw):
    year, first = draw(st.integers(1990, 2099)), draw(st.integers(1, 4))
    end = draw(st.integers(1, 4))
    said = f"Quý {ROMAN[first - 1]}/{year} - Quý {ROMAN[end - 1]}/{year + 1}"
    starts_on = date(year, 3 * first - 2, 1)
    return said, Deadline(K.QUARTER, starts_on, last(year + 1, 3 * end))


@st.composite
def months(draw):
    year, month = draw(years), draw(st.integers(1, 12))
    parting = draw(st.sampled_from(["/", " năm ", "-"]))
    ends = draw(st.sampled_from(["", " (dự kiến)"]))
    said = f"tháng {month}{parting}{year}{ends}"
    return said, Deadline(K.MONTH, date(year, month, 1), last(year, month))


@st.composite
def spans_of_years(draw):
    first = draw(st.integers(1990, 2095))
    end = first + draw(st.integers(0, 5))
    name = draw(st.sampled_from(["Giai đoạn ", "Năm ", ""]))
    parting = draw(st.sampled_from(["-", " - ", " đến "]))
    said = f"{name}{first}{parting}{end}"
    return said, Deadline(K.YEAR, date(first, 1, 1), date(end, 12, 31))


@st.composite
def other_phrases(draw):
    year, month = draw(years), draw(st.integers(1, 12))
    yearly = draw(st.sampled_from(["hằng năm", "hàng năm"]))
    return draw(
        st.sampled_from(
            [
                (f"Trước năm {year}", Deadline(K.YEAR, None, date(year - 1, 12, 31))),
                (f"Triển khai từ năm {year}", Deadline(K.NONE, date(year, 1, 1))),
                (f"Thường xuyên, {yearly}", Deadline(K.CONTINUOUS)),
                ("khi cần thiết", Deadline(K.CONDITIONAL)),
                ("đột xuất theo yêu cầu", Deadline(K.CONDITIONAL)),
                ("trước kỳ họp cuối năm", Deadline(K.NONE)),
                (
                    f"tháng {month} {yearly}",
                    Deadline(
                        K.RECURRING, date(PLAN_YEAR, month, 1), last(PLAN_YEAR, month)
                    ),
                ),
                (
                    f"trước 28/{month} {yearly}",
                    Deadline(K.RECURRING, None, date(PLAN_YEAR, month, 28)),
                ),
                (
                    f"9 tháng năm {year}",
                    Deadline(K.HALF_YEAR, date(year, 1, 1), date(year, 9, 30)),
                ),
                (
                    f"6 tháng cuối năm {year}",
                    Deadline(K.HALF_YEAR, date(year, 7, 1), date(year, 12, 31)),
                ),
            ]
        )
    )


phrases = st.one_of(
    days(), quarters(), spans_of_quarters(), months(), spans_of_years(), other_phrases()
)
SPELLINGS = (
    str.upper,
    str.lower,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace("-", "–"),
    lambda text: f"  {text.replace(' ', '  ')} ",
    lambda text: text.replace(" ", "\n", 1),
)


@settings(derandomize=True, max_examples=250, deadline=None)
@given(phrases, st.lists(st.sampled_from(SPELLINGS), max_size=3))
def test_a_phrase_in_any_spelling_says_what_it_was_made_of(phrase, spellings):
    words, meant = phrase
    for spelling in spellings:
        words = spelling(words)

    assert parse(words, year=PLAN_YEAR) == meant, words
    assert not fault(words, year=PLAN_YEAR)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(phrases.map(lambda pair: pair[0]), max_size=3).map(" ".join), years)
def test_phrases_thrown_together_never_fail_nor_run_backwards(words, year):
    read = parse(words, year=year)

    if read.starts_on and read.due_on:
        assert timedelta(0) <= read.due_on - read.starts_on


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 9999).filter(lambda n: not 1990 <= n <= 2100))
def test_a_year_far_away_is_no_year(number):
    for words in (f"năm {number:04}", f"quý II/{number:04}", f"tháng 5/{number:04}"):
        assert parse(words, year=PLAN_YEAR) == Deadline(K.NONE), words
