"""The lists of this app: their columns and orders."""

from accounts.listings.listing import Cell, Column, Listing, Order, column

from .filters import FigureFilter, ReviewFilter


def subject_of(review) -> str:
    about = review.about_label
    return f"{about} (minh hoạ)" if review.is_illustrative else about


REVIEWS = Listing(
    name="bao-cao",
    title="Báo cáo sơ kết, tổng kết",
    address="reports:review-list",
    filterset=ReviewFilter,
    columns=(
        Column(
            "baocao",
            "Báo cáo",
            (
                Cell("Trích yếu", lambda review: review.subject, width=60),
                Cell(
                    "Loại báo cáo", lambda review: review.get_kind_display(), width=18
                ),
                Cell("Quy chế, cụm thi đua", subject_of, width=32),
            ),
        ),
        column("ky", "Kỳ", lambda review: review.period_label),
        column(
            "coquan",
            "Cơ quan lập",
            lambda review: (
                review.office.label if review.office else "ghi nhận từ nguồn"
            ),
        ),
        Column(
            "phathanh",
            "Phát hành",
            (
                Cell("Số ký hiệu", lambda review: review.document_number, width=18),
                Cell(
                    "Ngày phát hành",
                    lambda review: review.issued_on or "chưa phát hành",
                    "date",
                    16,
                ),
            ),
        ),
        column("trangthai", "Trạng thái", lambda review: review.badge.label, width=20),
        column(
            "hoinghi",
            "Ngày hội nghị",
            lambda review: review.held_on,
            kind="date",
            width=14,
            is_default=False,
        ),
        column("diadiem", "Địa điểm", lambda review: review.place, is_default=False),
    ),
    orders=(Order("moi", ("id",), "Đặt trước xếp trước", "Mới đặt trước"),),
    default_order="-moi",
)

FIGURES = Listing(
    name="so-lieu",
    title="Số liệu",
    address="reports:figure-list",
    filterset=FigureFilter,
    columns=(
        Column(
            "chitieu",
            "Chỉ tiêu",
            (
                Cell("Chỉ tiêu", lambda figure: figure.indicator.name, width=45),
                # A part is in the whole: who adds up the sheet must tell them apart.
                Cell(
                    "Trong đó",
                    lambda figure: figure.breakdown.name if figure.breakdown else "",
                    width=20,
                ),
            ),
        ),
        Column(
            "giatri",
            "Giá trị",
            (
                Cell(
                    "Giá trị",
                    lambda figure: figure.indicator.in_unit(figure.amount),
                    "number",
                    16,
                ),
                Cell("Đơn vị tính", lambda figure: figure.indicator.unit, width=14),
                Cell("Như nguồn ghi", lambda figure: figure.words),
                Cell(
                    "Số sơ bộ",
                    lambda figure: "số sơ bộ" if figure.is_provisional else "",
                    width=12,
                ),
            ),
            is_number=True,
        ),
        column(
            "cua",
            "Kết quả của",
            lambda figure: "; ".join(b.label for b in figure.organisations.all()),
            width=36,
        ),
        Column(
            "ky",
            "Kỳ",
            (
                Cell("Từ ngày", lambda figure: figure.period_from, "date", 14),
                Cell("Đến ngày", lambda figure: figure.period_to, "date", 14),
            ),
        ),
        Column(
            "nguon",
            "Nguồn",
            (
                Cell("Nguồn, căn cứ", lambda figure: figure.source, width=36),
                Cell(
                    "Minh chứng",
                    lambda figure: "có" if figure.evidence_id else "",
                    width=12,
                ),
                Cell("Cơ quan nhập", lambda figure: figure.entering_organisation.label),
            ),
        ),
    ),
    orders=(
        Order("ky", ("period_to", "id"), "Kỳ: cũ nhất trước", "Kỳ: mới nhất trước"),
        Order("moi", ("id",), "Nhập trước xếp trước", "Mới nhập trước"),
    ),
    default_order="-moi",
)
