"""What may be typed about a conference; the rules are those of the workflow."""

import re
from dataclasses import replace
from datetime import date
from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.formsets import formset_factory

from accounts.forms import OnceForm, VersionedFormMixin, form_field
from accounts.models import Organisation

from .. import checks
from ..choices import PickList
from ..entries import ChairEntry, ConclusionEntry
from ..forms import RowsPlace, agreement_label, owner_label
from ..models import Agreement, Conclusion, Conference
from ..row_forms import (
    ROWS,
    FormWithRows,
    QuickSelect,
    RowForm,
    RowFormSet,
    organisation_choices,
)

# "1. …", "2) …", "a) …", "- …", "+ …", "• …": a line that begins an item of a list.
ITEM = re.compile(r"^(?:\d{1,2}[.)]|[a-zđ]\)|[-+•–])\s+", re.IGNORECASE)


class ConferenceForm(forms.ModelForm):
    """The fields of one conference; its querysets come from the view."""

    class Meta:
        model = Conference
        formfield_callback = form_field
        fields = [
            "kind",
            "name",
            "held_on",
            "is_year_inferred",
            "inference_reason",
            "place",
            "participants",
            "agreements",
            "owner",
            "note",
            "source",
        ]
        widgets = {
            "participants": forms.Textarea(attrs={"rows": 2}),
            "agreements": PickList,
            "note": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "name": "Ví dụ: Hội nghị giao ban quý III năm 2026.",
            "held_on": "ngày/tháng/năm. Ngày ở tương lai thì hội nghị được ghi là sắp "
            "tới. Để trống nếu chưa rõ ngày.",
            "participants": "Cơ quan, đại biểu dự hội nghị, như biên bản ghi.",
            "agreements": "Kết luận thành nhiệm vụ trong kế hoạch năm của văn bản được "
            "chọn. Với lễ ký kết: văn bản ký tại lễ được ghi ở hồ sơ của văn bản đó.",
            "source": "Biên bản, thông báo kết luận, địa chỉ trang.",
        }

    def __init__(
        self,
        *args,
        owners: QuerySet[Organisation],
        agreements: QuerySet[Agreement],
        on: date,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["owner"].queryset = owners
        self.fields["owner"].required = True
        self.fields["owner"].label_from_instance = partial(owner_label, on=on)
        self.fields["agreements"].queryset = agreements
        self.fields["agreements"].label_from_instance = agreement_label
        existing = owners.existing(on)
        if existing.count() == 1 and not self.instance.pk:
            self.fields["owner"].initial = existing.first()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                "Hội nghị",
                "kind",
                "name",
                Row("held_on", "place"),
                "is_year_inferred",
                "inference_reason",
                "agreements",
                "participants",
            ),
            RowsPlace("agreements/_chair_rows.html"),
            RowsPlace("agreements/_conclusion_rows.html"),
            Fieldset("Ghi chép", "owner", "note", "source", self.trace_field),
        )

    def clean(self):
        cleaned = super().clean()
        try:
            # The conclusions are judged by the workflow, which sees them all.
            checks.check_conference(cleaned, conclusions=(), on=self.on)
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def values(self) -> dict:
        """What the workflow takes as `values`."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ConferenceRecordForm(ConferenceForm, OnceForm):
    """A new record; the token makes a second sending lead to the first one's result."""

    trace_field = "form_token"


class ConferenceReviseForm(VersionedFormMixin, ConferenceForm):
    trace_field = "version"


class ConferenceRemoveForm(VersionedFormMixin, forms.ModelForm, OnceForm):
    reason = forms.CharField(
        label="Lý do xóa",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lưu vào lịch sử, ví dụ: ghi trùng với hội nghị ngày 12/6.",
    )

    class Meta:
        model = Conference
        fields = []


