"""Names the public does not see: replaced wherever they stand in a text.

A name is known whatever its capitals, its spaces and the place of its tone mark
("hoà" as "hòa"). Part of a longer word is left alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from accounts.vietnamese import normalise

# The tone mark of these stands on either letter, as the writer learnt it.
OPEN_VOWELS = ("oa", "oe", "uy")
TONES = "\u0300\u0301\u0303\u0309\u0323"


def _spellings() -> dict[str, str]:
    """Each spelling of a toned pair of vowels → a pattern of both."""
    found = {}
    for (first, second), tone in product(OPEN_VOWELS, TONES):
        both = [
            unicodedata.normalize("NFC", form)
            for form in (first + tone + second, first + second + tone)
        ]
        forms = [change(form) for form in both for change in (str.lower, str.upper)]
        forms += [form.capitalize() for form in both]
        found |= dict.fromkeys(both, f"(?:{'|'.join(forms)})")
    return found


SPELLINGS = _spellings()
TONED = re.compile("|".join(SPELLINGS), re.IGNORECASE)


@dataclass(frozen=True)
class Mask:
    name: str
    shown: str


def plain(masks: Iterable[Mask]) -> list[dict]:
    """As `Publication.masks` keeps them."""
    return [{"from": mask.name, "to": mask.shown} for mask in masks]


def read(kept: list[dict]) -> list[Mask]:
    return [Mask(row["from"], row["to"]) for row in kept]


def initials(name: str) -> str:
    """ "Nguyễn Văn A" is shown as "N.V.A."."""
    return "".join(f"{word[0].upper()}." for word in normalise(name).split())


def replacer(masks: Iterable[Mask]) -> Callable[[str], str]:
    """A function that masks one text. Longer names first: one may hold another."""
    wanted = sorted(masks, key=lambda mask: -len(mask.name))
    rules = [(_pattern(mask.name), mask.shown) for mask in wanted if mask.name]

    def masked(text: str) -> str:
        for pattern, shown in rules:
            text = pattern.sub(lambda match, shown=shown: _placed(match, shown), text)
        return text

    return masked


def _placed(match: re.Match, shown: str) -> str:
    """At the end of a sentence "N.V.A." brings the full stop along."""
    return (
        shown.removesuffix(".") if match.string.startswith(".", match.end()) else shown
    )


def _pattern(name: str) -> re.Pattern:
    words = [
        TONED.sub(lambda match: SPELLINGS[match[0].lower()], re.escape(word))
        for word in normalise(name).split()
    ]
    # One word alone ("An") is a common word too, unless it is written as a name.
    flags = re.IGNORECASE if len(words) > 1 else 0
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", flags)
