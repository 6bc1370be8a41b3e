"""A report with names masked, and the names that are found in one."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from accounts.vietnamese import normalise

from ..documents.content import Report
from .masking import Mask, replacer

# What stands before the name of a person in a sentence.
TITLES = "(?:[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Ee]m|[Đđ]ồng chí|[Cc]ụ)"
# Looked at ahead: two people may be named in one breath.
CALLED = re.compile(rf"\b{TITLES}(?=((?: \w+){{1,6}}))")


def masked_report(report: Report, masks: list[Mask]) -> Report:
    return Report.from_json(mapped(report.to_json(), replacer(masks)))


def mapped(plain, change: Callable[[str], str]):
    """The same structure with every text changed."""
    if isinstance(plain, str):
        return change(plain)
    if isinstance(plain, dict):
        return {key: mapped(value, change) for key, value in plain.items()}
    return (
        [mapped(item, change) for item in plain] if isinstance(plain, list) else plain
    )


def texts_in(plain) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list):
        for item in plain.values() if isinstance(plain, dict) else plain:
            yield from texts_in(item)


def names_in(report: Report) -> list[str]:
    """People the report names: who signs it, then those the text speaks of."""
    found = [signature.name for signature in report.signatures]
    for text in texts_in(report.to_json()):
        found += map(_name, CALLED.findall(text))
    return [name for name in dict.fromkeys(map(normalise, found)) if name]


def _name(words: str) -> str:
    """The words with capitals at the beginning; one alone is a title, not a name."""
    name = list(takewhile(lambda word: word[0].isupper(), words.split()))
    return " ".join(name) if len(name) > 1 else ""
