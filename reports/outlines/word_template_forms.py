"""What an office types when it uploads a Word layout."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OnceForm
from accounts.stored_files import files

from ..models import WordTemplate
from . import word_templates


class WordTemplateForm(OnceForm):
    name = forms.CharField(
        label="Tên mẫu",
        max_length=WordTemplate._meta.get_field("name").max_length,
        help_text="Ví dụ: Mẫu báo cáo 2026.",
    )
    upload = forms.FileField(
        label="Tệp Word",
        help_text=f"{word_templates.NAMES}, có trường {{{{noi_dung}}}}.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args, organisation, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation, self.on = organisation, on

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        files.check_upload(
            upload, types=word_templates.TYPES, names=word_templates.NAMES
        )
        upload.seek(0)
        content = upload.read()
        upload.seek(0)
        found = word_templates.faults_of(content, self.organisation, self.on)
        if found:
            raise ValidationError(found)
        return upload
