"""The lists of this app: their columns and orders."""

from accounts.listings.listing import Cell, Column, Listing, Order, column

from .conferences.conference_filters import ConferenceFilter
from .filters import AgreementFilter

UNKNOWN_DAY = "chưa rõ ngày"
YEAR_INFERRED = "năm suy đoán"


def subject(agreement) -> str:
    mark = " (minh hoạ)" if agreement.is_illustrative else ""
    return f"{agreement.subject}{mark}"


def signed(agreement):
    """The day, or the words that stand in its place on the page."""
    if agreement.is_signing_day_unknown:
        return UNKNOWN_DAY
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
                        YEAR_INFERRED if agreement.is_year_inferred else ""
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


def texts_of(conference) -> str:
    """The agreements it is about and those signed at it, as the view let them in."""
    texts = [*conference.agreements.all(), *conference.signed_agreements.all()]
    return "\n".join(dict.fromkeys(agreement.label for agreement in texts))


CONFERENCES = Listing(
    name="hoi-nghi",
    title="Hội nghị",
    address="agreements:conference-list",
    filterset=ConferenceFilter,
    columns=(
        Column(
            "hoinghi",
            "Hội nghị",
            (
                Cell(
                    "Tên hội nghị",
                    lambda conference: (
                        f"{conference.name} (minh hoạ)"
                        if conference.is_illustrative
                        else conference.name
                    ),
                    width=60,
                ),
                Cell("Loại hội nghị", lambda row: row.get_kind_display(), width=18),
            ),
        ),
        Column(
            "ngay",
            "Ngày",
            (
                Cell(
                    "Ngày tổ chức",
                    lambda conference: conference.held_on or UNKNOWN_DAY,
                    "date",
                    14,
                ),
                Cell(
                    "Ghi chú ngày tổ chức",
                    lambda row: YEAR_INFERRED if row.is_year_inferred else "",
                    width=14,
                ),
            ),
        ),
        column("diadiem", "Địa điểm", lambda conference: conference.place),
        column(
            "chutri",
            "Chủ trì",
            lambda conference: "\n".join(
                chair.full_name for chair in conference.chairs.all()
            ),
            width=30,
            related=("chairs",),
        ),
        column(
            "ketluan",
            "Kết luận",
            lambda conference: len(conference.conclusions.all()),
            kind="integer",
            width=10,
            related=("conclusions",),
        ),
        column("tinhtrang", "Tình trạng", lambda conference: conference.badge.label),
        column(
            "vanban",
            "Về các văn bản",
            texts_of,
            width=45,
            is_default=False,
        ),
        column(
            "thanhphan",
            "Thành phần dự",
            lambda conference: conference.participants,
            width=45,
            is_default=False,
        ),
        column(
            "bienban",
            "Cơ quan ghi biên bản",
            lambda conference: conference.owner.label if conference.owner else "",
            width=32,
            is_default=False,
            related=("owner",),
        ),
    ),
    orders=(
        Order(
            "ngay",
            ("listed_on", "id"),
            "Ngày tổ chức: chưa rõ ngày, rồi cũ nhất trước",
            "Ngày tổ chức: mới nhất trước",
        ),
    ),
    default_order="-ngay",
)
