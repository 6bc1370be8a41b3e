from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from accounts.forms import (
    DateField,
    NumberField,
    OnceForm,
    UploadsField,
    VersionedFormMixin,
    form_field,
)
from accounts.models import Organisation
from accounts.stored_files.photo_fields import PhotosField, PhotosFormMixin
from agreements.amendments.consolidation import citable
from agreements.models import Provision

from .models import FocusTask, Heading, YearlyPlan
from .plans.outline import Outline
from .plans.planning import ONE_LEAD, Part
from .work import progress


class PlanForm(forms.ModelForm):
    class Meta:
        model = YearlyPlan
        fields = ["year", "title", "purpose", "note"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 1990 <= year <= 2100:
            raise ValidationError("Hãy nhập năm gồm 4 chữ số, ví dụ 2026.")
        return year


class PlanCreateForm(OnceForm, PlanForm):
    """Offers the year to be planned next; a title left as offered follows the year."""

    office = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Cơ quan chủ trì soạn thảo",
        empty_label=None,
    )

    field_order = ["office", "year", "title", "purpose", "note"]

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Organisation.objects.filter(
            pk__in=[office.pk for office in offices]
        )

    def clean(self):
        cleaned = super().clean()
        if "year" in cleaned and "title" not in self.changed_data:
            offered = str(self.initial.get("year", ""))
            cleaned["title"] = cleaned["title"].replace(offered, str(cleaned["year"]))
        return cleaned


class PlanEditForm(VersionedFormMixin, PlanForm):
    """An amendment keeps the year of its plan, and its purpose is why it is made."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_amendment:
            del self.fields["year"]
            self.fields["purpose"].label = "Lý do sửa đổi"
            self.fields["purpose"].required = True


def articles_to_cite(plan, *, on, cited) -> list[tuple[int, str]]:
    """Those in force at some time of the plan's year from now on, and those cited."""
    since, until = max(on, date(plan.year, 1, 1)), date(plan.year, 12, 31)
    gone = {a.row for a in citable(plan.agreement, since) if a.is_repealed} - {*cited}
    articles = citable(plan.agreement, max(since, until))
    offered = {a.row: a.label for a in articles if a.row not in gone}
    # Also what is cited from elsewhere: saving a row must not lose it.
    elsewhere = {row: str(row) for row in cited if row not in offered}
    return [(row.pk, label) for row, label in (offered | elsewhere).items()]


class TaskForm(forms.ModelForm):
    """A row of a draft; where it stands is carried out by `rearranging.put_under`."""

    section = forms.ModelChoiceField(
        Heading.objects.none(),
        label="Thuộc mục",
        required=False,
        empty_label="(không thuộc mục nào)",
    )
    parent_task = forms.ModelChoiceField(
        FocusTask.objects.none(),
        label="Nhiệm vụ cha",
        required=False,
        empty_label="(không phải nhiệm vụ con)",
        help_text="Nhiệm vụ con theo mục của nhiệm vụ cha; chỉ có một cấp.",
    )

    class Meta:
        model = FocusTask
        formfield_callback = form_field
        fields = [
            "title",
            "kind",
            "area",
            "provisions",
            "lead_organisation",
            "lead_as_written",
            "coordinating_group",
            "deadline_as_written",
            "due_on",
            "expected_product",
            "target",
            "responsible_person",
            "funding",
            "note",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "provisions": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "due_on": "Để trống: hệ thống tính từ thời gian như trong văn bản.",
            "lead_as_written": "Chỉ ghi khi văn bản gọi khác, ví dụ: Ban Thường trực "
            "Ủy ban MTTQ tỉnh.",
        }

    def __init__(self, *args, plan, organisations, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead_organisation"].queryset = organisations
        self._offer_places(plan)
        cited = self.instance.provisions.all() if self.instance.pk else ()
        choices = articles_to_cite(plan, on=on, cited=cited)
        if choices:
            field = self.fields["provisions"]
            field.queryset = Provision.objects.filter(pk__in=[pk for pk, _ in choices])
            field.choices = choices
        else:
            del self.fields["provisions"]

    def _offer_places(self, plan):
        section, parent = self.fields["section"], self.fields["parent_task"]
        section.queryset = plan.headings.all()
        parent.queryset = plan.tasks.filter(parent=None).exclude(pk=self.instance.pk)
        parent.label_from_instance = lambda task: Truncator(task.title).chars(90)
        if self.instance.pk:
            path = Outline([plan.pk]).path(self.instance)
            section.initial = path[-1].pk if path else None
            parent.initial = self.instance.parent_id
        elif last := plan.headings.last():
            section.initial = last.pk  # a new row goes to the end
        if not section.queryset.exists():
            del self.fields["section"]
        if not parent.queryset.exists():
            del self.fields["parent_task"]

    def clean_lead_organisation(self):
        named = self.data.getlist(self.add_prefix("lead_organisation"))
        if len(set(filter(None, named))) > 1:
            raise ValidationError(ONE_LEAD)
        return self.cleaned_data["lead_organisation"]

    def clean_lead_as_written(self):
        text = self.cleaned_data["lead_as_written"]
        if ";" in text or "\n" in text:
            raise ValidationError(
                "Chỉ ghi một cơ quan chủ trì; các cơ quan khác ghi ở phần phối hợp."
            )
        return text

    def values(self) -> dict:
        """The task's own fields, as `planning.add_task` takes them."""
        cleaned = self.cleaned_data
        return {
            name: cleaned[name] for name in self.Meta.fields if name != "provisions"
        }

    def place(self) -> dict:
        """Where the row is to stand, as `rearranging.put_under` takes it."""
        return {
            "heading": self.cleaned_data.get("section"),
            "parent": self.cleaned_data.get("parent_task"),
        }

    def chosen_provisions(self):
        return self.cleaned_data.get("provisions", ())


class TaskCreateForm(OnceForm, TaskForm):
    pass


class TaskEditForm(VersionedFormMixin, TaskForm):
    pass


class PartForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan phối hợp", required=False
    )
    part = forms.CharField(label="Phần việc", max_length=500, required=False)
    due_on = DateField(label="Hạn phần việc", required=False)

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean(self):
        cleaned = super().clean()
        typed = cleaned.get("part") or cleaned.get("due_on")
        if (
            typed
            and not cleaned.get("organisation")
            and "organisation" not in self.errors
        ):
            self.add_error("organisation", "Hãy chọn cơ quan cho phần việc này.")
        return cleaned


