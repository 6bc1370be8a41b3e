"""One box over everything: which records a question finds, the best of them first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import attrgetter, methodcaller, or_

from django.db.models import Case, Exists, F, Model, Q, QuerySet, Subquery, When
from django.utils.text import Truncator

from accounts import permissions as people_permissions
from accounts.models import FileText, Membership, Organisation, User
from accounts.search.searching import Question
from accounts.vietnamese import format_date
from agreements.models import (
    Agreement,
    AgreementDocument,
    Conference,
    Provision,
    describe_signing,
)
from tasks.models import Evidence, FocusTask, YearlyPlan

from .. import permissions
from ..models import Recommendation, Review

SHOWN = 6  # of each kind, on the page of all kinds
SUGGESTED = 3  # of each kind, while typing
LONGEST_LINE = 300  # characters of what has no title of its own
MOST_EXPLAINED = 6  # words of a question that found nothing
# Of a large table the newest are read first; when they are not enough the words are
# rare, and whatever the index gives is few enough to sort.
RECENT_TASKS, RECENT_ARTICLES, RECENT_FILES = 5_000, 1_000, 200
# Who sees no more plans and agreements than this: theirs are read, without the index.
FEW = 40


class Reader:
    """Who asks; what they may see is looked up once for all kinds.

    With the ids known the database begins with the visible rows where they are few,
    and with the words where they are many.
    """

    def __init__(self, user: User, on: date):
        self.user, self.on = user, on

    @cached_property
    def agreements(self) -> list[int] | QuerySet:
        visible = Agreement.objects.visible_to(self.user).order_by().values("pk")
        if self.user.is_superuser:
            return visible
        return list(visible.values_list("pk", flat=True))

    @cached_property
    def plans(self) -> list[int] | None:
        """None: every plan there is."""
        if self.user.is_superuser:
            return None
        return YearlyPlan.objects.ids_visible_to(self.user)

    @property
    def sees_few(self) -> bool:
        if self.plans is None:
            return False
        return len(self.plans) + len(self.agreements) <= FEW

    @cached_property
    def last_keys(self) -> dict[type[Model], int]:
        """Of each large table; one statement, of one row: the person's own."""
        tables = list(dict.fromkeys(kind.table for kind in KINDS if kind.table))
        last = [
            Subquery(table._base_manager.order_by("-pk").values("pk")[:1])
            for table in tables
        ]
        found = User.objects.filter(pk=self.user.pk).values_list(*last).get()
        return {table: key or 0 for table, key in zip(tables, found, strict=True)}

    def of_plans(self, rows: QuerySet, path: str) -> QuerySet:
        return (
            rows if self.plans is None else rows.filter(**{f"{path}__in": self.plans})
        )


@dataclass(frozen=True)
class Line:
    """What the page shows of a record; the words asked for are marked in all of it."""

    title: str
    url: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """`rows` are those that may be seen, `dressed` the same with what `line` reads."""

    slug: str
    name: str
    icon: str
    rows: Callable[[Reader], QuerySet]
    line: Callable[..., Line]
    dressed: Callable[[QuerySet], QuerySet] = QuerySet.all
    # What is shown of where the title does not say why it was found, and what it needs.
    text: Callable[..., str] | None = None
    text_needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ("search",)
    order: tuple = ("-pk",)
    list_url: str = ""  # the list that takes the same question as ?q=
    # Of a large table: how many of its newest rows to read first, and their key.
    recent: int = 0
    key: str = "pk"
    table: type[Model] | None = None
    is_suggested: bool = False


def _agreements(reader):
    return Agreement.objects.filter(pk__in=reader.agreements)


def _agreement_line(row: Agreement) -> Line:
    number = f"Số {row.document_number}" if row.document_number else "Chưa rõ số"
    details = (number, describe_signing(row), row.term_text, row.owner.label)
    return Line(row.subject, row.get_absolute_url(), details)


def _agreement_text(row: Agreement) -> str:
    signed = [
        ": ".join(filter(None, [party.name_as_signed, _names(party.signatories.all())]))
        for party in row.parties.all()
    ]
    return "; ".join(signed)


