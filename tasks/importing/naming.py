"""The bodies that a cell names: one, several, or a group without names.

Cells part their bodies by ";", by lines or by commas; but commas stand within names
("Sở Văn hóa, Thể thao và Du lịch") and within groups ("các sở, ban, ngành tỉnh").
"""

import re
from collections.abc import Callable
from functools import lru_cache

from accounts.vietnamese import fold, normalise

# What offices write for one another: the same key for every form.
SAME = (
    ("uy ban mat tran to quoc", "mttq"),
    ("mat tran to quoc", "mttq"),
    ("ub mttqvn", "mttq"),
    ("ubmttqvn", "mttq"),
    ("ub mttq", "mttq"),
    ("ubmttq", "mttq"),
    ("uy ban mttq", "mttq"),
    ("mttqvn", "mttq"),
    ("mttq viet nam", "mttq"),
    ("mttq vn", "mttq"),
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("doan dai bieu quoc hoi", "ddbqh"),
    ("doan dbqh", "ddbqh"),
    ("dai bieu quoc hoi", "dbqh"),
    ("thanh pho", "tp"),
    ("lien hiep phu nu", "lhpn"),
    ("lien doan lao dong", "ldld"),
    ("cuu chien binh", "ccb"),
    ("bao hiem xa hoi", "bhxh"),
    ("thanh nien cong san ho chi minh", "thanh nien"),
    ("tncs ho chi minh", "thanh nien"),
    ("tncs hcm", "thanh nien"),
    ("viet nam", "vn"),
    ("van hoa the thao va du lich", "vhttdl"),
    ("vhttdl", "vhttdl"),
    ("vh tt dl", "vhttdl"),
    ("vhtt dl", "vhttdl"),
)
ORGANS = ("ban thuong truc", "btt", "thuong truc", "tap the lanh dao", "lanh dao")
_KIND = (
    r"sở|ban|ngành|đoàn thể|hội|huyện|thị xã|thị trấn|thành phố|xã|phường|đặc khu|"
    r"cơ quan|đơn vị|tổ chức|địa phương|cá nhân|doanh nghiệp|hội đoàn thể"
)
_ENUMERATION = re.compile(
    rf"\b(?:{_KIND})(?:\s*,\s*(?:và\s+)?(?:các\s+)?(?:{_KIND})\b(?!\s+\b[A-ZĐ]))+",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"^(?:cac|nhung|mot so|toan bo|tat ca)\b|"
    r"\b(?:co|don vi|co quan) lien quan\b|\blien quan$|\btrien khai$|"
    r"^(?:so|ban|nganh|co quan|don vi|to chuc|dia phuong)\s*(?:,|$)|"
    r"\bcung cap$|\bcac cap$|\b(?:ubnd|mttq|hdnd) cap (?:huyen|xa|tinh)\b|"
    r"\bcap (?:huyen|xa)$|\bcac (?:xa|huyen|phuong|so)\b|"
    r"\bto chuc thanh vien\b|\bto chuc chinh tri(?: -)? xa hoi$|\bdoan the\b|"
    r"\b(?:ubnd|mttq) (?:xa|phuong|huyen)\s*,|\bco quan bao chi\b|\bkhu dan cu\b"
)
_GUARD = "\ue000"
# With what a name begins; a piece that begins otherwise goes on with the one before.
_BEGINS = re.compile(
    r"^(?:so|ban|ubnd|uy ban|ub|hdnd|hoi|cong an|bo|van phong|vp|doan|truong|cuc|"
    r"chi cuc|tong cuc|trung tam|mttq|ubmttq|mat tran|tinh|thanh tra|bao|dai|"
    r"lien doan|lien minh|lien hiep|quy|kho bac|ngan hang|toa an|tand|vien|vksnd|bhxh|"
    r"bao hiem|cac|phong|chi|cong ty|hiep hoi|dang uy|btt|thuong truc|thuong vu|"
    r"huyen|tp|thanh pho|thanh uy|tinh uy|xa|phuong|ldld|ddbqh|co quan|don vi|"
    r"to chuc|to|nhom|doanh nghiep|hop tac xa|vu|tong|nha|benh vien|dang|moi|dia phuong"
    r")\b"
)


@lru_cache(20_000)
def key_of(name: str) -> str:
    """What two spellings of one name share."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(name)).split())
    words = f" {words} "
    for long, short in SAME:
        words = words.replace(f" {long} ", f" {short} ")
    return words.replace(" vn ", " ").strip()


@lru_cache(4096)
def is_collective(text: str) -> bool:
    """A group that names nobody: it is kept as words."""
    words = fold(text).strip(" .")
    return bool(_COLLECTIVE.search(words)) or bool(
        _ENUMERATION.search(text) and not re.search(r"\b[A-ZĐ]\w+\s+[A-ZĐ]", text)
    )


def names_in(text: str, is_known: Callable[[str], bool]) -> list[list[str]]:
    """The names of a cell, in the segments that lines and ";" make of it."""
    segments = re.split(r"[;\n]+", text)
    found = [split(segment, is_known) for segment in segments]
    return [names for names in found if names]


def split(segment: str, is_known: Callable[[str], bool]) -> list[str]:
    segment = re.sub(r"^[\s\-–+•*]+", "", segment).strip(" .,")
    if not segment:
        return []
    if is_known(segment):
        return [segment]
    guarded = _ENUMERATION.sub(lambda m: m[0].replace(",", _GUARD), segment)
    pieces = [p.replace(_GUARD, ",").strip(" .") for p in guarded.split(",")]
    pieces = [piece for piece in pieces if piece]
    names, start = [], 0
    while start < len(pieces):
        length = _longest(pieces[start:], is_known)
        name = ", ".join(pieces[start : start + length])
        if not length:
            name, length = pieces[start], 1
            if names and not _BEGINS.match(fold(name)):
                # "Sở Văn hoá, Thể thao và Du lich": the rest of an unknown name.
                names[-1] += f", {name}"
                start += 1
                continue
        names.append(name)
        start += length
    return [part for name in names for part in _split_and(name, is_known)]


def _longest(pieces: list[str], is_known) -> int:
    for length in range(min(len(pieces), 5), 0, -1):
        if is_known(", ".join(pieces[:length])):
            return length
    return 0


def _split_and(name: str, is_known) -> list[str]:
    """ "Sở Tài chính và Sở Y tế" names two; "Sở Giáo dục và Đào tạo" one."""
    if is_known(name) or is_collective(name):
        return [name]
    for match in re.finditer(r"\s+(?:và|&|cùng)\s+", name):
        left, right = name[: match.start()], name[match.end() :]
        if _BEGINS.match(fold(right)) and (is_known(left) or is_known(right)):
            return [left, *_split_and(right, is_known)]
    return [normalise(name)]
