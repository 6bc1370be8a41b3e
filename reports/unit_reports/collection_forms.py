"""What may be typed of a collection: days, what is asked, and whom."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.filters import BodySelect
from accounts.forms import STALE, DateField, OnceForm
from accounts.models import Organisation
from agreements.models import CoordinationArea
from tasks.cascades.cascade_forms import GroupForm

from ..forms import BodiesField
from ..models import Collection, Indicator

OTHERS = ("other_1", "other_2", "other_3")


def _body(label: str, empty: str, **options) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Organisation.objects.none(),
        label=label,
        required=False,
        empty_label=empty,
        widget=BodySelect,
        **options,
    )


class AskedFields(OnceForm):
    """What is asked of the units, in a new collection and in one that is corrected."""

    title = forms.CharField(
        label="Tên đợt báo cáo",
        max_length=300,
        required=False,
        help_text="Để trống: đặt theo kỳ và quy chế, cụm thi đua.",
    )
    units_due_on = DateField(label="Đơn vị nộp trước ngày")
    due_on = DateField(
        label="Đầu mối báo cáo trước ngày",
        required=False,
        help_text="Hạn để cơ quan đầu mối gửi báo cáo tổng hợp.",
    )
    receiver = _body("Cơ quan nhận báo cáo tổng hợp", "Không nêu")
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Chỉ tiêu cần số liệu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.ModelMultipleChoiceField(
        CoordinationArea.objects.none(),
        label="Nội dung cần báo cáo bằng lời",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi nội dung một phần; không chọn thì đơn vị viết chung một phần "
        "kết quả. Luôn có ưu điểm, tồn tại, nguyên nhân, kiến nghị.",
    )
    instructions = forms.CharField(
        label="Yêu cầu với đơn vị",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = bodies
        self.fields["indicators"].queryset = Indicator.objects.filter(is_active=True)
        self.fields["areas"].queryset = CoordinationArea.objects.all()

    def asked(self) -> dict:
        """Field values, as `collecting` takes them."""
        names = ("title", "units_due_on", "due_on", "receiver", "instructions")
        return {name: self.cleaned_data[name] for name in names}

    def chosen(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("indicators", "areas")}


class CollectionForm(AskedFields):
    office = forms.ModelChoiceField(
        Organisation.objects.none(), label="Cơ quan đầu mối", empty_label=None
    )
    units = BodiesField(
        Organisation.objects.none(),
        label="Đơn vị phải báo cáo",
        help_text="Bỏ dấu những đơn vị không phải báo cáo kỳ này.",
        error_messages={"required": "Hãy chọn ít nhất một đơn vị phải báo cáo."},
    )
    other_1 = _body("Thêm đơn vị khác", "Không thêm")
    other_2 = _body("Thêm đơn vị khác nữa", "Không thêm")
    other_3 = _body("Thêm đơn vị thứ ba", "Không thêm")

    def __init__(self, *args, offices, units, bodies, **kwargs):
        super().__init__(*args, bodies=bodies, **kwargs)
        self.fields["office"].queryset = offices
        self.fields["units"].queryset = Organisation.objects.filter(
            pk__in=[unit.pk for unit in units]
        )
        for name in OTHERS:
            self.fields[name].queryset = bodies

    def clean(self):
        """Those added by name are enough, where none of the others is ticked."""
        cleaned = super().clean()
        if self.has_error("units", "required") and self._others():
            del self.errors["units"]
        return cleaned

    def _others(self) -> list[Organisation]:
        return [one for one in map(self.cleaned_data.get, OTHERS) if one]

    def bodies_asked(self) -> list[Organisation]:
        return [*self.cleaned_data.get("units", []), *self._others()]


class CollectionEditForm(AskedFields):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, collection: Collection, **kwargs):
        names = ("title", "units_due_on", "due_on", "receiver", "instructions")
        initial = {name: getattr(collection, name) for name in (*names, "version")}
        for name in ("indicators", "areas"):
            initial[name] = list(getattr(collection, name).values_list("pk", flat=True))
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["title"].required = True
        self.fields["title"].help_text = ""
        kept = Indicator.objects.filter(pk__in=initial["indicators"])
        self.fields["indicators"].queryset |= kept

    def stale(self, current: int) -> None:
        """Refuse, keep what was typed, and let a second saving be a decision."""
        self.data = self.data.copy()
        self.data["version"] = current
        self.add_error(None, STALE)


class UnitGroupForm(GroupForm):
    """Which group of bodies to choose from; read from the address."""

    def __init__(self, *args, office: Organisation, on, **kwargs):
        forms.Form.__init__(self, *args, **kwargs)
        above = Organisation.objects.existing(on).filter(children__isnull=False)
        near = above.filter(pk__in=[office.pk, office.parent_id])
        if office.province_id:
            near |= above.filter(province=office.province_id)
        self.fields["parent"].queryset = near.distinct()


class AddUnitsForm(OnceForm):
    """The bodies ticked, of those shown, and one more by name."""

    other = _body("Hoặc chọn một đơn vị theo tên", "Không chọn")

    def __init__(self, *args, ticked: list[Organisation], bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticked = ticked
        self.fields["other"].queryset = bodies

    def clean(self):
        cleaned = super().clean()
        if not self.units():
            raise ValidationError("Hãy đánh dấu hoặc chọn ít nhất một đơn vị.")
        return cleaned

    def units(self) -> list[Organisation]:
        other = self.cleaned_data.get("other")
        return [*self.ticked, *([other] if other else [])]


class NudgeForm(OnceForm):
    again = forms.BooleanField(
        label="Nhắc cả những đơn vị đã được nhắc trong 24 giờ qua", required=False
    )


class ExtendForm(OnceForm):
    due_on = DateField(label="Hạn nộp mới")
    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
