"""Two thousand malformed requests: no error of ours, no wait, nothing stored.

Pages are found in the table of permissions, which holds every address of the site,
and their fields in the pages themselves: a new page is tried without a word here.

Other requests, or more of them: `FUZZ_SEED=7 FUZZ_TIMES=5 pytest tests/test_fuzz.py`.
"""

import logging
import os
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.cookies import SimpleCookie
from itertools import chain, cycle, islice
from random import Random
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve
from lxml import html

from accounts.forms import DateField
from accounts.listings.list_views import ListPage
from accounts.models import EmulationCluster, Organisation
from accounts.stored_files import files
from tests import factories, fuzzing, world
from tests.conftest import make_cast
from tests.test_permissions import PEOPLE, address, rows

SEED = int(os.environ.get("FUZZ_SEED", "2026"))
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
UPLOADS, FORMS, SEARCHES, ADDRESSES = 300, 1150, 450, 100
# Seconds of our own work: by the clock, others on a busy machine would count as well.
# What waits without working (for a lock, a child process, the database) has longer.
LONGEST, LONGEST_BY_THE_CLOCK = 2, 10
# Whoever can do more is asked first: their pages hold more fields.
BY_RIGHTS = ("manager", "staff", "front_manager", "reviewer", "lead", "admin")

# Buttons: nothing in such a request could be malformed, so it is carried out. That
# only those who may can press them, the table of permissions tells.
BUTTONS = {
    "account_logout",
    "accounts:dead-address-clear",
    "accounts:inbox-mark-read",
    "accounts:mail-resend",
    "accounts:saved-view-delete",
    "accounts:working-calendar-propose",
    "agreements:agreement-restore",
    "reports:collection-close",
    "reports:conclusion-recommend",
    "reports:outline-remove",
    "reports:recommendation-withdraw",
    "reports:reporting-duty-remove",
    "reports:review-rebuild",
    "reports:review-submit",
    "reports:target-delete",
    "reports:unit-report-receive",
    "reports:word-template-use",
    "tasks:amendment-discard",
    "tasks:conclusion-task",
    "tasks:extension-withdraw",
    "tasks:feed-revoke",
    "tasks:focus-task-confirm",
    "tasks:focus-task-remove",
    "tasks:import-discard",
    "tasks:plan-agree",
    "tasks:plan-close",
    "tasks:plan-follow",
    "tasks:resource-withdraw",
    "tasks:step-mark",
    "tasks:step-remove",
    "tasks:task-follow",
}
DOCUMENT_ADD = "agreements:document-add"
# What lists are asked for; each must be found in the links and boxes of some page.
ASKED = {"q", "ngay", "nam", "cot", "xep", "tai"}


def test_two_thousand():
    assert UPLOADS + FORMS + SEARCHES + ADDRESSES >= 2000


@dataclass(frozen=True)
class Target:
    """An address that somebody may send to, and the form of a page that does."""

    name: str
    person: str
    path: str
    form: object = None

    @property
    def inputs(self) -> list:
        found = self.form.inputs if self.form is not None else ()
        return [control for control in found if control.name]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(control.name for control in self.inputs)

    @property
    def file_fields(self) -> list[str]:
        return [field.name for field in self.inputs if field.get("type") == "file"]

    @property
    def is_spoilable(self) -> bool:
        return any(fuzzing.faults(field) for field in self.inputs)


class Undo(Exception):
    pass


