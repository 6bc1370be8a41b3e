"""What may be searched among conferences."""

import django_filters
from django import forms
from django.db.models import Q

from accounts.fields import containing_words
from accounts.filters import FilterSet

from ..models import Agreement, Conference
from ..models.agreement import FIRST_YEAR, LAST_YEAR


def agreements_with_conferences(request):
    """Those the person may see; the others would be empty choices."""
    return Agreement.objects.visible_to(request.user).filter(
        Q(ceremony__isnull=False)
        | Q(pk__in=Conference.agreements.through.objects.values("agreement"))
    )


class ConferenceFilter(FilterSet):
    q = django_filters.CharFilter(
        method="containing",
        label="Từ khóa",
        widget=forms.TextInput(
            attrs={"placeholder": "tên, địa điểm, người chủ trì, kết luận"}
        ),
    )
    kind = django_filters.ChoiceFilter(
        label="Loại hội nghị", choices=Conference.Kind.choices, empty_label="Tất cả"
    )
    year = django_filters.NumberFilter(
        field_name="held_on__year",
        label="Năm tổ chức",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        decimal_places=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    agreement = django_filters.ModelChoiceFilter(
        method="of_agreement",
        queryset=agreements_with_conferences,
        label="Về văn bản",
        empty_label="Tất cả",
    )

    class Meta:
        model = Conference
        fields = []

    def containing(self, queryset, name, value):
        return containing_words(queryset, value)

    def of_agreement(self, queryset, name, value):
        return queryset.of_agreement(value)
