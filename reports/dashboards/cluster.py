"""The dashboard of a cluster: who is silent, how each member stands, how it went.

Before a report is out a member reads its own rows; the convener reads all of them,
and only there are members put in order: whether others see one is for each report.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import django_filters as filters

from accounts.filters import FilterSet, NameSelect
from accounts.models import EmulationCluster, Organisation, User
from accounts.vietnamese import format_number

from .. import permissions
from ..contents import covering
from ..documents.elements import Chart
from ..models import Indicator, PeriodKind, Review, UnitReport
from . import trend
from .filters import CALENDAR_YEAR
from .silence import SILENT, State
from .summary import Tile

DRAFTING = (
    Review.State.ORDERED,
    Review.State.DRAFT,
    Review.State.IN_REVIEW,
    Review.State.APPROVED,
)


class ClusterFilter(FilterSet):
    """Pass the `indicators` the members have figures of."""

    indicator = filters.ModelChoiceFilter(
        label="Chỉ tiêu",
        queryset=Indicator.objects.none(),
        empty_label="Chỉ tiêu đầu tiên có số liệu",
        widget=NameSelect,
        method="unchanged",
    )
    period = filters.ModelChoiceFilter(
        label="Theo kỳ",
        queryset=PeriodKind.objects.filter(is_active=True).exclude(kind="free"),
        empty_label="Năm",
        widget=NameSelect,
        method="unchanged",
    )

    class Meta:
        model = Indicator
        fields = []

    def __init__(self, data, *, indicators):
        super().__init__(data, queryset=Indicator.objects.none())
        self.filters["indicator"].queryset = indicators

    def unchanged(self, queryset, name, value):
        return queryset

    def asked(self, name: str):
        is_read = self.is_bound and self.errors is not None
        return self.form.cleaned_data.get(name) if is_read else None

    @property
    def indicator_asked(self) -> Indicator | None:
        return self.asked("indicator") or self.filters["indicator"].queryset.first()

    @property
    def period_asked(self) -> PeriodKind | None:
        kinds = self.filters["period"].queryset
        asked = self.asked("period")
        return asked or kinds.filter(code=CALENDAR_YEAR).first() or kinds.first()


@dataclass(frozen=True)
class Standing:
    """A member, or several with a result in common; `rank`: among those that told."""

    name: str
    amount: Decimal | None
    qualifier: str
    words: str
    before: str
    url: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class Owed:
    """A report that a member still owes."""

    report: UnitReport
    days_late: int


@dataclass(frozen=True)
class ClusterBoard:
    cluster: EmulationCluster
    sees_all: bool
    ranks: bool
    on: date
    members: list[Organisation]
    owed: list[Owed]
    line: trend.Line | None
    standings: list[Standing]
    chart: Chart | None
    drafting: list[Review]
    issued: list[Review]

    @property
    def title(self) -> str:
        return f"Bảng theo dõi: {self.cluster.name}"

    @property
    def late(self) -> int:
        return sum(row.days_late > 0 for row in self.owed)

    @property
    def untold(self) -> int:
        """Members without a figure in the newest period."""
        return sum(row.amount is None for row in self.standings)


def shown_members(cluster: EmulationCluster, user: User, on: date):
    """As they are today: all for the convener, for others their own bodies."""
    places = cluster.places.select_related("organisation")
    members = covering.as_on([place.organisation for place in places], on)
    if permissions.sees_all_members(user, cluster):
        return members
    return [body for body in members if body.pk in user.organisation_ids]


def cluster_board(
    cluster: EmulationCluster, asked: ClusterFilter, *, members, user: User, on: date
) -> ClusterBoard:
    sees_all = permissions.sees_all_members(user, cluster)
    bodies = {member.pk for member in members}
    indicator, kind, line = asked.indicator_asked, asked.period_asked, None
    if indicator and kind and bodies:
        line = trend.line_of(indicator, bodies, kind, on)
    ranked = permissions.sees_ranking(user, cluster)
    standings = standings_of(line, members, ranked=ranked) if line else []
    reviews = Review.objects.visible_to(user).filter(cluster=cluster)
    drafting = reviews.filter(state__in=DRAFTING).order_by("due_on", "pk")
    return ClusterBoard(
        cluster=cluster,
        sees_all=sees_all,
        ranks=ranked,
        on=on,
        members=members,
        owed=owed_in(cluster, user, on),
        line=line,
        standings=standings,
        chart=chart_of(line, standings),
        drafting=list(drafting),
        issued=list(reviews.issued().order_by("-issued_on", "-pk")[:3]),
    )


def owed_in(cluster: EmulationCluster, user: User, on: date) -> list[Owed]:
    rows = UnitReport.objects.filter(
        SILENT, collection__cluster=cluster, collection__closed_at__isnull=True
    ).exclude(state=State.LEFT_OUT)
    if not permissions.sees_all_members(user, cluster):
        rows = rows.filter(organisation__in=user.organisation_ids)
    rows = rows.select_related("collection", "organisation")
    return [
        Owed(row, max(0, (on - row.due_on).days))
        for row in rows.order_by("due_on", "organisation__sort_key")
    ]


def standings_of(line: trend.Line, members, *, ranked: bool) -> list[Standing]:
    """Each member in the newest period and the one before; a missing one stays so."""
    (_, earlier, _), (_, newest, _) = line.rows[-2:]
    rows = []
    for member in members:
        share, before = newest.share_of(member.pk), earlier.share_of(member.pk)
        rows.append(_standing(line, member.label, {member.pk}, share, before))
    rows += [
        _standing(line, _together(share, members), share.owners, share, None)
        for share in newest.shares
        if len(share.owners) > 1
    ]
    return with_ranks(rows) if ranked else rows


def _standing(line: trend.Line, name: str, bodies, share, before) -> Standing:
    def words(one):
        known = (one.amount, one.qualifier) if one else (None, "")
        return line.indicator.words(*known)

    return Standing(
        name,
        amount=share.amount if share else None,
        qualifier=share.qualifier if share else "",
        words=words(share),
        before=words(before),
        url=trend.url_of(line.indicator, line.rows[-1][0], bodies) if share else "",
    )


def _together(share, members) -> str:
    names = [body.label for body in members if body.pk in share.owners]
    return f"Kết quả chung của {', '.join(names)}"


def with_ranks(rows: list[Standing]) -> list[Standing]:
    """The largest first; equal ones share a rank, and who told nothing has none."""
    told = sorted(
        (row for row in rows if row.amount is not None),
        key=lambda row: -row.amount,
    )
    amounts = [row.amount for row in told]
    ranked = [replace(row, rank=amounts.index(row.amount) + 1) for row in told]
    return ranked + [row for row in rows if row.amount is None]


def chart_of(line: trend.Line | None, standings: list[Standing]) -> Chart | None:
    if line is None or all(row.amount is None for row in standings):
        return None
    in_unit = line.indicator.in_unit
    amounts = [
        (None if row.amount is None else in_unit(row.amount), row.qualifier)
        for row in standings
    ]
    return Chart(
        f"{line.indicator.name}, {line.rows[-1][0].label}",
        tuple(row.name for row in standings),
        (trend.series_of(amounts),),
        unit=line.indicator.unit,
    )


def tiles(board: ClusterBoard) -> list[Tile]:
    late = f"{format_number(board.late)} đã quá hạn nộp" if board.late else ""
    owed = Tile(
        title="Báo cáo chưa nộp" if board.sees_all else "Báo cáo Ông/Bà chưa nộp",
        figure=format_number(len(board.owed)),
        more=late or ("chưa đến hạn nộp" if board.owed else "không chờ báo cáo nào"),
        url="#chua-nop",
        tone="late" if board.late else "plan" if board.owed else "ok",
    )
    found = [owed]
    if board.standings:
        newest = board.line.rows[-1][0].label
        found.append(
            Tile(
                title="Thành viên chưa có số liệu",
                figure=format_number(board.untold),
                more=f"{board.line.indicator.name}, {newest.lower()}",
                url="#thanh-vien",
                tone="soon" if board.untold else "ok",
            )
        )
    due = [review.due_on for review in board.drafting if review.due_on]
    late_reports = sum(day < board.on for day in due)
    if board.sees_all:
        found.append(
            Tile(
                title="Báo cáo của cụm đang lập",
                figure=format_number(len(board.drafting)),
                more=f"{late_reports} quá hạn phát hành" if late_reports else "",
                url="#bao-cao",
                tone="late" if late_reports else "plan" if board.drafting else "ok",
            )
        )
    return found