class BasePartFormSet(forms.BaseFormSet):
    def parts(self) -> list[Part]:
        """Filled rows, as `planning.add_task` takes them."""
        rows = [form.cleaned_data for form in self.forms]
        return [
            Part(row["organisation"], row["part"], row["due_on"])
            for row in rows
            if row.get("organisation") and not row.get("DELETE")
        ]


PartFormSet = forms.formset_factory(
    PartForm,
    formset=BasePartFormSet,
    extra=2,
    can_delete=True,
    max_num=60,
    absolute_max=62,  # each row is a list of every body: not as many as are asked for
)


class IssueForm(forms.Form):
    document_number = forms.CharField(
        label="Số ký hiệu", max_length=60, help_text="Ví dụ: 104/KH-UBND."
    )
    issued_on = DateField(label="Ngày ban hành")
    signer = forms.CharField(
        label="Người ký",
        max_length=255,
        required=False,
        help_text="Họ tên và chức vụ như trên văn bản.",
    )
    uploads = UploadsField(
        label="Bản ban hành (bản quét)",
        required=False,
        help_text="Một tệp PDF, Word (.docx) hoặc ảnh.",
    )
    accept_repeat = forms.BooleanField(
        label="Vẫn dùng số này", required=False, widget=forms.HiddenInput
    )

    def clean_uploads(self):
        uploads = self.cleaned_data["uploads"]
        if len(uploads) > 1:
            raise ValidationError("Chỉ chọn một tệp bản ban hành.")
        return uploads


class ProgressForm(PhotosFormMixin, OnceForm):
    # What a phone on the way is for comes first.
    field_order = ["organisation", "done_text", "percent", "uploads", "keep_place"]

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Báo cáo thay mặt", empty_label=None
    )
    done_text = forms.CharField(
        label="Việc đã làm", widget=forms.Textarea(attrs={"rows": 4})
    )
    percent = NumberField(
        label="Tiến độ (%)", min_value=0, max_value=100, help_text="Từ 0 đến 100."
    )
    difficulties = forms.CharField(
        label="Khó khăn, vướng mắc",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    uploads = PhotosField(label="Ảnh, sản phẩm, minh chứng", required=False)
    is_final = forms.BooleanField(
        label="Đã hoàn thành, đề nghị xác nhận",
        required=False,
        help_text="Cần ít nhất một tệp sản phẩm hoặc minh chứng.",
    )
    open_parts_reason = forms.CharField(
        label="Lý do đề nghị xác nhận khi còn phần chưa xong",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    part_is_done = forms.BooleanField(
        label="Đã xong phần việc phối hợp", required=False
    )

    def __init__(self, *args, task, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        ids = [organisation.pk for organisation in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=ids)
        if len(ids) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = ids[0]
        still_open = progress.what_is_open(task)
        if task.lead_organisation_id not in ids:
            del self.fields["is_final"]
        if still_open and "is_final" in self.fields:
            self.fields[
                "open_parts_reason"
            ].help_text = (
                f"Chỉ cần khi đề nghị xác nhận. Còn chưa xong: {'; '.join(still_open)}."
            )
        else:
            del self.fields["open_parts_reason"]
        suggested = progress.suggested_percent(task)
        if suggested is not None:
            self.fields[
                "percent"
            ].help_text += f" Bình quân các nhiệm vụ con: {suggested}%."
        if ids == [task.lead_organisation_id]:
            del self.fields["part_is_done"]

    def clean_percent(self):
        percent = self.cleaned_data["percent"]
        if percent is not None and percent != int(percent):
            raise ValidationError("Hãy nhập số nguyên từ 0 đến 100.")
        return percent and int(percent) or 0


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 4}))
