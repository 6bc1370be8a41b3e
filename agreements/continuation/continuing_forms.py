"""What is typed about a decision after review; the rules are those of `continuing`."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from accounts.forms import DateField, OnceForm, UploadField
from accounts.models import Organisation
from accounts.vietnamese import format_date

from ..models import Agreement
from ..row_forms import QuickSelect, organisation_choices


class DecisionForm(OnceForm):
    """The paper by which it was decided: a number, a file, or both."""

    decided_on = DateField(label="Từ ngày")
    document_number = forms.CharField(
        label="Số ký hiệu văn bản",
        max_length=60,
        required=False,
        help_text="Văn bản quyết định việc này. Ghi số, hoặc chọn tệp, hoặc cả hai.",
    )
    upload = UploadField(label="Tệp văn bản", required=False)
    note = forms.CharField(
        label="Ghi chú",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ContinueForm(DecisionForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan tiếp tục", widget=QuickSelect
    )
    field_order = ["organisation"]

    def __init__(self, *args, on: date, suggested: Organisation | None, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.existing(on)
        field.initial = suggested
        field.help_text = (
            f"Cơ quan tiếp nhận nhiệm vụ: {suggested}. Có thể chọn cơ quan khác nếu "
            "văn bản quyết định như vậy; khi đó chỉ cơ quan được chọn làm tiếp phần "
            "việc của bên ký này."
            if suggested
            else "Chưa có thông tin về cơ quan tiếp nhận nhiệm vụ."
        )
        field.widget.choices = organisation_choices(on)


class ReplaceForm(DecisionForm):
    replacement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Văn bản mới",
        empty_label="Chọn văn bản đã ký",
        help_text="Chưa có trong danh sách thì đăng ký văn bản mới vào sổ trước.",
    )
    field_order = ["replacement"]

    def __init__(self, *args, replacements: QuerySet[Agreement], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = replacements
        self.fields["replacement"].label_from_instance = _label


def _label(agreement: Agreement) -> str:
    number = f"{agreement.document_number}: " if agreement.document_number else ""
    signed = f" (ký {format_date(agreement.signed_on)})" if agreement.signed_on else ""
    return f"{number}{agreement.subject}{signed}"


class WithdrawForm(OnceForm):
    reason = forms.CharField(
        label="Lý do rút",
        max_length=500,
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: chọn nhầm cơ quan.",
    )
