"""What is typed while a task is carried out: more time, cancelling, resources."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import DateField, OnceForm, UploadField
from accounts.models import Organisation
from accounts.vietnamese import format_date, format_number

from .. import money
from ..models import ResourceRequest

WHOLE = "nhiem-vu"


def textarea(rows=4):
    return forms.Textarea(attrs={"rows": rows})


class ExtensionForm(OnceForm):
    """`shares`: (body, its part or None for the whole), as `extending` gives them."""

    share = forms.ChoiceField(label="Đề nghị gia hạn cho")
    asked_due_on = DateField(label="Đến ngày")
    reason = forms.CharField(label="Lý do", widget=textarea())

    def __init__(self, *args, task, shares, **kwargs):
        super().__init__(*args, **kwargs)
        self.shares = {
            part.pk if part else WHOLE: (body, part) for body, part in shares
        }
        self.shares = {str(key): value for key, value in self.shares.items()}
        field = self.fields["share"]
        field.choices = [
            (key, self._label(task, body, part))
            for key, (body, part) in self.shares.items()
        ]
        if len(self.shares) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.shares))

    @staticmethod
    def _label(task, body, part) -> str:
        due_on = part.due_on if part and part.due_on else task.due_on
        what = "phần việc của" if part else "cả nhiệm vụ, do"
        end = "" if part else " chủ trì"
        return f"{what} {body.label}{end} (hạn {format_date(due_on)})".capitalize()

    def values(self) -> dict:
        """As `extending.ask` takes them."""
        body, part = self.shares[self.cleaned_data["share"]]
        return {
            "organisation": body,
            "part": part,
            "asked_due_on": self.cleaned_data["asked_due_on"],
            "reason": self.cleaned_data["reason"],
        }


class ExtensionDecisionForm(forms.Form):
    GRANT, REFUSE = "granted", "refused"

    verdict = forms.ChoiceField(
        label="Quyết định",
        choices=[(GRANT, "Gia hạn"), (REFUSE, "Không gia hạn")],
        widget=forms.RadioSelect,
    )
    granted_due_on = DateField(
        label="Gia hạn đến ngày",
        required=False,
        help_text="Cần khi gia hạn; có thể khác ngày được đề nghị.",
    )
    reason = forms.CharField(
        label="Ý kiến",
        required=False,
        widget=textarea(3),
        help_text="Cần ghi lý do khi không gia hạn.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == self.GRANT and "granted_due_on" not in self.errors:
            if not cleaned.get("granted_due_on"):
                self.add_error("granted_due_on", "Hãy nhập ngày gia hạn đến.")
        if cleaned.get("verdict") == self.REFUSE and not cleaned.get("reason"):
            self.add_error("reason", "Hãy ghi lý do không gia hạn.")
        return cleaned


class CancelForm(forms.Form):
    """Which of the two the person saw: a stale page must not do the other."""

    CANCEL, REVIVE = "cancel", "revive"

    act = forms.ChoiceField(
        choices=[(CANCEL, ""), (REVIVE, "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(label="Lý do", widget=textarea())
    with_children = forms.BooleanField(required=False)

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        if children:
            self.fields[
                "with_children"
            ].label = f"Hủy cùng {len(children)} nhiệm vụ con chưa xong"
        else:
            del self.fields["with_children"]


class AmountField(forms.CharField):
    """A sum in đồng: "1.500.000.000" or "1,5 tỷ"."""

    default_error_messages = {
        "invalid_amount": "“%(value)s” không đọc được thành số tiền. Hãy nhập như "
        "1.500.000.000 hoặc 1,5 tỷ, 500 triệu."
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "Ví dụ: 1.500.000.000 hoặc 1,5 tỷ, 500 triệu.")
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return money.parse_dong(text)
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid_amount"],
                code="invalid_amount",
                params={"value": text},
            ) from None

    def run_validators(self, value):
        """The length is that of what is typed, not of the number read from it."""
        if isinstance(value, str):
            super().run_validators(value)

    def prepare_value(self, value):
        return format_number(value) if isinstance(value, int) else value


class ResourceForm(OnceForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan đề nghị", empty_label=None
    )
    addressee = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Gửi tới",
        widget=forms.Select(attrs={"data-find": "Gõ để tìm cơ quan"}),
    )
    purpose = forms.CharField(
        label="Nội dung đề nghị", max_length=4000, widget=textarea()
    )
    amount = AmountField(label="Số tiền (đồng)", required=False)
    source = forms.CharField(
        label="Nguồn",
        max_length=255,
        required=False,
        help_text="Ví dụ: ngân sách tỉnh, Quỹ Vì người nghèo.",
    )
    due_on = DateField(label="Đề nghị trả lời trước ngày", required=False)

    def __init__(self, *args, bodies, addressees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text += " Để trống nếu không phải là tiền."
        self.fields["addressee"].queryset = addressees
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[b.pk for b in bodies])
        if len(bodies) == 1:
            field.widget, field.initial = forms.HiddenInput(), bodies[0].pk


class ResourceAnswerForm(forms.Form):
    State = ResourceRequest.State

    state = forms.ChoiceField(
        label="Kết quả",
        choices=[
            (s.value, s.label) for s in (State.GRANTED, State.PARTLY, State.REFUSED)
        ],
        widget=forms.RadioSelect,
    )
    granted_amount = AmountField(
        label="Số tiền đồng ý (đồng)",
        required=False,
        help_text="Cần khi đồng ý một phần. Đồng ý đủ thì để trống.",
    )
    answer = forms.CharField(
        label="Nội dung trả lời",
        required=False,
        max_length=4000,
        widget=textarea(3),
        help_text="Cần ghi lý do khi đồng ý một phần hoặc không đồng ý.",
    )
    document_number = forms.CharField(
        label="Số văn bản trả lời", max_length=60, required=False
    )
    upload = UploadField(label="Văn bản trả lời", required=False)
