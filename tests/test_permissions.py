"""The table of docs/permissions.md, walked cell by cell: every address × everyone."""

import logging
import re
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from tests import world

TABLE = Path(__file__).parent.parent / "docs" / "permissions.md"
PEOPLE = [
    None,
    "outsider",
    "lead",
    "front_staff",
    "reviewer",
    "front_manager",
    "staff",
    "manager",
    "admin",
]
WORDS = {"được", "đăng nhập", "không thấy", "cấm"}
SIGN_IN = re.compile(r"^/tai-khoan/dang-nhap/|^/quan-tri/login/")
# Django's own pages, guarded by its own tests; the admin as a whole has its row.
NOT_OURS = ("admin:",)
# Opens with a key that only the owner of the mailbox was sent.
BY_KEY = {"account_reset_password_from_key"}


def rows():
    """[(url name, object, method, [expected for each person])] of the table."""
    found = []
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(PEOPLE) + 4 and cells[1].startswith("`"):
            found.append((cells[1].strip("`"), cells[2], cells[3], cells[4:]))
    return found


def address(name, thing, scene):
    """The address of the page for the object that the table names."""
    if thing == "–":
        return reverse(name)
    thing = thing.strip("`")
    if thing.startswith("?"):
        parameter, attribute = thing.split("=")
        return f"{reverse(name)}{parameter}={getattr(scene, attribute).pk}"
    attribute, _, extra = thing.partition("/")
    args = [getattr(scene, attribute).pk]
    if extra:
        args.append(getattr(scene, extra).pk if hasattr(scene, extra) else extra)
    return reverse(name, args=args)


def outcome(client, url, method):
    """What happened, in the table's words."""
    try:
        with transaction.atomic():  # each cell meets the same world
            response = getattr(client, method.lower())(url)
            raise Undo
    except Undo:
        pass
    if response.status_code in (403, 404):
        return {403: "cấm", 404: "không thấy"}[response.status_code]
    for close in response._resource_closers:
        close()  # not response.close(): that would end the test's connection too
    if response.status_code == 302 and SIGN_IN.search(response.url):
        return "đăng nhập"
    assert response.status_code in (200, 302), response.status_code
    return "được"


class Undo(Exception):
    pass


def nothing(*args, **kwargs):
    pass


@pytest.fixture
def without_notes(monkeypatch):
    """Two thousand requests: no line of each, no copy of all that a page was given."""
    logging.disable()
    monkeypatch.setattr("django.test.client.store_rendered_templates", nothing)
    yield
    logging.disable(logging.NOTSET)


def test_every_cell_of_the_table_holds(client, cast, agreement, without_notes):
    scene = world.build(cast, agreement)
    table = rows()
    assert len(table) > 50
    wrong = []
    for column, person in enumerate(PEOPLE):
        client.logout()
        if person:
            client.force_login(getattr(cast, person))
        signed_in = client.cookies.output(header="", sep=";")
        for name, thing, method, expected in table:
            client.cookies = SimpleCookie(signed_in)
            found = outcome(client, address(name, thing, scene), method)
            if found != expected[column]:
                wrong.append(f"{name} {thing} {method} {person}: {found}")
    assert not wrong, "\n".join(wrong)


def test_every_address_is_in_the_table():
    missing = set(names(get_resolver())) - {name for name, *_ in rows()}
    assert missing == BY_KEY


def names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            if namespace + inner not in NOT_OURS:
                yield from names(pattern, namespace + inner)
        elif pattern.name:
            yield namespace + pattern.name


@pytest.mark.parametrize("line", [row[3] for row in rows()])
def test_the_table_uses_its_own_words(line):
    assert set(line) <= WORDS


def test_a_stranger_reads_only_what_the_table_calls_public():
    """No address outside these beginnings may open without signing in."""
    public = re.compile(r"public-|^home$|^health$|^account_")
    for name, _, _, expected in rows():
        if expected[0] == "được":
            assert public.search(name), name
