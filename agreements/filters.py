"""What may be searched in the register of agreements."""

import django_filters
from django import forms

from accounts.fields import containing_words
from accounts.forms import DateField
from accounts.models import Organisation

from .models import Agreement, AgreementKind, CoordinationArea, State
from .models.agreement import FIRST_YEAR, LAST_YEAR, plausible_day


class DateFilter(django_filters.DateFilter):
    field_class = DateField


def localities():
    """Places of the bodies that are parties to some agreement."""
    found = Organisation.objects.filter(parties__isnull=False).exclude(locality="")
    names = found.order_by("locality").values_list("locality", flat=True).distinct()
    return [(name, name) for name in names]


class AgreementFilter(django_filters.FilterSet):
    """Pass `today`: a state is asked for that day unless another one is typed."""

    q = django_filters.CharFilter(
        method="containing",
        label="Từ khóa",
        widget=forms.TextInput(
            attrs={"placeholder": "số, trích yếu, bên ký, người ký"}
        ),
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="Trạng thái",
        choices=State.choices,
        empty_label="Tất cả",
    )
    on = DateFilter(
        method="unchanged", label="Trạng thái vào ngày", validators=[plausible_day]
    )
    kind = django_filters.ModelChoiceFilter(
        queryset=AgreementKind.objects.all(), label="Loại văn bản", empty_label="Tất cả"
    )
    locality = django_filters.ChoiceFilter(
        method="of_locality",
        label="Địa phương",
        choices=localities,
        empty_label="Tất cả",
    )
    area = django_filters.ModelChoiceFilter(
        method="of_area",
        queryset=CoordinationArea.objects.all(),
        label="Lĩnh vực",
        empty_label="Tất cả",
    )
    year = django_filters.NumberFilter(
        field_name="signed_on__year",
        label="Năm ký",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        decimal_places=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    review = django_filters.BooleanFilter(
        method="needing_review",
        label="Chỉ văn bản cần rà soát",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Agreement
        fields = []

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self):
        return self.form.cleaned_data.get("on") or self.today

    def containing(self, queryset, name, value):
        return containing_words(queryset, value)

    def in_state(self, queryset, name, value):
        return queryset.in_state(value, self.day)

    def unchanged(self, queryset, name, value):
        return queryset

    def of_locality(self, queryset, name, value):
        bodies = Organisation.objects.filter(locality=value)
        return queryset.filter(
            pk__in=Agreement.objects.filter(parties__organisation__in=bodies).values(
                "pk"
            )
        )

    def of_area(self, queryset, name, value):
        tagged = Agreement.objects.filter(areas__area=value)
        return queryset.filter(pk__in=tagged.values("pk"))

    def needing_review(self, queryset, name, value):
        return queryset.to_review(self.day) if value else queryset


class PublicAgreementFilter(AgreementFilter):
    """What the public asks; when a party ended is told on the page itself."""

    on = None
    review = None
    area = None
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="Trạng thái",
        choices=[choice for choice in State.choices if choice[0] != State.DRAFT],
        empty_label="Tất cả",
    )
