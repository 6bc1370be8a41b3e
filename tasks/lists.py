"""The lists of this app: their columns and orders."""

from accounts.listings.listing import Cell, Column, Listing, Order, column

from .filters import FocusTaskFilter, YearlyPlanFilter

NOT_ISSUED = "chưa ban hành"


def plan_of(task) -> str:
    plan = task.plan
    return f"{plan.label} (minh hoạ)" if plan.is_illustrative else plan.label


def who_looks_after(task) -> str:
    return "; ".join(
        f"{row.person} ({row.organisation.label})" for row in task.assignments.all()
    )


TASKS = Listing(
    name="nhiem-vu",
    title="Nhiệm vụ trọng tâm",
    address="tasks:focus-task-list",
    filterset=FocusTaskFilter,
    columns=(
        Column(
            "nhiemvu",
            "Nhiệm vụ",
            (
                Cell("Nội dung nhiệm vụ", lambda task: task.title, width=60),
                Cell("Kế hoạch", plan_of),
                Cell("Lĩnh vực", lambda task: task.area.name if task.area else ""),
            ),
        ),
        column("chutri", "Chủ trì", lambda task: task.lead_name, width=30),
        column(
            "phoihop",
            "Phối hợp",
            lambda task: task.coordinating_names,
            width=40,
            is_default=False,
            fields=("coordinating_group",),
            related=("coordinations__organisation",),
        ),
        column(
            "sanpham",
            "Sản phẩm",
            lambda task: task.expected_product,
            width=32,
            is_default=False,
            fields=("expected_product",),
        ),
        Column(
            "han",
            "Hạn",
            (
                Cell("Hạn hoàn thành", lambda task: task.due_on, "date", 14),
                Cell(
                    "Thời gian như trong văn bản",
                    lambda task: (
                        task.deadline_as_written or ("" if task.due_on else "không nêu")
                    ),
                ),
            ),
        ),
        column("tinhtrang", "Tình trạng", lambda task: task.badge.label, width=26),
        column(
            "tiendo",
            "Tiến độ (%)",
            lambda task: task.percent,
            kind="integer",
            width=12,
            is_default=False,
        ),
        column(
            "hoanthanh",
            "Hoàn thành ngày",
            lambda task: task.completed_on,
            kind="date",
            width=14,
            is_default=False,
        ),
        column(
            "kinhphi",
            "Kinh phí",
            lambda task: task.funding,
            is_default=False,
            fields=("funding",),
        ),
        column(
            "nguoitheodoi",
            "Người theo dõi",
            who_looks_after,
            width=32,
            is_default=False,
            related=("assignments__person", "assignments__organisation"),
        ),
    ),
    orders=(
        Order(
            "han",
            ("listed_on", "id"),
            "Hạn: sớm nhất trước",
            "Hạn: không có hạn, rồi xa nhất trước",
        ),
        Order("moi", ("id",), "Ghi trước xếp trước", "Mới ghi trước"),
    ),
    default_order="han",
)

PLANS = Listing(
    name="ke-hoach",
    title="Kế hoạch năm",
    address="tasks:plan-list",
    filterset=YearlyPlanFilter,
    columns=(
        Column(
            "kehoach",
            "Kế hoạch",
            (
                Cell("Tên kế hoạch", lambda plan: plan.title, width=60),
                Cell("Quy chế", lambda plan: plan.agreement.label, width=32),
            ),
        ),
        column("nam", "Năm", lambda plan: plan.year, kind="integer", width=8),
        column("soanthao", "Cơ quan soạn thảo", lambda plan: plan.office.label),
        Column(
            "banhanh",
            "Ban hành",
            (
                Cell("Số ký hiệu", lambda plan: plan.document_number, width=18),
                Cell(
                    "Ngày ban hành",
                    lambda plan: plan.issued_on or NOT_ISSUED,
                    "date",
                    16,
                ),
            ),
        ),
        column("trangthai", "Trạng thái", lambda plan: plan.badge.label, width=20),
        column(
            "nguoiky",
            "Người ký ban hành",
            lambda plan: plan.signer,
            width=28,
            is_default=False,
        ),
        column(
            "hanykien",
            "Hạn cho ý kiến",
            lambda plan: plan.decision_due_on,
            kind="date",
            width=14,
            is_default=False,
        ),
    ),
    orders=(Order("nam", ("year", "id"), "Năm: cũ nhất trước", "Năm: mới nhất trước"),),
    default_order="-nam",
)
