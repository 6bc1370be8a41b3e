"""An indicator, and its targets, as the keepers of the catalogue type them."""

from decimal import Decimal

from django import forms

from accounts.forms import NumberField
from accounts.vietnamese import format_number, normalise
from accounts.working_calendar.working_calendar_forms import SeenForm

from ..models import Breakdown, Indicator
from . import amounts

RATIO = Indicator.BodyRule.RATIO
OTHER_UNIT = "0"
MOST_SCALE = 10**12
LONGEST_PART = Breakdown._meta.get_field("name").max_length


class IndicatorForm(SeenForm):
    name = forms.CharField(label="Tên chỉ tiêu", max_length=255)
    measured_in = forms.ChoiceField(
        label="Tính bằng",
        choices=[
            (OTHER_UNIT, "Đơn vị khác, ghi ở ô bên"),
            *((str(scale), f"Tiền: {unit}") for scale, unit in amounts.DISPLAY_UNITS),
        ],
        help_text="Tiền được lưu bằng số nguyên đồng và hiện theo đơn vị đã chọn.",
    )
    unit = forms.CharField(
        label="Đơn vị tính khác",
        max_length=40,
        required=False,
        help_text="Ví dụ: căn, hộ, cuộc, %.",
    )
    scale = NumberField(
        label="Hệ số",
        required=False,
        min_value=Decimal(1),
        max_value=Decimal(MOST_SCALE),
        help_text="Một đơn vị bằng bao nhiêu đơn vị gốc; thường là 1.",
    )
    decimals = forms.IntegerField(
        label="Số chữ số phần lẻ", min_value=0, max_value=4, initial=0
    )
    time_rule = forms.ChoiceField(
        label="Cộng theo thời gian", choices=Indicator.Rule.choices
    )
    body_rule = forms.ChoiceField(
        label="Cộng các cơ quan", choices=Indicator.BodyRule.choices
    )
    numerator = forms.ModelChoiceField(
        None, label="Tử số", required=False, empty_label="Không có"
    )
    denominator = forms.ModelChoiceField(
        None, label="Mẫu số", required=False, empty_label="Không có"
    )
    parts = forms.CharField(
        label="Trong đó",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Các phần có thể báo cáo riêng, mỗi phần một dòng. Ví dụ: Xây mới.",
    )
    definition = forms.CharField(
        label="Cách tính, cách hiểu",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Tính những gì, không tính những gì, lấy từ sổ nào.",
    )
    source = forms.CharField(label="Nguồn", max_length=255, required=False)
    position = forms.IntegerField(
        label="Thứ tự trong danh mục", min_value=0, max_value=9_999, required=False
    )
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)

    RULE = [
        *("measured_in", "unit", "scale", "time_rule", "body_rule"),
        *("numerator", "denominator"),
    ]

    def __init__(
        self, *args, indicator: Indicator | None = None, is_locked=False, **kw
    ):
        super().__init__(*args, **kw)
        self.is_locked = is_locked
        sides = Indicator.objects.exclude(body_rule=RATIO)
        sides = sides.exclude(pk=indicator.pk if indicator else None)
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = sides
        for name in self.RULE if is_locked else ():
            self.fields[name].disabled = True

    def clean_parts(self) -> list[str]:
        names = [line for line in normalise(self.cleaned_data["parts"]).splitlines()]
        names = [name.strip(" -–+•;") for name in names]
        for name in names:
            if len(name) > LONGEST_PART:
                sentence = f"Tên mỗi phần dài nhất {LONGEST_PART} chữ."
                raise forms.ValidationError(sentence)
        return [name for name in names if name]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("measured_in") == OTHER_UNIT:
            if not cleaned.get("unit"):
                self.add_error("unit", "Hãy ghi đơn vị tính, ví dụ căn.")
            scale = cleaned.get("scale")
            if scale and scale != int(scale):
                self.add_error("scale", "Hệ số phải là số nguyên.")
        if cleaned.get("body_rule") == RATIO:
            for name in ("numerator", "denominator"):
                if not cleaned.get(name):
                    self.add_error(name, "Tỷ lệ phải có cả tử số và mẫu số.")
        return cleaned

    def measure(self) -> dict:
        """Unit, scale and whether it is money, of what was chosen."""
        cleaned = self.cleaned_data
        scale = int(cleaned["measured_in"])
        if scale:
            return {
                "unit": dict(amounts.DISPLAY_UNITS)[scale],
                "scale": scale,
                "is_money": True,
            }
        own = int(cleaned["scale"] or 1)
        return {"unit": cleaned["unit"], "scale": own, "is_money": False}

    def values(self) -> dict:
        cleaned = self.cleaned_data
        names = (
            *("name", "decimals", "time_rule", "body_rule", "numerator"),
            *("denominator", "definition", "source", "is_active"),
        )
        values = {n: cleaned[n] for n in names if n in cleaned} | self.measure()
        if cleaned["position"] is not None:
            values["position"] = cleaned["position"]
        return values


def initial_of(indicator: Indicator) -> dict:
    names = (
        *("name", "decimals", "time_rule", "body_rule", "numerator", "denominator"),
        *("definition", "source", "position", "is_active"),
    )
    money = indicator.is_money and indicator.scale in dict(amounts.DISPLAY_UNITS)
    return {name: getattr(indicator, name) for name in names} | {
        "measured_in": str(indicator.scale) if money else OTHER_UNIT,
        "unit": "" if money else indicator.unit,
        "scale": "" if money else format_number(indicator.scale),
        "parts": "\n".join(part.name for part in indicator.breakdowns.all()),
    }
