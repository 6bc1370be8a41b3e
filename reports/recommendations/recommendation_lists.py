"""The register of recommendations: its columns and orders."""

from accounts.listings.listing import Cell, Column, Listing, Order, column

from .recommendation_filters import RecommendationFilter

RECOMMENDATIONS = Listing(
    name="kien-nghi",
    title="Sổ theo dõi kiến nghị",
    address="reports:recommendation-list",
    filterset=RecommendationFilter,
    columns=(
        Column(
            "kiennghi",
            "Kiến nghị",
            (
                Cell("Nội dung kiến nghị", lambda row: row.wording, width=60),
                Cell("Số văn bản", lambda row: row.document_number, width=18),
            ),
        ),
        Column(
            "nguon",
            "Nguồn",
            (
                Cell("Nguồn", lambda row: row.get_source_display(), width=22),
                Cell("Nguồn cụ thể", lambda row: row.source_note, width=30),
            ),
            is_default=False,
        ),
        column("benkiennghi", "Bên kiến nghị", lambda row: row.sender_name, width=30),
        column("guitoi", "Gửi tới", lambda row: row.addressee_names, width=36),
        column("ngaygui", "Ngày gửi", lambda row: row.sent_on, kind="date", width=14),
        Column(
            "han",
            "Hạn trả lời",
            (
                Cell("Hạn trả lời", lambda row: row.due_on, "date", 14),
                Cell(
                    "Cơ sở của hạn",
                    lambda row: row.get_due_basis_display() if row.due_basis else "",
                    width=24,
                ),
            ),
        ),
        column("tinhtrang", "Tình trạng", lambda row: row.badge.label, width=30),
        column(
            "linhvuc",
            "Lĩnh vực",
            lambda row: row.area.name if row.area else "",
            is_default=False,
        ),
        column(
            "vanban",
            "Theo văn bản",
            lambda row: row.agreement.label if row.agreement else "",
            is_default=False,
        ),
    ),
    orders=(Order("moi", ("id",), "Ghi trước xếp trước", "Mới ghi trước"),),
    default_order="-moi",
)
