"""What may be asked of the register of recommendations."""

from datetime import date

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from accounts.filters import BodySelect, NameSelect, WordsFilter
from accounts.models import Organisation, with_predecessors
from agreements.models import CoordinationArea
from tasks import answering
from tasks.board_filters import BoardFilterSet

from ..badges import Standing
from ..models import Addressee, Recommendation, Source
from .ageing import Band, is_in

MOST_YEARS = 40


class RecommendationFilter(BoardFilterSet):
    """Pass `request`, `on`, and the bodies found in what the person may see."""

    q = WordsFilter(label="Tìm trong nội dung, số văn bản, cơ quan")
    state = filters.ChoiceFilter(
        method="in_state",
        label="Tình trạng",
        choices=[
            (value, label) for value, label in Standing.choices if value != "told"
        ],
        empty_label="Tất cả",
    )
    overdue = filters.BooleanFilter(
        method="only_overdue", label="Chỉ quá hạn trả lời", widget=forms.CheckboxInput
    )
    source = filters.ChoiceFilter(
        label="Nguồn", choices=Source.choices, empty_label="Tất cả"
    )
    addressee = filters.ModelChoiceFilter(
        method="addressed_to",
        label="Gửi tới",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    band = filters.ChoiceFilter(
        method="in_band",
        label="Thời gian chờ",
        choices=Band.choices,
        empty_label="Tất cả",
    )
    sender = filters.ModelChoiceFilter(
        method="sent_by_body",
        label="Cơ quan kiến nghị",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    year = filters.ChoiceFilter(
        method="sent_in", label="Năm gửi", choices=[], empty_label="Tất cả"
    )
    area = filters.ModelChoiceFilter(
        label="Lĩnh vực",
        queryset=CoordinationArea.objects.all(),
        empty_label="Tất cả",
        widget=NameSelect,
    )
    owing = filters.BooleanFilter(
        label="Đang chờ trả lời", method="only_owing", widget=forms.HiddenInput
    )
    late = filters.BooleanFilter(
        label="Chờ trả lời quá hạn", method="only_late", widget=forms.HiddenInput
    )

    asked_first = ("q", "state", "addressee", "overdue")

    class Meta:
        model = Recommendation
        fields = []

    def __init__(self, *args, on: date, senders, addressees, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        self.filters["sender"].queryset = senders
        self.filters["addressee"].queryset = addressees
        years = range(on.year, on.year - MOST_YEARS, -1)
        self.filters["year"].extra["choices"] = [(str(y), str(y)) for y in years]

    def in_state(self, queryset, name, value):
        if value == Standing.DRAFT:
            return queryset.filter(sent_on__isnull=True)
        if value == Standing.WITHDRAWN:
            return queryset.filter(withdrawn_on__isnull=False)
        in_force = queryset.in_force()
        if value == Standing.AGAIN:
            raised = Recommendation.objects.in_force().values("pk")
            standing = queryset.sent().filter(withdrawn_on__isnull=True)
            return standing.exclude(pk__in=raised)
        if value == Standing.SETTLED:
            return in_force.exclude(pk__in=Recommendation.objects.open().values("pk"))
        return in_force.filter(self._some_addressee(Q(state=value)))

    def only_overdue(self, queryset, name, value):
        return queryset.overdue(self.on) if value else queryset

    def addressed_to(self, queryset, name, value):
        return queryset.filter(self._some_addressee(Q()))

    def in_band(self, queryset, name, value):
        """As the ageing table counts: those an addressee still owes an answer to."""
        owing = Q(pk__in=Addressee.objects.owing().values("pk"))
        return queryset.in_force().filter(
            is_in(value, self.on, path=""), self._some_addressee(owing)
        )

    def sent_by_body(self, queryset, name, value):
        return queryset.filter(sender__in=with_predecessors({value.pk}, self.on))

    def sent_in(self, queryset, name, value):
        return queryset.filter(sent_on__year=int(value))

    def only_owing(self, queryset, name, value):
        owing = Q(pk__in=Addressee.objects.owing().values("pk"))
        return queryset.in_force().filter(self._some_addressee(owing))

    def only_late(self, queryset, name, value):
        return self.only_owing(queryset, name, value).filter(due_on__lt=self.on)

    def on_board(self, queryset, name, value):
        return queryset.filter(concerning(self.bodies_asked(value)))

    def under_agreement(self, queryset, name, value):
        return queryset.filter(agreement=value)

    def _some_addressee(self, condition: Q) -> Exists:
        """Of the body asked for, where one is: itself, or those it succeeded."""
        rows = Addressee.objects.filter(condition, recommendation=OuterRef("pk"))
        if board := self.form.cleaned_data.get("board"):
            rows = rows.filter(of_concern(self.bodies_asked(board)))
        if body := self.form.cleaned_data.get("addressee"):
            rows = rows.filter(organisation__in=with_predecessors({body.pk}, self.on))
        return Exists(rows)


def concerning(bodies: answering.Bodies) -> Q:
    """Sent by the bodies or to them, or under what they signed."""
    if bodies is None:
        return Q()
    received = Addressee.objects.filter(organisation__in=bodies)
    return (
        Q(sender__in=bodies)
        | Q(pk__in=received.values("recommendation"))
        | Q(agreement__in=answering.agreements_of(bodies).values("pk"))
    )


def of_concern(bodies: answering.Bodies) -> Q:
    """Answers that concern the bodies: their own, and all to what is theirs."""
    if bodies is None:
        return Q()
    ours = answering.agreements_of(bodies).values("pk")
    return (
        Q(organisation__in=bodies)
        | Q(recommendation__sender__in=bodies)
        | Q(recommendation__agreement__in=ours)
    )
