from datetime import date

import pytest

from reports import letterhead
from tests.factories import make_organisation

ON = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("UBND tỉnh Lào Cai", ("ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI")),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh",)
        + (("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"),),
        ("UBND TP. Huế", ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HUẾ")),
        ("Sở Nội vụ", ("SỞ NỘI VỤ",)),
        (
            "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
            ("ỦY BAN TRUNG ƯƠNG", "MẶT TRẬN TỔ QUỐC VIỆT NAM"),
        ),
    ],
)
def test_a_name_is_broken_as_offices_break_it(name, lines):
    assert letterhead.lines(name) == lines


def test_a_department_names_the_body_above_it(db):
    committee = make_organisation("UBND tỉnh Lào Cai")
    department = make_organisation("Sở Nội vụ", kind="so", parent=committee)
    issuer = letterhead.issuer(department, ON)
    assert issuer.parent_lines == ("ỦY BAN NHÂN DÂN TỈNH LÀO CAI",)
    assert issuer.name_lines == ("SỞ NỘI VỤ",)
    assert letterhead.signature(department, ON).capacity_lines == ("GIÁM ĐỐC",)


def test_a_body_that_decides_together_signs_on_its_behalf(db):
    committee = make_organisation("UBND tỉnh Lào Cai", symbol="UBND")
    front = make_organisation("Ủy ban MTTQ Việt Nam tỉnh Lào Cai", kind="mttq")
    assert letterhead.signature(committee, ON).capacity_lines == (
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
    )
    assert letterhead.signature(front, ON).capacity_lines[0] == "TM. BAN THƯỜNG TRỰC"
    assert letterhead.symbol([committee, front]) == "BC-UBND"


def test_a_document_bears_the_name_of_its_day(db):
    body = make_organisation("UBND thành phố Quảng Ninh")
    body.former_names.create(name="UBND tỉnh Quảng Ninh", until=date(2026, 9, 1))
    assert letterhead.issuer(body, ON).name_lines[1] == "TỈNH QUẢNG NINH"
    assert letterhead.issuer(body, date(2026, 9, 1)).name_lines[1] == (
        "THÀNH PHỐ QUẢNG NINH"
    )
