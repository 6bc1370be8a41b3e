"""A target of an indicator, as the keepers of the catalogue type it."""

from decimal import Decimal

from django import forms

from accounts.filters import BodySelect
from accounts.forms import DateField
from accounts.working_calendar.working_calendar_forms import SeenForm

from ..forms import check_days
from ..models import Indicator, Target
from . import amounts
from .figure_forms import shown


class TargetForm(SeenForm):
    """Amounts are typed as figures are: in the unit, money with a unit of its own."""

    organisation = forms.ModelChoiceField(
        None,
        label="Của cơ quan",
        required=False,
        empty_label="Tất cả, tính chung",
        widget=BodySelect,
    )
    agreement = forms.ModelChoiceField(
        None, label="Theo quy chế", required=False, empty_label="Không theo quy chế nào"
    )
    period_from = DateField(label="Từ ngày")
    period_to = DateField(label="Đến ngày")
    baseline = forms.CharField(
        label="Giá trị ban đầu",
        max_length=60,
        required=False,
        help_text="Trước khi thực hiện; để trống nếu không có.",
    )
    amount = forms.CharField(label="Mục tiêu", max_length=60)
    source = forms.CharField(
        label="Căn cứ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Văn bản giao chỉ tiêu, ví dụ Nghị quyết Đại hội.",
    )

    def __init__(
        self, *args, indicator: Indicator, agreements, organisations, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["organisation"].queryset = organisations
        self.fields["agreement"].queryset = agreements

    def clean(self):
        cleaned = super().clean()
        check_days(self)
        for name in ("baseline", "amount"):
            if cleaned.get(name):
                self._read(name, cleaned[name])
        if cleaned.get("organisation") and cleaned.get("agreement"):
            self.add_error(
                "agreement", "Chọn một cơ quan hoặc một quy chế, không cả hai."
            )
        return cleaned

    def _read(self, name: str, typed: str) -> None:
        limit = Decimal(10) ** 20
        try:
            amount = amounts.read(self.indicator, typed)
        except amounts.NotReadable as error:
            self.add_error(name, str(error))
            return
        if not 0 <= amount < limit:
            self.add_error(name, "Giá trị phải từ 0 trở lên và không quá lớn.")
        self.cleaned_data[name] = amount

    def values(self) -> dict:
        names = (
            *("organisation", "agreement", "period_from", "period_to"),
            *("amount", "source"),
        )
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"baseline": self.cleaned_data["baseline"] or None}


def initial_of(target: Target) -> dict:
    names = ("organisation", "agreement", "period_from", "period_to", "source")
    initial = {name: getattr(target, name) for name in names}
    initial["amount"] = shown(target.indicator, target.amount)
    if target.baseline is not None:
        initial["baseline"] = shown(target.indicator, target.baseline)
    return initial
