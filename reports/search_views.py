"""The search page, and what is offered while one types."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.highlighting import mark, snippet
from accounts.paging import page_of
from accounts.searching import LONGEST_QUERY, Question, index_text

from . import searching
from .searching import Kind

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
    on = timezone.localdate()
    query, question = _asked(request)
    kind = searching.BY_SLUG.get(request.GET.get("loai", ""))
    context = {"query": query, "kind": kind}
    if kind:
        rows = searching.found(kind, question, by=request.user, on=on)
        page = page_of(rows, request.GET, order=("-pk",), size=PAGE_SIZE, count=False)
        lines = [_shown(kind, row, question) for row in page]
        groups = [Group(kind, lines)] if lines else []
        context["page"] = page
    else:
        groups = _groups(request.user, query, question, on)
    context["groups"] = groups
    if not groups:
        context["words_nowhere"] = searching.words_nowhere(
            question, by=request.user, on=on
        )
        context["is_one_word"] = len(question.words) == 1
    return render(request, "reports/search.html", context)


@login_required
def suggestions(request):
    """The list under the box while one types: a few of what people open most."""
    query, question = _asked(request)
    lines = [
        (kind, _shown(kind, row, question))
        for kind, rows in searching.suggested(
            question, by=request.user, on=timezone.localdate()
        )
        for row in rows
    ]
    context = {"query": query, "lines": lines}
    return render(request, "reports/_suggestions.html", context)


def _asked(request) -> tuple[str, Question]:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    return query, Question(query)


def _groups(user, query, question, on) -> list[Group]:
    groups = []
    for kind in searching.KINDS:
        rows, has_more = searching.best(kind, question, by=user, on=on)
        if rows:
            lines = [_shown(kind, row, question) for row in rows]
            groups.append(Group(kind, lines, _more(kind, query) if has_more else ""))
    return groups


def _more(kind: Kind, query: str) -> str:
    if kind.list_url:
        return f"{reverse(kind.list_url)}?{urlencode({'q': query})}"
    return f"{reverse('search')}?{urlencode({'q': query, 'loai': kind.slug})}"


def _shown(kind: Kind, row, question: Question) -> ShownLine:
    line = kind.line(row)
    is_seen = question.answered_by(index_text(line.title))
    return ShownLine(
        url=line.url,
        title=mark(line.title, question),
        details=[mark(detail, question) for detail in line.details if detail],
        snippet=SafeString("") if is_seen else snippet(line.text, question),
    )
