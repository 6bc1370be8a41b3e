"""`make bench-search`: how long a question takes, at a million rows and at 50,000.

A database of its own, dropped at the end; one JSON line a person and kind of
question, then the plan of the slowest statement. Pages are asked for in this process,
through every middleware: what a browser waits for, without the network.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path
from random import Random

from tests.stack import services

from .__main__ import database, tell

# Documents, articles and bodies beside the tasks; the rest of the rows are tasks.
PROVISIONS, DOCUMENTS = 60, 30  # of each agreement
REPEATED = 8  # each task so many times
ROUNDS = 5

QUESTIONS = {
    "rare": ["cau treo nam khoai", "lu cuon dan sinh", "nậm khoai"],
    "common": ["phoi hop tuyen truyen", "giam sat", "nong thon moi", "binh son"],
    "none": ["quang ninh lao cai zzz", "vinh ha long", "hien mau nhan dao"],
    "common-words-never-together": ["cau treo ma tuy", "nam khoai giao thong"],
    "marked": ["giám sát", "hoà giải", "người cao tuổi", "dân tộc", "tái định cư"],
    "number": ["194", "194/QCPH", "104/KHUBND", "số 12/QCPH"],
    "two-letters": ["y te", "ma", "xa"],
    "abbreviation": ["mttq", "ubmttqvn", "hdnd tinh", "ctmtqg"],
    "name": ["nguyen van an", "Đỗ Ngọc Lan"],
    "typing": ["tuy", "bin", "giam s"],
    "file": ["phu luc tien do", "bien ban nghiem thu"],
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.search")
    parser.add_argument("--rows", type=int, help="số dòng tìm được")
    parser.add_argument("--sqlite", action="store_true", help="đo trên SQLite")
    parser.add_argument("--keep", action="store_true", help="giữ cơ sở dữ liệu")
    parser.add_argument("--again", metavar="URL", help="đo lại trên dữ liệu đã giữ")
    options = parser.parse_args()
    options.rows = options.rows or (50_000 if options.sqlite else 1_000_000)
    if not options.sqlite and not services.postgresql():
        print("Không kết nối được máy chủ PostgreSQL.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="phoihop-bench-") as directory:
        file = f"sqlite:///{Path(directory) / 'bench.sqlite3'}"
        if options.again or options.sqlite:
            place = nullcontext(options.again or file)
        else:
            place = database(keep=options.keep)
        with place as url:
            os.environ |= {
                "DATABASE_URL": url,
                "DATA_DIR": directory,
                "SECRET_KEY": "bench",
                "DEBUG": "false",
                "EMBEDDED": "true",
                "ALLOWED_HOSTS": "127.0.0.1",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
            import django

            django.setup()
            if not options.again:
                bench(options.rows)
            report()
    return 0


def bench(rows: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    start = time.monotonic()
    call_command("migrate", verbosity=0)
    plans = max(6, rows // 1400)
    agreements = max(3, plans // 2)
    tasks = rows - agreements * (PROVISIONS + DOCUMENTS + 3) - plans
    with without_word_indexes():
        fill(tasks, plans, timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("ANALYZE")
    counted = count_of_rows()
    taken = time.monotonic() - start
    tell(f"{connection.vendor}: {counted} dòng, nạp trong {taken:.0f} giây.")


def fill(tasks, plans, on):
    """Only what is searched: no progress, history or letters of the tasks."""
    from tasks.models import Coordination, FocusTask

    from .filling import Province, copy

    province = Province(Random(194), on, agreements=max(3, plans // 2))
    province.people()
    province.sign()
    province.plan(plans)
    copy(FocusTask, province.tasks(tasks // REPEATED))
    copy(Coordination, province.coordinations)
    repeat(FocusTask, REPEATED)
    add_texts()


def repeat(model, times) -> None:
    """The rows again under other keys: a database copies faster than Python makes."""
    from django.db import connection
    from django.db.models import GeneratedField, Max

    from .filling import reset_keys

    last = model._base_manager.aggregate(last=Max("pk"))["last"]
    columns = [
        f'"{field.column}"'
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField) and not field.primary_key
    ]
    copied = ", ".join(columns)
    with connection.cursor() as cursor:
        for again in range(1, times):
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} (id, {copied}) "
                f"SELECT id + {again * last}, {copied} FROM {model._meta.db_table} "
                f"WHERE id <= {last}"
            )
    reset_keys(model)


def count_of_rows() -> int:
    from django.apps import apps

    from accounts.fields import FoldedModel

    models = [m for m in apps.get_models() if issubclass(m, FoldedModel)]
    return sum(model._base_manager.count() for model in models)


@contextmanager
def without_word_indexes():
    """An index built at the end costs a fraction of one kept while rows come in."""
    from django.apps import apps
    from django.contrib.postgres.indexes import GinIndex
    from django.db import connection

    indexes = [
        (model, index)
        for model in apps.get_models()
        for index in model._meta.indexes
        if isinstance(index, GinIndex)
    ]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '512MB'")
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)


def add_texts() -> None:
    """Articles, and the words of files, of every agreement."""
    from accounts.models import FileText, StoredFile
    from agreements.models import Agreement, AgreementDocument, Provision

    from . import words
    from .filling import copy

    random, keys, files = Random(104), count(1), count(1)
    agreements = list(Agreement.objects.all())

    def sentence():
        place = f"xã {random.choice(words.FIRST)} {random.choice(words.SECOND)}"
        audience = random.choice(words.AUDIENCES).format(place=place)
        action, thing = random.choice(words.ACTIONS), random.choice(words.OBJECTS)
        return f"{action} {thing} {audience}."

    copy(
        Provision,
        (
            Provision(
                pk=next(keys),
                agreement=agreement,
                kind=Provision.Kind.ARTICLE,
                number=str(number),
                heading=random.choice(words.AREAS),
                text=f"{sentence()} {sentence()}",
                position=number,
            )
            for agreement in agreements
            for number in range(1, PROVISIONS + 1)
        ),
    )
    stored = [
        StoredFile(
            pk=next(files),
            file=f"x/{agreement.pk}-{number}",
            name=f"Phu luc {number}.pdf",
            extension="pdf",
            media_type="application/pdf",
            size=1,
        )
        for agreement in agreements
        for number in range(DOCUMENTS)
    ]
    copy(StoredFile, stored)
    copy(
        AgreementDocument,
        (
            AgreementDocument(
                pk=file.pk,
                agreement=agreements[index // DOCUMENTS],
                stored_file=file,
                kind=AgreementDocument.Kind.ANNEX,
            )
            for index, file in enumerate(stored)
        ),
    )
    copy(
        FileText,
        (
            FileText(
                pk=file.pk,
                stored_file=file,
                text="Biên bản nghiệm thu. " * (file.pk % 50 == 0)
                + " ".join(sentence() for _ in range(40)),
            )
            for file in stored
        ),
    )


def people() -> dict:
    """Who sees everything, who sees the province's own, and who sees a commune's."""
    from accounts.models import User

    from . import words

    first_commune = len(words.BODIES) + len(words.DEPARTMENTS)
    administrator, _ = User.objects.get_or_create(
        username="quan-tri", full_name="Quản trị", is_superuser=True
    )
    return {
        "superuser": administrator,
        "busy": User.objects.get(username="nguoi0"),
        "small": User.objects.get(username=f"nguoi{2 * first_commune}"),
    }


def report() -> None:
    from django.db import connection

    slowest = (0.0, "")
    every_time = []
    for name, user in people().items():
        for kind, questions in QUESTIONS.items():
            times, statements, worst = asked(user, questions)
            every_time += times
            slowest = max(slowest, worst)
            line = {"who": name, "questions": kind, "queries": statements}
            print(json.dumps(line | figures(times)), flush=True)
    print(json.dumps({"who": "all", "questions": "all"} | figures(every_time)))
    tell(f"Câu chậm nhất, {slowest[0] * 1000:.0f} ms:\n{plan_of(slowest[1])}")
    connection.close()


def figures(times) -> dict:
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "max_ms": round(max(times), 1),
        "samples": len(times),
    }


def asked(user, questions):
    """The times of the page, its most statements, and the slowest of them."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    times, statements, worst = [], 0, (0.0, "")
    for question in questions:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/tim/", {"q": question})
        assert answer.status_code == 200, answer.status_code
        statements = max(statements, len(queries))
        for query in queries:
            worst = max(worst, (float(query["time"]), query["sql"]))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            client.get("/tim/", {"q": question})
            times.append((time.perf_counter() - start) * 1000)
    return times, statements, worst


def plan_of(statement: str) -> str:
    from django.db import connection

    words = {
        "postgresql": "EXPLAIN (ANALYZE, BUFFERS)",
        "sqlite": "EXPLAIN QUERY PLAN",
    }[connection.vendor]
    with connection.cursor() as cursor:
        # Without parameters a % in the statement is only a letter.
        cursor.execute(f"{words} {statement}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return f"{statement}\n{plan}"


if __name__ == "__main__":
    sys.exit(main())
