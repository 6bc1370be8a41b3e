"""What is typed about an amendment; the rules are those of `amending`."""

from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OnceForm, UploadField, VersionedFormMixin, form_field

from ..models import Amendment, Provision
from ..provisions.provisions import UnreadableLine
from . import changes_outline


class ChangesField(forms.CharField):
    """The changes as printed; cleans to ChangeEntry tuples."""

    widget = forms.Textarea(attrs={"rows": 12})
    existing: Collection[str] = ()

    def clean(self, value):
        try:
            return changes_outline.parse(super().clean(value) or "", self.existing)
        except UnreadableLine as error:
            raise ValidationError(str(error), code="unreadable") from None


class AmendmentForm(forms.ModelForm):
    changes = ChangesField(
        label="Các điều được sửa đổi, bổ sung, bãi bỏ",
        required=False,
        help_text="Dán nguyên văn từ Word. Mỗi điều bắt đầu một dòng: “Sửa đổi Điều 5. "
        "Tiêu đề”, “Bổ sung Điều 5a (sau Điều 5). Tiêu đề”, “Bãi bỏ Điều 7”; các dòng "
        "sau là toàn văn điều đó như sau khi sửa. Để trống nếu văn bản chỉ gia hạn.",
    )
    upload = UploadField(label="Tệp văn bản đã ký", required=False)

    class Meta:
        model = Amendment
        formfield_callback = form_field
        fields = [
            "document_number",
            "subject",
            "signed_on",
            "effective_on",
            "extended_to",
            "note",
            "source",
        ]
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "document_number": "Như in trên văn bản. Để trống nếu chưa rõ.",
            "subject": "Tên đầy đủ như in trên văn bản.",
            "signed_on": "Để trống nếu chưa rõ ngày.",
        }

    field_order = [
        "document_number",
        "subject",
        "signed_on",
        "effective_on",
        "extended_to",
        "changes",
        "upload",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        amendment = self.instance
        articles = amendment.agreement.provisions.filter(kind=Provision.Kind.ARTICLE)
        if amendment.pk:
            articles = articles.exclude(inserted_by=amendment)
            self.fields["changes"].initial = changes_outline.as_text(
                amendment.changed_provisions.all()
            )
            if amendment.stored_file:
                self.fields[
                    "upload"
                ].help_text = (
                    f"Đang có tệp “{amendment.stored_file}”; chọn tệp khác để thay."
                )
        self.fields["changes"].existing = set(articles.values_list("number", flat=True))

    def _post_clean(self):
        """The workflow checks the whole, so that its sentences are the only ones."""

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def contents(self) -> dict:
        """The keyword arguments of the workflow that come from the form."""
        return {
            "values": self.values(),
            "changes": self.cleaned_data["changes"],
            "upload": self.cleaned_data["upload"],
        }


class AmendmentCreateForm(OnceForm, AmendmentForm):
    pass


class AmendmentEditForm(VersionedFormMixin, AmendmentForm):
    without_file = forms.BooleanField(label="Gỡ tệp đang có khỏi hồ sơ", required=False)
    reason = forms.CharField(
        label="Lý do sửa",
        max_length=500,
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: chép lại đúng bản gốc.",
    )

    field_order = [*AmendmentForm.field_order, "without_file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.stored_file:
            del self.fields["without_file"]

    def contents(self):
        without_file = self.cleaned_data.get("without_file", False)
        return super().contents() | {"without_file": without_file}


class RemoveForm(OnceForm):
    reason = forms.CharField(
        label="Lý do bỏ",
        max_length=500,
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: ghi nhầm quy chế.",
    )
