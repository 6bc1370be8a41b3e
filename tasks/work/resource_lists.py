"""The register of resource requests, and the list of late parts: filters, columns."""

import django_filters as filters
from django.db.models import Q

from accounts.filters import BodySelect, FilterSet, NameSelect
from accounts.listings.listing import Cell, Column, Listing, Order, column
from accounts.models import Organisation
from agreements.models import CoordinationArea

from ..board_filters import PartBoardFilterSet
from ..models import Coordination, ResourceRequest, YearlyPlan


class PlanSelect(NameSelect):
    def rows(self):
        for pk, title, number in self.choices.queryset.values_list(
            "pk", "title", "document_number"
        ):
            yield pk, f"KH {number}: {title}" if number else title


class ResourceFilter(FilterSet):
    state = filters.ChoiceFilter(
        label="Kết quả", choices=ResourceRequest.State.choices, empty_label="Tất cả"
    )
    mine = filters.ChoiceFilter(
        label="Vai trò của cơ quan tôi",
        choices=[("sent", "Đề nghị"), ("received", "Nhận đề nghị")],
        empty_label="Tất cả",
        method="filter_mine",
    )
    plan = filters.ModelChoiceFilter(
        label="Kế hoạch",
        queryset=YearlyPlan.objects.none(),
        empty_label="Tất cả",
        widget=PlanSelect,
    )

    class Meta:
        model = ResourceRequest
        fields = []

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["plan"].queryset = plans

    def filter_mine(self, queryset, name, value):
        mine = self.request.user.organisation_ids
        side = "organisation__in" if value == "sent" else "addressee__in"
        return queryset.filter(**{side: mine})


RESOURCES = Listing(
    name="nguon-luc",
    title="Đề nghị nguồn lực",
    address="tasks:resource-list",
    filterset=ResourceFilter,
    columns=(
        Column(
            "noidung",
            "Nội dung",
            (
                Cell("Nội dung đề nghị", lambda row: row.purpose, width=50),
                Cell("Kế hoạch", lambda row: row.plan.label),
                Cell(
                    "Nhiệm vụ",
                    lambda row: row.task.title if row.task else "",
                    width=40,
                ),
            ),
        ),
        column("denghi", "Cơ quan đề nghị", lambda row: row.organisation.label),
        column("guitoi", "Gửi tới", lambda row: row.addressee.label),
        column("ngay", "Ngày", lambda row: row.asked_on, kind="date", width=14),
        column(
            "sotien",
            "Số tiền đề nghị",
            lambda row: row.amount,
            kind="number",
            width=20,
        ),
        column("nguon", "Nguồn", lambda row: row.source, width=24, is_default=False),
        column("ketqua", "Kết quả", lambda row: row.badge.label, width=18),
        column(
            "dongy",
            "Số tiền đồng ý",
            lambda row: row.granted_amount,
            kind="number",
            width=20,
        ),
        Column(
            "traloi",
            "Trả lời",
            (
                Cell("Trả lời ngày", lambda row: row.answered_on, "date", 14),
                Cell("Số văn bản", lambda row: row.document_number, width=18),
                Cell("Nội dung trả lời", lambda row: row.answer, width=40),
            ),
            is_default=False,
        ),
    ),
    orders=(Order("moi", ("id",), "Đề nghị trước xếp trước", "Mới đề nghị trước"),),
    default_order="-moi",
)


class LatePartFilter(PartBoardFilterSet):
    organisation = filters.ModelChoiceFilter(
        label="Cơ quan phối hợp",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    mine = filters.ChoiceFilter(
        label="Vai trò của cơ quan tôi",
        choices=[
            ("part", "Phối hợp: phần của cơ quan tôi"),
            ("lead", "Chủ trì: phần của cơ quan khác"),
        ],
        empty_label="Tất cả",
        method="filter_mine",
    )
    area = filters.ModelChoiceFilter(
        label="Lĩnh vực",
        field_name="task__area",
        queryset=CoordinationArea.objects.all(),
        empty_label="Tất cả",
        widget=NameSelect,
    )
    year = filters.NumberFilter(label="Năm", field_name="task__plan__year")

    class Meta:
        model = Coordination
        fields = []

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations

    def filter_mine(self, queryset, name, value):
        mine = self.request.user.organisation_ids
        if value == "part":
            return queryset.filter(organisation__in=mine)
        return queryset.filter(Q(task__lead_organisation__in=mine))


def promised_on(row):
    return row.promise and row.promise.promised_on


LATE_PARTS = Listing(
    name="phan-viec-cham",
    title="Phần việc phối hợp đang chậm",
    address="tasks:late-part-list",
    filterset=LatePartFilter,
    columns=(
        Column(
            "nhiemvu",
            "Nhiệm vụ",
            (
                Cell("Nhiệm vụ", lambda row: row.task.title, width=60),
                Cell("Kế hoạch", lambda row: row.task.plan.label),
            ),
        ),
        column("coquan", "Cơ quan phối hợp", lambda row: row.organisation.label),
        column("phanviec", "Phần việc", lambda row: row.part, width=40),
        column("chutri", "Chủ trì", lambda row: row.task.lead_name, width=30),
        column("han", "Hạn", lambda row: row.last_on, kind="date", width=14),
        column("cham", "Chậm (ngày)", lambda row: row.days_late, kind="integer"),
        column("hen", "Hẹn đến", promised_on, kind="date", width=14),
    ),
    orders=(
        Order(
            "han",
            ("last_on", "id"),
            "Chậm lâu nhất trước",
            "Mới chậm trước",
        ),
    ),
    default_order="han",
)
