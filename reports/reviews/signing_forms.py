"""What is typed on the way from a draft to a signed report."""

from django import forms
from django.core.exceptions import ValidationError

REASON_WANTED = "Hãy ghi lý do trả lại: người soạn cần biết phải sửa gì."


class SubmitForm(forms.Form):
    """Only the button: what is submitted stands on the page."""


class DecideForm(forms.Form):
    """Approve, or send back with a reason and a remark on any part."""

    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chỉ cần khi trả lại. Người trình nhận được lý do qua thư.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, parts, may_approve: bool, version: int, **kwargs):
        super().__init__(*args, initial={"version": version}, **kwargs)
        self.parts, self.may_approve = parts, may_approve
        for state in parts:
            self.fields[self._name(state.part.key)] = forms.CharField(
                label=f"Ý kiến về phần “{state.part.label}”",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def _name(key: str) -> str:
        return f"y-kien-{key}"

    @property
    def is_approval(self) -> bool:
        return self.may_approve and "duyet" in self.data

    def clean(self):
        cleaned = super().clean()
        if self.is_approval and self.remarks():
            raise ValidationError(
                "Ông/Bà đã ghi ý kiến ở từng phần nhưng lại bấm duyệt. Hãy bấm trả lại "
                "để gửi ý kiến, hoặc xóa ý kiến rồi duyệt."
            )
        if not self.is_approval and not cleaned.get("reason"):
            self.add_error("reason", REASON_WANTED)
        return cleaned

    def remarks(self) -> dict[str, str]:
        found = {
            state.part.key: self.cleaned_data.get(self._name(state.part.key), "")
            for state in self.parts
        }
        return {key: text for key, text in found.items() if text}

    def rows(self, remarks: dict) -> list[tuple]:
        """(state of the part, the earlier remark on it, its field)."""
        return [
            (state, remarks.get(state.part.key), self[self._name(state.part.key)])
            for state in self.parts
        ]
