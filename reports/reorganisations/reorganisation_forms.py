"""What an administrator types about a reorganisation, one form for each kind."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory

from accounts.forms import DateField, OnceForm, UploadField
from accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Province,
)
from accounts.reorganisation.arrangements import Arrangement, Heir, Kind
from agreements.row_forms import (
    FormWithRows,
    QuickSelect,
    QuickSelectMultiple,
    RowForm,
    RowFormSet,
    organisation_choices,
    with_one_more_row,
)

FIND = {"data-find": "Gõ để tìm cơ quan"}
NEW_FIELDS = ("name", "short_name", "symbol", "kind", "level", "parent")
MOST_BODIES = 50
ENDED = "Đã kết thúc hoạt động"


def body_field(label, *, many=False, **kwargs):
    """A choice of one body or several; `offer` gives it the bodies to choose from."""
    if many:
        field, widget = forms.ModelMultipleChoiceField, QuickSelectMultiple
        attrs = FIND | {"size": 8, "multiple": True}
    else:
        field, widget, attrs = forms.ModelChoiceField, QuickSelect, FIND
    return field(
        Organisation.objects.all(), label=label, widget=widget(attrs=attrs), **kwargs
    )


def name_field(name, label, **kwargs):
    longest = Organisation._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=longest, **kwargs)


def offer(form, organisations) -> None:
    for field in form.fields.values():
        if isinstance(field.widget, QuickSelect):
            field.widget.choices = organisations


class ReorganisationForm(forms.Form):
    """What every kind has: the day, the legal basis, a note."""

    took_effect_on = DateField(label="Có hiệu lực từ ngày")
    legal_basis = forms.CharField(
        label="Căn cứ pháp lý",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Số ký hiệu, ngày, cơ quan ban hành. Ví dụ: Nghị quyết số "
        "202/2025/QH15 ngày 12/6/2025 của Quốc hội.",
    )
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind_of_work: Kind

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, organisations)

    def about(self) -> dict:
        """The bodies, and what this kind alone asks for, as `Arrangement` takes it."""
        raise NotImplementedError

    def arrangement(self, heirs: tuple[Heir, ...] = ()) -> Arrangement:
        cleaned = self.cleaned_data
        return Arrangement(
            kind=self.kind_of_work,
            took_effect_on=cleaned["took_effect_on"],
            legal_basis=cleaned["legal_basis"],
            note=cleaned["note"],
            **{"heirs": heirs} | self.about(),
        )


class MergeForm(ReorganisationForm):
    kind_of_work = Kind.MERGE

    bodies = body_field(
        "Các cơ quan kết thúc",
        many=True,
        help_text="Bấm để chọn hoặc bỏ chọn; nếu chỉ chọn được một, hãy giữ phím Ctrl.",
    )

    field_order = ["bodies"]

    def clean_bodies(self):
        bodies = self.cleaned_data["bodies"]
        if len(bodies) > MOST_BODIES:
            raise ValidationError(
                f"Mỗi lần sáp nhập tối đa {MOST_BODIES} cơ quan. Hãy ghi làm nhiều lần."
            )
        return bodies

    def about(self):
        return {"bodies": tuple(self.cleaned_data["bodies"])}


class OneBodyForm(ReorganisationForm):
    body = body_field("Cơ quan")

    field_order = ["body"]

    def about(self):
        return {"bodies": (self.cleaned_data["body"],)}


class SplitForm(OneBodyForm):
    kind_of_work = Kind.SPLIT

    body = body_field("Cơ quan được chia, tách")


class EndForm(OneBodyForm):
    kind_of_work = Kind.END

    body = body_field("Cơ quan kết thúc hoạt động")
    successor = body_field(
        "Cơ quan tiếp nhận nhiệm vụ còn dở",
        required=False,
        help_text="Để trống nếu không cơ quan nào tiếp nhận.",
    )

    field_order = ["body", "successor"]

    def about(self):
        successor = self.cleaned_data["successor"]
        return super().about() | {"heirs": (Heir(successor),) if successor else ()}


class RenameForm(OneBodyForm):
    kind_of_work = Kind.RENAME

    body = body_field("Cơ quan đổi tên")
    name = name_field("name", "Tên mới")
    short_name = name_field(
        "short_name",
        "Tên gọi tắt mới",
        required=False,
        help_text="Để trống: cơ quan không còn tên gọi tắt.",
    )
    symbol = name_field(
        "symbol",
        "Ký hiệu mới trong số văn bản",
        required=False,
        help_text="Để trống: giữ ký hiệu hiện nay.",
    )

    field_order = ["body", "name", "short_name", "symbol"]

    def about(self):
        traits = {name: self.cleaned_data[name] for name in ("name", "short_name")}
        if self.cleaned_data["symbol"]:
            traits["symbol"] = self.cleaned_data["symbol"]
        return super().about() | {"traits": traits}


class ReclassifyForm(OneBodyForm):
    """What is left empty stays as it is."""

    kind_of_work = Kind.RECLASSIFY

    body = body_field("Cơ quan đổi loại, đổi cấp")
    kind = forms.ModelChoiceField(
        OrganisationKind.objects.all(),
        label="Loại mới",
        required=False,
        empty_label="Giữ nguyên",
    )
    level = forms.ModelChoiceField(
        OrganisationLevel.objects.all(),
        label="Cấp mới",
        required=False,
        empty_label="Giữ nguyên",
    )
    parent = body_field(
        "Cơ quan cấp trên mới", required=False, help_text="Để trống: giữ nguyên."
    )
    stands_alone = forms.BooleanField(
        label="Từ nay không trực thuộc cơ quan nào", required=False
    )
    name = name_field(
        "name", "Tên mới", required=False, help_text="Để trống: giữ tên hiện nay."
    )
    short_name = name_field(
        "short_name",
        "Tên gọi tắt mới",
        required=False,
        help_text="Để trống: giữ tên gọi tắt hiện nay.",
    )

    field_order = [
        *("body", "kind", "level", "parent", "stands_alone", "name", "short_name")
    ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("parent") and cleaned.get("stands_alone"):
            self.add_error(
                "stands_alone", "Đã chọn cơ quan cấp trên mới: hãy bỏ một trong hai."
            )
        return cleaned

    def about(self):
        cleaned = self.cleaned_data
        asked = ("kind", "level", "parent", "name", "short_name")
        traits = {name: cleaned[name] for name in asked if cleaned[name]}
        if cleaned["stands_alone"]:
            traits["parent"] = None
        return super().about() | {"traits": traits}


FORMS = {
    form.kind_of_work: form
    for form in (MergeForm, SplitForm, RenameForm, ReclassifyForm, EndForm)
}


class HeirForm(RowForm):
    """A body that receives: chosen from those there are, or described to be founded."""

    organisation = body_field(
        "Cơ quan đang có",
        required=False,
        help_text="Nếu là cơ quan mới lập: để trống và nhập ở phần “Cơ quan mới”.",
    )
    takes_duties = forms.BooleanField(label="Tiếp nhận nhiệm vụ còn dở", required=False)
    name = name_field("name", "Tên cơ quan mới", required=False)
    short_name = name_field("short_name", "Tên gọi tắt", required=False)
    symbol = name_field("symbol", "Ký hiệu trong số văn bản", required=False)
    kind = forms.ModelChoiceField(
        OrganisationKind.objects.all(), label="Loại", required=False
    )
    level = forms.ModelChoiceField(
        OrganisationLevel.objects.all(), label="Cấp", required=False
    )
    parent = body_field("Cơ quan cấp trên trực tiếp", required=False)
    locality = name_field("locality", "Địa danh", required=False)
    province = forms.ModelChoiceField(
        Province.objects.all(), label="Tỉnh, thành phố", required=False
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, organisations)

    def new_fields(self):
        chosen = ("organisation", "takes_duties", "DELETE")
        return [field for field in self if field.name not in chosen]

    def is_new(self) -> bool:
        """Is anything about a new body typed, or wrong?"""
        return any(field.value() or field.errors for field in self.new_fields())

    def is_empty(self):
        return not any(v for n, v in self.cleaned_data.items() if n != "DELETE")

    def clean(self):
        cleaned = super().clean()
        new = {name: cleaned.get(name) for name in (*NEW_FIELDS, "locality")}
        if cleaned.get("organisation"):
            if any(new.values()):
                self.add_error(
                    "organisation",
                    "Hãy chọn một trong hai: cơ quan đang có, hoặc nhập cơ quan mới.",
                )
        elif any(new.values()) or cleaned.get("takes_duties"):
            for name in ("name", "kind", "level"):
                if not new[name] and name not in self.errors:
                    label = self.fields[name].label.lower()
                    self.add_error(name, f"Hãy nhập {label} của cơ quan mới.")
        return cleaned

    def entry(self) -> Heir | None:
        if self.is_dropped():
            return None
        cleaned = self.cleaned_data
        names = (*NEW_FIELDS, "locality", "province")
        body = cleaned["organisation"] or Organisation(
            **{name: cleaned[name] for name in names}
        )
        return Heir(body, takes_duties=cleaned["takes_duties"])


class HeirRows(RowFormSet):
    deletion_label = "Bỏ cơ quan này"


HeirFormSet = formset_factory(
    HeirForm, HeirRows, can_delete=True, max_num=20, absolute_max=20
)


class Wish(FormWithRows):
    """The form of one kind with the rows of who receives, where the kind has them."""

    blank = {Kind.MERGE: 1, Kind.SPLIT: 3}

    def __init__(self, kind, *, on, data=None, body=None):
        choices = [group for group in organisation_choices(on) if group[0] != ENDED]
        initial = {"body": body, "bodies": body and [body], "took_effect_on": on}
        if data and "add_row" in data:
            data = with_one_more_row(data, "heirs")
        self.kind = kind
        self.form = FORMS[kind](data, initial=initial, organisations=choices)
        self.rows = None
        if kind in self.blank:
            self.rows = HeirFormSet(
                data,
                prefix="heirs",
                blank=self.blank[kind],
                form_kwargs={"organisations": choices},
            )
        self.formsets = [self.rows] if self.rows else []

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.formsets)])

    def arrangement(self) -> Arrangement:
        heirs = self.rows.entries() if self.rows else []
        if self.kind == Kind.MERGE:
            heirs = [Heir(heir.body) for heir in heirs]
        return self.form.arrangement(tuple(heirs))

    def hidden(self):
        """Everything that was typed, to be sent again with the dry run."""
        fields = [*self.form]
        for rows in self.formsets:
            fields += [*rows.management_form, *(field for row in rows for field in row)]
        return [field.as_hidden() for field in fields]


class ConfirmForm(OnceForm):
    """Sent with the dry run: what was shown, and the document if there is one."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    document = UploadField(label="Tệp văn bản sắp xếp", required=False)


class UndoForm(OnceForm):
    reason = forms.CharField(
        label="Lý do hoàn tác",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
