"""What may be typed about an agreement; the rules are those of the registration."""

from datetime import date
from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, LayoutObject, Row
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict, ErrorList
from django.template.loader import render_to_string

from accounts.forms import (
    STALE,
    OnceForm,
    UploadsField,
    VersionedFormMixin,
    form_field,
)
from accounts.models import Organisation
from accounts.vietnamese import format_date

from . import checks, provisions
from .models import (
    Agreement,
    AgreementDocument,
    Conference,
    CoordinationArea,
    LegalBasis,
)
from .registration import LegalBasisEntry, UploadEntry
from .row_forms import (
    AreaFormSet,
    PartyFormSet,
    RowFormSet,
    UndertakingFormSet,
    organisation_choices,
)


class RowsPlace(LayoutObject):
    """Where the layout of the form makes room for one of its formsets."""

    def __init__(self, template: str):
        self.template = template

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(self.template, context.flatten())


class LinesField(forms.CharField):
    """One item a line; cleans to a list without empty lines."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        lines = super().to_python(value).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class OutlineField(forms.CharField):
    """Chapters and articles as printed; cleans to ProvisionEntry tuples."""

    widget = forms.Textarea(attrs={"rows": 10})

    def clean(self, value):
        try:
            return provisions.parse(super().clean(value) or "")
        except provisions.UnreadableLine as error:
            raise ValidationError(str(error), code="unreadable") from None


class AgreementForm(forms.ModelForm):
    """The fields of one agreement; its querysets come from the view."""

    provisions = OutlineField(
        label="Các chương, điều",
        required=False,
        help_text="Dán nguyên văn, mỗi chương và mỗi điều bắt đầu một dòng: “Chương I. "
        "Quy định chung”, “Điều 1. Phạm vi”. Các dòng sau là nội dung của điều đó. "
        "Nhiệm vụ trọng tâm sẽ viện dẫn các điều này.",
    )
    bases = LinesField(
        label="Căn cứ", required=False, help_text="Mỗi văn bản một dòng."
    )
    related = LinesField(
        label="Văn bản liên quan", required=False, help_text="Mỗi văn bản một dòng."
    )
    scans = UploadsField(label="Bản ký (bản quét)", required=False)
    annexes = UploadsField(label="Phụ lục, tài liệu kèm theo", required=False)

    class Meta:
        model = Agreement
        formfield_callback = form_field
        fields = [
            "kind",
            "document_number",
            "subject",
            "short_name",
            "owner",
            "signed_on",
            "is_signing_day_unknown",
            "is_year_inferred",
            "inference_reason",
            "place",
            "ceremony",
            "term_label",
            "term_start_year",
            "term_end_year",
            "ends_on",
            "terminated_on",
            "chapter_count",
            "article_count",
            "predecessors",
            "note",
            "source",
            "is_public",
        ]
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
            "predecessors": forms.SelectMultiple(attrs={"size": 5}),
        }
        help_texts = {
            "subject": "Tên đầy đủ như in trên văn bản.",
            "term_label": "Ví dụ: giai đoạn 2021-2026. Để trống nếu văn bản không ghi.",
            "predecessors": "Giữ phím Ctrl để chọn nhiều văn bản. Văn bản được chọn "
            "chuyển sang “Đã được thay thế” từ ngày ký văn bản này.",
            "ceremony": "Một lễ có thể ký nhiều văn bản; quản trị lập danh mục này.",
            "is_public": "Ai cũng đọc được trên trang công khai, kể từ khi được ký.",
            "place": "Như văn bản hoặc nguồn ghi.",
            "term_start_year": "Bốn chữ số, ví dụ 2021.",
            "term_end_year": "Bốn chữ số, ví dụ 2026.",
            "chapter_count": "Như nguồn nêu, kể cả khi chưa có toàn văn.",
            "article_count": "Như nguồn nêu, kể cả khi chưa có toàn văn.",
            "source": "Nơi lấy thông tin: văn bản gốc, bài báo, địa chỉ trang.",
        }

    def __init__(
        self,
        *args,
        owners: QuerySet[Organisation],
        predecessors: QuerySet[Agreement],
        ceremonies: QuerySet[Conference],
        on: date,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = partial(_owner_label, on=on)
        self.fields["predecessors"].queryset = predecessors
        self.fields["predecessors"].label_from_instance = _predecessor_label
        self.fields["ceremony"].queryset = ceremonies
        for name in ("chapter_count", "article_count", "term_start_year"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self.fields["term_end_year"].widget = forms.TextInput(
            attrs={"inputmode": "numeric"}
        )
        existing = owners.existing(on)
        if existing.count() == 1 and not self.instance.pk:
            self.fields["owner"].initial = existing.first()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout())

    def layout(self):
        yield from (
            Fieldset(
                "Văn bản",
                "kind",
                Row("document_number", "short_name"),
                "subject",
                "owner",
                "predecessors",
            ),
            RowsPlace("agreements/_party_rows.html"),
            Fieldset(
                "Ký kết và thời hạn",
                Row("signed_on", "place"),
                "is_signing_day_unknown",
                "is_year_inferred",
                "inference_reason",
                "ceremony",
                "term_label",
                Row("term_start_year", "term_end_year", "ends_on"),
                *self.ending_fields(),
            ),
            RowsPlace("agreements/_area_rows.html"),
            Fieldset(
                "Chương, điều",
                Row("chapter_count", "article_count"),
                "provisions",
            ),
            RowsPlace("agreements/_undertaking_rows.html"),
            Fieldset("Căn cứ và văn bản liên quan", "bases", "related"),
            Fieldset("Tài liệu", *self.document_fields()),
            Fieldset("Ghi chép", "note", "source", "is_public", *self.trace_fields()),
        )

    def ending_fields(self):
        return []

    def document_fields(self):
        return ["scans", "annexes"]

    def trace_fields(self):
        return []

    def clean(self):
        cleaned = super().clean()
        try:
            checks.check_values(cleaned, agreement=self.checked_agreement(), on=self.on)
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                self.add_error(field if field in self.fields else None, errors)
        return cleaned

    def checked_agreement(self) -> Agreement | None:
        return None

    def values(self) -> dict:
        """What registration takes as `values`."""
        return {
            name: self.cleaned_data[name]
            for name in self.Meta.fields
            if name in self.cleaned_data
        }

    def legal_bases(self) -> list[LegalBasisEntry]:
        relation = LegalBasis.Relation
        return [
            *(
                LegalBasisEntry(text, relation.BASIS)
                for text in self.cleaned_data["bases"]
            ),
            *(
                LegalBasisEntry(text, relation.RELATED)
                for text in self.cleaned_data["related"]
            ),
        ]

    def uploads(self) -> list[UploadEntry]:
        kind = AgreementDocument.Kind
        return [
            *(UploadEntry(file, kind.SCAN) for file in self.cleaned_data["scans"]),
            *(UploadEntry(file, kind.ANNEX) for file in self.cleaned_data["annexes"]),
        ]


def _owner_label(organisation: Organisation, *, on: date) -> str:
    """A merged province keeps its name: the day tells the old body from the new."""
    ended = organisation.dissolved_on
    if ended and ended <= on:
        return f"{organisation.name} (đến {format_date(ended)})"
    return organisation.name


def _predecessor_label(agreement: Agreement) -> str:
    signed = f" ({agreement.signed_on.year})" if agreement.signed_on else ""
    number = f"{agreement.document_number}: " if agreement.document_number else ""
    return f"{number}{agreement.subject}{signed}"


class RegisterForm(AgreementForm, OnceForm):
    """A new record; the token makes a second sending lead to the first one's result."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["terminated_on"]

    def trace_fields(self):
        return ["form_token"]


