"""Rows of the agreement's form: parties with who signed, areas, undertakings."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList, flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from accounts.labels import told_apart
from accounts.models import Organisation

from . import checks
from .entries import AreaEntry, PartyEntry, SignatoryEntry, UndertakingEntry
from .models import CoordinationArea, Signatory

SIGNATORIES_PER_PARTY = 2


def organisation_choices(on: date) -> list:
    """Bodies for a select: those that exist by kind, then the ended with their day."""
    groups, ended = {}, []
    bodies = Organisation.objects.order_by("kind__position", "kind__name", "sort_key")
    for pk, label, kind, dissolved_on in told_apart(
        bodies, "kind__name", "dissolved_on"
    ):
        has_ended = dissolved_on and dissolved_on <= on
        group = ended if has_ended else groups.setdefault(kind, [])
        group.append((pk, label))
    if ended:
        groups["Đã kết thúc hoạt động"] = ended
    return list(groups.items())


class QuickSelect(forms.Select):
    """A select over hundreds of bodies, repeated in every row.

    Django renders a template for each option: a second for a form of three parties
    in a province of 700 bodies. Its choices are groups: [(name, [(value, label)])].
    """

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        attrs = self.build_attrs(self.attrs, {"name": name} | (attrs or {}))
        return format_html(
            "<select{}>{}</select>",
            flatatt(attrs),
            mark_safe("".join(self._options(chosen))),  # escaped one by one below
        )

    def _options(self, chosen: set[str]):
        if not self.allow_multiple_selected:
            yield '<option value="">———</option>'
        for group, choices in self.choices:
            yield f'<optgroup label="{escape(group)}">'
            for value, label in choices:
                mark = " selected" if str(value) in chosen else ""
                yield f'<option value="{value}"{mark}>{escape(label)}</option>'
            yield "</optgroup>"


class QuickSelectMultiple(QuickSelect, forms.SelectMultiple):
    pass


class RowForm(forms.Form):
    """A row that may stay empty; `entry()` is None then, or when it is to go."""

    def is_empty(self) -> bool:
        return not any(
            value not in ("", None, [], ())
            and not (hasattr(value, "exists") and not value)
            for name, value in self.cleaned_data.items()
            if name != "DELETE"
        )

    def is_dropped(self) -> bool:
        return self.is_empty() or bool(self.cleaned_data.get("DELETE"))


class PartyForm(RowForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Cơ quan",
        required=False,
        help_text="Để trống nếu bên ký là một nhóm cơ quan.",
        widget=QuickSelect,
    )
    organ = forms.CharField(
        label="Do bộ phận nào ký",
        max_length=150,
        required=False,
        help_text="Ví dụ: Thường trực HĐND.",
    )
    name_as_signed = forms.CharField(
        label="Tên như khi ký",
        max_length=255,
        required=False,
        help_text="Để trống: lấy tên của cơ quan vào ngày ký.",
    )
    members = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label="Các cơ quan trong nhóm",
        required=False,
        help_text="Giữ phím Ctrl để chọn nhiều cơ quan.",
        widget=QuickSelectMultiple(attrs={"size": 6, "multiple": True}),
    )

    def __init__(self, *args, organisations: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.choices = organisations
        self.fields["members"].widget.choices = organisations
        # A record may already hold more signatories than the blank form offers.
        known = sum(name.endswith("_full_name") for name in self.initial)
        self.numbers = range(1, max(SIGNATORIES_PER_PARTY, known) + 1)
        for number in self.numbers:
            self.fields |= {
                f"signatory{number}_full_name": forms.CharField(
                    label="Người ký", max_length=150, required=False
                ),
                f"signatory{number}_post": forms.CharField(
                    label="Chức vụ ký", max_length=255, required=False
                ),
                f"signatory{number}_capacity": forms.ChoiceField(
                    label="Tư cách ký",
                    choices=Signatory.Capacity.choices,
                    required=False,
                ),
                f"signatory{number}_other_posts": forms.CharField(
                    label="Chức vụ khác", max_length=500, required=False
                ),
            }

    def first_signatory(self):
        return [f for f in self if f.name.startswith("signatory1_")]

    def further_signatories(self):
        """A list of the fields of each signatory after the first."""
        return [
            [f for f in self if f.name.startswith(f"signatory{number}_")]
            for number in self.numbers[1:]
        ]

    def has_more(self) -> bool:
        """Is anything filled in, or wrong, in the part of the row that is folded?"""
        return any(
            field.value() or field.errors
            for field in [self["members"], *sum(self.further_signatories(), [])]
        )

    def clean(self):
        cleaned = super().clean()
        for number in self.numbers:
            name = f"signatory{number}_full_name"
            rest = ("post", "capacity", "other_posts")
            typed = any(cleaned.get(f"signatory{number}_{part}") for part in rest)
            if typed and not cleaned.get(name):
                self.add_error(name, "Hãy ghi họ và tên người ký.")
        return cleaned

    def entry(self) -> PartyEntry | None:
        if self.is_dropped():
            return None
        cleaned = self.cleaned_data
        return PartyEntry(
            organisation=cleaned.get("organisation"),
            organ=cleaned.get("organ", ""),
            name_as_signed=cleaned.get("name_as_signed", ""),
            members=tuple(cleaned.get("members") or ()),
            signatories=tuple(
                SignatoryEntry(
                    full_name=cleaned[f"signatory{number}_full_name"],
                    post=cleaned.get(f"signatory{number}_post", ""),
                    other_posts=cleaned.get(f"signatory{number}_other_posts", ""),
                    capacity=cleaned.get(f"signatory{number}_capacity", ""),
                )
                for number in self.numbers
                if cleaned.get(f"signatory{number}_full_name")
            ),
        )


class AreaForm(RowForm):
    wording = forms.CharField(
        label="Nội dung như trong văn bản",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    area = forms.ModelChoiceField(
        CoordinationArea.objects.all(), label="Lĩnh vực", required=False
    )

    is_printed_jointly = forms.BooleanField(
        label="Nguồn in chung cho các văn bản ký cùng lễ", required=False
    )

    def __init__(self, *args, areas: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.choices = [("", "———"), *areas]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_printed_jointly") and not (
            cleaned.get("wording") or cleaned.get("area")
        ):
            self.add_error("wording", "Hãy ghi nội dung phối hợp.")
        return cleaned

    def entry(self) -> AreaEntry | None:
        if self.is_dropped():
            return None
        area = self.cleaned_data.get("area")
        wording = self.cleaned_data.get("wording") or (area.name if area else "")
        return AreaEntry(
            wording=wording,
            area=area,
            is_printed_jointly=self.cleaned_data.get("is_printed_jointly", False),
        )


class UndertakingForm(RowForm):
    wording = forms.CharField(
        label="Việc nêu khi ký kết",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Cơ quan",
        required=False,
        widget=QuickSelect,
    )
    deadline_as_written = forms.CharField(
        label="Thời gian như đã nêu", max_length=200, required=False
    )

    def __init__(self, *args, organisations: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.choices = organisations

    def clean(self):
        cleaned = super().clean()
        typed = cleaned.get("organisation") or cleaned.get("deadline_as_written")
        if typed and not cleaned.get("wording"):
            self.add_error("wording", "Hãy ghi việc đã nêu.")
        return cleaned

    def entry(self) -> UndertakingEntry | None:
        if self.is_dropped():
            return None
        cleaned = self.cleaned_data
        return UndertakingEntry(
            wording=cleaned.get("wording", ""),
            organisation=cleaned.get("organisation"),
            deadline_as_written=cleaned.get("deadline_as_written", ""),
        )


class RowFormSet(BaseFormSet):
    """Rows with `blank` empty ones below, so that the page works without a script."""

    deletion_widget = forms.CheckboxInput
    deletion_label = "Bỏ dòng này"

    def __init__(self, *args, blank=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra = blank

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = self.deletion_label

    def kept(self) -> list[tuple[RowForm, object]]:
        """The filled rows, each with what was entered."""
        rows = [(form, form.entry()) for form in self.forms if form.is_valid()]
        return [(form, entry) for form, entry in rows if entry is not None]

    def entries(self) -> list:
        return [entry for _, entry in self.kept()]


class PartyRows(RowFormSet):
    deletion_label = "Bỏ bên ký này"

    def clean(self):
        if any(form.errors for form in self.forms):
            return
        kept = self.kept()
        try:
            checks.check_parties([entry for _, entry in kept])
        except ValidationError as error:
            here = []
            for problem in error.error_dict["parties"]:
                if problem.params is None:
                    here.append(problem)
                else:
                    kept[problem.params["row"]][0].add_error("organisation", problem)
            if here:
                raise ValidationError(here) from None


class FormWithRows:
    """A form with its formsets: checked together, shown together."""

    form: forms.Form
    formsets: list[RowFormSet]

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


def with_one_more_row(data, prefix: str):
    """The same typed data, asking for one more blank row of the formset."""
    data = data.copy()
    key = f"{prefix}-TOTAL_FORMS"
    try:
        data[key] = str(int(data.get(key, "0")) + 1)
    except ValueError:
        data[key] = "1"
    return data


# Every row holds selects of all bodies: without a bound, a form that claims to have
# a thousand rows (Django's own limit) keeps a process busy for minutes.
ROWS = {"can_delete": True, "max_num": 60, "absolute_max": 60}
PartyFormSet = formset_factory(PartyForm, PartyRows, **ROWS)
AreaFormSet = formset_factory(AreaForm, RowFormSet, **ROWS)
UndertakingFormSet = formset_factory(UndertakingForm, RowFormSet, **ROWS)
