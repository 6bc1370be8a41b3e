"""The list of collections: its columns, orders and filters."""

from collections import defaultdict
from datetime import date

import django_filters as filters

from accounts.filters import BodySelect, DateFilter, FilterSet
from accounts.listings.listing import Cell, Column, Listing, Order, column
from accounts.models import Organisation

from ..models import Collection, UnitReport
from .collection_standing import counts


class CollectionFilter(FilterSet):
    """Pass `offices`: the bodies whose collections the person may see."""

    state = filters.ChoiceFilter(
        label="Tình trạng",
        choices=[("open", "Đang thu"), ("closed", "Đã kết thúc")],
        method="in_state",
        empty_label="Tất cả",
    )
    office = filters.ModelChoiceFilter(
        label="Cơ quan đầu mối",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    first = DateFilter(label="Kỳ từ ngày", field_name="period_from", lookup_expr="gte")
    last = DateFilter(label="Kỳ đến ngày", field_name="period_to", lookup_expr="lte")

    class Meta:
        model = Collection
        fields = []

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["office"].queryset = offices

    def in_state(self, queryset, name, value):
        return queryset.filter(closed_at__isnull=value == "open")


def about_of(collection: Collection) -> str:
    about = collection.agreement.label if collection.agreement else collection.cluster
    said = str(about or "không theo quy chế nào")
    return f"{said} (minh hoạ)" if collection.is_illustrative else said


def sent_words(collection: Collection) -> str:
    row = collection.counts
    return f"{row.sent}/{row.asked}"


def with_counts(rows: list[Collection], on: date) -> list[Collection]:
    """Each with how it stands, known by one query."""
    reports = defaultdict(list)
    for report in UnitReport.objects.filter(collection__in=[row.pk for row in rows]):
        reports[report.collection_id].append(report)
    for row in rows:
        row.counts = counts(reports[row.pk], on)
    return rows


COLLECTIONS = Listing(
    name="thu-bao-cao",
    title="Thu báo cáo của đơn vị",
    address="reports:collection-list",
    filterset=CollectionFilter,
    columns=(
        Column(
            "dot",
            "Đợt báo cáo",
            (
                Cell("Đợt báo cáo", lambda row: row.title, width=50),
                Cell("Quy chế, cụm thi đua", about_of, width=36),
            ),
        ),
        Column(
            "ky",
            "Kỳ",
            (
                Cell("Kỳ", lambda row: row.period_label, width=26),
                Cell("Từ ngày", lambda row: row.period_from, "date", 13),
                Cell("Đến ngày", lambda row: row.period_to, "date", 13),
            ),
        ),
        column("daumoi", "Đầu mối", lambda row: row.office.label),
        Column(
            "han",
            "Hạn",
            (
                Cell("Đơn vị nộp", lambda row: row.units_due_on, "date", 13),
                Cell("Đầu mối báo cáo", lambda row: row.due_on, "date", 13),
            ),
        ),
        column("danop", "Đã nộp", sent_words, width=12),
        column("cham", "Chậm", lambda row: row.counts.late, kind="integer", width=8),
        column(
            "tinhtrang",
            "Tình trạng",
            lambda row: "Đang thu" if row.is_open else "Đã kết thúc",
            width=14,
        ),
    ),
    orders=(
        Order("ky", ("period_to", "id"), "Kỳ: cũ nhất trước", "Kỳ: mới nhất trước"),
    ),
    default_order="-ky",
)
