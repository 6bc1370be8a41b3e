"""Malformed uploads, forms, searches and addresses, the same ones for the same seed."""

import io
import json
import re
import zipfile
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from tests.uploads import SAMPLES, docx, jpg, png, relation

DAYS = [
    "31/02/2026",
    "29/02/2023",
    "00/00/0000",
    "01/01/0000",
    "01/01/99999",
    "hôm nay",
]
NUMBERS = [
    "1e999",
    "NaN",
    "-Infinity",
    "1..2",
    "--1",
    "1,2,3",
    "½",
    "0x10",
    "(SELECT 1)",
]
OUTSIDE = [str(10**30), str(-(2**63) - 1), "9" * 5000, "chon-bua", "1;2", "\x00", "１²"]
BLANK = ["", "   ", "\n\t\n"]
NOTHING_TO_LOOK_FOR = ["%", "_", "\\", "'", '"', "*", "' OR 1=1 --", "%s %(a)s {0}"]
TEXTS = [
    *("\x00", "a\x00b", "\u202e", "\u200b", "\ufeff", "\r\nSet-Cookie: a=b"),
    *("<script>alert(1)</script>", "{{ 7|add:7 }}", "../../../etc/passwd", "😀" * 40),
    *("true", "None", "null", "[]", "{}", "-1", "0", "٠١/٠١/٢٠٢٦", "１２", "1.242,5"),
    *("từ" * 5000, "x" * 10_000, "a b " * 2500, "đ-" * 5000, "\n" * 10_000),
    *("a" + "\u0323\u0301" * 20_000, "9" * 5000, str(2**31), str(2**63), str(2**64)),
]
# What no text holds: broken UTF-8, half a character pair, an overlong slash.
BYTES = [b"\xff\xfe\x80", b"qu\xed\xa0\x80y", b"\xc0\xaf", b"\xf4\x90\x80\x80"]
CURSORS = [
    *([10**30, 10**30], ["9999-99-99", 1], ["0000-00-00", -1], ["x", "y"], [1]),
    *([True, False], [None, None], [1.5, 1e300], [[], {}], {"a": 1}, "sau", []),
    *(["2026-01-01", 2**64], ["\u0000", 1], ["\ud800", 1], ["a" * 5000, 1], [1, 2, 3]),
]
DEEP = "[" * 3000


def junk(random: Random) -> str | bytes:
    return random.choice(
        [*DAYS, *NUMBERS, *OUTSIDE, *BLANK, *NOTHING_TO_LOOK_FOR, *TEXTS, *BYTES]
    )


def cursor(random: Random) -> str:
    if random.random() < 0.1:
        return urlsafe_b64encode(DEEP.encode()).decode()
    key = json.dumps(random.choice(CURSORS)).encode()
    encoded = urlsafe_b64encode(key).decode().rstrip("=")
    return encoded[: random.choice([len(encoded), 3, 10])]


def encoded(pairs) -> str:
    return urlencode(pairs, errors="surrogatepass")


# -- Searches -----------------------------------------------------------------

PAGING = ("sau", "truoc")


def query(random: Random, known: dict[str, list[str]]) -> str:
    """What the page knows, partly as it offers it, and what it does not know."""
    names = [*known, *PAGING]
    chosen = random.sample(names, min(len(names), random.randint(1, 4)))
    pairs = []
    for name in chosen:
        if name in PAGING:
            pairs.append((name, cursor(random)))
        elif known[name] and random.random() < 0.3:
            pairs.append((name, random.choice(known[name])))
        else:
            pairs.append((name, junk(random)))
    if random.random() < 0.2:  # the same one twice, and one nobody asked for
        pairs += [(chosen[0], junk(random)), (junk(random), junk(random))]
    return encoded(pairs)


# -- Addresses ----------------------------------------------------------------


NUMBER = re.compile(r"\d+")


