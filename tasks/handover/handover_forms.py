"""What is typed to hand over the work of one person to another."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.filters import BodySelect
from accounts.forms import DateField, UploadField
from accounts.models import Membership, Organisation, Role, User
from accounts.vietnamese import format_date

from ..work.assigning import people_to_choose
from ..work.assigning_forms import PersonField
from .handing_over import Wanted


class BodyForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan", widget=BodySelect
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class HandoverForm(forms.Form):
    """Who, to whom, when and why; the same fields go hidden through every step."""

    handed_on = DateField(label="Bàn giao ngày")
    reason = forms.CharField(
        label="Lý do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: chuyển công tác theo Quyết định số 12/QĐ-SNV.",
    )
    note = forms.CharField(
        label="Nội dung cần lưu ý",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In vào biên bản.",
    )
    ends_place = forms.BooleanField(
        label="Người bàn giao thôi làm việc ở cơ quan", required=False
    )
    ended_on = DateField(
        label="Thôi từ ngày",
        required=False,
        help_text="Ngày đầu tiên không còn giữ vai trò ở cơ quan. Để trống: từ ngày "
        "bàn giao.",
    )

    field_order = ["giver", "receiver"]

    def __init__(self, *args, organisation, on, can_end, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["giver"] = PersonField(
            givers(organisation), label="Người bàn giao", empty_label="Chọn người"
        )
        self.fields["receiver"] = PersonField(
            people_to_choose(organisation, on),
            label="Người nhận",
            empty_label="Chọn người",
            help_text="Chỉ gồm người đang làm việc ở cơ quan.",
        )
        posts = posts_of(organisation)
        self.fields["giver"].posts = self.fields["receiver"].posts = posts
        if not can_end:
            del self.fields["ends_place"], self.fields["ended_on"]
        self.order_fields(self.field_order)

    def clean(self):
        values = super().clean()
        if values.get("giver") and values["giver"] == values.get("receiver"):
            raise ValidationError({"receiver": "Người nhận phải khác người bàn giao."})
        return values

    def wanted(self) -> Wanted:
        values = self.cleaned_data
        ended_on = None
        if values.get("ends_place"):
            ended_on = values.get("ended_on") or values["handed_on"]
        return Wanted(
            organisation=self.organisation,
            ended_on=ended_on,
            **{
                name: values[name]
                for name in ("giver", "receiver", "handed_on", "reason", "note")
            },
        )


def givers(organisation: Organisation) -> list[User]:
    """Also those whose place has ended: work is often handed over after the day."""
    places = Membership.objects.filter(organisation=organisation)
    return list(User.objects.filter(pk__in=places.values("user")))


def posts_of(organisation: Organisation) -> dict[int, str]:
    """What tells two of one name apart: the post, else the role; and the last day."""
    posts = {}
    places = Membership.objects.filter(organisation=organisation).order_by("pk")
    for place in places:
        said = place.post or Role(place.role).label
        if place.ended_on:
            said += f", thôi từ {format_date(place.ended_on)}"
        posts.setdefault(place.user_id, said)
    return posts


class ScanForm(forms.Form):
    upload = UploadField(label="Biên bản đã ký")
