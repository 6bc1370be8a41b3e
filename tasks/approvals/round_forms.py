"""What may be typed in the rounds of a plan: submit, send back, withdraw, answer."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import DateField

from ..models import FocusTask, Remark
from .remarking import asked_of_rows

LONGEST_REMARK = 5_000
# With so many rows or fewer each has its field from the start.
FEW_ROWS = 40
ROW = "dong-"
MORE = "them"


class SubmitForm(forms.Form):
    note = forms.CharField(
        label="Lời trình", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    decision_due_on = DateField(label="Đề nghị cho ý kiến trước ngày", required=False)

    def __init__(self, *args, due_day="", **kwargs):
        super().__init__(*args, **kwargs)
        if due_day:
            self.fields[
                "decision_due_on"
            ].help_text = (
                f"Để trống: {due_day}, theo cách thống nhất kế hoạch của quy chế."
            )


class AgreeForm(forms.Form):
    """The agree button: which round the person read."""

    round = forms.IntegerField()


class SendBackForm(forms.Form):
    """A reason for the whole plan, and remarks on as many rows as there are words for.

    Rows are not fields: a plan may have thousands, and only those written about are
    shown open. `texts`: what was typed, by the id of the row's task.
    """

    round = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Lý do và nội dung đề nghị sửa chung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Có thể để trống nếu đã ghi ý kiến ở từng nhiệm vụ bên dưới.",
    )

    def __init__(self, data=None, *, tasks, asked_row=None, **kwargs):
        super().__init__(data, **kwargs)
        self.tasks = tasks
        self.texts = {
            int(name[len(ROW) :]): data[name]
            for name in data or ()
            if is_number(name.removeprefix(ROW)) and name.startswith(ROW)
        }
        self.row_errors: dict[int, list[str]] = {}
        self.new_row = None
        for row in (asked_row, data and data.get(MORE)):
            if row and is_number(str(row)):
                self.new_row = int(row)
                self.texts.setdefault(self.new_row, "")

    @property
    def asks_for_a_row(self) -> bool:
        """The button of a row was pressed: show its field, send nothing yet."""
        return MORE in self.data

    def clean(self):
        cleaned = super().clean()
        field = forms.CharField(max_length=LONGEST_REMARK, required=False)
        said = {}
        for pk, text in self.texts.items():
            try:
                said[pk] = field.clean(text)
            except ValidationError as error:
                self.row_errors[pk] = error.messages
        if self.row_errors:
            raise ValidationError("Có ý kiến chưa gửi được, xem ở từng dòng.")
        self.remarks: dict[FocusTask, str] = asked_of_rows(self.tasks, said)
        if not self.remarks and not cleaned.get("reason"):
            self.add_error(
                "reason", "Hãy ghi lý do đề nghị sửa, hoặc ý kiến ở từng nhiệm vụ."
            )
        return cleaned

    def whole_reason(self) -> str:
        count = len(self.remarks)
        return self.cleaned_data["reason"] or f"Có ý kiến ở {count} nhiệm vụ."


def is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Lý do rút", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    kind = forms.ChoiceField(
        label="Đã xử lý",
        choices=Remark.Answer.choices,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Giải trình",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cần ghi khi giữ nguyên; bên cho ý kiến đọc được ở lần trình sau.",
    )
