"""What may be asked of a dashboard: a year, an agreement, an area, a body."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from accounts.filters import BodySelect, FilterSet, NameSelect
from accounts.models import Organisation
from agreements.models import Agreement, CoordinationArea
from tasks.models import FocusTask

from ..models import Indicator, PeriodKind
from .scope import Scope

YEARS_BACK, YEARS_AHEAD = 6, 1
CALENDAR_YEAR = "nam"


class AgreementSelect(NameSelect):
    def rows(self):
        rows = self.choices.queryset.values_list(
            "pk", "short_name", "kind__name", "document_number", "subject"
        )
        for pk, short, kind, number, subject in rows:
            yield pk, short or (f"{kind} số {number}" if number else subject)


class BoardFilter(FilterSet):
    """Pass the `scope` before anything is asked; and the bodies of its `figures`."""

    year = filters.ChoiceFilter(
        label="Năm", choices=[], empty_label="Mọi năm", method="unchanged"
    )
    agreement = filters.ModelChoiceFilter(
        label="Quy chế",
        queryset=Agreement.objects.none(),
        empty_label="Tất cả",
        widget=AgreementSelect,
        method="unchanged",
    )
    area = filters.ModelChoiceFilter(
        label="Lĩnh vực",
        queryset=CoordinationArea.objects.all(),
        empty_label="Tất cả",
        widget=NameSelect,
        method="unchanged",
    )
    body = filters.ModelChoiceFilter(
        label="Cơ quan",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
        method="unchanged",
    )
    indicator = filters.ModelChoiceFilter(
        label="Chỉ tiêu",
        queryset=Indicator.objects.none(),
        empty_label="Chỉ tiêu đầu tiên có số liệu",
        widget=NameSelect,
        method="unchanged",
    )
    period = filters.ModelChoiceFilter(
        label="Số liệu theo kỳ",
        queryset=PeriodKind.objects.filter(is_active=True).exclude(kind="free"),
        empty_label="Năm",
        widget=NameSelect,
        method="unchanged",
    )

    class Meta:
        model = FocusTask
        fields = []

    def __init__(self, data, *, scope: Scope, indicators):
        super().__init__(data, queryset=FocusTask.objects.none())
        years = range(scope.on.year + YEARS_AHEAD, scope.on.year - YEARS_BACK, -1)
        self.filters["year"].extra["choices"] = [(str(y), str(y)) for y in years]
        agreements = scope.agreements().order_by("-listed_on", "-pk")
        self.filters["agreement"].queryset = agreements
        self.filters["body"].queryset = bodies_of(scope)
        self.filters["indicator"].queryset = indicators

    def unchanged(self, queryset, name, value):
        return queryset

    @property
    def asked(self) -> dict:
        """What narrows the scope; what could not be read is as if it were not asked."""
        values = self._values()
        year = values.get("year")
        names = ("agreement", "area", "body")
        return {name: values.get(name) for name in names} | {
            "year": int(year) if year else None
        }

    def _values(self) -> dict:
        is_read = self.is_bound and self.errors is not None
        return self.form.cleaned_data if is_read else {}

    @property
    def indicator_asked(self) -> Indicator | None:
        asked = self._values().get("indicator")
        return asked or self.filters["indicator"].queryset.first()

    @property
    def period_asked(self) -> PeriodKind | None:
        kinds = self.filters["period"].queryset
        asked = self._values().get("period")
        return asked or kinds.filter(code=CALENDAR_YEAR).first() or kinds.first()


def bodies_of(scope: Scope):
    """Those that lead tasks here, and one's own."""
    led = FocusTask.objects.filter(
        lead_organisation=OuterRef("pk"), plan__in=scope.plan_ids()
    )
    own = Q() if scope.is_all else Q(pk__in=scope.bodies)
    return Organisation.objects.filter(Exists(led) | own if own else Exists(led))
