"""Pages set by typst: standard input to standard output, a program of its own.

A table of thousands of rows takes hundreds of megabytes, which a web or Celery worker
would keep until its end: here they are given back when the program ends (see pdf).

    python -I reports/documents/typesetter.py 3000 60 < request.json

The numbers are the limits: megabytes of memory, seconds. In comes {"files": {name:
text}, "format": "pdf" or "png", …}; out come a line of JSON and, unless that names a
fault, the file (of PNG, one picture a page: {"sizes": [bytes of each]}).
"""

import json
import resource
import sys
from math import ceil
from pathlib import Path

import typst

# Debian 12 may have two fonts named Liberation Serif; the older one, which would be
# taken, lacks half of the Vietnamese letters.
FONTS = Path("/usr/share/fonts/truetype")
NEWER, OLDER = FONTS / "liberation2", FONTS / "liberation"
ELSEWHERE = "/usr/local/share/fonts"


def main(megabytes: str, seconds: str) -> None:
    memory, seconds = int(megabytes) * 1024 * 1024, ceil(float(seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.read())
    told, pages = {}, []
    try:
        pages = typeset(asked)
        told["sizes"] = [len(page) for page in pages]
    except typst.TypstError as error:
        told["fault"] = " ".join([error.message, *error.hints])[:500]
    except MemoryError:
        told["fault"] = "memory"
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for page in pages:
        sys.stdout.buffer.write(page)


def typeset(asked: dict) -> list[bytes]:
    files = {name: text.encode() for name, text in asked["files"].items()}
    options = {"format": asked["format"]}
    if asked["format"] == "png":
        options["ppi"] = asked["ppi"]
    else:
        options["timestamp"] = asked["timestamp"]
        options["pdf_standards"] = asked["standards"]
    if NEWER.is_dir() and OLDER.is_dir():
        others = [str(path) for path in FONTS.iterdir() if path != OLDER]
        options |= {"ignore_system_fonts": True, "font_paths": [ELSEWHERE, *others]}
    made = typst.compile(files, **options)
    return made if isinstance(made, list) else [made]


if __name__ == "__main__":
    main(*sys.argv[1:])
