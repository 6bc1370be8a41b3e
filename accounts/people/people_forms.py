"""What an administrator types about the people of an organisation."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from ..forms import DateField, OnceForm
from ..models import Membership, Role, User
from . import people

DUTIES = {
    Role.STAFF: "soạn hồ sơ, kế hoạch; báo cáo tiến độ; nhập số liệu",
    Role.REVIEWER: "cho ý kiến về kế hoạch các bên trình",
    Role.MANAGER: "như chuyên viên; thêm cho ý kiến, đặt và phát hành báo cáo",
    Role.ADMINISTRATOR: "quản lý người của cơ quan",
}
ROLES = [(role.value, f"{role.label}: {duty}") for role, duty in DUTIES.items()]
plain_user_name = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    "Tên đăng nhập chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, và "
    "bắt đầu bằng chữ hoặc số. Ví dụ: lan.nt.",
)


class RoleForm(OnceForm):
    role = forms.ChoiceField(label="Vai trò", choices=ROLES, widget=forms.RadioSelect)
    post = forms.CharField(
        label="Chức vụ",
        required=False,
        max_length=Membership._meta.get_field("post").max_length,
        help_text="Ví dụ: Phó Trưởng phòng Tổng hợp.",
    )

    def values(self) -> dict:
        """What was typed, as the workflow takes it."""
        values = dict(self.cleaned_data)
        del values["form_token"]
        return values


class PlaceForm(RoleForm):
    """A place for someone who has an account."""

    user = forms.CharField(
        label="Tên đăng nhập hoặc thư điện tử",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="Người này chỉ được giao thêm vai trò ở cơ quan; mật khẩu, thư điện "
        "tử và vai trò ở nơi khác của họ không đổi.",
    )
    started_on = DateField(label="Giữ vai trò từ ngày")

    field_order = ["user", "role", "post", "started_on"]

    def clean_user(self):
        return people.find_person(self.cleaned_data["user"])


class InvitationForm(RoleForm):
    """A place for someone who gets an account with it."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=User._meta.get_field("full_name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=User._meta.get_field("username").max_length,
        validators=[plain_user_name],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="Chữ không dấu, không khoảng trắng. Ví dụ: lan.nt.",
    )
    email = forms.EmailField(
        label="Thư điện tử",
        max_length=User._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Thư mời có liên kết để người này tự đặt mật khẩu gửi tới đây: hãy "
        "kiểm tra kỹ từng chữ.",
    )
    started_on = DateField(label="Giữ vai trò từ ngày")

    field_order = ["full_name", "username", "email", "role", "post", "started_on"]

    def clean_full_name(self):
        name = " ".join(self.cleaned_data["full_name"].split())
        if not any(letter.isalpha() for letter in name):
            raise ValidationError("Hãy nhập họ và tên, ví dụ Nguyễn Thị Lan.")
        return name


class EndForm(OnceForm):
    ended_on = DateField(
        label="Thôi từ ngày", help_text="Ngày đầu tiên không còn giữ vai trò này."
    )
