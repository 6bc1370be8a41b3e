"""What is indexed of a text, and what is asked of the index: one place for both.

A row keeps its distinct words twice in one column, between blanks: bare first
(" quang ninh "), then those that bear marks, written as the VNI keyboard types them
("quang3": plain letters, the tone last, so "hoà" and "hòa" are one word). Bare words
find; marked and whole words only decide what comes first. Numbers of documents are
kept in pieces and in one piece without signs: "1961/QĐ-UBND" is also "1961qdubnd".
"""

import re
import unicodedata
from functools import lru_cache, reduce
from itertools import accumulate, zip_longest
from operator import and_, or_

from django.db.models import Case, IntegerField, Q, When

from .. import vietnamese
from .abbreviations import ABBREVIATIONS

# Of a longer text only the beginning is found by its words.
MOST_INDEXED = 500_000
LONGEST_WORD = 60
# Bytes, of the bare words and of the marked ones: PostgreSQL indexes a megabyte a row.
MOST_KEPT = 500_000
# A condition for each word, also of those that signs join: SQLite refuses a few
# hundred of them, and a very long one.
MOST_WORDS, LONGEST_QUERY = 20, 500
# A shorter word must match whole: inside others it would be everywhere.
SHORT = 2

_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"[^\W_]+(?:[-‑–./_&]+[^\W_]+)*")
_SIGN = "[-‑–./_& ]"
_SPACED_SLASH = re.compile(r"(?<=\d) */ *(?=\w)")
_LEADING_ZEROS = re.compile(r"^0+(?=\w)")
_LEFT_OVER_MARKS = re.compile("[\u0300-\u036f]+")
# Where both letters are written for one sound: tỷ/tỉ, quý/quí; not tây/tai.
_FINAL_Y = re.compile(r"^(qu|[bcdghklmnpqrstvx9]+)y$")
_QUALITIES = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """The word as it is compared: no marks, i for y at the end, no leading zeros."""
    folded = "".join(_WORD.findall(vietnamese.fold(word)))[:LONGEST_WORD]
    return _FINAL_Y.sub(r"\1i", _LEADING_ZEROS.sub("", folded))


