from django import forms

from accounts.forms import DateField, OnceForm
from accounts.models import User

from . import standing_in


class StandInForm(OnceForm):
    person = forms.ModelChoiceField(
        User.objects.none(), label="Người được giao", empty_label="Chọn người"
    )
    stands_for = forms.ModelChoiceField(
        User.objects.none(),
        label="Thay cho ông/bà",
        required=False,
        empty_label="Không nêu riêng ai",
        help_text="Khi nêu tên, người được giao cho ý kiến ở những kế hoạch mà ông/bà "
        "ấy được cho ý kiến.",
    )
    first_on = DateField(label="Từ ngày")
    last_on = DateField(label="Đến hết ngày")
    reason = forms.CharField(
        label="Lý do, văn bản giao",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: đi công tác, theo Thông báo số 12/TB-MTTQ ngày 05/6/2026.",
    )

    field_order = ["stands_for", "person", "first_on", "last_on", "reason"]

    def __init__(self, *args, organisation, on, **kwargs):
        super().__init__(*args, **kwargs)
        people = standing_in.people_of(organisation, on)
        self.fields["person"].queryset = people
        self.fields["stands_for"].queryset = standing_in.replaceable(organisation, on)