def _names(people) -> str:
    return ", ".join(person.full_name for person in people)


def _provisions(reader):
    return Provision.objects.filter(agreement__in=reader.agreements)


def _provision_line(row: Provision) -> Line:
    about = (row.agreement.label, row.agreement.subject)
    return Line(str(row), row.get_absolute_url(), about)


def _conferences(reader):
    return Conference.objects.visible_to(reader.user)


def _conference_line(row: Conference) -> Line:
    details = (row.get_kind_display(), format_date(row.held_on), row.place)
    return Line(row.name, row.get_absolute_url(), details)


def _conference_text(row: Conference) -> str:
    chairs = _names(row.chairs.all())
    concluded = [conclusion.wording for conclusion in row.conclusions.all()]
    return "\n".join(
        [f"Chủ trì: {chairs}." if chairs else "", row.participants, *concluded]
    )


def _plans(reader):
    return reader.of_plans(YearlyPlan.objects.not_amending(), "pk")


def _plan_line(row: YearlyPlan) -> Line:
    number = f"Số {row.document_number}" if row.document_number else ""
    details = (number, f"năm {row.year}", row.get_state_display(), row.office.label)
    return Line(row.title, row.get_absolute_url(), details)


def _tasks(reader):
    if reader.plans is None:
        return FocusTask.objects.not_amending()
    return reader.of_plans(FocusTask.objects.all(), "plan")


def _task_line(row: FocusTask) -> Line:
    due = row.deadline_as_written or format_date(row.due_on)
    details = (row.lead_name, f"hạn: {due}" if due else "", row.plan.label)
    return Line(row.title, row.get_absolute_url(), details)


def _organisations(reader):
    return Organisation.objects.all()


def _organisation_line(row: Organisation) -> Line:
    """Two bodies may have one name: their level, province and days tell them apart."""
    days = row.lifespan() if row.established_on or row.dissolved_on else ""
    place = row.province.full_name if row.province else row.locality
    return Line(row.name, row.get_absolute_url(), (row.level.name, place, days))


def _people(reader):
    if not people_permissions.can_see_people(reader.user):
        return Membership.objects.none()
    return Membership.objects.current(reader.on).filter(user__is_active=True)


def _person_line(row: Membership) -> Line:
    details = (row.post or row.get_role_display(), row.organisation.name)
    return Line(row.user.full_name, row.organisation.get_absolute_url(), details)


def _reviews(reader):
    return Review.objects.visible_to(reader.user)


def _review_line(row: Review) -> Line:
    number = f"Số {row.document_number}" if row.document_number else ""
    office = row.office.label if row.office else ""
    details = (number, row.get_kind_display(), row.period_label, office)
    return Line(row.subject, row.get_absolute_url(), details)


def _review_text(row: Review) -> str:
    chairs = ", ".join(f"{chair['name']} ({chair['post']})" for chair in row.chairs)
    return f"Chủ trì: {chairs}" if chairs else ""


def _recommendations(reader):
    return permissions.recommendations_visible_to(reader.user)


def _recommendation_line(row: Recommendation) -> Line:
    number = f"Số {row.document_number}" if row.document_number else ""
    sent = f"gửi ngày {format_date(row.sent_on)}" if row.sent_on else "chưa gửi"
    return Line(
        Truncator(row.wording).chars(LONGEST_LINE),
        row.get_absolute_url(),
        (number, row.sender_name, row.addressee, sent),
    )


def _documents(reader):
    return AgreementDocument.objects.filter(agreement__in=reader.agreements)


def _document_line(row: AgreementDocument) -> Line:
    details = (row.get_kind_display(), row.agreement.label)
    return Line(row.stored_file.name, row.get_absolute_url(), details)


def _evidence(reader):
    return reader.of_plans(Evidence.objects.all(), "update__task__plan")


def _evidence_line(row: Evidence) -> Line:
    details = ("Minh chứng", row.update.task.title)
    return Line(row.stored_file.name, row.get_absolute_url(), details)


