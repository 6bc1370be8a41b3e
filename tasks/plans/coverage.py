"""Which articles of an agreement a year's plans carry out, and which they leave out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import prefetch_related_objects

from accounts.models import User
from agreements.amendments import consolidation
from agreements.models import Agreement, Provision

from ..badges import Badge, task_badge
from ..models import FocusTask, TaskState, YearlyPlan

SHOWN_TASKS = 20  # of one article; a plan may cite one article in every row
SHOWN_LOOSE = 100  # of the tasks that cite nothing
Citation = FocusTask.provisions.through


@dataclass
class Article:
    """An article with the year's tasks that cite it, and how it was the year before."""

    citable: consolidation.Citable
    count: int = 0
    done: int = 0
    before: int = 0
    tasks: list[tuple[FocusTask, Badge]] = field(default_factory=list)

    @property
    def provision(self) -> Provision:
        return self.citable.row

    @property
    def is_repealed(self) -> bool:
        return self.citable.is_repealed

    @property
    def hidden(self) -> int:
        return self.count - len(self.tasks)


@dataclass
class Group:
    """A chapter or an area: how many of its articles have a task."""

    name: str
    articles: int = 0
    covered: int = 0
    before: int = 0

    @property
    def missing(self) -> int:
        return self.articles - self.covered


@dataclass(frozen=True)
class Summary:
    """What a line says of a plan, or of a year."""

    articles: int
    missing: int
    tasks: int
    loose: int  # tasks that cite no article

    def __str__(self):
        if not self.articles:
            return "Hồ sơ chưa có các điều để đối chiếu."
        if not self.tasks:
            return f"Chưa có nhiệm vụ nào cho {self.articles} điều."
        parts = [
            f"{self.missing} điều chưa có nhiệm vụ"
            if self.missing
            else f"cả {self.articles} điều đã có nhiệm vụ"
        ]
        if self.loose:
            parts.append(f"{self.loose} nhiệm vụ chưa viện dẫn điều nào")
        text = "; ".join(parts)
        return text[0].upper() + text[1:] + "."


@dataclass
class Coverage:
    agreement: Agreement
    year: int
    plans: list[YearlyPlan]
    had_plan_before: bool
    articles: list[Article]
    loose: list[tuple[FocusTask, Badge]]
    summary: Summary

    @property
    def missing(self) -> list[Article]:
        return [a for a in self.articles if not a.count and not a.is_repealed]

    @property
    def covered(self) -> list[Article]:
        return [article for article in self.articles if article.count]

    @property
    def is_amended(self) -> bool:
        return any(article.citable.reading.origin for article in self.articles)

    @property
    def hidden_loose(self) -> int:
        return self.summary.loose - len(self.loose)

    def by_chapter(self) -> list[Group]:
        return _groups(
            self.articles,
            lambda a: [str(a.citable.chapter or "(ngoài chương)")],
        )

    def by_area(self) -> list[Group]:
        """An article of two areas counts in both; untagged articles are in none."""
        return _groups(
            self.articles, lambda a: [area.name for area in a.provision.areas.all()]
        )


def _groups(articles: Iterable[Article], names) -> list[Group]:
    found: dict[str, Group] = {}
    for article in articles:
        for name in [] if article.is_repealed else names(article):
            group = found.setdefault(name, Group(name))
            group.articles += 1
            group.covered += bool(article.count)
            group.before += bool(article.before)
    return list(found.values())


def plans_of(agreement: Agreement, year: int, user: User):
    """The year's plans that the person may see: another office's draft is its own."""
    return _plans_under(agreement, user).filter(year=year)


def years_of(agreement: Agreement, user: User) -> list[int]:
    plans = _plans_under(agreement, user)
    return sorted(set(plans.values_list("year", flat=True)), reverse=True)


def _plans_under(agreement: Agreement, user: User):
    visible = YearlyPlan.objects.with_rows_visible_to(user).not_amending()
    return visible.filter(agreement=agreement)


