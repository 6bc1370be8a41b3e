"""Form fields and mixins that every app's forms share."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from . import vietnamese
from .stored_files import files

STALE = (
    "Trong lúc Ông/Bà nhập, người khác đã sửa nội dung này. Những gì Ông/Bà nhập vẫn "
    "còn ở đây: hãy mở bản hiện tại ở thẻ khác để đối chiếu, rồi bấm lưu lần nữa nếu "
    "vẫn muốn thay bằng nội dung của Ông/Bà."
)
ALREADY_SENT = "Biểu mẫu này đã được gửi trước đó; đây là kết quả của lần gửi đầu tiên."


class NumberField(forms.CharField):
    """A number as offices write it: 1.242 means 1242, a comma begins the decimals."""

    default_error_messages = {
        "invalid_number": "“%(value)s” không đọc được thành số. Hãy nhập như 1.242 "
        "hoặc 157,5 (dấu chấm ngăn hàng nghìn, dấu phẩy trước phần lẻ).",
        "below": "Giá trị không được nhỏ hơn %(limit)s.",
        "above": "Giá trị không được lớn hơn %(limit)s.",
    }

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        self.min_value, self.max_value = min_value, max_value
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            number = vietnamese.parse_number(str(text))
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid_number"],
                code="invalid_number",
                params={"value": text},
            ) from None
        for code, broken, limit in (
            (
                "below",
                self.min_value is not None and number < self.min_value,
                self.min_value,
            ),
            (
                "above",
                self.max_value is not None and number > self.max_value,
                self.max_value,
            ),
        ):
            if broken:
                raise ValidationError(
                    self.error_messages[code],
                    code=code,
                    params={"limit": vietnamese.format_number(limit)},
                )
        return number

    def prepare_value(self, value):
        return (
            value
            if value is None or isinstance(value, str)
            else vietnamese.format_number(value)
        )


class DateField(forms.DateField):
    """dd/mm/yyyy in a text box: the browser's own date box would swap day and month."""

    default_error_messages = {
        "invalid": "Ngày chưa đúng. Hãy nhập ngày/tháng/năm, ví dụ 05/06/2026."
    }

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                attrs={
                    "placeholder": "ngày/tháng/năm",
                    "inputmode": "numeric",
                    "autocomplete": "off",
                }
            ),
        )
        super().__init__(**kwargs)


def form_field(model_field, **kwargs):
    """`formfield_callback` of ModelForms: our date field wherever a date is typed."""
    from django.db import models

    if isinstance(model_field, models.DateField):
        kwargs.setdefault("form_class", DateField)
    return model_field.formfield(**kwargs)


class UploadInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Any number of files, each checked by content; cleans to a list."""

    def __init__(self, **kwargs):
        extensions = ",".join(f".{extension}" for extension in files.MEDIA_TYPES)
        kwargs.setdefault("widget", UploadInput(attrs={"accept": extensions}))
        kwargs.setdefault("help_text", f"{files.ALLOWED_NAMES}; có thể chọn nhiều tệp.")
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data]
        uploads = [upload for upload in uploads if upload]
        if not uploads:
            super().clean(None, initial)
            return []
        errors = []
        for upload in uploads:
            try:
                self.check_one(super().clean(upload, initial))
            except ValidationError as error:
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)
        return uploads

    def check_one(self, upload):
        files.check_upload(upload)


class UploadField(forms.FileField):
    """One file, checked by content."""

    def __init__(self, **kwargs):
        accepted = ",".join(f".{extension}" for extension in files.MEDIA_TYPES)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accepted}))
        kwargs.setdefault("help_text", f"{files.ALLOWED_NAMES}.")
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            files.check_upload(upload)
        return upload


class OnceForm(forms.Form):
    """Carries the token by which `receipts.carry_out_once` knows a second sending."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class VersionedFormMixin:
    """Refuses to save over a change made by someone else since the form was opened.

    The form shows the version it was opened with; after a refusal it carries the
    current one, so that saving again is a decision and nothing typed is lost.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.instance.version, required=True
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != self.instance.version:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.instance.version
            raise ValidationError(STALE, code="stale")
        return cleaned

    def refuse_stale(self) -> None:
        """Someone saved between the check of the form and the saving."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        self.data = self.data.copy()
        # Deleted meanwhile: no version, and the next saving finds nothing.
        now = rows.values_list("version", flat=True).first()
        self.data[self.add_prefix("version")] = now or 0
        self.add_error(None, ValidationError(STALE, code="stale"))


def id_in(params, name: str) -> int | None:
    """The number a parameter holds; None for anything that can be no row's id."""
    text = params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def posted(request):
    """What was posted, even when it is nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None
