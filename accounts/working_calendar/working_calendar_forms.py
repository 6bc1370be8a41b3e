"""What is typed into the working calendar."""

from django import forms
from django.core.exceptions import ValidationError

from ..forms import STALE, DateField, OnceForm
from ..models import SpecialDay, WorkingYear

LONGEST_NAME = SpecialDay._meta.get_field("name").max_length


class TimeField(forms.TimeField):
    """07:30, 7h30 or 7 giờ 30: as offices write it."""

    default_error_messages = {
        "invalid": "Giờ chưa đúng. Hãy nhập giờ:phút, ví dụ 07:30."
    }

    def __init__(self, **kwargs):
        formats = ["%H:%M", "%Hh%M", "%H giờ %M", "%Hh", "%H giờ"]
        kwargs.setdefault("input_formats", formats)
        attrs = {"placeholder": "giờ:phút", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs=attrs))
        super().__init__(**kwargs)


class SeenForm(OnceForm):
    """Carries what the page showed: a change by someone else is noticed, not undone."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def values(self) -> dict:
        values = dict(self.cleaned_data)
        del values["form_token"]
        return values

    def stale(self, seen: str) -> None:
        """Saving again is now a decision; nothing typed is lost."""
        self.data = self.data.copy()
        self.data["seen"] = seen
        self.add_error(None, ValidationError(STALE, code="stale"))


class DayForm(SeenForm):
    on = DateField(label="Ngày")
    kind = forms.ChoiceField(
        label="Là ngày",
        choices=[
            (SpecialDay.Kind.OFF, "Nghỉ"),
            (
                SpecialDay.Kind.WORKED,
                "Làm bù: thứ Bảy hoặc Chủ nhật mà cơ quan làm việc",
            ),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="Tên ngày",
        max_length=LONGEST_NAME,
        help_text="Ví dụ: Quốc khánh; Nghỉ hoán đổi với ngày 22/08/2026.",
    )

    field_order = ["on", "kind", "name"]


class HoursForm(SeenForm):
    opens_at = TimeField(label="Giờ bắt đầu làm việc")
    closes_at = TimeField(
        label="Giờ kết thúc làm việc",
        help_text="Thư nhắc việc chỉ gửi trong những giờ này của ngày làm việc.",
    )
    note = forms.CharField(
        label="Căn cứ, ghi chú",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Số, ngày của thông báo nghỉ lễ, tết và hoán đổi ngày làm việc.",
    )

    field_order = ["opens_at", "closes_at", "note"]

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            constraint = WorkingYear._meta.constraints[0]
            self.add_error("closes_at", constraint.violation_error_message)
        return cleaned


class ReopenForm(OnceForm):
    reason = forms.CharField(
        label="Lý do mở lại",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: có thông báo hoán đổi ngày làm việc mới.",
    )
