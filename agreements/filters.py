"""What may be searched in the register of agreements."""

import django_filters
from django import forms
from django.db.models import Q, TextChoices

from accounts.fields import containing_words
from accounts.filters import DateFilter, FilterSet
from accounts.models import Organisation, Province

from .models import Agreement, AgreementKind, CoordinationArea, Party, State
from .models.agreement import FIRST_YEAR, LAST_YEAR, plausible_day


class YearFilter(django_filters.NumberFilter):
    def __init__(self, *args, **kwargs):
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(
            *args,
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            decimal_places=0,
            **kwargs,
        )


class AgreementFilter(FilterSet):
    """Pass `today`: a state is asked for that day unless another one is typed."""

    class Numbered(TextChoices):
        YES = "co", "Có số ký hiệu"
        NO = "khong", "Chưa rõ số ký hiệu"

    class Framework(TextChoices):
        FRAMEWORK = "khung", "Văn bản khung"
        PROGRAMME = "chuong-trinh", "Cụ thể hóa một văn bản khung"
        ALONE = "doc-lap", "Đứng riêng"

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
    province = django_filters.ModelChoiceFilter(
        method="of_province",
        queryset=Province.objects.all(),
        label="Tỉnh, thành phố",
        empty_label="Tất cả",
    )
    area = django_filters.ModelChoiceFilter(
        method="of_area",
        queryset=CoordinationArea.objects.all(),
        label="Lĩnh vực",
        empty_label="Tất cả",
    )
    year = YearFilter(field_name="signed_on__year", label="Năm ký")
    signed_from = YearFilter(
        field_name="signed_on__year", lookup_expr="gte", label="Ký từ năm"
    )
    signed_to = YearFilter(
        field_name="signed_on__year", lookup_expr="lte", label="Ký đến năm"
    )
    party = django_filters.CharFilter(
        method="of_party",
        label="Bên ký",
        widget=forms.TextInput(attrs={"placeholder": "tên cơ quan, không cần dấu"}),
    )
    numbered = django_filters.ChoiceFilter(
        method="with_number",
        label="Số ký hiệu",
        choices=Numbered.choices,
        empty_label="Tất cả",
    )
    framework = django_filters.ChoiceFilter(
        method="in_framework",
        label="Khung, chương trình",
        choices=Framework.choices,
        empty_label="Tất cả",
    )
    review = django_filters.BooleanFilter(
        method="needing_review",
        label="Chỉ văn bản cần rà soát",
        widget=forms.CheckboxInput,
    )

    asked_first = ("q", "state", "party", "year")

    class Meta:
        model = Agreement
        fields = []

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.filters["province"].queryset = Province.objects.existing(today)

    @property
    def day(self):
        return self.form.cleaned_data.get("on") or self.today

    def containing(self, queryset, name, value):
        return containing_words(queryset, value)

    def in_state(self, queryset, name, value):
        return queryset.in_state(value, self.day)

    def unchanged(self, queryset, name, value):
        return queryset

    def of_province(self, queryset, name, value):
        """Signed by its bodies, or by those of the provinces it was formed from."""
        provinces = Province.objects.filter(pk=value.pk).with_predecessors()
        bodies = Organisation.objects.filter(province__in=provinces).values("pk")
        parties = Party.objects.of_organisations(bodies)
        return queryset.filter(pk__in=parties.values("agreement"))

    def of_area(self, queryset, name, value):
        """Of the text as a whole, or of one of its articles."""
        whole = Agreement.objects.filter(areas__area=value)
        article = Agreement.objects.filter(provisions__areas=value)
        return queryset.filter(
            Q(pk__in=whole.values("pk")) | Q(pk__in=article.values("pk"))
        )

    def of_party(self, queryset, name, value):
        bodies = containing_words(Organisation.objects.all(), value).values("pk")
        parties = Party.objects.of_organisations(bodies)
        return queryset.filter(pk__in=parties.values("agreement"))

    def with_number(self, queryset, name, value):
        unnumbered = Q(document_number="")
        return queryset.filter(unnumbered if value == self.Numbered.NO else ~unnumbered)

    def in_framework(self, queryset, name, value):
        if value == self.Framework.PROGRAMME:
            return queryset.filter(framework__isnull=False)
        programmes = Agreement.objects.filter(framework__isnull=False)
        is_framework = Q(pk__in=programmes.values("framework"))
        if value == self.Framework.FRAMEWORK:
            return queryset.filter(is_framework)
        return queryset.filter(~is_framework, framework__isnull=True)

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
