"""The words of one file: standard input to one line of JSON, as a program of its own.

It reads what strangers made, so it runs apart: with no settings and no database, in
bounded memory and time. Whatever happens to it, the worker lives (see extraction).

    python -I accounts/stored_files/text_reader.py pdf 1024 30 < bản-ký.pdf

The numbers are the limits: megabytes of memory, seconds.
"""

import io
import json
import re
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

MOST_TEXT = 2_000_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Body first; then what stands around it.
WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes|(header|footer)\d*)\.xml")
PAGES = re.compile(rb"<Pages>(\d{1,5})</Pages>")


def main(kind: str, megabytes: str, seconds: str) -> None:
    memory, seconds = int(megabytes) * 1024 * 1024, int(seconds)
    # A part of the time stays for telling what was read in the other.
    until = time.monotonic() + 0.8 * seconds
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages, pieces = READERS[kind](sys.stdin.buffer.read())
    text, is_whole = gather(pieces, until=until)
    json.dump({"pages": pages, "text": text, "is_whole": is_whole}, sys.stdout)


def gather(pieces: Iterator[str], *, until: float) -> tuple[str, bool]:
    """Text up to the cap of length and time, and whether that was all of it."""
    found, length = [], 0
    for piece in pieces:
        found.append(piece[: MOST_TEXT - length])
        length += len(piece)
        if length > MOST_TEXT or time.monotonic() > until:
            return "\n".join(found), False
    return "\n".join(found), True


def read_pdf(content: bytes) -> tuple[int, Iterator[str]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    return len(document), _pdf_pages(document)


def _pdf_pages(document) -> Iterator[str]:
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        # The library marks a hyphen at the end of a line; Vietnamese divides no
        # words, so it is one that was written, as in 194-QCPH.
        yield words.get_text_range().replace("\ufffe", "-")
        words.close()
        page.close()


def read_docx(content: bytes) -> tuple[int | None, Iterator[str]]:
    """The pages are those Word counted when it last saved."""
    package = zipfile.ZipFile(io.BytesIO(content))
    names = package.namelist()
    found = None
    if "docProps/app.xml" in names:
        found = PAGES.search(package.read("docProps/app.xml"))
    pages = int(found[1]) if found else None
    parts = sorted(filter(WORD_PARTS.fullmatch, names), key=_place_of_part)
    return pages or None, _word_paragraphs(package, parts)


def _place_of_part(name: str) -> tuple[bool, str]:
    return name != "word/document.xml", name


def _word_paragraphs(package: zipfile.ZipFile, parts: list[str]) -> Iterator[str]:
    for name in parts:
        with package.open(name) as part:
            yield from _paragraphs_of(part)


def _paragraphs_of(part) -> Iterator[str]:
    """Streamed: a part is never in memory whole, however long it unpacks to."""
    words, skipped = [], 0
    for event, element in ElementTree.iterparse(part, ("start", "end")):
        # A text box comes twice, the second time for programs of before 2010.
        if element.tag == FALLBACK:
            skipped += 1 if event == "start" else -1
        if event == "start":
            continue
        if element.tag == f"{W}t" and not skipped:
            words.append(element.text or "")
        elif element.tag in (f"{W}tab", f"{W}br"):
            words.append(" ")
        elif element.tag == f"{W}p":
            yield "".join(words)
            words = []
        element.clear()


def read_xlsx(content: bytes) -> tuple[None, Iterator[str]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return None, _sheet_rows(book)


def _sheet_rows(book) -> Iterator[str]:
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():
            yield " ".join(str(cell) for cell in row if cell != "")


READERS = {"pdf": read_pdf, "docx": read_docx, "xlsx": read_xlsx}

if __name__ == "__main__":
    main(*sys.argv[1:])