class ChairForm(RowForm):
    full_name = forms.CharField(label="Họ và tên", max_length=150, required=False)
    post = forms.CharField(label="Chức vụ khi chủ trì", max_length=255, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("post") and not cleaned.get("full_name"):
            self.add_error("full_name", "Hãy ghi họ và tên người chủ trì.")
        return cleaned

    def entry(self) -> ChairEntry | None:
        if self.is_dropped():
            return None
        return ChairEntry(self.cleaned_data["full_name"], self.cleaned_data["post"])


class ConclusionForm(RowForm):
    kind = forms.ChoiceField(
        label="Loại", choices=Conclusion.Kind.choices, required=False
    )
    wording = forms.CharField(
        label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Cơ quan thực hiện hoặc nhận kiến nghị",
        required=False,
        widget=QuickSelect,
    )
    deadline_as_written = forms.CharField(
        label="Thời gian như đã nêu", max_length=200, required=False
    )
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, organisations: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.choices = organisations

    def is_empty(self):
        """A kind is always chosen, and the row's own number is not typed."""
        cleaned = self.cleaned_data
        typed = ("wording", "organisation", "deadline_as_written")
        return not any(cleaned.get(name) for name in typed)

    def clean(self):
        cleaned = super().clean()
        if not self.is_empty() and not cleaned.get("wording"):
            self.add_error("wording", "Hãy ghi nội dung kết luận.")
        return cleaned

    def entry(self) -> ConclusionEntry | None:
        if self.is_dropped():
            return None
        cleaned = self.cleaned_data
        return ConclusionEntry(
            wording=cleaned["wording"],
            kind=cleaned.get("kind") or Conclusion.Kind.CONCLUSION,
            organisation=cleaned.get("organisation"),
            deadline_as_written=cleaned.get("deadline_as_written", ""),
            pk=cleaned.get("row"),
        )


def split_list(wording: str) -> list[str]:
    """The items of a pasted list, without their marks; any other text stays whole."""
    lines = [line.strip() for line in wording.splitlines() if line.strip()]
    if len(lines) < 2 or not all(map(ITEM.match, lines)):
        return [wording]
    return [ITEM.sub("", line) for line in lines]


class ConclusionRows(RowFormSet):
    def entries(self) -> list[ConclusionEntry]:
        """A list pasted into one row is many conclusions; the first keeps the row."""
        return [
            replace(entry, wording=item, pk=None if number else entry.pk)
            for entry in super().entries()
            for number, item in enumerate(split_list(entry.wording))
        ]


ChairFormSet = formset_factory(ChairForm, RowFormSet, **ROWS)
ConclusionFormSet = formset_factory(ConclusionForm, ConclusionRows, **ROWS)


class ConferenceForms(FormWithRows):
    def __init__(
        self, form: ConferenceForm, *, on: date, conference: Conference | None = None
    ):
        self.form = form
        data = form.data if form.is_bound else None
        self.chairs = ChairFormSet(
            data,
            prefix="chairs",
            initial=_chairs_of(conference) if conference else None,
            blank=0 if conference else 1,
        )
        self.conclusions = ConclusionFormSet(
            data,
            prefix="conclusions",
            initial=_conclusions_of(conference) if conference else None,
            form_kwargs={"organisations": organisation_choices(on)},
            blank=1,
        )
        self.formsets = [self.chairs, self.conclusions]

    def is_valid(self) -> bool:
        # Each is asked, so that the person sees every error at once.
        valid = [part.is_valid() for part in [self.form, *self.formsets]]
        if not all(valid[1:]):
            self.form.add_error(
                None, "Phần người chủ trì hoặc kết luận còn chỗ cần sửa."
            )
        return all(valid)

    def contents(self) -> dict:
        """The keyword arguments of `record` and `revise` that come from the form."""
        return {
            "values": self.form.values(),
            "chairs": self.chairs.entries(),
            "conclusions": self.conclusions.entries(),
        }


def _chairs_of(conference: Conference) -> list[dict]:
    return list(conference.chairs.values("full_name", "post"))


def _conclusions_of(conference: Conference) -> list[dict]:
    return [
        {
            "row": row.pk,
            "kind": row.kind,
            "wording": row.wording,
            "organisation": row.organisation_id,
            "deadline_as_written": row.deadline_as_written,
        }
        for row in conference.conclusions.all()
    ]
