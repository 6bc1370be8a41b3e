"""How a document number is written, and when two writings mean the same number."""

import re
from dataclasses import dataclass

from accounts.vietnamese import fold, normalise

# Kinds as they begin a symbol. The list is open: it only helps where a hyphen was
# lost, or where an official letter (which names no kind) begins with its body.
KINDS = ("NQLT", "TTLT", "QCPH", "CTPH", "KHLT", "KHPH", "CTr", "TTr", "QĐ", "QC", "NQ")
KINDS += ("KH", "CT", "TB", "BC", "HD", "ĐA", "PA", "CV", "TT", "NĐ", "BB", "TTh")
BODIES = ("UBND", "HĐND", "TTHĐND", "UBTVQH", "UBMTTQ", "MTTQ", "MTTW", "MTTƯ", "BTT")
BODIES += ("ĐCT", "ĐĐBQH", "VPCP", "VPTW", "TTg", "CP", "TW", "TU", "ĐU", "UBTƯ", "SNV")

_NUMBER = re.compile(
    r"^(?:số\s*[:.]?\s*)?(?P<number>\d{1,6}[a-zđ]{0,2})\s*"
    r"(?:/\s*(?P<year>(?:19|20)\d\d)\s*(?=[/-]))?(?P<symbol>.*)$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"\s*[‐‑‒–—−-]\s*")
_LABEL = re.compile(r"^số\s*(?:ký hiệu\s*)?[:.]?\s*(?=\d)", re.IGNORECASE)
# "chưa có số", "không rõ", "đang trình ký": what people write where a form insists.
_PROSE = re.compile(r"^(chua|khong|k co|dang|cho |se |xem |theo |van ban|n/?a\b)")
_LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)


@dataclass(frozen=True)
class DocumentNumber:
    """A number read into its parts; `year` only where the number itself carries it."""

    number: str
    year: int | None = None
    kind: str = ""
    bodies: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two writings of one number, within one issuer and one year."""
        symbol = "".join((self.kind, *self.bodies))
        return self.number, re.sub(r"[^0-9a-z]", "", fold(symbol))


def tidy(text: str) -> str:
    """As it is kept: without the word "Số" in front, with plain hyphens."""
    text = _DASHES.sub("-", normalise(text))
    return _LABEL.sub("", text)


def is_prose(text: str) -> bool:
    """Words in the place of a number: the place should have stayed empty."""
    folded = fold(text)
    return bool(folded) and (
        not any(c.isdigit() for c in folded) or bool(_PROSE.match(folded))
    )


def parse(text: str) -> DocumentNumber | None:
    """The parts of a number as offices write it; None if it does not begin with one.

    104/KH-UBND, 194/QCPH, 01/QCPH/UBND-UBMTTQ, 01/2023/NQLT-CP-…, 59-NQ/TW, and
    official letters without a kind, as 12/UBND-VX. Leading zeros do not count.
    """
    found = _NUMBER.match(_DASHES.sub("-", normalise(text)))
    if found is None:
        return None
    marks = [mark.strip() for mark in re.split(r"[/-]", found["symbol"])]
    marks = [mark for mark in marks if mark]
    kind, bodies = _split(marks)
    return DocumentNumber(
        number=found["number"].lower().lstrip("0") or "0",
        year=int(found["year"]) if found["year"] else None,
        kind=kind,
        bodies=tuple(bodies),
    )


def _split(marks: list[str]) -> tuple[str, list[str]]:
    if not marks:
        return "", []
    first, *rest = marks
    if _starts_with(first, BODIES):
        return "", marks
    for kind in _LONGEST_FIRST:
        tail = first[len(kind) :].strip()
        if fold(first[: len(kind)]) == fold(kind) and _starts_with(tail, BODIES):
            return first[: len(kind)], [tail, *rest]  # "QĐUBND": a hyphen was lost
    return first, rest


def _starts_with(mark: str, names: tuple[str, ...]) -> bool:
    return any(fold(mark).startswith(fold(name)) for name in names)


def same(first: str, second: str) -> bool:
    """Do the two name one number? What cannot be read is compared as it is written."""
    one, other = parse(first), parse(second)
    if one is None or other is None:
        return fold(first) == fold(second)
    return one.key == other.key


def year_of(text: str) -> int | None:
    """The year that the number itself carries, as 64/2024/QĐ-UBND does."""
    found = parse(text)
    return found.year if found else None
