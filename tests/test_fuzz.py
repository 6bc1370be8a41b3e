"""Two thousand malformed requests: no error of ours, no wait, nothing stored.

Pages are found in the site map and in the table of permissions, and their fields in
the pages themselves: a new page is tried without a word here.
"""

import logging
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from lxml import html

from tests import fuzzing, world
from tests.test_permissions import PEOPLE, address, names, rows

# A key of a list may be typed by hand, without a time zone: a line in the log.
pytestmark = pytest.mark.filterwarnings("ignore:DateTimeField .* naive datetime")

SEED = 2026
UPLOADS, FORMS, SEARCHES, ADDRESSES = 500, 700, 650, 150
LONGEST = 2  # seconds
OURS = ("accounts", "agreements", "tasks", "reports")
# Whoever can do more is asked first: their pages hold more fields.
BY_RIGHTS = ("manager", "staff", "front_manager", "reviewer", "lead", "admin")


def test_two_thousand():
    assert UPLOADS + FORMS + SEARCHES + ADDRESSES == 2000


class Undo(Exception):
    pass


@dataclass
class Site:
    """The site with one of everything in it, and what went wrong there."""

    scene: object
    clients: dict[str, Client]
    wrong: list[str] = field(default_factory=list)
    tried: int = 0

    def ask(self, person: str, what: str, method: str, path: str, **sent):
        """Send one request and undo what it did; note whatever breaks a promise."""
        self.tried += 1
        before, on_disk = counted(), stored_files()
        send = partial(getattr(self.clients[person], method), path, **sent)
        try:
            response, took, after = answer(send)
            if took > LONGEST:  # a busy machine is not a slow page
                response, took, after = answer(send)
        except Exception as error:
            return self.blame(what, person, f"{type(error).__name__}: {error}")
        if response.status_code >= 500:
            self.blame(what, person, f"answer {response.status_code}")
        if took > LONGEST:
            self.blame(what, person, f"{took:.1f} s")
        if after != before:
            changed = {name for name in after if after[name] != before[name]}
            self.blame(what, person, f"stored in {sorted(changed)}")
        if stored_files() != on_disk:
            self.blame(what, person, "left a file on the disk")

    def blame(self, what, person, complaint):
        self.wrong.append(f"{person} {what[:300]}: {complaint[:300]}")

    def forms(self):
        """(person, path, form) for each form that somebody may send."""
        for name, thing, method, expected in rows():
            allowed = dict(zip(PEOPLE, expected, strict=True))
            person = next((p for p in BY_RIGHTS if allowed[p] == "được"), None)
            if method != "GET" or not person:
                continue
            path = address(name, thing, self.scene)
            for form in page_of(self.clients[person], path).forms:
                action = form.action or path
                if form.method == "POST" and action.split("?")[0] == path.split("?")[0]:
                    yield person, path, form


def answer(send):
    """The response, its seconds and the rows after it, all of it undone."""
    started = time.perf_counter()
    try:
        with transaction.atomic():
            response = send()
            took, after = time.perf_counter() - started, counted()
            raise Undo
    except Undo:
        pass
    for close in response._resource_closers:
        close()  # a download; not response.close(), which ends the connection too
    return response, took, after


def counted() -> dict[str, int]:
    """How many rows each of our tables holds, asked in one statement."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model._meta.proxy
    ]
    parts = [f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def stored_files() -> int:
    return sum(1 for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


NOTHING = html.document_fromstring("<html><body></body></html>")


def page_of(client, path):
    response = client.get(path)
    if response.status_code != 200 or response.streaming:
        for close in response._resource_closers:
            close()
        return NOTHING
    if "html" not in response["Content-Type"] or not response.content.strip():
        return NOTHING
    return html.document_fromstring(response.content.decode())


@pytest.fixture
def site(cast, agreement, settings, tmp_path, caplog):
    caplog.set_level(logging.CRITICAL)  # a line for each request would bury the rest
    settings.MEDIA_ROOT = tmp_path
    clients = {}
    for person in BY_RIGHTS:
        clients[person] = Client()
        clients[person].force_login(getattr(cast, person))
    return Site(world.build(cast, agreement), clients)


def test_malformed_uploads(site):
    random = Random(SEED)
    with_files = [
        (person, path, form)
        for person, path, form in site.forms()
        if any(control.get("type") == "file" for control in form.inputs)
    ]
    assert len(with_files) >= 4
    # Most go where the file is all that is wrong.
    add = reverse("agreements:document-add", args=[site.scene.agreement.pk])
    alone = [found for found in with_files if found[1] == add]
    for person, path, form in cycle([*alone * len(with_files), *with_files]):
        if site.tried == UPLOADS:
            break
        upload = fuzzing.upload(random)
        sent = dict(form.form_values())
        for control in form.inputs:
            if control.get("type") == "file":
                sent[control.name] = SimpleUploadedFile(upload.name, upload.content)
        what = f"{path} {upload.name!r:.60} {upload.content[:60]!r}"
        site.ask(person, what, "post", path, data=sent)
    assert not site.wrong, "\n".join(site.wrong)


def test_malformed_forms(site):
    random = Random(SEED)
    found = list(site.forms())
    assert len(found) > 20
    for person, path, form in cycle(found):
        if site.tried == FORMS:
            break
        spoilt = fuzzing.form_body(random, form)
        if spoilt is None:
            continue
        fault, body = spoilt
        site.ask(
            person,
            f"{path} {fault} {body}",
            "post",
            path,
            data=body,
            content_type="application/x-www-form-urlencoded",
        )
    assert not site.wrong, "\n".join(site.wrong)


def asked_for(page) -> set[str]:
    """Names of the parameters that a page's filters and links send to itself."""
    found = {
        control.name
        for form in page.forms
        if form.method == "GET"
        for control in form.inputs
        if control.name
    }
    for link in page.xpath("//a/@href"):
        found |= {name for name, _ in parse_qsl(urlsplit(link).query)}
    return found


def test_malformed_searches(site):
    random = Random(SEED)
    pages = []
    for name in sorted(set(names(get_resolver()))):
        try:
            path = reverse(name)
        except NoReverseMatch:  # of one row: its address is tried below
            continue
        known = asked_for(page_of(site.clients["admin"], path))
        pages.append((path, sorted({"q", *fuzzing.PAGING, *known})))
    assert len(pages) > 15
    # Where people search is tried more often than where they sign in.
    often = [page for page in pages if len(page[1]) > 3]
    for path, known in cycle([*pages, *often * 3]):
        if site.tried == SEARCHES:
            break
        person = random.choice(["admin", "staff", "lead"])
        asked = f"{path}?{fuzzing.query(random, known)}"
        site.ask(person, asked, "get", asked)
    assert not site.wrong, "\n".join(site.wrong)


def test_addresses_of_nothing(site):
    random = Random(SEED)
    known = [
        (address(name, thing, site.scene), method.lower())
        for name, thing, method, _ in rows()
        if thing not in ("–",) and not thing.startswith("`?")
    ]
    for path, method in cycle(known):
        if site.tried == ADDRESSES:
            break
        other = fuzzing.elsewhere(random, path)
        if other == path:
            continue
        site.ask(random.choice(BY_RIGHTS), f"{method} {other}", method, other)
    assert not site.wrong, "\n".join(site.wrong)