def elsewhere(random: Random, path: str) -> str:
    """The address of a row that cannot be, or of nothing at all."""
    wrong = random.choice(
        [str(2**63), str(10**30), "9" * 4400, "-1", "%00", "%ff", "..", "１２"]
    )
    return NUMBER.sub(wrong, path, count=random.choice([0, 1]))


# -- Forms --------------------------------------------------------------------

# A row may stay empty; the empty row that a script copies is no part of the form.
IN_A_ROW = re.compile(r"-\d+-|-__prefix__-|_FORMS$")


def faults(field) -> list[str]:
    """Values that this field of a page must refuse; none for a free text."""
    kind, name = field.get("type", ""), field.name
    if IN_A_ROW.search(name) or kind in ("file", "submit", "button"):
        return []
    if name in ("form_token", "version"):
        return [*OUTSIDE, *NUMBERS, ""]
    if field.tag == "select" or kind == "radio":
        return OUTSIDE
    if field.get("placeholder") == "ngày/tháng/năm":
        return DAYS
    if field.get("inputmode") in ("numeric", "decimal"):
        return NUMBERS
    found = BLANK if field.get("required") is not None and kind != "checkbox" else []
    if field.get("maxlength"):
        found = [*found, "x" * (int(field.get("maxlength")) + 1)]
    return found


def spoilable(form) -> list:
    return [field for field in form.inputs if field.name and faults(field)]


def form_body(random: Random, form) -> tuple[str, str]:
    """What is sent instead of the form, and which field is what it cannot be.

    Where nothing can be wrong (a button, a page that takes no form): any fields.
    """
    if form is None or not spoilable(form):
        return "", encoded([(junk(random), junk(random)) for _ in range(5)])
    spoilt = random.choice(spoilable(form))
    pairs = [pair for pair in form.form_values() if pair[0] != spoilt.name]
    # Half the time nothing else is wrong, or the other faults would hide this one.
    others = {field.name for field in form.inputs if field.name} - {spoilt.name}
    number = random.choice([0, random.randint(0, len(others))])
    for name in random.sample(sorted(others), number):
        pairs = [pair for pair in pairs if pair[0] != name]
        what = random.random()
        if what < 0.2:  # missing, also where it counts the rows
            continue
        pairs += [(name, junk(random))] * (2 if what < 0.3 else 1)
    pairs.append((spoilt.name, random.choice(faults(spoilt))))
    return f"{pairs[-1]!r:.80}", encoded(pairs)


# -- Uploads ------------------------------------------------------------------


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


NAMES = [
    *("../../etc/passwd.{}", "..\\..\\x.{}", "a\u202efdp.{}", "a\x00b.{}", "\u200b.{}"),
    *("a" * 300 + ".{}", "bản ký.{}", "CON.{}", "a.{}.{}", " .{}", '"; a="b.{}'),
]
OTHER_NAMES = [
    "a.exe",
    "a.pdf.html",
    "a",
    ".pdf",
    "a.doc",
    "a.svg",
    "a.docm",
    "a.pdf\u200b.",
]
FOREIGN = [
    *(b"MZ\x90\x00", b"<html><script>alert(1)</script>%PDF-1.7", b"<svg onload=x />"),
    *(b"#!/bin/sh\n", b"GIF89a", b"\x7fELF", b"Rar!\x1a\x07", b"\x00" * 500),
    *(b"PK\x05\x06" + b"\x00" * 18, b"PK\x03\x04" + b"\xff" * 300, b"\xff\xd8\xff"),
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, b"\x89PNG\r\n\x1a\n"),
]


def upload(random: Random) -> Upload:
    spoil = random.choice(
        [cut, changed, misnamed, foreign, empty, unwelcome, monstrous]
    )
    extension, content = spoil(random)
    name = random.choice([*NAMES, "van-ban.{}"]).replace("{}", extension)
    return Upload(extension if "." in extension else name, content)