class Site:
    """The site with one of everything in it, and what went wrong there."""

    def __init__(self, scene, clients: dict[str, Client], pages: dict):
        self.scene, self.clients, self.pages = scene, clients, pages
        name = settings.SESSION_COOKIE_NAME
        self.signed_in = {
            person: {name: client.cookies[name].value}
            for person, client in clients.items()
        }
        self.wrong: list[str] = []
        self.answers: Counter[int] = Counter()
        # Each request is undone, so what is stored is always what it was at first.
        self.stored, self.on_disk = contents(), files_on_disk()

    def ask(self, target, what, method, path, *, may_store=False, **sent) -> None:
        """Send one request and undo what it did; note whatever breaks a promise."""
        blame = partial(self.blame, f"{target.person} {what[:300]}")
        client = self.clients[target.person]
        # As if it were the first request: after a sign-out, and after many attempts.
        cache.clear()
        client.cookies = SimpleCookie(self.signed_in[target.person])
        send = partial(client.generic, method, path, **sent)
        clock, processor = time.perf_counter(), time.process_time()
        try:
            response, changed = self.undone(send)
        except Exception as error:
            return blame(f"{type(error).__name__}: {error}")
        worked = time.process_time() - processor
        passed = time.perf_counter() - clock
        self.answers[response.status_code] += 1
        if response.status_code >= 500:
            blame(f"answer {response.status_code}")
        if worked > LONGEST or passed > LONGEST_BY_THE_CLOCK:
            blame(f"worked {worked:.1f} s of {passed:.1f} s")
        before, self.on_disk = self.on_disk, files_on_disk()
        if not may_store and changed:
            blame(f"stored in {changed}")
        if not may_store and self.on_disk != before:
            blame("left a file on the disk")

    def undone(self, send):
        """The response, and the tables that it changed before that was undone."""
        statements, changed = Writes(), []
        try:
            with transaction.atomic():
                with connection.execute_wrapper(statements):
                    response = send()
                    if response.streaming:
                        b"".join(response)  # a file is written while it is read
                if statements.found:
                    after = contents()
                    changed = [t for t in after if after[t] != self.stored[t]]
                raise Undo
        except Undo:
            pass
        for close in response._resource_closers:
            close()  # not response.close(), which ends the test's connection too
        return response, changed

    def blame(self, whom, complaint):
        self.wrong.append(f"{whom}: {complaint[:300]}")

    def known(self):
        """A target for each address, and the pages that can be looked at."""
        for name, thing, method, expected in rows():
            allowed = dict(zip(PEOPLE, expected, strict=True))
            person = next((p for p in BY_RIGHTS if allowed[p] == "được"), None)
            if person:
                path = address(name, thing, self.scene)
                yield Target(name, person, path), method

    def targets(self) -> list[Target]:
        """Every address, with each different form that sends to it."""
        bare, found = {}, {}
        for target, method in self.known():
            bare.setdefault(target.path.split("?")[0], target)
            if method == "GET":
                for sending in self.forms_of(target):
                    found.setdefault((sending.path, sending.fields), sending)
        for path, _ in found:
            bare.pop(path.split("?")[0], None)
        return [*found.values(), *bare.values()]

    def forms_of(self, target) -> list[Target]:
        found = []
        for form in self.look_at(target).forms:
            if form.method == "POST":
                path = urljoin(target.path, form.action or "")
                name = resolve(path.split("?")[0]).view_name
                found.append(Target(name, target.person, path, form))
        return found

    def look_at(self, target):
        """The page, which stays what it is: what a request does is undone."""
        key = target.person, target.path
        if key not in self.pages:
            response = self.clients[target.person].get(target.path)
            for close in response._resource_closers:
                close()
            is_page = "html" in response.get("Content-Type", "")
            text = b"" if response.streaming or not is_page else response.content
            self.pages[key] = html.document_fromstring(text.strip() or b"<html></html>")
        return self.pages[key]


class Writes:
    """Notes whether a statement that may change a row went to the database."""

    found = False

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.found = True
        return execute(sql, params, many, context)


