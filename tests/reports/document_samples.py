"""Three reports to print: of the Front, of the State, of both together.

The figures of the first are those reported in public for five cities in 2023; the
rest is made up, and marked so.
"""

from datetime import date
from decimal import Decimal

from reports.documents.content import Annex, Issuer, Report, Signature
from reports.documents.elements import (
    Cell,
    Column,
    Heading,
    Items,
    Paragraph,
    Part,
    Row,
    Table,
)

INDICATORS = (
    Column("TT", "index"),
    Column("Chỉ tiêu"),
    Column("Đơn vị"),
    Column("Kết quả", "number"),
)


def indicator(position, name, unit, result):
    return Row((Cell(number=Decimal(position)), Cell(name), Cell(unit), result))


def front_review(**changes) -> Report:
    table = Table(
        caption="Kết quả chung của 5 thành phố",
        columns=INDICATORS,
        rows=(
            indicator(
                *(1, "Vận động Quỹ “Vì người nghèo”", "tỷ đồng"),
                Cell(number=Decimal("157"), qualifier="trên", note="Số liệu chung."),
            ),
            indicator(
                *(2, "Xây dựng, sửa chữa nhà đại đoàn kết", "căn"),
                Cell(number=Decimal("1242"), qualifier="trên"),
            ),
            indicator(3, "Hội nghị phản biện xã hội", "hội nghị", Cell()),
        ),
    )
    content = {
        "style": "front",
        "issuers": (
            Issuer.front(
                *("ỦY BAN TRUNG ƯƠNG", "MẶT TRẬN TỔ QUỐC VIỆT NAM"),
                full_name="Ban Thường trực Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
            ),
        ),
        "symbol": "BC-MTTW-BTT",
        "place": "Cần Thơ",
        "dated": date(2023, 8, 3),
        "subject": "Sơ kết hoạt động Cụm thi đua 5 thành phố trực thuộc Trung ương "
        "6 tháng đầu năm 2023",
        "period_label": "6 tháng đầu năm 2023",
        "opening": (
            "Thực hiện Chương trình phối hợp và thống nhất hành động năm 2023, "
            "Cụm thi đua 5 thành phố trực thuộc Trung ương gồm Thành phố Hồ Chí Minh, "
            "Hà Nội, Cần Thơ, Đà Nẵng và Hải Phòng báo cáo kết quả như sau:",
        ),
        "parts": (
            Part(
                "I",
                "Kết quả thực hiện",
                (
                    Heading(2, "1", "Chăm lo cho người nghèo"),
                    Paragraph(
                        "Trong 6 tháng, 5 thành phố đã vận động Quỹ “Vì người nghèo” "
                        "được trên 157 tỷ đồng; xây dựng, sửa chữa trên 1.242 căn nhà "
                        "đại đoàn kết."
                    ),
                    table,
                    Heading(2, "2", "Phản biện xã hội"),
                    Paragraph(None),
                ),
            ),
            Part(
                "II",
                "Tồn tại, hạn chế",
                (
                    Items(
                        (
                            "Phong trào “Đoàn kết, sáng tạo, nâng cao năng suất, chất "
                            "lượng, hiệu quả và hội nhập quốc tế” còn nhiều hạn chế, "
                            "chưa có nhiều mô hình mới.",
                            "Công tác giám sát ở một vài nơi hiệu quả chưa cao, còn "
                            "thiếu chủ động.",
                            "Kiến nghị sau giám sát chưa sâu.",
                        )
                    ),
                ),
            ),
            Part(
                "III",
                "Phương hướng, nhiệm vụ trọng tâm",
                (
                    Items(
                        (
                            "Thực hiện Chương trình phối hợp và thống nhất hành động "
                            "năm 2023 và nghị quyết đại hội.",
                            "Kiểm điểm vai trò của Mặt trận với các chỉ tiêu của nghị "
                            "quyết Đảng bộ; giải pháp cho nửa nhiệm kỳ còn lại.",
                            "Tham gia các chương trình mục tiêu quốc gia giai đoạn "
                            "2021 - 2025, xây dựng mô hình mới, tránh dàn trải.",
                            "Củng cố khối đại đoàn kết; công tác tôn giáo và kiều bào.",
                            "Tiếp xúc, đối thoại của người đứng đầu với Nhân dân được "
                            "tổ chức thường xuyên.",
                            "Nâng cao hiệu quả giám sát, phản biện xã hội.",
                            "Nâng chất lượng báo cáo tổng hợp kiến nghị của cử tri và "
                            "Nhân dân.",
                            "Chuẩn bị Đại hội Mặt trận Tổ quốc Việt Nam các cấp.",
                        ),
                        "a)",
                    ),
                ),
            ),
        ),
        "signatures": (
            Signature(("TM. BAN THƯỜNG TRỰC", "PHÓ CHỦ TỊCH"), "Nguyễn Văn A"),
        ),
        "recipients": (
            "Ban Thường trực UBTW MTTQ Việt Nam (để b/c)",
            "Ủy ban MTTQ Việt Nam 5 thành phố",
            "Các ban, đơn vị cơ quan UBTW MTTQ Việt Nam",
            "Lưu: VT, Phong trào",
        ),
        "is_draft": True,
        "is_illustrative": True,
    }
    return Report(**content | changes)


