"""What may be typed about an agreement; the rules are those of the registration."""

from datetime import date
from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, LayoutObject, Row
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string

from accounts.forms import (
    OnceForm,
    UploadsField,
    VersionedFormMixin,
    form_field,
)
from accounts.models import Organisation
from accounts.vietnamese import format_date

from . import checks, meanwhile, numbers
from .choices import PickList, PickOne
from .models import (
    Agreement,
    AgreementDocument,
    Conference,
    CoordinationArea,
    LegalBasis,
)
from .provisions import provisions
from .registration import TOLD_FIELDS, LegalBasisEntry, UploadEntry
from .row_forms import (
    AreaFormSet,
    FormWithRows,
    PartyFormSet,
    QuickSelect,
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

    accept_repeat = forms.BooleanField(
        label="Đây là một văn bản khác, vẫn dùng số ký hiệu này",
        required=False,
        widget=forms.HiddenInput,
    )
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
            "issuer",
            "framework",
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
            "predecessors": PickList,
            "framework": PickOne,
            "issuer": QuickSelect,
        }
        help_texts = {
            "subject": "Tên đầy đủ như in trên văn bản.",
            "term_label": "Ví dụ: giai đoạn 2021-2026. Để trống nếu văn bản không ghi.",
            "predecessors": "Có thể chọn nhiều văn bản, của nhiều cơ quan. Văn bản "
            "được chọn chuyển sang “Đã được thay thế” từ ngày ký văn bản này.",
            "framework": "Chọn khi văn bản này là chương trình, kế hoạch cụ thể hóa "
            "một quy chế đã ký.",
            "ceremony": "Một lễ có thể ký nhiều văn bản; chưa có trong danh sách thì "
            "ghi ở mục Hội nghị, loại “Ký kết”.",
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
        frameworks: QuerySet[Agreement],
        ceremonies: QuerySet[Conference],
        on: date,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = partial(owner_label, on=on)
        self.fields["predecessors"].queryset = predecessors
        self.fields["predecessors"].label_from_instance = agreement_label
        self.fields["framework"].queryset = frameworks
        self.fields["framework"].label_from_instance = agreement_label
        self.fields["issuer"].widget.choices = organisation_choices(on)
        self.fields["ceremony"].queryset = ceremonies
        self.fields["ceremony"].label_from_instance = _ceremony_label
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
                "accept_repeat",
                "subject",
                Row("owner", "issuer"),
                "predecessors",
                "framework",
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
                *self.provision_fields(),
            ),
            RowsPlace("agreements/_undertaking_rows.html"),
            Fieldset("Căn cứ và văn bản liên quan", "bases", "related"),
            Fieldset("Tài liệu", *self.document_fields()),
            Fieldset("Ghi chép", "note", "source", "is_public", *self.trace_fields()),
        )

    def ending_fields(self):
        return []

    def provision_fields(self):
        return ["provisions"]

    def document_fields(self):
        return ["scans", "annexes"]

    def trace_fields(self):
        return []

    def clean_document_number(self):
        return numbers.tidy(self.cleaned_data["document_number"])

    def ask_about_repeat(self) -> None:
        """From now on the form asks whether the number really names another text."""
        self.fields["accept_repeat"].widget = forms.CheckboxInput()

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


def owner_label(organisation: Organisation, *, on: date) -> str:
    """A merged province keeps its name: the day tells the old body from the new."""
    ended = organisation.dissolved_on
    if ended and ended <= on:
        return f"{organisation.name} (đến {format_date(ended)})"
    return organisation.name


def _ceremony_label(ceremony: Conference) -> str:
    """Every year may have its signing: the day tells one from another."""
    held = format_date(ceremony.held_on) or "chưa rõ ngày"
    return f"{ceremony.name} ({held})"


def agreement_label(agreement: Agreement) -> str:
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

    accept_titles = forms.BooleanField(
        label="Vẫn là những điều đó, chỉ sửa lại tiêu đề",
        required=False,
        widget=forms.HiddenInput,
    )
    seen_entry = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_entry"].initial = meanwhile.last_entry(self.instance)
        documents = self.instance.documents.select_related("stored_file")
        self.fields["removed_documents"].queryset = documents
        # A draft has no history worth explaining yet.
        self.fields["reason"].required = self.instance.is_signed
        self.initial |= initial_texts(self.instance)

    def ending_fields(self):
        return ["terminated_on"]

    def provision_fields(self):
        return ["provisions", "accept_titles"]

    def ask_about_titles(self) -> None:
        """From now on the form asks whether they are the same articles."""
        self.fields["accept_titles"].widget = forms.CheckboxInput()

    def document_fields(self):
        has_documents = self.instance.documents.exists()
        return [*(["removed_documents"] if has_documents else []), "scans", "annexes"]

    def trace_fields(self):
        return ["reason", "version", "seen_entry"]

    def checked_agreement(self):
        return self.instance

    def take_in_changes(self) -> list[meanwhile.Change]:
        """What others changed since the form was opened, for the page to show.

        A field that the person left alone takes the others' value; what was typed
        stays, for the person to compare.
        """
        current = Agreement.objects.get(pk=self.instance.pk)
        told = [name for name in self.Meta.fields if name in TOLD_FIELDS]
        seen = self.cleaned_data.get("seen_entry") or 0
        changes = meanwhile.changes_since(
            current, seen, typed=self.instance, names=told
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_entry")] = meanwhile.last_entry(current)
        for change in changes:
            if change.is_untouched:
                self._put(change.name, getattr(current, change.name))
        return changes

    def _put(self, name: str, value) -> None:
        """The value as a browser would have sent it."""
        key = self.add_prefix(name)
        if value is False:
            self.data.pop(key, None)
        elif value is True:
            self.data[key] = "on"
        elif isinstance(value, date):
            self.data[key] = format_date(value)
        else:
            self.data[key] = "" if value is None else str(getattr(value, "pk", value))


def initial_texts(agreement: Agreement) -> dict:
    relation = LegalBasis.Relation
    bases = list(agreement.legal_bases.all())
    return {
        "provisions": provisions.as_text(agreement.provisions.as_signed()),
        "bases": [b.citation for b in bases if b.relation == relation.BASIS],
        "related": [b.citation for b in bases if b.relation == relation.RELATED],
    }


class AgreementForms(FormWithRows):
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
