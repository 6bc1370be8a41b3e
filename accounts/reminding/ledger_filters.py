"""What may be searched in the ledger of reminders."""

from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from ..fields import containing_words
from ..filters import DateFilter, FilterSet
from ..models import Duty, Membership, Reminder

USUAL_DAYS = 30


class LedgerFilter(FilterSet):
    """Pass `today`. Always of some days, or a rare row would be sought in all years:

    the last thirty, or those up to the last day asked for.
    """

    nguoi = django_filters.CharFilter(
        method="of_receivers",
        label="Người nhận",
        widget=forms.TextInput(attrs={"placeholder": "họ tên, chức vụ"}),
    )
    viec = django_filters.ChoiceFilter(
        field_name="duty",
        label="Loại việc",
        choices=Duty.choices,
        empty_label="Tất cả",
    )
    tinhtrang = django_filters.ChoiceFilter(
        field_name="state",
        label="Trạng thái",
        choices=Reminder.State.choices,
        empty_label="Tất cả",
    )
    tu = DateFilter(method="unchanged", label="Vào sổ từ ngày")
    den = DateFilter(method="unchanged", label="Đến ngày")
    muon = django_filters.BooleanFilter(
        method="only_late", label="Chỉ lượt nhắc muộn", widget=forms.CheckboxInput
    )
    hong = django_filters.BooleanFilter(
        method="only_failed", label="Chỉ thư không tới", widget=forms.CheckboxInput
    )

    asked_first = ("nguoi", "viec", "tinhtrang", "tu", "den")

    class Meta:
        model = Reminder
        fields = []

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def days(self):
        """(first, last) day on which the rows were written."""
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        last = asked.get("den") and within_reach(asked["den"])
        usual = (last or self.today) - timedelta(days=USUAL_DAYS)
        return within_reach(asked.get("tu") or usual), last

    def filter_queryset(self, queryset):
        return self._of_days(super().filter_queryset(queryset))

    @property
    def qs(self):
        if not self.is_bound:
            return self._of_days(self.queryset.all())
        return super().qs

    def _of_days(self, rows):
        first, last = self.days
        rows = rows.filter(planned_at__gte=_begin(first))
        return rows.filter(planned_at__lt=_begin(last, 1)) if last else rows

    def unchanged(self, queryset, name, value):
        return queryset

    def of_receivers(self, queryset, name, value):
        # Of every place ever held: who has left is looked for as well.
        places = containing_words(Membership.objects.all(), value)
        return queryset.filter(receiver__in=places.values("user"))

    def only_late(self, queryset, name, value):
        return queryset.filter(is_late=True) if value else queryset

    def only_failed(self, queryset, name, value):
        failed = (
            Q(state=Reminder.State.FAILED)
            | Q(digest__mail__given_up_at__isnull=False)
            | Q(digest__mail__bounced_at__isnull=False)
        )
        return queryset.filter(failed) if value else queryset


def within_reach(day):
    """The day, or the nearest that can be counted from: years 1 and 9999 cannot."""
    return min(max(day, date(2000, 1, 1)), date(2200, 1, 1))


def _begin(day, more=0):
    return timezone.make_aware(datetime.combine(day + timedelta(days=more), time.min))