class ReviseForm(VersionedFormMixin, AgreementForm):
    removed_documents = forms.ModelMultipleChoiceField(
        label="Gỡ tài liệu khỏi hồ sơ",
        queryset=AgreementDocument.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Lý do sửa",
        max_length=500,
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: bổ sung người ký theo bản gốc.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        documents = self.instance.documents.select_related("stored_file")
        self.fields["removed_documents"].queryset = documents
        # A draft has no history worth explaining yet.
        self.fields["reason"].required = self.instance.is_signed
        self.initial |= initial_texts(self.instance)

    def ending_fields(self):
        return ["terminated_on"]

    def document_fields(self):
        has_documents = self.instance.documents.exists()
        return [*(["removed_documents"] if has_documents else []), "scans", "annexes"]

    def trace_fields(self):
        return ["reason", "version"]

    def checked_agreement(self):
        return self.instance

    def refuse_stale(self) -> None:
        """Someone saved between the check of the form and the saving."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = Agreement.objects.values_list(
            "version", flat=True
        ).get(pk=self.instance.pk)
        self.add_error(None, ValidationError(STALE, code="stale"))


def initial_texts(agreement: Agreement) -> dict:
    relation = LegalBasis.Relation
    bases = list(agreement.legal_bases.all())
    return {
        "provisions": provisions.as_text(agreement.provisions.all()),
        "bases": [b.citation for b in bases if b.relation == relation.BASIS],
        "related": [b.citation for b in bases if b.relation == relation.RELATED],
    }


class AgreementForms:
    """The form of an agreement with its rows: checked together, shown together."""

    def __init__(
        self, form: AgreementForm, *, on: date, agreement: Agreement | None = None
    ):
        self.form = form
        data = form.data if form.is_bound else None
        initial = _initial_rows(agreement) if agreement else {}
        new = agreement is None
        organisations = {"organisations": organisation_choices(on)}
        areas = {"areas": list(CoordinationArea.objects.values_list("pk", "name"))}
        self.parties = PartyFormSet(
            data,
            prefix="parties",
            initial=initial.get("parties"),
            form_kwargs=organisations,
            blank=2 if new else 0,
        )
        self.areas = AreaFormSet(
            data,
            prefix="areas",
            initial=initial.get("areas"),
            form_kwargs=areas,
            blank=3 if new else 1,
        )
        self.undertakings = UndertakingFormSet(
            data,
            prefix="undertakings",
            initial=initial.get("undertakings"),
            form_kwargs=organisations,
            blank=1,
        )

    @property
    def formsets(self) -> list[RowFormSet]:
        return [self.parties, self.areas, self.undertakings]

    def is_valid(self) -> bool:
        # Each is asked, so that the person sees every error at once.
        valid = [part.is_valid() for part in [self.form, *self.formsets]]
        if not valid[1]:
            self.form.add_error(None, "Phần “Các bên ký” còn chỗ cần sửa.")
        if not all(valid[2:]):
            self.form.add_error(
                None, "Phần nội dung phối hợp hoặc việc nêu khi ký còn chỗ cần sửa."
            )
        return all(valid)

    def add_errors(self, error: ValidationError) -> None:
        """Show what the workflow refused, at the field where there is one."""
        if not hasattr(error, "error_dict"):
            self.form.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.form.add_error(field if field in self.form.fields else None, errors)

    def forget_errors(self) -> None:
        """Show what was typed, unjudged: the person only asked for one more row."""
        self.form._errors = ErrorDict()
        for formset in self.formsets:
            formset._errors = [{} for _ in formset.forms]
            formset._non_form_errors = ErrorList()
            for form in formset.forms:
                form._errors = ErrorDict()

    def contents(self) -> dict:
        """The keyword arguments of `register` and `revise` that come from the form."""
        return {
            "values": self.form.values(),
            "parties": self.parties.entries(),
            "areas": self.areas.entries(),
            "provisions": self.form.cleaned_data["provisions"],
            "legal_bases": self.form.legal_bases(),
            "undertakings": self.undertakings.entries(),
            "uploads": self.form.uploads(),
        }


def _initial_rows(agreement: Agreement) -> dict[str, list[dict]]:
    parties = []
    for party in agreement.parties.prefetch_related("members", "signatories"):
        row = {
            "organisation": party.organisation_id,
            "organ": party.organ,
            "name_as_signed": party.name_as_signed,
            "members": [member.pk for member in party.members.all()],
        }
        for number, signatory in enumerate(party.signatories.all(), start=1):
            for field in ("full_name", "post", "capacity", "other_posts"):
                row[f"signatory{number}_{field}"] = getattr(signatory, field)
        parties.append(row)
    return {
        "parties": parties,
        "areas": [
            {
                "wording": row.wording,
                "area": row.area_id,
                "is_printed_jointly": row.is_printed_jointly,
            }
            for row in agreement.areas.all()
        ],
        "undertakings": [
            {
                "wording": row.wording,
                "organisation": row.organisation_id,
                "deadline_as_written": row.deadline_as_written,
            }
            for row in agreement.undertakings.all()
        ],
    }


def with_one_more_row(data, prefix: str):
    """The same typed data, asking for one more blank row of the formset."""
    data = data.copy()
    key = f"{prefix}-TOTAL_FORMS"
    try:
        data[key] = str(int(data.get(key, "0")) + 1)
    except ValueError:
        data[key] = "1"
    return data
