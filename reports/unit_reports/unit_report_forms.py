"""What a unit types: words of a part, the table of its figures, a shared result."""

from decimal import Decimal

from django import forms

from accounts.forms import OnceForm
from accounts.models import Organisation

from ..forms import check_amount
from ..indicators import amounts
from ..indicators.figure_forms import BELOW_ZERO, BodiesField, read_amount, shown
from ..models import Indicator, Qualifier
from .unit_figure_saving import Problems
from .unit_figures import Line, Typed

LONGEST = 20_000
NAMES = ("value", "qualifier", "provisional", "source", "explanation", "version")


class UnitPartForm(forms.Form):
    text = forms.CharField(
        label="Nội dung",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def stale(self, current: int, sentence: str) -> None:
        """Refuse, keep what was typed, and let a second saving be a decision."""
        self.data = self.data.copy()
        self.data["version"] = current
        self.add_error(None, sentence)

    def insert(self, proposal: str) -> None:
        """Below what was typed; what is there already is not put in twice."""
        self.data = self.data.copy()
        typed = self.data.get("text", "").replace("\r\n", "\n").rstrip()
        new = [line for line in proposal.split("\n") if line not in typed]
        self.data["text"] = "\n".join(filter(None, [typed, *new]))


def _typed_fields(label: str) -> dict[str, forms.Field]:
    number = forms.TextInput(attrs={"autocomplete": "off"})
    return {
        "value": forms.CharField(
            label=f"Giá trị: {label}", required=False, max_length=60, widget=number
        ),
        "qualifier": forms.ChoiceField(
            label=f"Mức độ: {label}", choices=Qualifier.choices, required=False
        ),
        "provisional": forms.BooleanField(label="số sơ bộ", required=False),
        "source": forms.CharField(
            label=f"Nguồn, ghi chú: {label}", max_length=500, required=False
        ),
        "explanation": forms.CharField(
            label=f"Giải trình: {label}", max_length=1000, required=False
        ),
        "version": forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=0
        ),
    }


class Unreadable(Exception):
    """What was typed is no amount of the indicator; the message says why."""


def amount_of(indicator: Indicator, typed: str) -> Decimal | None:
    """In the base unit; None where nothing is typed."""
    if not typed:
        return None
    try:
        amount = amounts.read(indicator, typed)
    except amounts.NotReadable as error:
        raise Unreadable(str(error)) from error
    if amount < 0:
        raise Unreadable(BELOW_ZERO)
    check_amount(_Raising, amount)
    return amount


class _Raising:
    """Stands for a form whose errors belong beside another field."""

    @staticmethod
    def add_error(name: str, sentence: str) -> None:
        raise Unreadable(sentence)


def initial_of(line: Line) -> dict:
    """What the line has; where it has nothing, what was reported meanwhile."""
    figure, proposed = line.figure, line.proposed
    if figure:
        return {
            "value": shown(line.indicator, figure.amount),
            "qualifier": figure.qualifier,
            "provisional": figure.is_provisional,
            "source": figure.source,
            "explanation": figure.explanation,
            "version": figure.version,
        }
    if proposed:
        return {
            "value": shown(line.indicator, proposed.amount),
            "qualifier": proposed.qualifier,
            "source": "Tổng hợp từ báo cáo tiến độ trong kỳ",
        }
    return {}


class UnitFiguresForm(forms.Form):
    """One line for each asked figure; left empty, there is none: that is not 0.

    `cells`: where in a workbook a field came from, {"value_5-0": "E7"}.
    """

    def __init__(self, data=None, *, lines: list[Line], cells: dict | None = None):
        super().__init__(data)
        self.lines, self.cells = lines, cells or {}
        self.doubted: set[str] = set()
        for line in lines:
            initial = initial_of(line)
            for name, field in _typed_fields(line.label).items():
                field.initial = initial.get(name, field.initial)
                self.fields[f"{name}_{line.key}"] = field

    def rows(self):
        """[(line, {name: bound field}, is an explanation asked)] for the template."""
        for line in self.lines:
            fields = {name: self[f"{name}_{line.key}"] for name in NAMES}
            explains = line.key in self.doubted or bool(fields["explanation"].value())
            yield line, fields, explains

    def clean(self):
        cleaned = super().clean()
        self.amounts = {}
        for line in self.lines:
            name = f"value_{line.key}"
            try:
                self.amounts[line.key] = amount_of(
                    line.indicator, cleaned.get(name, "")
                )
            except Unreadable as error:
                self.add_error(name, self._at_cell(name, str(error)))
        return cleaned

    def _at_cell(self, name: str, sentence: str) -> str:
        """Of what came from a workbook, the cell is named."""
        cell = self.cells.get(name)
        return f"Ô {cell}: {sentence}" if cell else sentence

    def typed(self) -> dict[str, Typed]:
        return {line.key: self._typed(line) for line in self.lines}

    def _typed(self, line: Line) -> Typed:
        def of(name):
            return self.cleaned_data[f"{name}_{line.key}"]

        return Typed(
            amount=self.amounts[line.key],
            qualifier=of("qualifier"),
            is_provisional=of("provisional"),
            source=of("source"),
            explanation=of("explanation"),
        )

    def versions(self) -> dict[str, int]:
        rows = self.lines
        return {row.key: self.cleaned_data[f"version_{row.key}"] or 0 for row in rows}

    def refuse(self, problems: Problems, lines: list[Line]) -> None:
        """Say what is wrong at its line; a second saving is then a decision."""
        self.data = self.data.copy()
        self.doubted |= problems.doubted
        for line in lines:
            if line.key in problems.by_key:
                self.data[f"version_{line.key}"] = line.version
                self.add_error(f"value_{line.key}", problems.by_key[line.key])


class SharedFigureForm(OnceForm):
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label="Chỉ tiêu", empty_label="Chọn chỉ tiêu"
    )
    qualifier = forms.ChoiceField(
        label="Mức độ", choices=Qualifier.choices, required=False
    )
    value = forms.CharField(
        label="Giá trị",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Theo đơn vị tính của chỉ tiêu; là kết quả của tất cả, không chia.",
    )
    others = BodiesField(
        Organisation.objects.none(),
        label="Cùng với",
        help_text="Tổng chỉ tính một lần, các cơ quan này không nhập lại.",
    )
    is_provisional = forms.BooleanField(label="Số liệu sơ bộ", required=False)
    source = forms.CharField(label="Nguồn, ghi chú", max_length=500, required=False)
    explanation = forms.CharField(
        label="Giải trình",
        max_length=1000,
        required=False,
        help_text="Chỉ cần khi số khác thường mà vẫn đúng.",
    )

    def __init__(self, *args, indicators, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(
            pk__in=[one.pk for one in indicators]
        )
        self.fields["others"].queryset = others

    def clean(self):
        cleaned = super().clean()
        read_amount(self, cleaned.get("indicator"), cleaned.get("value"))
        return cleaned

    def typed(self) -> Typed:
        cleaned = self.cleaned_data
        return Typed(
            amount=cleaned["amount"],
            qualifier=cleaned["qualifier"],
            is_provisional=cleaned["is_provisional"],
            source=cleaned["source"],
            explanation=cleaned["explanation"],
        )


class SendForm(OnceForm):
    note = forms.CharField(
        label="Vì sao chưa có các số liệu này",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cơ quan đầu mối đọc được. Nếu đúng là không có, hãy nhập số 0 thay "
        "vì để trống.",
    )