def _with(*related: str) -> Callable[[QuerySet], QuerySet]:
    return methodcaller("select_related", *related)


def _with_its_words(*related: str) -> Callable[[QuerySet], QuerySet]:
    def dressed(files):
        words = {"words_of_file": F("stored_file__words__text")}
        return files.select_related("stored_file", *related).annotate(**words)

    return dressed


IN_FILES = {
    "columns": ("stored_file__words__search",),
    "recent": RECENT_FILES,
    "key": "stored_file__words",
    "table": FileText,
    "text": attrgetter("words_of_file"),
}
KINDS = (
    Kind(
        "quy-che",
        "Quy chế phối hợp",
        "agreement",
        _agreements,
        _agreement_line,
        _with("kind", "owner"),
        _agreement_text,
        ("parties__signatories",),
        order=("-listed_on", "-pk"),
        list_url="agreements:agreement-list",
        is_suggested=True,
    ),
    Kind(
        "ke-hoach",
        "Kế hoạch năm",
        "plan",
        _plans,
        _plan_line,
        _with("office"),
        order=("-year", "-pk"),
        list_url="tasks:plan-list",
        is_suggested=True,
    ),
    Kind(
        "nhiem-vu",
        "Nhiệm vụ trọng tâm",
        "task",
        _tasks,
        _task_line,
        methodcaller("in_rows"),
        list_url="tasks:focus-task-list",
        recent=RECENT_TASKS,
        table=FocusTask,
        is_suggested=True,
    ),
    Kind(
        "bao-cao",
        "Báo cáo",
        "report",
        _reviews,
        _review_line,
        _with("office"),
        _review_text,
        list_url="reports:review-list",
    ),
    Kind(
        "kien-nghi",
        "Kiến nghị",
        "recommendation",
        _recommendations,
        _recommendation_line,
        _with("sender"),
        list_url="reports:recommendation-list",
    ),
    Kind(
        "co-quan",
        "Cơ quan, tổ chức",
        "organisation",
        _organisations,
        _organisation_line,
        _with("level", "province"),
        # Those that exist before those that ended; committees before unions.
        order=(F("dissolved_on").desc(nulls_first=True), "kind__position", "sort_key"),
        list_url="accounts:organisation-list",
        is_suggested=True,
    ),
    Kind(
        "nguoi",
        "Người đang giữ vai trò",
        "organisation",
        _people,
        _person_line,
        _with("user", "organisation"),
        columns=("search", "organisation__search"),
        order=("user__sort_key", "pk"),
        is_suggested=True,
    ),
    Kind(
        "hoi-nghi",
        "Hội nghị",
        "cluster",
        _conferences,
        _conference_line,
        text=_conference_text,
        text_needs=("chairs", "conclusions"),
    ),
    Kind(
        "dieu-khoan",
        "Chương, điều",
        "agreement",
        _provisions,
        _provision_line,
        _with("agreement__kind"),
        attrgetter("text"),
        recent=RECENT_ARTICLES,
        table=Provision,
    ),
    Kind(
        "tai-lieu",
        "Tài liệu",
        "file",
        _documents,
        _document_line,
        _with_its_words("agreement__kind"),
        **IN_FILES,
    ),
    Kind(
        "minh-chung",
        "Minh chứng",
        "file",
        _evidence,
        _evidence_line,
        _with_its_words("update__task"),
        **IN_FILES,
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


def found(kind: Kind, question: Question, *, reader: Reader) -> QuerySet:
    """Everything of the kind that answers, for a list to order and page."""
    rows = kind.dressed(kind.rows(reader))
    return rows.filter(question.found_in(*kind.columns)) if question else rows.none()


def best(
    kind: Kind, question: Question, *, reader: Reader, limit: int = SHOWN
) -> tuple[list, bool]:
    """The rows to show first, and whether there are more.

    The number itself first, then the words with their marks as typed, then the rest,
    in the order of the kind: mostly the newest first.
    """
    if not question:
        return [], False
    # By key alone: to sort wide rows would cost more than to find them.
    keys = _best_keys(kind, question, reader, limit + 1)
    rows = kind.dressed(kind.rows(reader).model._default_manager.filter(pk__in=keys))
    shown = list(rows.order_by(*_ranked(kind, question)))
    return shown[:limit], len(shown) > limit


def _ranked(kind: Kind, question: Question) -> tuple:
    return question.rank_in(kind.columns[0]), *kind.order


def _best_keys(kind: Kind, question: Question, reader: Reader, limit: int) -> QuerySet:
    rows = kind.rows(reader)
    if kind.recent and not reader.sees_few:
        rows = rows.filter(pk__in=_candidates(kind, question, reader, limit))
    else:
        rows = rows.filter(question.found_in(*kind.columns))
    return rows.order_by(*_ranked(kind, question)).values("pk")[:limit]


def _candidates(kind: Kind, question: Question, reader: Reader, limit: int) -> QuerySet:
    """Keys of a table too large to read, or to sort what common words find in it.

    The newest rows are read first: for those that answer, and for those that do
    exactly. Only where they do not fill the page is the index asked for the others.
    """
    rows, column = kind.rows(reader), kind.columns[0]
    recent = _recently(kind, reader)
    answering = rows.filter(question.found_in(column))
    exact = rows.filter(question.found_exactly_in(column))
    newest = answering.filter(recent).order_by(*kind.order)
    newest_exact = exact.filter(recent).order_by(*kind.order)
    is_full = Exists(newest[limit - 1 : limit])
    is_full_of_exact = Exists(newest_exact[limit - 1 : limit])
    # A rank and a sum are no index's order. The planner then sorts what the words'
    # index finds, instead of walking the table by its key for words it thinks common.
    older = answering.filter(~is_full).order_by(*_ranked(kind, question))
    older_exact = exact.filter(is_full, ~is_full_of_exact).order_by(-(F("pk") + 0))

    def keys(found):
        limited = found.values("pk")[:limit]
        every = rows.model._base_manager.order_by()
        return every.filter(pk__in=limited).values("pk")

    return keys(newest).union(keys(newest_exact), keys(older), keys(older_exact))


def _recently(kind: Kind, reader: Reader) -> Q:
    return Q(**{f"{kind.key}__gt": reader.last_keys[kind.table] - kind.recent})


def suggested(question: Question, *, reader: Reader) -> list[tuple[Kind, list]]:
    """A few of the kinds people open by name."""
    return [
        (kind, best(kind, question, reader=reader, limit=SUGGESTED)[0])
        for kind in KINDS
        if kind.is_suggested
    ]


def words_nowhere(question: Question, *, reader: Reader) -> list[str]:
    """The words that nothing holds of what the person may see."""
    words = [word.text for word in question.words[:MOST_EXPLAINED]]
    if len(words) < 2:
        return words  # asked alone it was not found: that is known already
    # One statement, of one row: the person's own.
    held = [
        Case(When(_is_somewhere(Question(word), reader), then=True), default=False)
        for word in words
    ]
    told = User.objects.filter(pk=reader.user.pk).values_list(*held).get()
    return [word for word, is_held in zip(words, told, strict=True) if not is_held]


def _is_somewhere(question: Question, reader: Reader) -> Q:
    return reduce(or_, (_is_in(kind, question, reader) for kind in KINDS))


def _is_in(kind: Kind, question: Question, reader: Reader) -> Q:
    answering = kind.rows(reader).filter(question.found_in(*kind.columns)).values("pk")
    if not kind.recent or reader.sees_few:
        return Q(Exists(answering))
    # As in `_candidates`: read the newest first, then what the index finds, sorted.
    sorted_keys = answering.order_by(*_ranked(kind, question))[:1]
    every = kind.rows(reader).model._base_manager
    return Q(Exists(answering.filter(_recently(kind, reader)))) | Q(
        Exists(every.filter(pk__in=sorted_keys))
    )
