"""The changes of an amendment, pasted as they are printed in it.

    Sửa đổi Điều 5. Chế độ thông tin      (the new text follows, line by line)
    Bổ sung Điều 5a (sau Điều 5). Họp giao ban
    Bãi bỏ Điều 7, Điều 9

"1. Sửa đổi, bổ sung Điều 5 như sau:" and the quoted article after it read the same.
A plain "Điều 5. …" amends that article if the text has it, and inserts it if not.
"""

import re
from collections.abc import Collection, Iterable

from accounts.vietnamese import normalise

from ..entries import ChangeEntry
from ..models import AmendedProvision
from ..provisions.provisions import UnreadableLine

Action = AmendedProvision.Action
NUMBER = r"\d{1,3}[a-zđ]?"
DIRECTIVE = re.compile(
    r"^(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?[“\"]?"
    r"(?P<verb>Sửa đổi, bổ sung|Sửa đổi|Thay thế|Bổ sung|Thêm|Bãi bỏ|Bỏ)?\s*"
    r"(?:các\s+)?Điều\s+(?P<number>" + NUMBER + r")(?![\w/])(?P<rest>.*)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"^\s*\(?\s*(?:vào\s+)?(?:liền\s+)?sau\s+Điều\s+(" + NUMBER + r")\s*\)?",
    re.IGNORECASE,
)
AS_FOLLOWS = re.compile(r"^\s*(?:thành\s+)?như sau\s*:?\s*$", re.IGNORECASE)
MORE_NUMBERS = re.compile(
    r"^(?:\s*(?:,|;|và)\s*(?:và\s+)?(?:Điều\s+)?" + NUMBER + r")*\s*[.;]?$",
    re.IGNORECASE,
)
MARK = re.compile(r"^\s*[.:–—-]\s*")
# "khoản 2 Điều 5": a part of an article cannot be set in place of the whole.
PART = re.compile(
    r"^(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?\D{0,20}(khoản|điểm)\s", re.IGNORECASE
)
# The same as a sentence of its own: it would otherwise be read as text of the article
# before it.
NOT_AN_ARTICLE = re.compile(
    r"^(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?"
    r"(?:Sửa đổi, bổ sung|Sửa đổi|Thay thế|Bổ sung|Thêm|Bãi bỏ|Bỏ)\s+(?:các\s+)?"
    r"(?:(?P<chapter>Chương)\s+(?:[IVXLC]+|\d+)\b|(?:khoản|điểm)\s.*\bĐiều\s+\d)",
    re.IGNORECASE,
)
VERBS = {
    "sửa đổi, bổ sung": Action.REPLACE,
    "sửa đổi": Action.REPLACE,
    "thay thế": Action.REPLACE,
    "bổ sung": Action.INSERT,
    "thêm": Action.INSERT,
    "bãi bỏ": Action.REPEAL,
    "bỏ": Action.REPEAL,
}
EXAMPLE = (
    "Mỗi điều bắt đầu một dòng, như “Sửa đổi Điều 5. Tiêu đề”, “Bổ sung Điều 5a (sau "
    "Điều 5). Tiêu đề” hoặc “Bãi bỏ Điều 7”."
)
WHOLE_ARTICLE = (
    "Khi chỉ sửa một khoản, một điểm, hãy dán toàn văn điều đó như sau khi sửa."
)
EACH_ARTICLE = (
    "Khi sửa hoặc bãi bỏ cả chương, hãy ghi từng điều của chương đó, như “Bãi bỏ Điều "
    "7, Điều 8”."
)


