"""One box over everything: which records a question finds, the best of them first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Model, QuerySet

from accounts import permissions as people_permissions
from accounts.models import FileText, Membership, Organisation, User
from accounts.searching import Question
from accounts.vietnamese import format_date
from agreements.models import (
    Agreement,
    AgreementDocument,
    Conference,
    Provision,
    describe_signing,
)
from tasks.models import Evidence, FocusTask, YearlyPlan

from .models import Review

SHOWN = 6  # of each kind, on the page of all kinds
SUGGESTED = 3  # of each kind, while typing
MOST_EXPLAINED = 6  # words of a question that found nothing
# Of a large table the newest are looked through first; when they are not enough the
# words are rare, and whatever the index gives is few enough to sort.
RECENT_TASKS, RECENT_FILES, MOST_SORTED = 5_000, 200, 1_000


@dataclass(frozen=True)
class Line:
    """What the page shows of a record; the words asked for are marked in all of it."""

    title: str
    url: str
    details: tuple[str, ...] = ()
    text: str = ""  # of which the place found is shown, if it was found there


@dataclass(frozen=True)
class Kind:
    slug: str
    name: str
    icon: str
    rows: Callable[[User, date], QuerySet]
    line: Callable[..., Line]
    columns: tuple[str, ...] = ("search",)
    order: tuple = ("-pk",)
    list_url: str = ""  # the list that takes the same question as ?q=
    # Of a large table: how many to look through first, and by which key to tell them.
    recent: int = 0
    key: str = "pk"
    table: type[Model] | None = None
    is_suggested: bool = False


def _agreements(user, on):
    visible = Agreement.objects.visible_to(user).select_related("kind", "owner")
    return visible.prefetch_related("parties__signatories")


def _agreement_line(row: Agreement) -> Line:
    number = f"Số {row.document_number}" if row.document_number else "Chưa rõ số"
    details = (number, describe_signing(row), row.term_text, row.owner.label)
    signed = [
        ": ".join(filter(None, [party.name_as_signed, _names(party.signatories.all())]))
        for party in row.parties.all()
    ]
    return Line(row.subject, row.get_absolute_url(), details, "; ".join(signed))


def _names(people) -> str:
    return ", ".join(person.full_name for person in people)


def _provisions(user, on):
    visible = Agreement.objects.visible_to(user)
    return Provision.objects.filter(agreement__in=visible).select_related(
        "agreement__kind"
    )


def _provision_line(row: Provision) -> Line:
    about = (row.agreement.label, row.agreement.subject)
    return Line(str(row), row.get_absolute_url(), about, row.text)


def _conferences(user, on):
    visible = Conference.objects.visible_to(user)
    return visible.prefetch_related("chairs", "conclusions")


def _conference_line(row: Conference) -> Line:
    details = (row.get_kind_display(), format_date(row.held_on), row.place)
    chairs = _names(row.chairs.all())
    concluded = [conclusion.wording for conclusion in row.conclusions.all()]
    text = "\n".join(
        [f"Chủ trì: {chairs}." if chairs else "", row.participants, *concluded]
    )
    return Line(row.name, row.get_absolute_url(), details, text)


def _plans(user, on):
    return YearlyPlan.objects.visible_to(user).select_related("office")


def _plan_line(row: YearlyPlan) -> Line:
    number = f"Số {row.document_number}" if row.document_number else ""
    details = (number, f"năm {row.year}", row.get_state_display(), row.office.label)
    return Line(row.title, row.get_absolute_url(), details)


def _tasks(user, on):
    return FocusTask.objects.listed_for(user).in_rows()


def _task_line(row: FocusTask) -> Line:
    due = row.deadline_as_written or format_date(row.due_on)
    details = (row.lead_name, f"hạn: {due}" if due else "", row.plan.label)
    return Line(row.title, row.get_absolute_url(), details)


def _organisations(user, on):
    return Organisation.objects.select_related("level", "province")


def _organisation_line(row: Organisation) -> Line:
    """Two bodies may have one name: their level, province and days tell them apart."""
    days = row.lifespan() if row.established_on or row.dissolved_on else ""
    place = row.province.full_name if row.province else row.locality
    return Line(row.name, row.get_absolute_url(), (row.level.name, place, days))


def _people(user, on):
    if not people_permissions.can_see_people(user):
        return Membership.objects.none()
    serving = Membership.objects.current(on).filter(user__is_active=True)
    return serving.select_related("user", "organisation")


def _person_line(row: Membership) -> Line:
    details = (row.post or row.get_role_display(), row.organisation.name)
    return Line(row.user.full_name, row.organisation.get_absolute_url(), details)


def _reviews(user, on):
    return Review.objects.visible_to(user).select_related("office")


def _review_line(row: Review) -> Line:
    number = f"Số {row.document_number}" if row.document_number else ""
    office = row.office.label if row.office else ""
    details = (number, row.get_kind_display(), row.period_label, office)
    chairs = ", ".join(f"{chair['name']} ({chair['post']})" for chair in row.chairs)
    return Line(row.subject, row.get_absolute_url(), details, f"Chủ trì: {chairs}")


TEXT = "stored_file__words__text"


def _documents(user, on):
    visible = Agreement.objects.visible_to(user)
    documents = AgreementDocument.objects.filter(agreement__in=visible)
    return documents.select_related("stored_file", "agreement__kind").annotate(
        words_of_file=F(TEXT)
    )


def _document_line(row: AgreementDocument) -> Line:
    details = (row.get_kind_display(), row.agreement.label)
    url = row.get_absolute_url()
    return Line(row.stored_file.name, url, details, row.words_of_file)


def _evidence(user, on):
    visible = FocusTask.objects.listed_for(user)
    return (
        Evidence.objects.filter(update__task__in=visible)
        .select_related("stored_file", "update__task")
        .annotate(words_of_file=F(TEXT))
    )


def _evidence_line(row: Evidence) -> Line:
    details = ("Minh chứng", row.update.task.title)
    url = row.get_absolute_url()
    return Line(row.stored_file.name, url, details, row.words_of_file)


IN_FILES = {
    "columns": ("stored_file__words__search",),
    "recent": RECENT_FILES,
    "key": "stored_file__words",
    "table": FileText,
}
KINDS = (
    Kind(
        "quy-che",
        "Quy chế phối hợp",
        "agreement",
        _agreements,
        _agreement_line,
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
        list_url="tasks:focus-task-list",
        recent=RECENT_TASKS,
        is_suggested=True,
    ),
    Kind(
        "bao-cao",
        "Báo cáo",
        "report",
        _reviews,
        _review_line,
        list_url="reports:review-list",
    ),
    Kind(
        "co-quan",
        "Cơ quan, tổ chức",
        "organisation",
        _organisations,
        _organisation_line,
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
        columns=("search", "organisation__search"),
        order=("user__sort_key", "pk"),
        is_suggested=True,
    ),
    Kind("hoi-nghi", "Hội nghị", "cluster", _conferences, _conference_line),
    Kind("dieu-khoan", "Chương, điều", "agreement", _provisions, _provision_line),
    Kind(
        "tai-lieu",
        "Tài liệu",
        "file",
        _documents,
        _document_line,
        **IN_FILES,
    ),
    Kind(
        "minh-chung",
        "Minh chứng",
        "file",
        _evidence,
        _evidence_line,
        **IN_FILES,
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


def found(kind: Kind, question: Question, *, by: User, on: date) -> QuerySet:
    """Everything of the kind that answers, for a list to order and page."""
    if not question:
        return kind.rows(by, on).none()
    return kind.rows(by, on).filter(question.found_in(*kind.columns))


def best(
    kind: Kind, question: Question, *, by: User, on: date, limit: int = SHOWN
) -> tuple[list, bool]:
    """The rows to show first, and whether there are more.

    The number itself first, then the words with their marks as typed, then the rest,
    in the order of the kind: mostly the newest first.
    """
    if not question:
        return [], False
    column = kind.columns[0]
    rows = kind.rows(by, on)
    answering = rows.filter(question.found_in(*kind.columns))
    rows = rows.annotate(indexed=F(column)).order_by(*kind.order)
    shown = _first(kind, rows, answering, limit + 1)
    has_more = len(shown) > limit
    if has_more:
        # More than fit: ask for the better ones, which may be older than these.
        exact = answering.filter(question.exactly_in(column))
        shown = [*_first(kind, rows, exact, limit), *shown]
        if question.number:
            numbered = answering.filter(**{f"{column}__startswith": question.number})
            shown = [*_first(kind, rows, numbered, limit), *shown]
    shown = list({row.pk: row for row in shown}.values())
    shown.sort(key=lambda row: question.rank(row.indexed))
    return shown[:limit], has_more


def _first(kind: Kind, rows: QuerySet, answering: QuerySet, limit: int) -> list:
    """Found by key alone: to sort many wide rows would cost more than to find them."""

    def rows_of(found):
        return list(rows.filter(pk__in=found.values("pk")))

    ordered = answering.order_by(*kind.order)
    if not kind.recent:
        return rows_of(ordered[:limit])
    everything = (kind.table or answering.model)._base_manager.order_by("-pk")
    last = everything.values_list("pk", flat=True).first() or 0
    newer = {f"{kind.key}__gt": last - kind.recent}
    recent = rows_of(ordered.filter(**newer)[:limit])
    if len(recent) == limit or last <= kind.recent:
        return recent
    # Without an order the planner has no reason to walk the whole table by its key.
    some = answering.order_by().values_list("pk", flat=True)[:MOST_SORTED]
    return list(rows.filter(pk__in=sorted(some, reverse=True)[:limit]))


def suggested(question: Question, *, by: User, on: date) -> list[tuple[Kind, list]]:
    """A few of the kinds people open by name."""
    return [
        (kind, best(kind, question, by=by, on=on, limit=SUGGESTED)[0])
        for kind in KINDS
        if kind.is_suggested
    ]


def words_nowhere(question: Question, *, by: User, on: date) -> list[str]:
    """The words that nothing holds of what the person may see."""
    words = [word.text for word in question.words[:MOST_EXPLAINED]]
    if len(words) == 1:
        return words  # asked alone it was not found: that is known already
    return [word for word in words if not _is_somewhere(Question(word), by=by, on=on)]


def _is_somewhere(question: Question, *, by: User, on: date) -> bool:
    return any(best(kind, question, by=by, on=on, limit=1)[0] for kind in KINDS)
