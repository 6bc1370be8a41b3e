"""What may be typed of a duty to report; the days may be read from the words."""

from django import forms

from accounts.filters import BodySelect
from accounts.forms import OnceForm
from accounts.models import Organisation

from ..models import PeriodKind, ReportingDuty
from ..models.calendar import YEARS
from . import duty_phrases
from .duty_phrases import Day, Proposal
from .reporting_duties import FIELDS, token_of

READ = "doc"  # the name of the button that only reads the words


def _day_fields(prefix: str, who: str) -> dict[str, forms.Field]:
    return {
        f"{prefix}_day": forms.IntegerField(
            label=f"Ngày ({who})", min_value=1, max_value=31, required=False
        ),
        f"{prefix}_month": forms.IntegerField(
            label="Tháng", min_value=1, max_value=12, required=False
        ),
        f"{prefix}_year": forms.TypedChoiceField(
            label="Của năm", choices=YEARS, coerce=int, initial=0
        ),
    }


class ReportingDutyForm(OnceForm):
    wording = forms.CharField(
        label="Như quy chế ghi",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chép đúng câu chữ, ví dụ: trước ngày 20/11 hằng năm gửi Sở Nội vụ, "
        "Sở tổng hợp trước ngày 30/11. Bấm “Đọc hạn từ câu chữ” để điền kỳ và ngày.",
    )
    period_kind = forms.ModelChoiceField(
        PeriodKind.objects.none(), label="Kỳ báo cáo", empty_label="Chọn kỳ"
    )
    focal = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Cơ quan đầu mối tổng hợp",
        required=False,
        empty_label="Không nêu",
        widget=BodySelect,
    )
    receiver = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Cơ quan nhận báo cáo",
        required=False,
        empty_label="Không nêu",
        widget=BodySelect,
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, duty: ReportingDuty | None = None, bodies):
        initial = {name: getattr(duty, name) for name in FIELDS} if duty else {}
        initial["was"] = token_of(duty) if duty else ""
        super().__init__(data, initial=initial)
        self.fields |= _day_fields("units_due", "các đơn vị")
        self.fields |= _day_fields("due", "đầu mối")
        self.fields["focal"].queryset = bodies
        self.fields["receiver"].queryset = bodies
        kinds = PeriodKind.objects.filter(is_active=True)
        if duty:
            kinds = kinds | PeriodKind.objects.filter(pk=duty.period_kind_id)
        self.fields["period_kind"].queryset = kinds

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def carry_on_over(self, duty: ReportingDuty, sentence: str) -> None:
        """Refuse, keep what was typed, and let a second saving be a decision."""
        self.data = self.data.copy()
        self.data["was"] = token_of(duty)
        self.add_error(None, sentence)

    def read_words(self) -> list[Proposal]:
        """Fill the period and the days that the words propose; all that they name."""
        self.data = self.data.copy()
        found = duty_phrases.read(self.data.get("wording", ""))
        kinds = list(self.fields["period_kind"].queryset)
        chosen = self._chosen(found, kinds)
        if chosen:
            kind = self._kind_typed(kinds)
            if kind is None or kind.kind != chosen.kind:
                kind = next((k for k in kinds if k.kind == chosen.kind), None)
                self.data["period_kind"] = kind.pk if kind else ""
            self._fill("units_due", chosen.units, kind)
            self._fill("due", chosen.focal, kind)
        return found

    def _chosen(self, found: list[Proposal], kinds) -> Proposal | None:
        """Of the kind already chosen where the words name it; else the first."""
        typed = self._kind_typed(kinds)
        fitting = [one for one in found if typed and one.kind == typed.kind]
        return next(iter(fitting or found), None)

    def _kind_typed(self, kinds) -> PeriodKind | None:
        typed = self.data.get("period_kind", "")
        return next((k for k in kinds if str(k.pk) == typed), None)

    def _fill(self, prefix: str, day: Day | None, kind: PeriodKind | None) -> None:
        month = day and (day.month or (kind and kind.last_month) or 12)
        self.data[f"{prefix}_day"] = day.day if day else ""
        self.data[f"{prefix}_month"] = month or ""
        self.data[f"{prefix}_year"] = day.year if day else 0


def bodies_to_name(on, duty: ReportingDuty | None = None):
    """Existing bodies, and what the duty names already."""
    named = [duty.focal_id, duty.receiver_id] if duty else []
    return Organisation.objects.existing(on) | Organisation.objects.filter(pk__in=named)
