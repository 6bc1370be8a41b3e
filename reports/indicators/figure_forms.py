"""A figure as people type it."""

from decimal import Decimal

from django import forms

from accounts.forms import DateField, OnceForm, UploadField
from accounts.vietnamese import format_date

from ..forms import BodiesField, PartForm, check_amount, check_days
from ..models import Breakdown, Figure, Indicator, Qualifier
from . import amounts

BELOW_ZERO = "Giá trị không được nhỏ hơn 0."
WHOLE = "Số chung, không tách"
ENDED = (
    "{body} không còn ở ngày cuối kỳ, số này sẽ không vào tổng nào. Hãy chọn cơ quan "
    "kế tục, hoặc kỳ đến trước ngày {day}."
)


def read_amount(form, indicator: Indicator | None, typed: str | None) -> None:
    """Sets `cleaned_data["amount"]`, or says beside the field why it cannot be read."""
    if not (indicator and typed):
        return
    try:
        amount = amounts.read(indicator, typed)
    except amounts.NotReadable as error:
        form.add_error("value", str(error))
        return
    if amount < 0:
        form.add_error("value", BELOW_ZERO)
    else:
        check_amount(form, amount)
        form.cleaned_data["amount"] = amount


class BreakdownField(forms.ModelChoiceField):
    """Parts of all indicators that have some, each said with its indicator."""

    def label_from_instance(self, part):
        return f"{part.indicator.name}: {part.name}"


class FigureFields(forms.Form):
    """A figure as a source has it; the value is typed in the indicator's unit."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label="Chỉ tiêu", empty_label="Chọn chỉ tiêu"
    )
    breakdown = BreakdownField(
        Breakdown.objects.none(),
        label="Trong đó",
        empty_label=WHOLE,
        required=False,
        help_text="Chỉ chọn khi đây là một phần của chỉ tiêu, ví dụ riêng số xây mới.",
    )
    qualifier = forms.ChoiceField(
        label="Mức độ",
        choices=Qualifier.choices,
        required=False,
        help_text="Như nguồn đã nêu: “trên 157 tỷ đồng” thì chọn “trên”.",
    )
    value = forms.CharField(
        label="Giá trị",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Theo đơn vị của chỉ tiêu, ví dụ 1.242. Tiền ghi được kèm đơn vị: "
        "157 tỷ; 1,5 tỷ; 747 triệu; 157.000.000.000 đồng.",
    )
    period_from = DateField(label="Từ ngày")
    period_to = DateField(label="Đến ngày")
    organisations = BodiesField(
        None,
        label="Kết quả của",
        help_text="Chọn nhiều cơ quan nếu là kết quả chung: tổng chỉ tính một lần.",
    )
    is_provisional = forms.BooleanField(label="Số liệu sơ bộ", required=False)
    source = forms.CharField(
        label="Nguồn, căn cứ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: Báo cáo số 45/BC-MTTQ ngày 20/6/2026.",
    )
    evidence = UploadField(label="Minh chứng", required=False)
    explanation = forms.CharField(
        label="Giải trình",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Vì sao số này khác thường mà vẫn đúng.",
    )

    def __init__(self, *args, organisations, figure: Figure | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations
        self.doubts: tuple[str, ...] = ()
        self.is_explained = bool(figure and figure.explanation)
        mine = figure.indicator_id if figure else None
        self.fields["indicator"].queryset = to_enter(mine)
        found = Breakdown.objects.filter(indicator__in=to_enter(mine))
        self.fields["breakdown"].queryset = found.select_related("indicator").order_by(
            "indicator__position", "indicator__name", "position", "pk"
        )

    @property
    def asks_to_explain(self) -> bool:
        return bool(self.doubts or self.is_explained or self["explanation"].value())

    def clean(self):
        cleaned = super().clean()
        check_days(self)
        indicator, part = cleaned.get("indicator"), cleaned.get("breakdown")
        read_amount(self, indicator, cleaned.get("value"))
        if indicator and part and part.indicator_id != indicator.pk:
            self.add_error("breakdown", "Phần này không thuộc chỉ tiêu đã chọn.")
        self._check_bodies(cleaned.get("organisations"), cleaned.get("period_to"))
        return cleaned

    def _check_bodies(self, bodies, last) -> None:
        """Past its end a body has no results, and no successor takes them over."""
        for body in bodies or ():
            if last and body.dissolved_on and body.dissolved_on <= last:
                day = format_date(body.dissolved_on)
                said = ENDED.format(body=body.label, day=day)
                self.add_error("organisations", said)

    def doubt(self, doubts: tuple[str, ...], sentence: str) -> None:
        """Said beside the value; the explanation is asked for, nothing is lost."""
        self.doubts = doubts
        self.fields["explanation"].required = True
        for said in doubts:
            self.add_error("value", said)
        self.add_error("explanation", sentence)

    def values(self) -> dict:
        """Field values, the amount in the base unit."""
        names = (
            *("indicator", "breakdown", "qualifier", "amount", "period_from"),
            *("period_to", "is_provisional", "source", "explanation"),
        )
        return {name: self.cleaned_data[name] for name in names}


def to_enter(also: int | None = None):
    """Indicators in use, but for ratios, which are computed; and the one had."""
    used = Indicator.objects.filter(is_active=True).exclude(
        body_rule=Indicator.BodyRule.RATIO
    )
    return used | Indicator.objects.filter(pk=also) if also else used


class FigureEnterForm(OnceForm, FigureFields):
    entering_organisation = forms.ModelChoiceField(
        None, label="Cơ quan nhập", empty_label=None
    )

    def __init__(self, *args, entering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entering_organisation"].queryset = entering


class FigureCorrectForm(FigureFields):
    reason = forms.CharField(
        label="Lý do sửa", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    stale = PartForm.stale

    def __init__(self, *args, figure: Figure, **kwargs):
        names = (
            *("indicator", "breakdown", "qualifier", "period_from", "period_to"),
            *("is_provisional", "source", "explanation", "version"),
        )
        initial = {name: getattr(figure, name) for name in names}
        initial["value"] = shown(figure.indicator, figure.amount)
        initial["organisations"] = figure.organisations.all()
        super().__init__(*args, figure=figure, initial=initial, **kwargs)


def shown(indicator: Indicator, amount: Decimal) -> str:
    """As it can be read back: money with its unit."""
    number = amounts.typed(indicator, amount)
    return f"{number} {indicator.unit}" if indicator.is_money else number