@lru_cache(maxsize=20_000)
def marked(word: str) -> str:
    """The word with its marks in plain letters: "đường" is d9u7o7ng2."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _QUALITIES:
            letters.append(_QUALITIES[char])
        elif char in "đð":
            letters.append("d9")
        elif char.isalnum():
            letters.append(char)
    spelled = _LEADING_ZEROS.sub("", "".join(letters)[:LONGEST_WORD])
    return _FINAL_Y.sub(r"\1i", spelled) + tone


def _chunks(text: str) -> list[str]:
    """Words, and what signs join: 194/QCPH, CT-XH, 31/05/2024."""
    text = _LEFT_OVER_MARKS.sub("", vietnamese.normalise(text))
    return _CHUNK.findall(_SPACED_SLASH.sub("/", text))


def _in_one_piece(chunk: str) -> str:
    return "".join(bare(word) for word in _WORD.findall(chunk))[:LONGEST_WORD]


# -- What is indexed ---------------------------------------------------------------


def _rules() -> list[tuple[str, list[str], list[str]]]:
    rules = []
    for short, long in ABBREVIATIONS:
        words = long.split()
        rules.append((bare(short), words, [bare(word) for word in words]))
    return rules


_RULES = _rules()
_LONG_FORMS = {short: words for short, words, _ in _RULES}
_BY_FIRST_WORD: dict[str, list[tuple[str, list[str]]]] = {}
for _short, _, _bare_words in _RULES:
    _BY_FIRST_WORD.setdefault(_bare_words[0], []).append((_short, _bare_words))


def _spelled_out(pieces: list[str]) -> list[str]:
    """The words with every abbreviation among them written in full."""
    out = []
    for piece in pieces:
        out += _LONG_FORMS.get(bare(piece), [piece])
    return out


def _abbreviations_in(words: list[str]) -> list[str]:
    return [
        short
        for start, word in enumerate(words)
        for short, long in _BY_FIRST_WORD.get(word, ())
        if words[start : start + len(long)] == long
    ]


def index_text(text: str) -> str:
    """What the search column of a row holds for a text."""
    words, found, joined = [], [], []
    for chunk in _chunks(text[:MOST_INDEXED]):
        pieces = _WORD.findall(chunk)
        words += pieces
        found += map(bare, pieces)
        if len(pieces) > 1:
            piece = _in_one_piece(chunk)
            found.append(piece)
            joined += _LONG_FORMS.get(piece, ())
    full = _spelled_out(words) + joined
    in_full = [bare(word) for word in full]
    found += in_full
    found += _abbreviations_in(in_full)
    # Only what has marks: the others stand among the bare words already.
    with_marks = [spelled for w in words + full if (spelled := marked(w)) != bare(w)]
    return f" {_distinct(found)} \n {_distinct(with_marks)} "


def _distinct(words: list[str]) -> str:
    kept = " ".join(filter(None, dict.fromkeys(words))).encode()
    return kept[:MOST_KEPT].decode(errors="ignore")


# -- What is asked -----------------------------------------------------------------


class Word:
    """One word of a question, or a number such as 194/QCPH."""

    def __init__(self, chunk: str):
        self.text = chunk
        self.pieces = [bare(piece) for piece in self._typed]
        self.joined = _in_one_piece(chunk)
        self.is_number = "/" in chunk and any(char.isdigit() for char in chunk)

    @property
    def _typed(self) -> list[str]:
        return _WORD.findall(self.text)[:MOST_WORDS]

    @property
    def ways(self) -> list[list[str]]:
        """Any one of these will do; of each, all must be found."""
        together = [_beginning(self.joined)]
        if len(self.pieces) == 1 or self.is_number:
            return [together]
        return [together, [_beginning(piece) for piece in self.pieces]]

    @property
    def exactly(self) -> list[str]:
        """Whole, and with its marks where it was typed with them."""
        if self.is_number:
            return [f" {self.joined} "]
        return [f" {marked(piece)} " for piece in self._typed]

    @property
    def patterns(self) -> list[str]:
        """Of a number in one piece: its signs may be others, or missing."""
        if not self.is_number:
            return [_pattern(word) for word in (self.joined, *self.pieces)]
        pieces = [
            piece if piece.isdigit() else f"{_SIGN}?".join(piece)
            for piece in self.pieces
        ]
        return [f"{_SIGN}*0*".join(pieces)]


def _beginning(word: str) -> str:
    return f" {word} " if len(word) <= SHORT else f" {word}"


class Question:
    """What a person typed, ready to be asked of any search column."""

    def __init__(self, text: str):
        chunks = [c for c in _chunks(text[:LONGEST_QUERY]) if _in_one_piece(c)]
        distinct = {_in_one_piece(chunk): chunk for chunk in reversed(chunks)}
        chunks = list(reversed(distinct.values()))
        words = [
            Word(chunk)
            for chunk, following in zip_longest(chunks, chunks[1:], fillvalue="")
            # "số 194/QCPH": the record holds the number without that word.
            if not (bare(chunk) == "so" and following[:1].isdigit())
        ]
        before = accumulate((len(word.pieces) for word in words), initial=0)
        self.words = [
            word for word, n in zip(words, before, strict=False) if n < MOST_WORDS
        ]
        # Signs alone ("%", "…") name nothing; an empty box asks for everything.
        self.is_unanswerable = bool(text.strip()) and not self.words

    def __bool__(self):
        return bool(self.words)

    def found_in(self, *columns: str) -> Q:
        """Every word, each in one of the columns."""
        if self.is_unanswerable:
            return Q(pk__in=[])
        # The longest first: it is the rarest, and decides without the others.
        by_length = sorted(self.words, key=lambda word: -len(word.joined))
        asked = [word.ways for word in by_length]
        if len(columns) == 1:
            return _holding(columns[0], asked)
        return _all(_any(_holding(c, [ways]) for c in columns) for ways in asked)

    def found_exactly_in(self, column: str) -> Q:
        """Every word whole, and with its marks where it was typed with them."""
        return _holding(column, [[word.exactly] for word in self.words])

    def answered_by(self, indexed: str) -> bool:
        """As `found_in` tells it in the database."""
        return bool(self.words) and all(
            any(all(part in indexed for part in way) for way in word.ways)
            for word in self.words
        )

    def rank_in(self, column: str) -> Case:
        """Of what was found, in SQL: 0 where the text begins with the number asked for,
        1 where it holds the words whole and with their marks, 2 elsewhere."""
        parts = [part for word in self.words for part in word.exactly]
        exact = _all(Q(**{f"{column}__contains": part}) for part in parts)
        ranks = [When(exact, then=1)] if parts else []
        if self.number:
            begins = Q(**{f"{column}__startswith": self.number})
            ranks.insert(0, When(begins, then=0))
        return Case(*ranks, default=2, output_field=IntegerField())

    @property
    def number(self) -> str:
        """How the index text of a document of that number begins; "" if none is asked.

        Rows with a number of their own put it first in their `search_text()`.
        """
        first = self.words[0] if self.words else None
        if first is None or not first.joined[:1].isdigit():
            return ""
        whole = [first.joined] if len(first.pieces) > 1 else []
        return f" {' '.join(first.pieces + whole)} "

    @property
    def pattern(self) -> re.Pattern | None:
        """Where the words stand, in a text without marks (see `highlighting`)."""
        found = {pattern for word in self.words for pattern in word.patterns}
        if not found:
            return None
        longest_first = sorted(found, key=len, reverse=True)
        return re.compile(rf"(?<![^\W_])0*(?:{'|'.join(longest_first)})")


def _pattern(word: str) -> str:
    whole = r"(?![^\W_])" if len(word) <= SHORT else ""
    if word.endswith("i") and _FINAL_Y.match(word[:-1] + "y"):
        return word[:-1] + "[iy]" + whole
    return word + whole


def _holding(column: str, words) -> Q:
    """See `word_index.HoldsWords`; no words are held by every row."""
    return Q(**{f"{column}__words": words}) if words else Q()


def _all(conditions) -> Q:
    return reduce(and_, conditions, Q())


def _any(conditions) -> Q:
    return reduce(or_, conditions, Q())