def parse(text: str, existing: Collection[str] = ()) -> tuple[ChangeEntry, ...]:
    """The changes in their order; `existing` are the numbers the text already has.

    Empty text gives an empty tuple. Raises UnreadableLine.
    """
    drafts: list[dict] = []
    seen: dict[str, int] = {}
    for count, line in enumerate(normalise(text).split("\n"), start=1):
        if not line:
            continue
        found = _directive(line, drafts)
        if found is None:
            other = NOT_AN_ARTICLE.match(line)
            if other or not drafts or drafts[-1]["action"] == Action.REPEAL:
                raise UnreadableLine(
                    f"Dòng {count} không đọc được: “{line}”. {_advice(line, other)}"
                )
            drafts[-1]["text"].append(line)
            continue
        for draft in _drafts(found, existing):
            number = draft["number"]
            if drafts and _announces(drafts[-1], draft, found):
                drafts[-1]["heading"] = draft["heading"]
                continue
            if number in seen:
                raise UnreadableLine(
                    f"Dòng {count}: Điều {number} đã có ở dòng {seen[number]}. Mỗi "
                    "điều chỉ ghi một lần."
                )
            seen[number] = count
            drafts.append(draft)
    return tuple(_entry(draft) for draft in drafts)


def _advice(line: str, other: re.Match | None) -> str:
    if other and other["chapter"]:
        return EACH_ARTICLE
    return WHOLE_ARTICLE if other or PART.match(line) else EXAMPLE


def _directive(line: str, drafts: list[dict]) -> re.Match | None:
    """The line as the beginning of a change, unless it is a sentence of a text."""
    found = DIRECTIVE.match(line)
    if found is None:
        return None
    rest = found["rest"]
    if not found["verb"]:
        # "Điều 5 Luật Mặt trận…" is a reference inside a text.
        return found if not rest.strip(' ”"') or MARK.match(rest) else None
    if VERBS[found["verb"].lower()] == Action.REPEAL:
        return found if MORE_NUMBERS.match(rest) else None
    bare = AFTER.sub("", rest)
    is_heading = not bare.strip() or MARK.match(bare) or AS_FOLLOWS.match(bare)
    return found if is_heading else None


def _drafts(found: re.Match, existing: Collection[str]) -> list[dict]:
    verb, number, rest = found["verb"], found["number"].lower(), found["rest"]
    if verb:
        action = VERBS[verb.lower()]
    else:
        action = Action.REPLACE if number in existing else Action.INSERT
    if action == Action.REPEAL:
        numbers = [number, *(n.lower() for n in re.findall(NUMBER, rest))]
        return [_draft(action, n) for n in numbers]
    after = AFTER.match(rest)
    rest = AFTER.sub("", rest)
    heading = "" if AS_FOLLOWS.match(rest) else MARK.sub("", rest)
    return [_draft(action, number, heading, after[1].lower() if after else "")]


def _draft(action, number, heading="", after_number="") -> dict:
    return {
        "action": action,
        "number": number,
        "heading": re.sub(r"(?<!\.)\.$", "", heading.strip()),
        "after_number": after_number,
        "text": [],
    }


def _announces(last: dict, draft: dict, found: re.Match) -> bool:
    """Is this the article that "Sửa đổi Điều 5 như sau:" has just announced?"""
    return (
        not found["verb"]
        and last["number"] == draft["number"]
        and not last["heading"]
        and not last["text"]
    )


def _entry(draft: dict) -> ChangeEntry:
    text = "\n".join(draft["text"])
    # The quotation marks around a quoted article are not part of it.
    if re.search(r"”[.;]?$", text) and text.count("”") > text.count("“"):
        text = re.sub(r"”[.;]?$", "", text)
    return ChangeEntry(**draft | {"text": text})


def as_text(changes: Iterable) -> str:
    """The outline that `parse` reads back to the same changes."""
    lines = []
    for change in changes:
        action = Action(change.action)
        line = f"{action.label} Điều {change.number}"
        if change.after_number:
            line += f" (sau Điều {change.after_number})"
        if change.heading:
            line += f". {change.heading}"
        lines += ["", line] if lines and action != Action.REPEAL else [line]
        if change.text:
            lines.append(change.text)
    return "\n".join(lines)


def describe(changes: Iterable) -> str:
    """ "sửa đổi Điều 5; bổ sung Điều 5a; bãi bỏ Điều 7" """
    return "; ".join(
        f"{Action(change.action).label.lower()} Điều {change.number}"
        for change in changes
    )
