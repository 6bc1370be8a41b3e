"""How a body's name stands at the head and the foot of a document."""

import re
from datetime import date

from accounts.models import Letterhead, Organisation

from .documents.content import Issuer, Signature

_PLACE = re.compile(
    r"^(?P<body>.+?)\s+(?P<place>(?:tỉnh|thành phố|TP\.?|quận|huyện|thị xã|xã|phường|"
    r"đặc khu)\s.+)$",
    re.IGNORECASE,
)
_CENTRAL = re.compile(r"^(?P<body>.+ Trung ương)\s+(?P<place>Mặt trận .+)$")
_IN_FULL = {
    "UBND": "ỦY BAN NHÂN DÂN",
    "HĐND": "HỘI ĐỒNG NHÂN DÂN",
    "TP.": "THÀNH PHỐ",
    "TP": "THÀNH PHỐ",
    "UBMTTQ": "ỦY BAN MẶT TRẬN TỔ QUỐC",
    "MTTQ": "MẶT TRẬN TỔ QUỐC",
}
# "TM." belongs to bodies that decide together; others sign by their head.
COLLEGIATE = re.compile(r"^(ỦY BAN|HỘI ĐỒNG|THƯỜNG TRỰC|BAN|ĐOÀN)\b")


def lines(name: str) -> tuple[str, ...]:
    """ "UBND tỉnh Lào Cai" → ("ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI")."""
    match = _PLACE.match(name) or _CENTRAL.match(name)
    pieces = (match["body"], match["place"]) if match else (name,)
    return tuple(
        " ".join(_IN_FULL.get(word, word) for word in piece.upper().split())
        for piece in pieces
    )


def issuer(body: Organisation, on: date) -> Issuer:
    name = body.name_on(on)
    if body.kind.letterhead == Letterhead.FRONT:
        return Issuer.front(*lines(name), full_name=f"Ban Thường trực {name}")
    own = lines(name)
    parent = body.parent_on(on)
    if parent and len(own) == 1:  # a department names the body above it
        above = (" ".join(lines(parent.name_on(on))),)
        return Issuer(own, above, full_name=name)
    return Issuer(own, full_name=name)


def signature(body: Organisation, on: date) -> Signature:
    """The usual block, to be confirmed when the report is issued."""
    if body.kind.letterhead == Letterhead.FRONT:
        return Signature(("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"))
    first = lines(body.name_on(on))[0]
    if COLLEGIATE.match(first):
        return Signature((f"TM. {first}", "CHỦ TỊCH"))
    head = "GIÁM ĐỐC" if first.startswith("SỞ ") else "THỦ TRƯỞNG CƠ QUAN"
    return Signature((head,))


def symbol(bodies: list[Organisation], kind: str = "BC") -> str:
    """ "BC-UBND", "KH-UBND-MTTQ"."""
    return "-".join([kind, *(body.symbol for body in bodies if body.symbol)])
