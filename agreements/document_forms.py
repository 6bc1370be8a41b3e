"""What may be typed about the documents of a record."""

from django import forms

from accounts.forms import OnceForm, UploadsField

from .entries import UploadEntry
from .models import AgreementDocument


class DocumentKindForm(forms.Form):
    kind = forms.ChoiceField(
        label="Loại tài liệu",
        choices=AgreementDocument.Kind.choices,
        help_text="Bản ký và phụ lục của văn bản công khai thì ai cũng tải được; tài "
        "liệu khác chỉ người của các cơ quan liên quan đọc được.",
    )


class DocumentsForm(DocumentKindForm, OnceForm):
    uploads = UploadsField(label="Tệp")

    def entries(self) -> list[UploadEntry]:
        kind = AgreementDocument.Kind(self.cleaned_data["kind"])
        return [UploadEntry(file, kind) for file in self.cleaned_data["uploads"]]


class DocumentRemovalForm(forms.Form):
    reason = forms.CharField(
        label="Lý do gỡ",
        max_length=500,
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: tải nhầm tệp của văn bản khác.",
    )
