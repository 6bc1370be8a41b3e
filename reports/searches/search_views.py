"""The search page, and what is offered while one types."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.listings.paging import page_of
from accounts.search.highlighting import mark, snippet
from accounts.search.searching import LONGEST_QUERY, Question, index_text

from . import searching
from .searching import Kind, Line, Reader

PAGE_SIZE = 30


@dataclass(frozen=True)
class ShownLine:
    """A line of the results as HTML: what was found is marked."""

    url: str
    title: SafeString
    details: list[SafeString]
    snippet: SafeString


@dataclass(frozen=True)
class Group:
    kind: Kind
    lines: list[ShownLine]
    more_url: str = ""


@login_required
def search(request):
    """A few of each kind, the best first; with `loai`, everything of one kind."""
    reader = Reader(request.user, timezone.localdate())
    query, question = _asked(request)
    kind = searching.BY_SLUG.get(request.GET.get("loai", ""))
    context = {"query": query, "kind": kind}
    if kind:
        context["page"], groups = _page(kind, request.GET, question, reader)
    else:
        groups = _groups(query, question, reader)
    context["groups"] = groups
    if not groups:
        context["words_nowhere"] = searching.words_nowhere(question, reader=reader)
        context["is_one_word"] = len(question.words) == 1
    return render(request, "reports/search.html", context)


@login_required
def suggestions(request):
    """The list under the box while one types: a few of what people open most."""
    query, question = _asked(request)
    reader = Reader(request.user, timezone.localdate())
    lines = [
        (kind, _shown(kind.line(row), question))
        for kind, rows in searching.suggested(question, reader=reader)
        for row in rows
    ]
    context = {"query": query, "lines": lines}
    return render(request, "reports/_suggestions.html", context)


def _asked(request) -> tuple[str, Question]:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    return query, Question(query)


def _page(kind: Kind, params, question: Question, reader: Reader):
    """A page of one kind, the newest first; above the first page the best of all."""
    rows = searching.found(kind, question, reader=reader)
    best = []
    if not {"sau", "truoc"} & set(params):
        best, _ = searching.best(kind, question, reader=reader)
        rows = rows.exclude(pk__in=[row.pk for row in best])
    page = page_of(rows, params, order=("-pk",), size=PAGE_SIZE, count=False)
    shown = [*best, *page]
    groups = [Group(kind, _shown_lines(kind, shown, question))] if shown else []
    return page, groups


def _groups(query: str, question: Question, reader: Reader) -> list[Group]:
    groups = []
    for kind in searching.KINDS:
        rows, has_more = searching.best(kind, question, reader=reader)
        if rows:
            lines = _shown_lines(kind, rows, question)
            groups.append(Group(kind, lines, _more(kind, query) if has_more else ""))
    return groups


def _more(kind: Kind, query: str) -> str:
    if kind.list_url:
        return f"{reverse(kind.list_url)}?{urlencode({'q': query})}"
    return f"{reverse('search')}?{urlencode({'q': query, 'loai': kind.slug})}"


def _shown_lines(kind: Kind, rows: list, question: Question) -> list[ShownLine]:
    """Where a title does not tell why the row was found, its text does."""
    lines = [(row, kind.line(row)) for row in rows]
    untold = {
        row.pk: row
        for row, line in lines
        if kind.text and not question.answered_by(index_text(line.title))
    }
    prefetch_related_objects(list(untold.values()), *kind.text_needs)
    return [
        _shown(line, question, kind.text(row) if row.pk in untold else "")
        for row, line in lines
    ]


def _shown(line: Line, question: Question, text: str = "") -> ShownLine:
    return ShownLine(
        url=line.url,
        title=mark(line.title, question),
        details=[mark(detail, question) for detail in line.details if detail],
        snippet=snippet(text, question),
    )