TASK_COLUMNS = (
    Column("TT", "index"),
    Column("Nội dung nhiệm vụ"),
    Column("Cơ quan chủ trì"),
    Column("Cơ quan phối hợp"),
    Column("Thời hạn", "date"),
    Column("Kinh phí (triệu đồng)", "number"),
    Column("Kết quả"),
)


def task_row(position):
    funding = Decimal(1250 * position) / 100
    return Row(
        (
            Cell(number=Decimal(position)),
            Cell(
                "Giám sát việc thực hiện Chương trình mục tiêu quốc gia xây dựng nông "
                f"thôn mới tại xã thứ {position}"
            ),
            Cell("Ủy ban MTTQ Việt Nam tỉnh"),
            Cell("Sở Nông nghiệp và Môi trường; UBND các xã, phường"),
            Cell(day=date(2026, 1 + position % 12, 1 + position % 28)),
            Cell() if position % 10 == 0 else Cell(number=funding),
            Cell("Hoàn thành" if position % 3 else "Đang thực hiện"),
        )
    )


def state_review(rows=60, **changes) -> Report:
    tasks = [task_row(position) for position in range(1, rows + 1)]
    half = rows // 2
    funding = sum(row.cells[5].number or 0 for row in tasks)
    annex = Table(
        columns=TASK_COLUMNS,
        rows=(
            Row(group="A. Nhiệm vụ phối hợp giám sát"),
            *tasks[:half],
            Row(group="B. Nhiệm vụ phối hợp vận động Nhân dân"),
            *tasks[half:],
        ),
        total=(
            *(Cell(""), Cell("Tổng cộng"), Cell(""), Cell(""), Cell("")),
            *(Cell(number=Decimal(funding)), Cell("")),
        ),
    )
    recommendations = Table(
        columns=(Column("TT", "index"), Column("Kiến nghị"), Column("Trả lời")),
        rows=(
            Row((Cell(number=Decimal(1)), Cell("Bố trí nguồn lực"), Cell())),
            Row((Cell(number=Decimal(2)), Cell("=SUM(A1:A9)"), Cell("Đã tiếp thu"))),
        ),
    )
    content = {
        "style": "state",
        "issuers": (
            Issuer(
                ("ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI"),
                full_name="Ủy ban nhân dân tỉnh Lào Cai",
            ),
        ),
        "number": "5",
        "symbol": "BC-UBND",
        "place": "Lào Cai",
        "dated": date(2026, 2, 5),
        "subject": "Sơ kết thực hiện Quy chế phối hợp công tác giữa Ủy ban nhân dân "
        "tỉnh và Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh năm 2025",
        "period_label": "Năm 2025",
        "addressees": (
            "Hội đồng nhân dân tỉnh",
            "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh",
        ),
        "grounds": (
            "Căn cứ Luật Mặt trận Tổ quốc Việt Nam ngày 09 tháng 6 năm 2015;",
            "Căn cứ Quy chế phối hợp công tác giai đoạn 2021 - 2026",
        ),
        "opening": ("Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện như sau:",),
        "parts": (
            Part(
                "I",
                "Công tác lãnh đạo, chỉ đạo, triển khai",
                (Paragraph("Hai bên đã thống nhất ban hành kế hoạch năm 2025."),),
            ),
            Part(
                "II",
                "Kết quả thực hiện",
                (
                    Heading(2, "1", "Xây dựng khối đại đoàn kết toàn dân tộc"),
                    Heading(3, "a", "Ở cấp tỉnh"),
                    Items(("Tuyên truyền, vận động.", "Tổ chức đối thoại."), "-"),
                    Heading(3, "b", "Ở cấp xã"),
                    Paragraph(
                        "Ủy ban nhân dân các xã, phường ký chương trình phối hợp với "
                        "Ủy ban Mặt trận Tổ quốc cùng cấp; nội dung được cụ thể hóa "
                        "thành các nhiệm vụ có cơ quan chủ trì, thời hạn và sản phẩm."
                    ),
                    Heading(2, "2", "Giám sát, phản biện xã hội"),
                    Paragraph("Chi tiết từng nhiệm vụ tại Phụ lục I."),
                ),
            ),
            Part("III", "Tồn tại, hạn chế và nguyên nhân", (Paragraph(None),)),
        ),
        "closing": (
            "Trên đây là báo cáo sơ kết thực hiện Quy chế phối hợp công tác năm 2025.",
        ),
        "signatures": (
            Signature(
                ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
                "Nguyễn Văn B",
            ),
        ),
        "recipients": (
            "Như trên",
            "Thường trực Tỉnh ủy (để b/c)",
            "Các sở, ban, ngành tỉnh",
            "Lưu: VT, TH (03b)",
        ),
        "annexes": (
            Annex("Kết quả thực hiện từng nhiệm vụ", annex, number="I"),
            Annex("Kiến nghị và trả lời", recommendations, number="II"),
        ),
    }
    return Report(**content | changes)