def of_year(agreement: Agreement, year: int, *, user: User, on: date) -> Coverage:
    """Every article with its tasks of that year; a fixed number of queries."""
    plans = list(plans_of(agreement, year, user).select_related("office"))
    ids = [plan.pk for plan in plans]
    before_ids = list(plans_of(agreement, year - 1, user).values_list("pk", flat=True))
    articles = {c.row.pk: Article(c) for c in _articles_of(agreement, year)}
    rows = [article.provision for article in articles.values()]
    prefetch_related_objects(rows, "areas", "responsible_party")
    shown = _count_citations(articles, ids)
    for pk in _cited_counts(before_ids):
        if pk in articles:
            articles[pk].before += 1
    tasks = FocusTask.objects.in_rows().in_bulk(set().union(*shown.values()))
    for pk, task_ids in shown.items():
        articles[pk].tasks = [(tasks[i], task_badge(tasks[i], on)) for i in task_ids]
    loose = _loose(ids)
    return Coverage(
        agreement=agreement,
        year=year,
        plans=plans,
        had_plan_before=bool(before_ids),
        # A repealed article is shown for the tasks that cite it, and asks for none.
        articles=[a for a in articles.values() if a.count or not a.is_repealed],
        loose=[(t, task_badge(t, on)) for t in loose.in_rows()[:SHOWN_LOOSE]],
        summary=_summary([article.citable for article in articles.values()], ids),
    )


def summary_of_plan(plan: YearlyPlan) -> Summary:
    return _summary(_articles_of(plan.agreement, plan.year), [plan.pk])


def uncovered(plan: YearlyPlan) -> list[consolidation.Citable]:
    """The articles in force for which a plan has no row yet."""
    cited = set(_cited_counts([plan.pk]).distinct())
    return [
        article
        for article in _articles_of(plan.agreement, plan.year)
        if not article.is_repealed and article.row.pk not in cited
    ]


def summary_of_year(agreement: Agreement, year: int, user: User) -> Summary:
    ids = list(plans_of(agreement, year, user).values_list("pk", flat=True))
    return _summary(_articles_of(agreement, year), ids)


def _articles_of(agreement: Agreement, year: int) -> list[consolidation.Citable]:
    """As the text reads when the year ends: with what was inserted in the year."""
    return consolidation.citable(agreement, date(year, 12, 31))


def _counted(plan_ids: list[int]):
    """What carries an article out; a cancelled task does not."""
    return FocusTask.objects.counted().filter(plan__in=plan_ids)


def _citations(plan_ids: list[int]):
    return Citation.objects.filter(focustask__plan__in=plan_ids).exclude(
        focustask__state=TaskState.CANCELLED
    )


def _cited_counts(plan_ids: list[int]):
    """The id of an article as often as a task cites it."""
    return _citations(plan_ids).values_list("provision", flat=True)


def _count_citations(
    articles: dict[int, Article], plan_ids: list[int]
) -> dict[int, list[int]]:
    """Count into `articles`; give the tasks to show of each, the first in the plan."""
    shown = defaultdict(list)
    rows = _citations(plan_ids).order_by("focustask__position", "focustask")
    for pk, task, state in rows.values_list(
        "provision", "focustask", "focustask__state"
    ):
        if pk not in articles:
            continue  # cited from another text
        article = articles[pk]
        article.count += 1
        article.done += state == TaskState.DONE
        if len(shown[pk]) < SHOWN_TASKS:
            shown[pk].append(task)
    return shown


def _loose(plan_ids: list[int]):
    return _counted(plan_ids).filter(provisions__isnull=True)


def _summary(articles: list[consolidation.Citable], plan_ids: list[int]) -> Summary:
    asked = {article.row.pk for article in articles if not article.is_repealed}
    return Summary(
        articles=len(asked),
        missing=len(asked.difference(_cited_counts(plan_ids).distinct())),
        tasks=_counted(plan_ids).count(),
        loose=_loose(plan_ids).count(),
    )
