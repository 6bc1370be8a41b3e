"""The floor under a page: the same statements and as many bytes, nothing else.

A WSGI application of its own, under the same server. FLOOR_DIR holds, for each page,
`<name>.json` with its statements and `<name>.html` with its answer.
"""

import json
import os
import threading
from functools import cache
from pathlib import Path

import psycopg

kept = threading.local()


@cache
def prepared(name: str) -> tuple[list[str], bytes]:
    directory = Path(os.environ["FLOOR_DIR"])
    statements = json.loads((directory / f"{name}.json").read_text())
    return statements, (directory / f"{name}.html").read_bytes()


def application(environ, start_response):
    statements, body = prepared(environ["PATH_INFO"].strip("/"))
    if not hasattr(kept, "connection"):
        kept.connection = psycopg.connect(
            os.environ["DATABASE_URL"],
            autocommit=True,
            prepare_threshold=None,  # as Django has it
            cursor_factory=psycopg.ClientCursor,
        )
    with kept.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
