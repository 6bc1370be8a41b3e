"""The lists of this app: their columns and orders."""

from .filters import OrganisationFilter, PersonFilter
from .listings.listing import Cell, Column, Listing, Order, column

ORGANISATIONS = Listing(
    name="co-quan",
    title="Cơ quan, tổ chức",
    address="accounts:organisation-list",
    filterset=OrganisationFilter,
    columns=(
        Column(
            "ten",
            "Tên",
            (
                Cell("Tên", lambda body: body.shown_name, width=50),
                Cell("Tên gọi tắt", lambda body: body.short_name),
            ),
        ),
        column("loai", "Loại", lambda body: body.shown_kind.name),
        column("cap", "Cấp", lambda body: body.shown_level.name, width=16),
        column(
            "captren",
            "Cấp trên trực tiếp",
            lambda body: body.shown_parent,
            width=32,
        ),
        column("tontai", "Tồn tại", lambda body: body.existence),
        column(
            "tinh",
            "Tỉnh, thành phố",
            lambda body: body.shown_province,
        ),
        column("diadanh", "Địa danh", lambda body: body.locality, is_default=False),
        column(
            "tungay",
            "Tồn tại từ ngày",
            lambda body: body.established_on,
            kind="date",
            width=14,
            is_default=False,
        ),
        column(
            "denngay",
            "Kết thúc từ ngày",
            lambda body: body.dissolved_on,
            kind="date",
            width=14,
            is_default=False,
        ),
    ),
    orders=(Order("ten", ("sort_key", "id"), "Tên A–Y", "Tên Y–A"),),
    default_order="ten",
)


def of_places(what):
    """One line for each place the person holds."""
    return lambda person: "\n".join(what(place) for place in person.places)


PEOPLE = Listing(
    name="nhan-su",
    title="Người trong các cơ quan",
    address="accounts:person-list",
    filterset=PersonFilter,
    columns=(
        column("ten", "Họ và tên", lambda person: person.full_name, width=30),
        column("coquan", "Cơ quan", of_places(lambda p: p.organisation.name), width=45),
        column("chucvu", "Chức vụ", of_places(lambda p: p.post or "–"), width=30),
        column("vaitro", "Vai trò", of_places(lambda p: p.get_role_display())),
    ),
    orders=(Order("ten", ("sort_key", "id"), "Tên A–Y", "Tên Y–A"),),
    default_order="ten",
)
