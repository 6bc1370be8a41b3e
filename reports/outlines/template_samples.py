"""A made-up report in the name of an office: what its Word layout is tried with."""

from datetime import date
from decimal import Decimal

from accounts.models import Organisation

from .. import letterhead
from ..documents.content import Annex, Report
from ..documents.elements import (
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

_AREAS = (("Tuyên truyền, vận động Nhân dân", 12, 9), ("Giám sát, phản biện", 6, 5))


def sample_report(organisation: Organisation, on: date) -> Report:
    """Every kind of part once, marked as made up and as a draft."""
    issuer = letterhead.issuer(organisation, on)
    front = organisation.kind.letterhead == "front"
    return Report(
        style="front" if front else "state",
        issuers=(issuer,),
        symbol=letterhead.symbol([organisation]),
        place=organisation.locality,
        subject="Kết quả thực hiện quy chế phối hợp 6 tháng đầu năm (dữ liệu mẫu)",
        period_label="6 tháng đầu năm",
        addressees=("Cơ quan nhận báo cáo (dữ liệu mẫu)",),
        opening=(f"{issuer.full_name} báo cáo kết quả thực hiện như sau:",),
        parts=(_results(), _proposals()),
        closing=("Trên đây là báo cáo mẫu để xem bố cục.",),
        signatures=(letterhead.signature(organisation, on),),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(Annex("Tình hình thực hiện nhiệm vụ", _annex_table()),),
        is_draft=True,
        is_illustrative=True,
    )


def _results() -> Part:
    return Part(
        "I",
        "Kết quả thực hiện",
        (
            Heading(2, "1", "Nhiệm vụ trọng tâm"),
            Paragraph("Đoạn văn mẫu: hai bên đã phối hợp thực hiện các nhiệm vụ."),
            _task_table(),
            Heading(2, "2", "Số liệu chủ yếu"),
            _figure_table(),
            Chart(
                "Nhiệm vụ theo lĩnh vực",
                tuple(name for name, _, _ in _AREAS),
                (
                    Series("Tổng số", tuple(Decimal(x) for _, x, _ in _AREAS)),
                    Series("Hoàn thành", tuple(Decimal(x) for _, _, x in _AREAS)),
                ),
                unit="nhiệm vụ",
            ),
        ),
    )


def _proposals() -> Part:
    wording = ("Kiến nghị mẫu thứ nhất.", "Kiến nghị mẫu thứ hai.")
    return Part("II", "Kiến nghị, đề xuất", (Items(wording),))


def _task_table() -> Table:
    def cells(name, *numbers):
        return (Cell(name), *(Cell(number=Decimal(x)) for x in numbers))

    return Table(
        (
            Column("Lĩnh vực"),
            Column("Tổng số", "number"),
            Column("Hoàn thành", "number"),
            Column("Tỷ lệ (%)", "number", percent_of=(2, 1)),
        ),
        (
            Row(cells(*_AREAS[0], Decimal("75"))),
            Row(cells(*_AREAS[1], Decimal("83.3"))),
        ),
        total=cells("Tổng cộng", 18, 14, Decimal("77.8")),
        caption="Nhiệm vụ theo lĩnh vực",
        about="tasks",
    )


def _figure_table() -> Table:
    return Table(
        (Column("Chỉ tiêu"), Column("Đơn vị"), Column("Kết quả", "number")),
        (
            Row(
                (
                    Cell("Vận động Quỹ “Vì người nghèo”"),
                    Cell("tỷ đồng"),
                    Cell(number=Decimal("157.5"), qualifier="trên"),
                )
            ),
        ),
        caption="Số liệu chủ yếu",
        about="figures",
    )


def _annex_table() -> Table:
    columns = (
        Column("TT", "index"),
        Column("Nội dung nhiệm vụ", weight=4),
        Column("Cơ quan chủ trì", weight=2),
        Column("Cơ quan phối hợp", weight=3),
        Column("Thời hạn", "date"),
        Column("Kết quả", weight=2),
    )
    rows = tuple(
        Row(
            (
                Cell(number=Decimal(position)),
                Cell(f"Nhiệm vụ mẫu thứ {position}"),
                Cell("Cơ quan chủ trì"),
                Cell("Các cơ quan phối hợp"),
                Cell(day=date(2026, 6, position)),
                Cell("Hoàn thành"),
            )
        )
        for position in range(1, 6)
    )
    return Table(columns, rows)
