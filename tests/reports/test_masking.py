"""Names the public does not see: every spelling of them, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents.content import Report, Signature
from reports.documents.elements import Cell, Column, Items, Paragraph, Part, Row, Table
from reports.publication import masked_reports, masking
from reports.publication.masking import Mask


def masked(text, *names):
    return masking.replacer(Mask(name, masking.initials(name)) for name in names)(text)


@pytest.mark.parametrize(
    "written",
    [
        "Nguyễn Văn Hòa",
        "Nguyễn Văn Hoà",
        "NGUYỄN VĂN HÒA",
        "nguyễn văn hoà",
        "Nguyễn  Văn\nHòa",
    ],
)
def test_every_spelling_of_a_name(written):
    assert masked(f"Ông {written}, Chủ tịch", "Nguyễn Văn Hòa") == (
        "Ông N.V.H., Chủ tịch"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn Hòang", "Nguyễn Văn Hòa"),
        ("an toàn, bình an", "An"),
        ("quý I", "Quý"),
        ("Trần Nguyễn Văn", "Nguyễn Văn Hòa"),
    ],
)
def test_part_of_another_word_and_a_common_word_stay(text, name):
    assert masked(text, name) == text


def test_one_name_within_another_is_masked_whole():
    assert masked("Lê Thị Lan Anh và Lê Thị Lan", "Lê Thị Lan", "Lê Thị Lan Anh") == (
        "L.T.L.A. và L.T.L."
    )


def test_initials_share_the_full_stop_of_a_sentence():
    change = masking.replacer([Mask("Lê Văn An", "L.V.A.")])
    assert change("Theo ông Lê Văn An. Lê Văn An, Lê Văn An") == (
        "Theo ông L.V.A. L.V.A., L.V.A."
    )


def test_signs_of_patterns_are_only_signs():
    assert masking.replacer([Mask("A (B)", r"\1")])("hỏi A (B) rồi") == r"hỏi \1 rồi"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("Hoà Hòa Thuý Thúy Văn An Lê".split()), min_size=2))
def test_a_masked_name_is_nowhere_left(words):
    """Whatever a name of several words is made of, in either spelling."""
    name = " ".join(words)
    shown = masking.replacer([Mask(name, "…")])(f"gặp {name.upper()} và {name}.")
    assert shown == "gặp … và …."


REPORT = Report(
    style="state",
    issuers=(),
    subject="Sơ kết",
    parts=(
        Part(
            "I",
            "KẾT QUẢ",
            (
                Paragraph("Ông Trần Văn Bảy và bà Lê Thị Hoa được khen thưởng."),
                Items(("đồng chí Đỗ Minh Chủ tịch", "Ông Chủ tịch, bà ấy")),
                Table((Column("Tên"),), (Row((Cell("cháu Ngô Thị Bé"),)),)),
            ),
        ),
    ),
    signatures=(Signature(("CHỦ TỊCH",), "Nguyễn Văn Ký"),),
)


def test_names_are_found_among_signers_text_and_tables():
    assert masked_reports.names_in(REPORT) == [
        *("Nguyễn Văn Ký", "Trần Văn Bảy", "Lê Thị Hoa"),
        *("Đỗ Minh Chủ", "Ngô Thị Bé"),
    ]


def test_a_whole_report_is_masked_and_stays_a_report():
    names = ["Nguyễn Văn Ký", "Trần Văn Bảy", "Ngô Thị Bé"]
    masks = [Mask(name, masking.initials(name)) for name in names]
    shown = masked_reports.masked_report(REPORT, masks)
    text = " ".join(masked_reports.texts_in(shown.to_json()))
    assert not [name for name in names if name in text]
    assert shown.signatures[0].name == "N.V.K."
    assert "Lê Thị Hoa" in text
