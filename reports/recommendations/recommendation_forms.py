"""What may be typed about a recommendation, a reply, and its judging."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.filters import BodySelect
from accounts.forms import DateField, OnceForm, UploadField
from accounts.models import Organisation
from accounts.vietnamese import format_date, long_date

from ..forms import EARLIEST, PartForm
from ..models import Recommendation, Reply
from . import reply_terms

LATEST = date(2100, 1, 1)
COUNTED = (
    "{} ngày làm việc kể từ ngày gửi, theo lịch làm việc: {}.{} Hãy kiểm tra ngày đã "
    "điền, sửa nếu cần, rồi gửi lại biểu mẫu{}."
)
ONLY_WEEKENDS = (
    " Lịch làm việc năm {} chưa được xác nhận nên mới trừ thứ Bảy, Chủ nhật, chưa trừ "
    "ngày lễ."
)
NOT_SECRET = "Không nhập văn bản mật và thông tin riêng của công dân."


def sensible(day: date | None) -> date | None:
    if day and not EARLIEST <= day < LATEST:
        raise ValidationError("Năm chưa đúng. Hãy nhập đủ 4 chữ số, ví dụ 2026.")
    return day


class RecommendationForm(forms.ModelForm):
    """Pass the bodies of the person as `senders`, and the agreements to choose from."""

    form_token = OnceForm.base_fields["form_token"]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Recommendation
        fields = ["source", "source_note", "area", "wording", "sender", "agreement"]
        widgets = {"wording": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "wording": f"Như trong văn bản. {NOT_SECRET} Sau khi gửi, chỉ cơ quan "
            "kiến nghị đính chính được, và chỉ khi chưa nơi nào trả lời.",
            "agreement": "Các bên của văn bản này cùng theo dõi được việc trả lời.",
        }

    stale = PartForm.stale

    def __init__(self, *args, senders, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]  # nobody else can have changed a new one
        sender = self.fields["sender"]
        sender.queryset, sender.required, sender.empty_label = senders, True, None
        self.fields["agreement"].queryset = agreements
        self.fields["agreement"].empty_label = "Không theo văn bản nào"
        self.fields["area"].empty_label = "Chưa xếp lĩnh vực"
        if self.instance.has_words_of_a_record:
            del self.fields["wording"]

    def values(self) -> dict:
        """As `recommending.draft` and `recommending.revise` take them."""
        names = (name for name in self.Meta.fields if name in self.fields)
        return {name: self.cleaned_data[name] for name in names}

    def _post_clean(self):
        """The workflow fills and checks the row, whole; here it stays as it was."""


class AddresseeForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Cơ quan được kiến nghị",
        required=False,
        empty_label="Chọn cơ quan",
        widget=BodySelect,
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class BaseAddresseeFormSet(forms.BaseFormSet):
    def clean(self):
        if not any(self.errors) and not self.organisations():
            raise ValidationError("Hãy chọn ít nhất một cơ quan được kiến nghị.")

    def organisations(self) -> list[Organisation]:
        rows = [form.cleaned_data for form in self.forms]
        return [
            row["organisation"]
            for row in rows
            if row.get("organisation") and not row.get("DELETE")
        ]


AddresseeFormSet = forms.formset_factory(
    AddresseeForm,
    formset=BaseAddresseeFormSet,
    extra=1,
    max_num=40,
    absolute_max=42,  # each row is a list of every body: not as many as are asked for
)


class DueFields(forms.Form):
    document_number = forms.CharField(
        label="Số văn bản kiến nghị",
        max_length=60,
        required=False,
        help_text="Ví dụ: 45/MTTQ-BTT. Để trống nếu chưa có số.",
    )
    due_as_written = forms.CharField(
        label="Hạn trả lời như trong văn bản",
        max_length=200,
        required=False,
        help_text="Ví dụ: trong 30 ngày; trước ngày 15/12/2026. “30 ngày” là ngày "
        "thường, “10 ngày làm việc” tính theo lịch làm việc, đều từ ngày gửi.",
    )
    due_on = DateField(
        label="Hạn trả lời",
        required=False,
        help_text="Để trống: đọc từ lời ở trên.",
    )

    def clean_due_on(self):
        return sensible(self.cleaned_data["due_on"])

    def propose_due(self, sent_on: date | None, *, again: str = "") -> None:
        """Fill the day in by the working calendar, for the person to look at it.

        `again`: what the browser lets go of when the form is shown once more.
        """
        words = self.cleaned_data.get("due_as_written", "")
        found = reply_terms.proposal(words, sent_on=sent_on) if sent_on else None
        if found is None or found.day == self.cleaned_data.get("due_on"):
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("due_on")] = format_date(found.day)
        years = ", ".join(map(str, found.unconfirmed))
        warning = ONLY_WEEKENDS.format(years) if years else ""
        day = long_date(found.day)
        self.add_error("due_on", COUNTED.format(found.count, day, warning, again))


class SendForm(OnceForm, DueFields):
    sent_on = DateField(label="Ngày gửi, ngày văn bản")
    use_default = forms.BooleanField(required=False, initial=True)
    upload = UploadField(label="Văn bản kiến nghị", required=False)

    field_order = ["document_number", "sent_on", "upload", "due_as_written", "due_on"]

    def __init__(self, *args, default_days: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        if default_days is None:
            del self.fields["use_default"]
        else:
            self.fields[
                "use_default"
            ].label = f"Nếu văn bản không nêu hạn: đặt hạn {default_days} ngày"
            self.fields[
                "use_default"
            ].help_text = (
                "Theo mặc định của hệ thống, không phải quy định của pháp luật."
            )

    def clean_sent_on(self):
        return sensible(self.cleaned_data["sent_on"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("due_on") and "due_on" not in self.errors:
            chosen = " và chọn lại tệp văn bản" if cleaned.get("upload") else ""
            self.propose_due(cleaned.get("sent_on"), again=chosen)
        return cleaned

    def values(self) -> dict:
        values = dict(self.cleaned_data)
        del values["form_token"]
        return values


class CorrectForm(DueFields):
    source_note = forms.CharField(label="Nguồn cụ thể", max_length=500, required=False)
    wording = forms.CharField(
        label="Nội dung kiến nghị",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ["wording", "source_note", *DueFields.base_fields, "reason"]
    stale = PartForm.stale

    def __init__(self, *args, recommendation: Recommendation, **kwargs):
        names = [*DueFields.base_fields, "source_note", "wording", "version"]
        initial = {name: getattr(recommendation, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        if recommendation.has_words_of_a_record:
            del self.fields["wording"]
        self.recommendation = recommendation

    def clean(self):
        """Other words with the earlier day, or with none: the day is counted anew."""
        cleaned, row = super().clean(), self.recommendation
        if cleaned.get("due_as_written", "") != row.due_as_written:
            if cleaned.get("due_on") in (None, row.due_on):
                self.propose_due(row.sent_on)
        return cleaned

    def values(self) -> dict:
        left_out = ("reason", "version")
        return {k: v for k, v in self.cleaned_data.items() if k not in left_out}


class ReplyForm(OnceForm):
    """Pass `addressees`: the rows for which the person writes."""

    addressee = forms.ModelChoiceField(None, label="Trả lời thay mặt", empty_label=None)
    verdict = forms.ChoiceField(
        label="Ý kiến",
        choices=Reply.Verdict.choices,
        widget=forms.RadioSelect,
        help_text="“Đang giải quyết” là ghi chú: chưa tính là đã trả lời.",
    )
    text = forms.CharField(
        label="Nội dung trả lời, giải trình",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Không tiếp thu hoặc tiếp thu một phần thì giải trình rõ. "
        + NOT_SECRET,
        error_messages={"required": "Hãy ghi nội dung trả lời hoặc giải trình."},
    )
    document_number = forms.CharField(
        label="Số văn bản trả lời", max_length=60, required=False
    )
    document_on = DateField(label="Ngày văn bản", required=False)
    upload = UploadField(label="Văn bản trả lời", required=False)

    def __init__(self, *args, addressees, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["addressee"]
        field.queryset = addressees
        if len(addressees) == 1:
            field.widget = forms.HiddenInput()
            field.initial = addressees[0].pk

    def clean_document_on(self):
        return sensible(self.cleaned_data["document_on"])

    def values(self) -> dict:
        return {k: v for k, v in self.cleaned_data.items() if k != "form_token"}


class JudgeForm(forms.Form):
    judgement = forms.ChoiceField(
        label="Đánh giá",
        choices=Reply.Judgement.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Nhận xét",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Bắt buộc khi chưa thỏa đáng: nói rõ cần bổ sung gì.",
    )


class RecallForm(forms.Form):
    reason = forms.CharField(
        label="Lý do rút", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