def broken_request(random: Random, body: bytes, kind: str) -> tuple[bytes, str]:
    """A form with files as no browser sends it: the body and its content type."""
    head, _, rest = body.partition(b"\r\n\r\n")
    return random.choice(
        [
            (body[: random.randrange(len(body))], kind),
            (body, "multipart/form-data"),
            (body, "multipart/form-data; boundary=" + "x" * 300),
            (body, "multipart/form-data; boundary=chon-bua"),
            (body, kind + "; charset=chon-bua"),
            (body, "application/x-www-form-urlencoded"),
            (head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + rest, kind),
            (body.replace(b"form-data", b"\xff\xfe"), kind),
            (body.replace(b"filename=", b"filename*=utf-99''"), kind),
            (body.replace(b"\r\n", b"\n"), kind),
            (body.replace(b"name=", b"x="), kind),
            (body.replace(b"filename=", b"name=x; x="), kind),
            (b"\r\n".join([body] * 40), kind),
            (b"", kind),
        ]
    )


def cut(random):
    """The end is missing: a copy or a transfer that stopped."""
    extension, content = random.choice(list(SAMPLES.items()))
    shortest = 40 if extension == "pdf" else 1
    return extension, content[: -random.randint(shortest, len(content) - 1)]


def changed(random):
    """A byte is another one, where the format can tell."""
    extension, content = random.choice(list(SAMPLES.items()))
    first, last = {"pdf": (0, 5), "jpg": (0, 2), "png": (0, len(content))}.get(
        extension, (0, 0)
    )
    if not last:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            part = random.choice(package.infolist())
        first = part.header_offset + 30 + len(part.filename.encode())
        last = first + part.compress_size
    place = random.randrange(first, last)
    other = content[place] ^ random.randint(1, 255)
    return extension, content[:place] + bytes([other]) + content[place + 1 :]


def misnamed(random):
    (extension, _), (_, content) = random.sample(list(SAMPLES.items()), 2)
    return extension, content


def foreign(random):
    if random.random() < 0.5:
        return random.choice(OTHER_NAMES), SAMPLES["pdf"]
    return random.choice(list(SAMPLES)), random.choice(FOREIGN)


def empty(random):
    return random.choice(list(SAMPLES)), b""


def unwelcome(random):
    """Whole and well made, and not what an office keeps."""
    template = relation("attachedTemplate", "https://xa.example/mau.dotm")
    return "docx", random.choice(
        [
            docx("x", parts={"word/vbaProject.bin": b"x"}),
            docx("x", parts={"word/_rels/settings.xml.rels": template}),
            docx("x", parts={"word/_rels/document.xml.rels": "<a><b></a>"}),
            docx("x", parts={"_rels/.rels": b"\xff\xfe<"}),
        ]
    )


def monstrous(random):
    """Small here, endless where it is opened."""
    listing = (b"PK\x01\x02" + b"\0" * 42) * 30_000
    end = b"PK\x05\x06" + b"\0" * 8 + len(listing).to_bytes(4, "little") + b"\0" * 6
    packed = SAMPLES["docx"]
    place = packed.index(b"PK\x01\x02")
    vast = packed[: place + 24] + b"\xf0\xff\xff\x7f" + packed[place + 28 :]
    locked = packed[: place + 8] + b"\x01" + packed[place + 9 :]
    odd = packed[: place + 10] + b"\x63" + packed[place + 11 :]
    return random.choice(
        [
            ("docx", b"PK\x03\x04" + listing + end),
            *(("docx", vast), ("docx", locked), ("docx", odd)),
            *(("png", png(2**31 - 1, 2**31 - 1)), ("png", png(0, 1))),
            *(("jpg", jpg(65_535, 65_535)), ("jpeg", jpg(0, 0))),
            ("png", SAMPLES["png"][:-12] + (b"\0\0\0\0tEXt\x43\x3b\xcd\xd0") * 60_000),
            ("jpg", b"\xff\xd8" + b"\xff" * 300_000),
        ]
    )
