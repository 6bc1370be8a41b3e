import django_filters as filters
from django import forms

from accounts.filters import BodySelect, DateFilter, FilterSet, WordsFilter
from accounts.models import Organisation
from accounts.search.searching import index_text

from .models import Figure, Indicator, Review
from .publication import masking


class ReviewFilter(FilterSet):
    q = WordsFilter(label="Tìm trong trích yếu, số, cơ quan")
    kind = filters.ChoiceFilter(
        label="Loại báo cáo", choices=Review.Kind.choices, empty_label="Tất cả"
    )
    state = filters.ChoiceFilter(
        label="Trạng thái", choices=Review.State.choices, empty_label="Tất cả"
    )

    class Meta:
        model = Review
        fields = []


class PublicWordsFilter(WordsFilter):
    """Nobody learns by searching whose name a report masks: what is masked is no word
    of it any more."""

    def filter(self, queryset, value):
        found = super().filter(queryset, value)
        if not value:
            return found
        masked = found.filter(publication__isnull=False).exclude(publication__masks=[])
        asked = index_text(value).split()
        return found.exclude(pk__in=[row.pk for row in masked if hides(row, asked)])


def hides(review: Review, asked: list[str]) -> bool:
    """Is a word that is asked for only in a masked name?"""
    masks = masking.read(review.publication.masks)
    shown = index_text(masking.replacer(masks)(review.search_text())).split()
    hidden = index_text(" ".join(mask.name for mask in masks)).split()
    return any(_begins(hidden, word) and not _begins(shown, word) for word in asked)


def _begins(words: list[str], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)


class PublicReviewFilter(FilterSet):
    q = PublicWordsFilter(label="Tìm trong trích yếu, số, cơ quan")
    kind = filters.ChoiceFilter(
        label="Loại báo cáo", choices=Review.Kind.choices, empty_label="Tất cả"
    )

    class Meta:
        model = Review
        fields = []


class FigureFilter(FilterSet):
    """Pass `organisations`: the bodies whose figures the person may see."""

    indicator = filters.ModelChoiceFilter(
        label="Chỉ tiêu", queryset=Indicator.objects.all(), empty_label="Tất cả"
    )
    organisation = filters.ModelChoiceFilter(
        label="Cơ quan",
        method="of_organisation",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    first = DateFilter(label="Kỳ từ ngày", field_name="period_from", lookup_expr="gte")
    last = DateFilter(label="Kỳ đến ngày", field_name="period_to", lookup_expr="lte")
    provisional = filters.BooleanFilter(
        label="Chỉ số liệu sơ bộ",
        method="only_provisional",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Figure
        fields = []

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations

    def of_organisation(self, queryset, name, value):
        return queryset.of([value.pk])

    def only_provisional(self, queryset, name, value):
        return queryset.filter(is_provisional=True) if value else queryset
