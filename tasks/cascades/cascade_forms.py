from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.forms import DateField, OnceForm, UploadField
from accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Province,
)
from agreements.models import Agreement

MOST = 2000  # bodies shown to be ticked: a page holds no more


class GroupForm(forms.Form):
    """Which group of bodies; read from the address."""

    kind = forms.ModelMultipleChoiceField(
        OrganisationKind.objects.all(),
        label="Loại cơ quan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    level = forms.ModelMultipleChoiceField(
        OrganisationLevel.objects.all(),
        label="Cấp",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    province = forms.ModelChoiceField(
        Province.objects.all(),
        label="Tỉnh, thành phố",
        required=False,
        empty_label="Tất cả",
    )
    parent = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Trực thuộc",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(self, *args, task, on, **kwargs):
        super().__init__(*args, **kwargs)
        office = task.plan.office
        # Those that have bodies under them, in the office's province or above it.
        near = Q(pk__in=[office.pk, office.parent_id, task.lead_organisation_id])
        if office.province_id:
            near |= Q(province=office.province_id)
        above = Organisation.objects.existing(on).filter(near, children__isnull=False)
        self.fields["parent"].queryset = above.distinct()

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in ("kind", "level", "parent")):
            raise ValidationError("Hãy chọn ít nhất loại, cấp hoặc cơ quan cấp trên.")
        return cleaned

    def chosen(self) -> dict:
        """As `cascade_list.candidates` takes it."""
        values = self.cleaned_data
        return {
            "kinds": values["kind"],
            "levels": values["level"],
            "province": values["province"],
            "parent": values["parent"],
        }


class AskForm(OnceForm):
    """The bodies ticked, of those shown, and one day for all."""

    due_on = DateField(label="Hạn ký chung", required=False)

    def __init__(self, *args, ticked, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticked = ticked

    def clean(self):
        cleaned = super().clean()
        if not self.ticked:
            raise ValidationError("Hãy đánh dấu ít nhất một cơ quan.")
        return cleaned


class SigningForm(OnceForm):
    signed_on = DateField(label="Ngày ký")
    document_number = forms.CharField(label="Số ký hiệu", max_length=60, required=False)
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Hồ sơ trong sổ quy chế",
        required=False,
        empty_label="Chưa có trong sổ",
        help_text="Nếu văn bản đã ký có trong sổ quy chế.",
    )
    upload = UploadField(label="Bản đã ký", required=False)

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements
