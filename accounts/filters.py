"""What may be searched among organisations and outgoing mail."""

import django_filters
from django import forms
from django.db.models import TextChoices

from .delivery import MAX_ATTEMPTS
from .fields import containing_words
from .models import Organisation, OrganisationKind, OrganisationLevel, OutgoingMail


class OrganisationFilter(django_filters.FilterSet):
    """Pass `on`: the day on which bodies exist or have ended."""

    class Existence(TextChoices):
        EXISTING = "co", "Đang tồn tại"
        ENDED = "khong", "Đã kết thúc"

    q = django_filters.CharFilter(
        method="containing",
        label="Từ khóa",
        widget=forms.TextInput(attrs={"placeholder": "tên, tên gọi tắt, địa danh"}),
    )
    kind = django_filters.ModelChoiceFilter(
        queryset=OrganisationKind.objects.all(), label="Loại", empty_label="Tất cả"
    )
    level = django_filters.ModelChoiceFilter(
        queryset=OrganisationLevel.objects.all(), label="Cấp", empty_label="Tất cả"
    )
    existence = django_filters.ChoiceFilter(
        method="in_existence",
        label="Tồn tại",
        choices=Existence.choices,
        empty_label="Tất cả",
    )

    class Meta:
        model = Organisation
        fields = []

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def containing(self, queryset, name, value):
        return containing_words(queryset, value)

    def in_existence(self, queryset, name, value):
        if value == self.Existence.ENDED:
            return queryset.ended(self.on)
        return queryset.existing(self.on)


class MailState(TextChoices):
    WAITING = "waiting", "Đang chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


def mail_state(mail: OutgoingMail) -> MailState:
    """Failed is a message that is no longer tried; a person may resend it."""
    if mail.sent_at:
        return MailState.SENT
    return MailState.FAILED if mail.attempts >= MAX_ATTEMPTS else MailState.WAITING


class OutgoingMailFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="Trạng thái",
        choices=MailState.choices,
        empty_label="Tất cả",
    )
    address = django_filters.CharFilter(lookup_expr="icontains", label="Địa chỉ")

    class Meta:
        model = OutgoingMail
        fields = []

    def in_state(self, queryset, name, value):
        if value == MailState.SENT:
            return queryset.filter(sent_at__isnull=False)
        unsent = queryset.filter(sent_at__isnull=True)
        if value == MailState.FAILED:
            return unsent.filter(attempts__gte=MAX_ATTEMPTS)
        return unsent.filter(attempts__lt=MAX_ATTEMPTS)