def contents() -> dict[str, list]:
    """Every row of every table but the sessions, which a visit may begin and end."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.app_label != "sessions":
                table = model._meta.db_table
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
                found[table] = cursor.fetchall()
    return found


def files_on_disk() -> set[str]:
    return {
        os.path.join(folder, name)
        for folder, _, names in os.walk(settings.MEDIA_ROOT)
        for name in names
    }


def no_contexts(*args, **kwargs):
    pass


@pytest.fixture(scope="module")
def world_of_all(django_db_setup, django_db_blocker, tmp_path_factory):
    """One of everything, once for all these tests: what a request does is undone."""
    folder = tmp_path_factory.mktemp("media")
    undone = suppress(Undo)
    with undone, django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        with transaction.atomic():
            cast = make_cast()
            agreement = factories.make_agreement(cast.committee, cast.front)
            scene, clients = world.build(cast, agreement), {}
            for person in BY_RIGHTS:
                clients[person] = Client()
                clients[person].force_login(getattr(cast, person))
            yield scene, clients, {}
            raise Undo


@pytest.fixture
def site(world_of_all, db, monkeypatch):
    logging.disable()  # a line for each request would bury the rest
    # Nobody looks at the contexts, which the client copies with every template.
    monkeypatch.setattr("django.test.client.store_rendered_templates", no_contexts)
    yield Site(*world_of_all)
    logging.disable(logging.NOTSET)


# -- Uploads -----------------------------------------------------------------------


def brings_a_file(body: bytes, kind: str) -> bool:
    """Does the server see a file in it? Also where it cannot read the request."""
    request = RequestFactory().generic("POST", "/", body, kind)
    try:
        return bool(request.FILES)
    except Exception:
        return True
    finally:
        request.close()


def try_uploads(site, targets, number):
    random = Random(SEED)
    for target in islice(cycle(targets), number):
        upload = fuzzing.upload(random)
        sent = dict(target.form.form_values())
        for name in target.file_fields:
            sent[name] = SimpleUploadedFile(upload.name, upload.content)
        what = f"{target.path} {upload.name!r:.60} {upload.content[:60]!r}"
        body, kind = encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT
        if random.random() < 0.15:  # the request itself is broken as well
            body, kind = fuzzing.broken_request(random, body, kind)
            what += f" {kind!r:.60}"
        site.ask(
            target,
            what,
            "POST",
            target.path,
            # Where no file arrives (its name ended at its first letter, or the broken
            # request hid it), none was chosen: the rest may be kept.
            may_store=not brings_a_file(body, kind),
            data=body,
            content_type=kind,
        )


def test_malformed_uploads(site):
    found = [target for target in site.targets() if target.file_fields]
    assert len(found) >= 10
    # Half go where the file is all that is wrong.
    alone = next(target for target in found if target.name == DOCUMENT_ADD)
    targets = [one for target in found for one in (target, alone)]
    try_uploads(site, targets, int(UPLOADS * TIMES))
    assert not site.wrong, "\n".join(site.wrong)


# -- Forms -------------------------------------------------------------------------


def try_forms(site, targets, number):
    """Send forms with a field that must be refused."""
    random = Random(SEED)
    for target in islice(targets, number):
        fault, body = fuzzing.form_body(random, target.form)
        site.ask(
            target,
            f"{target.path} {fault} {body}",
            "POST",
            target.path,
            may_store=target.name in BUTTONS,
            data=body,
            content_type="application/x-www-form-urlencoded",
        )


def test_malformed_forms(site):
    targets = site.targets()
    with_fields = [target for target in targets if target.is_spoilable]
    assert len(with_fields) > 40
    assert len(targets) < FORMS / 3
    # Every address once, also with nothing that it knows; then those with fields.
    try_forms(site, chain(targets, cycle(with_fields)), int(FORMS * TIMES))
    assert not site.wrong, "\n".join(site.wrong)
    # Most came as far as the form: refused there, it is shown again.
    assert site.answers[200] > FORMS * TIMES / 2, site.answers
    tried = {target.name for target in targets}
    nobody = {name for name, *_ in rows()} - {target.name for target, _ in site.known()}
    assert {name for name, *_ in rows()} - tried <= nobody
    assert BUTTONS <= tried


# -- Searches ----------------------------------------------------------------------


def asked_for(page) -> dict[str, list[str]]:
    """What a page's boxes and links ask for, and the values that they offer."""
    found = defaultdict(set)
    for form in page.forms:
        for control in form.inputs if form.method == "GET" else ():
            if control.name:
                found[control.name] |= set(getattr(control, "value_options", ()))
    for link in page.xpath("//a/@href"):
        for name, value in parse_qsl(urlsplit(link).query):
            found[name].add(value)
    return {name: sorted(filter(None, values)) for name, values in found.items()}


