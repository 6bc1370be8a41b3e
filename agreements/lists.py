"""The register as a list: its columns and orders."""

from accounts.listing import Cell, Column, Listing, Order, column

from .filters import AgreementFilter


def subject(agreement) -> str:
    mark = " (minh hoạ)" if agreement.is_illustrative else ""
    return f"{agreement.subject}{mark}"


def signed(agreement):
    """The day, or the words that stand in its place on the page."""
    if agreement.is_signing_day_unknown:
        return "chưa rõ ngày"
    return agreement.signed_on or "chưa ký"


AGREEMENTS = Listing(
    name="quy-che",
    title="Quy chế phối hợp",
    address="agreements:agreement-list",
    filterset=AgreementFilter,
    columns=(
        Column(
            "vanban",
            "Văn bản",
            (
                Cell("Trích yếu", subject, width=60),
                Cell("Loại văn bản", lambda agreement: agreement.kind.name, width=18),
                Cell("Số ký hiệu", lambda agreement: agreement.document_number),
            ),
        ),
        column(
            "benky",
            "Các bên ký",
            lambda agreement: "\n".join(
                party.name_as_signed for party in agreement.parties.all()
            ),
            width=45,
        ),
        Column(
            "ngayky",
            "Ngày ký",
            (
                Cell("Ngày ký", signed, "date", 14),
                Cell(
                    "Ghi chú ngày ký",
                    lambda agreement: (
                        "năm suy đoán" if agreement.is_year_inferred else ""
                    ),
                    width=14,
                ),
            ),
        ),
        column("giaidoan", "Giai đoạn", lambda agreement: agreement.term_text),
        column(
            "ngaycuoi",
            "Ngày cuối",
            lambda agreement: agreement.ends,
            kind="date",
            width=14,
            is_default=False,
        ),
        column(
            "linhvuc",
            "Lĩnh vực",
            lambda agreement: agreement.area_names,
            width=40,
            is_default=False,
            related=("areas__area",),
        ),
        column(
            "quanly",
            "Quản lý hồ sơ",
            lambda agreement: agreement.owner.label,
            width=32,
            is_default=False,
            related=("owner",),
        ),
        column(
            "khung",
            "Văn bản khung",
            lambda agreement: agreement.framework.label if agreement.framework else "",
            width=32,
            is_default=False,
            related=("framework__kind",),
        ),
        column("noiky", "Nơi ký", lambda agreement: agreement.place, is_default=False),
        column(
            "sodieu",
            "Số điều",
            lambda agreement: agreement.article_count,
            kind="integer",
            width=10,
            is_default=False,
        ),
        Column(
            "trangthai",
            "Trạng thái",
            (
                Cell("Trạng thái", lambda agreement: agreement.badge.label, width=20),
                Cell(
                    "Rà soát",
                    lambda agreement: "Cần rà soát" if agreement.needs_review else "",
                    width=14,
                ),
            ),
        ),
    ),
    orders=(
        Order(
            "ngayky",
            ("listed_on", "id"),
            "Ngày ký: cũ nhất trước",
            "Ngày ký: chưa ký, rồi mới nhất trước",
        ),
        Order("vanban", ("sort_key", "id"), "Trích yếu A–Y", "Trích yếu Y–A"),
    ),
    default_order="-ngayky",
)
