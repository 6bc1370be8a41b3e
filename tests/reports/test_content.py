import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.documents.content import Annex, Issuer, Report, Signature
from reports.documents.elements import (
    Cell,
    Chart,
    Column,
    Heading,
    Items,
    Paragraph,
    Part,
    Row,
    Series,
    Table,
)

from .document_samples import front_review, joint_review, state_review

words = st.text(max_size=20)
listed = st.lists(words, max_size=3).map(tuple)
gaps = st.lists(st.none() | words, max_size=3).map(tuple)
cells = st.builds(
    Cell,
    text=st.none() | words,
    number=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    day=st.none() | st.dates(),
    qualifier=words,
    evidence_url=words,
    note=words,
)
columns = st.builds(
    Column,
    title=words,
    kind=st.sampled_from(["text", "number", "date", "index"]),
    weight=st.integers(0, 9),
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 3))
    row = st.lists(cells, min_size=width, max_size=width).map(tuple)
    rows = st.builds(Row, cells=row) | st.just(Row(group="A. Nhóm"))
    return Table(
        columns=tuple(draw(st.lists(columns, min_size=width, max_size=width))),
        rows=tuple(draw(st.lists(rows, max_size=3))),
        total=draw(st.just(()) | row),
        caption=draw(words),
        note=draw(words),
    )


@st.composite
def charts(draw):
    count = draw(st.integers(1, 3))
    amounts = st.none() | st.decimals(0, 10**9, places=2)
    values = st.lists(amounts, min_size=count, max_size=count).map(tuple)
    series = st.lists(st.builds(Series, words, values), min_size=1, max_size=2)
    return Chart(
        title=draw(words),
        categories=tuple(draw(st.lists(words, min_size=count, max_size=count))),
        series=tuple(draw(series)),
        shape=draw(st.sampled_from(["bar", "line", "stacked"])),
    )


blocks = (
    st.builds(Paragraph, st.none() | words)
    | st.builds(Heading, level=st.sampled_from([2, 3]), number=words, text=words)
    | st.builds(Items, gaps, st.sampled_from(["-", "1.", "a)"]))
    | tables()
    | charts()
)
content = st.builds(
    Report,
    style=st.sampled_from(["state", "front", "joint"]),
    issuers=st.lists(st.builds(Issuer, listed, listed, words), max_size=2).map(tuple),
    subject=words,
    number=words,
    dated=st.none() | st.dates(),
    addressees=listed,
    opening=gaps,
    parts=st.lists(
        st.builds(Part, words, words, st.lists(blocks, max_size=3).map(tuple)),
        max_size=2,
    ).map(tuple),
    closing=gaps,
    signatures=st.lists(st.builds(Signature, listed, words), max_size=2).map(tuple),
    annexes=st.lists(
        st.builds(
            Annex, title=words, table=tables(), landscape=st.none() | st.booleans()
        ),
        max_size=1,
    ).map(tuple),
    is_draft=st.booleans(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content)
def test_a_snapshot_is_read_back_whole(report):
    stored = json.loads(report.canonical_bytes())

    assert Report.from_json(stored) == report
    assert Report.from_json(stored).sha256() == report.sha256()


@pytest.mark.parametrize("sample", [front_review, state_review, joint_review])
def test_the_samples_are_read_back_whole(sample):
    report = sample()

    assert Report.from_json(report.to_json()) == report


def test_the_checksum_is_that_of_known_bytes():
    report = Report(style="state", issuers=(), subject="Sơ kết năm 2025")

    assert report.canonical_bytes() == (
        '{"issuers":[],"style":"state","subject":"Sơ kết năm 2025"}'.encode()
    )
    assert report.sha256() == (
        "24c7201a75416c8c59b94c4818ba39f9b1a95a9c4119bbe68ac5be450727e78a"
    )


def test_unicode_form_and_trailing_zeros_do_not_change_the_checksum():
    first = Report(style="state", issuers=(), subject="Sơ kết\u00a0năm")
    second = Report(style="state", issuers=(), subject="So\u031b kê\u0301t năm")

    assert first.sha256() == second.sha256()
    assert Cell(number=Decimal("157.50")) == Cell(number=Decimal("157.5"))
    assert str(Cell(number=Decimal("1E+3")).number) == "1000"
    assert str(Cell(number=Decimal("-0.0")).number) == "0"


def test_missing_is_not_zero_nor_empty():
    assert Cell().printed == "–" and Cell().is_missing
    assert Cell(number=Decimal(0)).printed == "0"
    assert Cell("").printed == ""
    assert "chưa có thông tin" in Paragraph(None).printed


def test_a_figure_prints_its_qualifier_in_vietnamese_order():
    assert Cell(number=Decimal("1242"), qualifier="trên").printed == "trên 1.242"
    assert Cell(number=Decimal("157.5")).printed == "157,5"
    assert Cell(day=date(2026, 1, 5)).printed == "05/01/2026"


def test_points_follow_the_vietnamese_alphabet():
    labels = [text.split()[0] for text in Items(("x",) * 24, "a)").printed]

    assert labels[:8] == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)", "h)"]
    assert labels[22:] == ["y)", "aa)"]


def test_the_head_follows_the_decree():
    report = state_review(dated=date(2020, 1, 5), place="Hà Nội")

    assert report.document_number == "05/BC-UBND"
    assert report.place_and_date == "Hà Nội, ngày 05 tháng 01 năm 2020"
    assert state_review(number="", dated=None).document_number == "…/BC-UBND"
    assert "ngày … tháng … năm …" in state_review(dated=None).place_and_date


def test_lists_end_with_semicolons_and_a_full_stop():
    report = state_review()

    assert report.listed_grounds[0].endswith("2015;")
    assert report.listed_grounds[-1].endswith("2026.")
    assert report.listed_recipients[-1] == "- Lưu: VT, TH (03b)."


def test_the_end_mark_follows_the_last_words():
    assert state_review().closed().closing[-1].endswith("năm 2025./.")
    assert front_review().closed().parts[-1].blocks[-1].texts[-1].endswith("cấp./.")
    assert state_review().closed().closed() == state_review().closed()
    ending_in_table = front_review(parts=front_review().parts[:1] * 1)
    table = ending_in_table.parts[0].blocks[2]
    only_table = front_review(parts=(Part("I", "Số liệu", (table,)),))
    assert only_table.closed().closing == ("./.",)


def test_the_first_body_signs_on_the_right():
    (row,) = joint_review().signature_rows

    assert row[-1].name == "Nguyễn Hoàng Minh Châu"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="số ô"):
        Table((Column("TT"),), (Row((Cell(), Cell())),))
    with pytest.raises(ValueError, match="style"):
        Report(style="party", issuers=(), subject="")
    with pytest.raises(ValueError, match="hữu hạn"):
        Cell(number=Decimal("NaN"))
    with pytest.raises(ValueError, match="bản chụp"):
        Report.from_json({"style": "state", "unknown": 1})


def test_an_unsafe_address_is_kept_but_not_followed():
    cell = Cell("x", evidence_url="javascript:alert(1)")

    assert cell.evidence_url and not cell.evidence_href
    assert Cell("x", evidence_url="https://example.vn/a").evidence_href