def try_searches(site, number) -> set[str]:
    """Ask for what cannot be; the names of all that the pages can be asked for."""
    random = Random(SEED)
    pages, offered = [], set()
    for target, method in site.known():
        if method == "GET":
            known = asked_for(site.look_at(target))
            offered |= set(known)
            pages.append((target, {name: [] for name in ASKED} | known))
    # Where people search is tried more often than where they read.
    often = [page for page in pages if len(page[1]) > len(ASKED)]
    assert len(often) > 10
    for target, known in islice(cycle([*pages, *often * 5]), number):
        path = target.path.split("?")[0]
        asked = f"{path}?{fuzzing.query(random, known)}"
        site.ask(target, asked, "GET", asked)
    return offered


def test_malformed_searches(site):
    offered = try_searches(site, int(SEARCHES * TIMES))
    assert not site.wrong, "\n".join(site.wrong)
    assert ASKED <= offered
    assert site.answers[200] > SEARCHES * TIMES / 2, site.answers


# -- Addresses ---------------------------------------------------------------------


def test_addresses_of_nothing(site):
    random = Random(SEED)
    of_a_row = [known for known in site.known() if fuzzing.NUMBER.search(known[0].path)]
    for target, method in islice(cycle(of_a_row), int(ADDRESSES * TIMES)):
        other = fuzzing.elsewhere(random, target.path)
        site.ask(target, f"{method} {other}", method, other)
    assert not site.wrong, "\n".join(site.wrong)


# -- The check itself: what cannot fail tells nothing ------------------------------


def raises(*args):
    raise RuntimeError


def fails(*args):
    return HttpResponse(status=503)


def works_long(*args):
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    return HttpResponse()


def waits_long(*args):
    time.sleep(0.6)
    return HttpResponse()


def adds_a_row(*args):
    EmulationCluster.objects.create(name="Cụm mới")
    return HttpResponse()


def changes_a_row(*args):
    Organisation.objects.update(short_name="tên khác")
    return HttpResponse()


def leaves_a_file(*args):
    default_storage.save("la.pdf", ContentFile(b"%PDF-"))
    return HttpResponse()


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (raises, "RuntimeError"),
        (fails, "answer 503"),
        (works_long, "worked 0."),
        (waits_long, "worked 0."),
        (adds_a_row, "stored in ['accounts_emulationcluster']"),
        (changes_a_row, "stored in ['accounts_organisation']"),
        (leaves_a_file, "left a file"),
    ],
)
def test_a_broken_page_is_noticed(site, monkeypatch, broken, complaint):
    monkeypatch.setitem(globals(), "LONGEST", 0.25)
    monkeypatch.setitem(globals(), "LONGEST_BY_THE_CLOCK", 0.5)
    register = next(target for target, _ in site.known() if target.path == "/quy-che/")
    monkeypatch.setattr(ListPage, "get", broken)
    site.ask(register, "", "GET", "/quy-che/?q=x")
    assert len(site.wrong) == 1
    assert complaint in site.wrong[0]


def only(site, name):
    page = next(target for target, _ in site.known() if target.name == name)
    return site.forms_of(page)


def test_pages_that_take_any_file_are_noticed(site, monkeypatch):
    monkeypatch.setattr(files, "check_upload", lambda upload: None)
    try_uploads(site, only(site, DOCUMENT_ADD), 20)
    assert any("stored in" in complaint for complaint in site.wrong)
    assert any("left a file" in complaint for complaint in site.wrong)


def test_forms_that_take_any_day_are_noticed(site, monkeypatch):
    monkeypatch.setattr(DateField, "to_python", lambda field, value: date(2026, 1, 1))
    try_forms(site, cycle(only(site, "agreements:conference-edit")), 40)
    assert any("stored in" in complaint for complaint in site.wrong)
