"""One step of a ladder as it is typed: days, before or after, whom, each week."""

from django import forms
from django.core.exceptions import ValidationError

from ..forms import NumberField
from ..models import Audience
from .ladder_wording import Rung

FURTHEST = 400  # days, as ladder_step_in_reach has it
BEFORE, DUE, AFTER = "truoc", "dung", "sau"
SIDES = [
    ("", "———"),
    (BEFORE, "ngày trước hạn"),
    (DUE, "đúng hạn"),
    (AFTER, "ngày sau hạn"),
]
WEEKLY_BEFORE = "Chỉ bậc sau hạn mới nhắc lại mỗi tuần."


class RungForm(forms.Form):
    """A row that may stay empty; `rung()` is None then, or when it is to go."""

    days = NumberField(
        label="Số ngày",
        required=False,
        min_value=0,
        max_value=FURTHEST,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}
        ),
        error_messages={
            "invalid_number": "“%(value)s” không phải số ngày.",
            "below": "Ghi số ngày không có dấu trừ, rồi chọn trước hay sau hạn.",
            "above": "Nhiều nhất %(limit)s ngày trước hoặc sau hạn.",
        },
    )
    side = forms.ChoiceField(label="So với hạn", choices=SIDES, required=False)
    audience = forms.ChoiceField(
        label="Nhắc ai",
        choices=Audience.choices,
        initial=Audience.OWNER,
        error_messages={"required": "Hãy chọn nhắc ai."},
    )
    repeats_weekly = forms.BooleanField(label="rồi mỗi tuần", required=False)

    def clean_days(self):
        days = self.cleaned_data["days"]
        if days is not None and days != int(days):
            raise ValidationError("Hãy ghi số ngày tròn.")
        return None if days is None else int(days)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("DELETE"):
            self._errors.clear()  # what goes need not be right
        if self._errors or self.is_dropped():
            return cleaned
        for field, problem in self._problems(cleaned["days"], cleaned["side"]):
            self.add_error(field, problem)
        return cleaned

    def _problems(self, days: int | None, side: str):
        if side == DUE:
            if days:
                yield "days", "Đúng hạn thì để trống số ngày."
        elif days is None:
            yield "days", "Hãy ghi số ngày."
        elif days == 0:
            yield "days", "Ghi từ 1 ngày trở lên, hoặc chọn “đúng hạn”."
        if not side:
            yield "side", "Hãy chọn trước hạn, đúng hạn hay sau hạn."
        elif side != AFTER and self.cleaned_data.get("repeats_weekly"):
            yield "repeats_weekly", WEEKLY_BEFORE

    def is_dropped(self) -> bool:
        """Ticked, left empty, or a stored step whose number was taken out."""
        cleaned = self.cleaned_data
        if cleaned.get("DELETE"):
            return True
        if cleaned.get("days") is not None or cleaned.get("side") == DUE:
            return False
        typed = cleaned.get("side") or cleaned.get("repeats_weekly")
        return not (self.empty_permitted and typed)

    def rung(self) -> Rung | None:
        if self.is_dropped():
            return None
        cleaned = self.cleaned_data
        days = {BEFORE: -1, DUE: 0, AFTER: 1}[cleaned["side"]] * (cleaned["days"] or 0)
        return Rung(cleaned["audience"], days, cleaned["repeats_weekly"])


def typed(rung: Rung) -> dict:
    """What the row of a stored step shows."""
    side = BEFORE if rung.days < 0 else AFTER if rung.days else DUE
    return rung._asdict() | {"days": abs(rung.days) or None, "side": side}
