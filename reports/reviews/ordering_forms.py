"""What may be typed when a report is ordered."""

from django import forms

from accounts.forms import DateField, OnceForm
from accounts.models import Organisation

from ..forms import OTHER_PERIOD, check_days
from ..models import Indicator, Outline, Review
from ..reporting_calendar.periods import Period

Scope = Outline.Scope
OF_ITS_KIND = "Theo loại báo cáo (đề cương cơ quan đang dùng)"


class OrderForm(OnceForm):
    """`scope` decides which questions are asked."""

    kind = forms.ChoiceField(label="Loại báo cáo", choices=Review.Kind.choices)
    office = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan lập báo cáo", empty_label=None
    )
    period = forms.ChoiceField(label="Kỳ báo cáo")
    period_label = forms.CharField(
        label="Tên kỳ khác",
        max_length=120,
        required=False,
        help_text="Chỉ nhập khi chọn “Kỳ khác”. Ví dụ: Quý I năm 2026.",
    )
    period_from = DateField(label="Từ ngày", required=False)
    period_to = DateField(label="Đến ngày", required=False)
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Để trống: đặt theo loại báo cáo, đối tượng và kỳ.",
    )
    outline = forms.ModelChoiceField(
        Outline.objects.none(),
        label="Đề cương",
        required=False,
        empty_label=OF_ITS_KIND,
        help_text="Báo cáo giữ đề cương này từ lúc đặt; sửa đề cương về sau không làm "
        "thay đổi báo cáo đã đặt.",
    )
    due_on = DateField(
        label="Hạn phát hành",
        required=False,
        help_text="Để trống nếu chưa định. Có hạn thì cơ quan lập báo cáo được nhắc.",
    )
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.filter(is_active=True),
        label="Chỉ tiêu đưa vào báo cáo",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_joint = forms.BooleanField(
        label="Báo cáo liên tịch",
        required=False,
        help_text="Các bên ký quy chế cùng ký báo cáo.",
    )
    shows_ranking = forms.BooleanField(
        label="Có xếp hạng thành viên",
        required=False,
        help_text="Cụm này có xếp hạng thành viên; bỏ chọn nếu kỳ này không xếp.",
    )

    def __init__(
        self,
        *args,
        offices,
        periods: list[Period],
        scope: str = Scope.AGREEMENT,
        outlines=None,
        may_rank: bool = False,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.periods = {period.key: period for period in periods}
        self.fields["office"].queryset = offices
        self.fields["period"].choices = [
            *(period.choice for period in periods),
            (OTHER_PERIOD, "Kỳ khác (nhập tên và ngày bên dưới)"),
        ]
        if outlines is not None:
            self.fields["outline"].queryset = outlines
            self.fields["outline"].label_from_instance = outline_label
        self._ask_only_of(scope, may_rank)

    def _ask_only_of(self, scope: str, may_rank: bool) -> None:
        if scope not in (Scope.AGREEMENT, Scope.PLAN):
            del self.fields["is_joint"]
        if not may_rank:
            del self.fields["shows_ranking"]
        if scope == Scope.ALONE:
            self.fields["subject"].required = True
            self.fields["subject"].help_text = "Báo cáo về việc gì."
        else:
            del self.fields["indicators"]

    def clean(self):
        cleaned = super().clean()
        chosen = self.periods.get(cleaned.get("period"))
        if chosen:
            cleaned["period_label"] = chosen.label
            cleaned["period_from"], cleaned["period_to"] = chosen.first, chosen.last
        elif cleaned.get("period") == OTHER_PERIOD:
            for name, sentence in (
                ("period_label", "Hãy đặt tên cho kỳ này, ví dụ Quý I năm 2026."),
                ("period_from", "Hãy nhập ngày đầu kỳ."),
                ("period_to", "Hãy nhập ngày cuối kỳ."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
            check_days(self)
        check_days(self, "due_on", "due_on")
        return cleaned

    def values(self) -> dict:
        """What `ordering.order` takes."""
        cleaned = self.cleaned_data
        names = ("kind", "office", "period_label", "period_from", "period_to")
        return {
            **{name: cleaned[name] for name in (*names, "outline", "due_on")},
            "subject": " ".join(cleaned["subject"].split()),
            "is_joint": cleaned.get("is_joint", False),
            "shows_ranking": cleaned.get("shows_ranking", False),
            "indicators": [row.pk for row in cleaned.get("indicators", ())],
        }


def outline_label(outline: Outline) -> str:
    whose = outline.organisation.label if outline.organisation else "chung"
    return f"{outline.name} ({whose})"
