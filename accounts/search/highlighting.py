"""Where in a text the words of a question stand: marked, and with what is around."""

from itertools import islice

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .. import vietnamese
from .searching import MOST_INDEXED, Question

AROUND, SNIPPET = 60, 220
MOST_PLACES = 200  # looked at in a long file


def _one_to_one() -> dict[int, str]:
    """Letters to bare letters, one for one: a place found is a place in the text."""
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        folded = vietnamese.fold(chr(code))
        if len(folded) == 1:
            table[code] = folded
    return table


_LETTERS = _one_to_one()


def letter_by_letter(text: str) -> str:
    return text.translate(_LETTERS)


def places(text: str, question: Question) -> list[tuple[int, int]]:
    """From where to where each word found stands in the text; NFC is assumed."""
    pattern = question.pattern
    if pattern is None:
        return []
    found = pattern.finditer(letter_by_letter(text))
    return [match.span() for match in islice(found, MOST_PLACES)]


def mark(text: str, question: Question) -> SafeString:
    """The text as HTML, with the words found in <mark>."""
    text = vietnamese.normalise(text)
    marked, end = mark_safe(""), 0
    for start, stop in places(text, question):
        marked += format_html("{}<mark>{}</mark>", text[end:start], text[start:stop])
        end = stop
    return marked + conditional_escape(text[end:])


def snippet(text: str, question: Question) -> SafeString:
    """The place of a long text that holds most of the words; "" if it holds none."""
    text = vietnamese.normalise(text[:MOST_INDEXED])
    found = places(text, question)
    if not found:
        return mark_safe("")
    bare = letter_by_letter(text)

    def different_words_from(start):
        within = (s for s in found if start <= s[0] and s[1] <= start + SNIPPET)
        return len({bare[s:e] for s, e in within})

    first = max((start for start, _ in found), key=different_words_from)
    begin, end = max(0, first - AROUND), first + SNIPPET
    if begin:
        begin = text.find(" ", begin, first) + 1 or first
    if end < len(text):
        end = max(text.rfind(" ", first, end), first + 1)
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    excerpt = " ".join(text[begin:end].split())
    return format_html("{}{}{}", before, mark(excerpt, question), after)
