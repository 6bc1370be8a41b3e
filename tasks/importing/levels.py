"""How deep each heading of an annex stands."""

import re


def set_levels(lines: list[dict]) -> None:
    """A., I., 1. from the outermost inwards, whichever of them the annex has."""
    headings = [line for line in lines if line["kind"] == "heading"]
    styles, last_letter = [], ""
    for line in headings:
        style = style_of(line["number"], last_letter)
        last_letter = line["number"] if style == 0 else last_letter
        styles.append(style)
    ranks = sorted({style for style in styles if style is not None})
    for line, style in zip(headings, styles, strict=True):
        if style is not None:
            line["level"] = min(ranks.index(style) + 1, 3)
        else:
            line["level"] = 1 if styles[0] is None else min(len(ranks) + 1, 3)


def style_of(number: str, last_letter: str) -> int | None:
    if not number:
        return None
    if number[0].isdigit():
        return 2 + number.count(".")
    # "I" after "H" counts letters; "I" otherwise is the Roman one.
    is_next_letter = len(number) == 1 and last_letter == chr(ord(number) - 1)
    if re.fullmatch("[IVX]+|[IVXLC]{2,}", number) and not is_next_letter:
        return 1
    return 0
