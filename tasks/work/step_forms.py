from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import DateField, OnceForm

from ..models import TaskStep, WorkTemplate

FIRST_YEAR, LAST_YEAR = 1990, 2099


def sensible(day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError("Năm chưa đúng. Hãy nhập đủ 4 chữ số, ví dụ 2026.")
    return day


class ApplyForm(OnceForm):
    """Pass `templates`: those for the kind of task."""

    template = forms.ModelChoiceField(
        WorkTemplate.objects.none(), label="Mẫu", empty_label=None
    )
    first = DateField(label="Ngày mốc, ngày đầu")
    last = DateField(
        label="Ngày cuối",
        required=False,
        help_text="Khi làm việc nhiều ngày: các bước sau đó tính từ ngày cuối. Để "
        "trống nếu chỉ một ngày.",
    )

    def __init__(self, *args, templates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        anchors = list(dict.fromkeys(template.anchor for template in templates))
        self.fields["first"].help_text = f"Là {'; hoặc '.join(anchors)}."

    def clean_first(self):
        return sensible(self.cleaned_data["first"])

    def clean_last(self):
        return sensible(self.cleaned_data["last"])

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "Ngày cuối phải từ ngày đầu trở đi.")
        return cleaned

    def values(self) -> dict:
        return {k: v for k, v in self.cleaned_data.items() if k != "form_token"}


class StepForm(OnceForm):
    name = forms.CharField(
        label="Việc", max_length=TaskStep._meta.get_field("name").max_length
    )
    due_on = DateField(
        label="Hạn", required=False, help_text="Để trống nếu quy định không nêu."
    )
    basis = forms.CharField(
        label="Căn cứ",
        max_length=TaskStep._meta.get_field("basis").max_length,
        required=False,
    )
    note = forms.CharField(
        label="Ghi chú",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_due_on(self):
        return sensible(self.cleaned_data["due_on"])

    def values(self) -> dict:
        return {k: v for k, v in self.cleaned_data.items() if k != "form_token"}
