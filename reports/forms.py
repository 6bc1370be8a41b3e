from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.forms import DateField, NumberField, OnceForm, UploadField
from accounts.models import Organisation
from accounts.vietnamese import normalise

from .issuing import NUMBER_USED
from .models import Figure, Indicator, Qualifier, Review
from .periods import Period

OTHER_PERIOD = "khac"
DAYS_CROSSED = "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."
EARLIEST = date(1990, 1, 1)


def check_days(form, first: str = "period_from", last: str = "period_to") -> None:
    """The last day not before the first, and no slip of a digit in the year."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, DAYS_CROSSED)
    for name, day in ((first, begins), (last, ends)):
        if day and not EARLIEST <= day < date(2100, 1, 1):
            form.add_error(name, "Năm chưa đúng. Hãy nhập đủ 4 chữ số, ví dụ 2026.")


def check_amount(form, amount: Decimal) -> None:
    """What the column holds: base units, four decimals."""
    field = Figure._meta.get_field("amount")
    if -amount.normalize().as_tuple().exponent > field.decimal_places:
        form.add_error(
            "value", f"Chỉ nhận tối đa {field.decimal_places} chữ số phần lẻ."
        )
    elif amount >= Decimal(10) ** (field.max_digits - field.decimal_places):
        form.add_error("value", "Giá trị quá lớn. Hãy kiểm tra lại đơn vị tính.")


class OrderForm(OnceForm):
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
        help_text="Để trống: đặt theo loại báo cáo, quy chế và kỳ.",
    )
    is_joint = forms.BooleanField(
        label="Báo cáo liên tịch",
        required=False,
        help_text="Các bên ký quy chế cùng ký báo cáo.",
    )

    def __init__(
        self, *args, offices, periods: list[Period], is_cluster=False, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.periods = {period.key: period for period in periods}
        self.fields["office"].queryset = offices
        self.fields["period"].choices = [
            *(period.choice for period in periods),
            (OTHER_PERIOD, "Kỳ khác (nhập tên và ngày bên dưới)"),
        ]
        if is_cluster:
            del self.fields["is_joint"]

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
        return cleaned

    def values(self) -> dict:
        """What `ordering.order` takes."""
        names = ("kind", "office", "period_label", "period_from", "period_to")
        values = {name: self.cleaned_data[name] for name in names}
        values["subject"] = " ".join(self.cleaned_data["subject"].split())
        return values | {"is_joint": self.cleaned_data.get("is_joint", False)}


class PartForm(forms.Form):
    """The version is the one the form was opened with; see `stale`."""

    text = forms.CharField(
        label="Nội dung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def stale(self, current: int, sentence: str) -> None:
        """Refuse, keep what was typed, and let a second saving be a decision."""
        self.data = self.data.copy()
        self.data["version"] = current
        self.add_error(None, sentence)


class IssueForm(forms.Form):
    document_number = forms.CharField(
        label="Số ký hiệu",
        max_length=60,
        help_text="Số đã lấy ở văn thư, ví dụ 12/BC-UBND.",
        validators=[
            RegexValidator(
                r"^\d+\S*/\S+$",
                "Hãy nhập số và ký hiệu, không có khoảng trắng, ví dụ 12/BC-UBND.",
            )
        ],
    )
    issued_on = DateField(label="Ngày ký")
    recipients = forms.CharField(
        label="Nơi nhận",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Mỗi nơi nhận một dòng.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, review, signatures, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.on = review, on
        self.signer_count = len(signatures)
        for index, signature in enumerate(signatures, start=1):
            which = f" (bên {index})" if len(signatures) > 1 else ""
            self.fields[f"lines_{index}"] = forms.CharField(
                label=f"Thẩm quyền ký{which}",
                initial="\n".join(signature.capacity_lines),
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Mỗi dòng một ý, ví dụ: TM. ỦY BAN NHÂN DÂN, rồi CHỦ TỊCH.",
            )
            self.fields[f"name_{index}"] = forms.CharField(
                label=f"Họ tên người ký{which}",
                initial=signature.name,
                max_length=150,
            )

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day > self.on:
            raise ValidationError("Ngày ký không thể sau ngày hôm nay.")
        if day < EARLIEST:
            raise ValidationError("Năm chưa đúng. Hãy nhập đủ 4 chữ số, ví dụ 2026.")
        return day

    def clean(self):
        cleaned = super().clean()
        number, day = cleaned.get("document_number"), cleaned.get("issued_on")
        if number and day:
            same = Review.objects.numbered(
                number, office=self.review.office, year=day.year
            )
            if same.exists():
                sentence = NUMBER_USED.format(number=number, year=day.year)
                self.add_error("document_number", sentence)
        return cleaned

    def signers(self) -> list[dict]:
        return [
            {
                "lines": [
                    line
                    for line in normalise(
                        self.cleaned_data[f"lines_{index}"]
                    ).splitlines()
                    if line
                ],
                "name": normalise(self.cleaned_data[f"name_{index}"]),
            }
            for index in range(1, self.signer_count + 1)
        ]


class ReasonForm(OnceForm):
    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


# -- Figures -----------------------------------------------------------------


class BodiesField(forms.ModelMultipleChoiceField):
    """Bodies of one name are told apart by the day the older one ended."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, body):
        return body.choice_label


class FigureFields(forms.Form):
    """A figure as a source has it; the value is typed in the indicator's unit."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.filter(is_active=True),
        label="Chỉ tiêu",
        empty_label="Chọn chỉ tiêu",
    )
    qualifier = forms.ChoiceField(
        label="Mức độ",
        choices=Qualifier.choices,
        required=False,
        help_text="Như nguồn đã nêu: “trên 157 tỷ đồng” thì chọn “trên”.",
    )
    value = NumberField(
        label="Giá trị",
        min_value=Decimal(0),
        help_text="Theo đơn vị tính của chỉ tiêu. Ví dụ 157 (tỷ đồng), 1.242 (căn).",
    )
    period_from = DateField(label="Từ ngày")
    period_to = DateField(label="Đến ngày")
    organisations = BodiesField(
        Organisation.objects.none(),
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

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations

    def clean(self):
        cleaned = super().clean()
        check_days(self)
        indicator, value = cleaned.get("indicator"), cleaned.get("value")
        if indicator and value is not None:
            check_amount(self, value * indicator.scale)
        return cleaned

    def values(self) -> dict:
        """Field values, the amount in the base unit."""
        cleaned = self.cleaned_data
        names = (
            *("indicator", "qualifier", "period_from", "period_to"),
            *("is_provisional", "source"),
        )
        amount = cleaned["value"] * cleaned["indicator"].scale
        return {name: cleaned[name] for name in names} | {"amount": amount}


class FigureEnterForm(OnceForm, FigureFields):
    entering_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan nhập", empty_label=None
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
        initial = {
            name: getattr(figure, name)
            for name in (
                *("indicator", "qualifier", "period_from", "period_to"),
                *("is_provisional", "source", "version"),
            )
        }
        initial["value"] = figure.indicator.in_unit(figure.amount)
        initial["organisations"] = figure.organisations.all()
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(
            is_active=True
        ) | Indicator.objects.filter(pk=figure.indicator_id)
