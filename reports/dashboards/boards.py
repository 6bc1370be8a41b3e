"""A dashboard put together: of all one's bodies, or of one."""

from dataclasses import dataclass, replace
from datetime import date

from accounts.models import Organisation, User
from accounts.vietnamese import format_date
from tasks import answering

from ..documents.elements import Chart
from . import trend
from .articles import Articles, articles
from .decisions import Decisions, decisions
from .filters import BoardFilter
from .lateness import Lateness, lateness
from .replies import Replies, replies
from .scope import Scope
from .silence import Silence, silence


@dataclass(frozen=True)
class Board:
    """Every answer with what is behind it; in the order in which managers ask."""

    title: str
    subtitle: str
    scope: Scope
    lateness: Lateness
    articles: Articles
    silence: Silence
    replies: Replies
    decisions: Decisions
    quarters: list[trend.Quarter]
    chart: Chart | None
    line: trend.Line | None


def scope_of_user(user: User, on: date) -> Scope:
    """Everything for the administrator of the system; for others, their bodies'."""
    return Scope(user, on, answering.bodies_of(user))


def scope_of_body(body: Organisation, user: User, on: date) -> Scope:
    bodies = answering.in_place_of(body, on)
    return Scope(user, on, bodies, board=str(body.pk))


def filter_of(params, scope: Scope, figure_bodies: set[int]) -> BoardFilter:
    indicators = trend.indicators_of(figure_bodies)
    return BoardFilter(params, scope=scope, indicators=indicators)


def board(
    scope: Scope, asked: BoardFilter, figure_bodies: set[int], *, name: str, full=False
) -> Board:
    """A fixed number of statements; `full`: every row, for a file."""
    scope = replace(scope, **asked.asked)
    shown = {"shown": None} if full else {}
    rows = trend.quarters(scope)
    return Board(
        title="Bảng điều hành",
        subtitle=f"{name} · ngày {format_date(scope.on)}",
        scope=scope,
        lateness=lateness(scope, **shown),
        articles=articles(scope, **shown),
        silence=silence(scope, **shown),
        replies=replies(scope, **shown),
        decisions=decisions(scope, **shown),
        quarters=rows,
        chart=trend.chart_of_quarters(rows),
        line=_line(scope, asked, figure_bodies),
    )


def _line(scope: Scope, asked: BoardFilter, bodies: set[int]) -> trend.Line | None:
    indicator, kind = asked.indicator_asked, asked.period_asked
    if not indicator or not kind:
        return None
    if scope.body and scope.body.pk in bodies:
        bodies = {scope.body.pk}
    return trend.line_of(indicator, bodies, kind, scope.on)


def figure_bodies_of(scope: Scope) -> set[int]:
    """For one body its own figures only, whomever it convenes."""
    if scope.board == answering.ALL:
        return trend.figure_bodies(scope)
    return {int(scope.board)}