def joint_review(**changes) -> Report:
    content = {
        "style": "joint",
        "issuers": (
            Issuer(
                ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"),
                full_name="Ủy ban nhân dân Thành phố Hồ Chí Minh",
            ),
            Issuer.front(
                *("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM", "THÀNH PHỐ HỒ CHÍ MINH"),
                full_name="Ban Thường trực Ủy ban MTTQ Việt Nam Thành phố Hồ Chí Minh",
            ),
        ),
        "number": "12",
        "symbol": "BC-UBND-MTTQ",
        "place": "Thành phố Hồ Chí Minh",
        "subject": "Tổng kết Quy chế phối hợp công tác giai đoạn 2021 - 2026",
        "period_label": "Giai đoạn 2021 - 2026",
        "parts": (
            Part(
                "I", "Kết quả thực hiện", (Paragraph("Hai bên đã phối hợp chặt chẽ."),)
            ),
            Part(
                "II", "Kiến nghị", (Items(("Với Trung ương.", "Với sở, ngành."), "1."),)
            ),
        ),
        "signatures": (
            Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Hoàng Minh Châu"),
            Signature(
                (
                    "TM. BAN THƯỜNG TRỰC",
                    "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM THÀNH PHỐ",
                    "CHỦ TỊCH",
                ),
                "H’Đơk Nguyễn Thị Tường Vy",
            ),
        ),
        "recipients": ("Thành ủy (để b/c)", "Các sở, ban, ngành", "Lưu: VT"),
    }
    return Report(**content | changes)
