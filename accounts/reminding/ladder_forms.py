"""A ladder of reminders as it is typed: its name, and a row for each step."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList

from ..forms import STALE, OnceForm
from ..models import Ladder
from ..vietnamese import normalise
from . import ladder as rules
from . import revising
from .ladder_row_forms import RungForm, typed
from .ladder_wording import Rung, said

BLANK, MOST = 3, 40


class LadderForm(OnceForm):
    """With what the page was opened with, so that nobody's change is overwritten."""

    name = forms.CharField(
        label="Tên thang", max_length=Ladder._meta.get_field("name").max_length
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self):
        if name := normalise(self.cleaned_data["name"]):
            return name
        raise ValidationError("Hãy ghi tên thang.")

    def refuse_stale(self, was: str) -> None:
        """What was typed stays; saving again is then a decision of this person."""
        self.data = self.data.copy()
        self.data["was"] = was
        self.add_error(None, STALE)


class RungRows(BaseFormSet):
    deletion_widget = forms.CheckboxInput
    default_error_messages = {
        "missing_management_form": "Biểu mẫu gửi lên thiếu phần các bậc. Hãy mở lại "
        "trang này rồi nhập lại.",
        "too_many_forms": "Mỗi thang nhiều nhất %(num)d bậc.",
    }

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Bỏ bậc này"
        for name, field in form.fields.items():
            if name != "ORDER" and index is not None:
                label = f"{field.label}, bậc {index + 1}"
                field.widget.attrs["aria-label"] = label.capitalize()

    def kept(self) -> list[tuple[int, RungForm, Rung]]:
        """The filled rows, by the number that the page gives them."""
        rows = [
            (number, form, form.rung())
            for number, form in enumerate(self.forms, start=1)
            if form.is_valid()
        ]
        return [row for row in rows if row[2]]

    def rungs(self) -> list[Rung]:
        return [rung for _, _, rung in self.kept()]

    def clean(self):
        wrong = any(form.errors for form in self.forms)
        if wrong or not self.management_form.is_valid():
            return
        kept = self.kept()
        seen: dict[tuple[str, int], tuple[int, Rung]] = {}
        for number, form, rung in kept:
            step = rules.Step(rung.days, rung.repeats_weekly)
            days = [(rung.audience, day) for day in step.all_days()]
            twice = next((seen[day] for day in days if day in seen), None)
            if twice:
                form.add_error("days", _told_twice(rung, *twice))
            seen |= dict.fromkeys(days, (number, rung))
        revising.check([rung for *_, rung in kept])


def _told_twice(rung: Rung, number: int, other: Rung) -> str:
    if (rung.days, rung.repeats_weekly) == (other.days, other.repeats_weekly):
        return f"Trùng với bậc {number}."
    return f"Có ngày trùng với bậc {number} ({said([other])})."


RungFormSet = formset_factory(
    RungForm, RungRows, extra=BLANK, can_delete=True, max_num=MOST, absolute_max=MOST
)


class LadderForms:
    """The name and the steps: checked together, shown together."""

    def __init__(self, data=None, *, name: str, rungs: list[Rung], was: str):
        self.form = LadderForm(data, initial={"name": name, "was": was})
        self.rows = RungFormSet(
            data, initial=[typed(rung) for rung in rungs], prefix="rows"
        )

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rows.is_valid()])

    def contents(self) -> dict:
        """What the workflow takes."""
        return {"name": self.form.cleaned_data["name"], "rungs": self.rows.rungs()}

    def add_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.form.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.form.add_error(field if field in self.form.fields else None, errors)

    def forget_errors(self) -> None:
        """Show what was typed, unjudged: the person only asked for more rows."""
        self.rows.is_valid()
        for form in [self.form, *self.rows.forms]:
            form._errors = ErrorDict()
        self.rows._errors = [{} for _ in self.rows.forms]
        self.rows._non_form_errors = ErrorList()

    def problems(self) -> list[tuple[str, str]]:
        """[(sentence, id of the field)] for the summary above the form."""
        if not self.form.is_bound:
            return []
        found = [(error, "") for error in self.form.non_field_errors()]
        found += [(error, "id_name") for error in self.form.errors.get("name", ())]
        found += [(error, "") for error in self.rows.non_form_errors()]
        for number, form in enumerate(self.rows.forms, start=1):
            for name, errors in form.errors.items():
                place = form[name].id_for_label if name in form.fields else ""
                found += [(f"Bậc {number}: {error}", place) for error in errors]
        return found


def with_more_rows(data):
    """The same typed data, asking for further blank rows."""
    data = data.copy()
    total = data.get("rows-TOTAL_FORMS", "")
    count = int(total) if total.isdecimal() and len(total) < 4 else 0
    data["rows-TOTAL_FORMS"] = str(min(count + BLANK, MOST))
    return data
