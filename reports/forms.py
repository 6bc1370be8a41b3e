from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.forms import DateField, OnceForm
from accounts.vietnamese import normalise

from .models import Figure, Review
from .reviews.issuing import NUMBER_USED

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

    def __init__(self, *args, review, signatures, on, place="", **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.on = review, on
        if not place:  # the record of the office does not say where it is
            self.fields["place"] = forms.CharField(
                label="Địa danh",
                max_length=120,
                help_text="Ghi trước ngày ký, ví dụ Hà Nội.",
            )
            self.order_fields(["document_number", "place"])
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

    def values(self) -> dict:
        """What `issuing.issue` takes."""
        names = ("document_number", "issued_on", "recipients", "version")
        values = {name: self.cleaned_data[name] for name in names}
        values["place"] = " ".join(self.cleaned_data.get("place", "").split())
        return values | {"signers": self.signers()}

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


class BodiesField(forms.ModelMultipleChoiceField):
    """Bodies of one name are told apart by the day the older one ended."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, body):
        return body.choice_label
