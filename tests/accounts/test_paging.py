"""Pages by key: every row once, in order, forwards and back."""

import json

import pytest
from django.core.signing import b64_encode
from django.http import QueryDict
from django.utils import timezone

from accounts.listings import paging
from accounts.models import Organisation, OutgoingMail
from tests.factories import make_organisation

ORDER = ("sort_key", "pk")


@pytest.fixture
def seven(db):
    # Two of one name: the second column decides.
    names = ["Ân", "An", "Đà Nẵng", "Dân", "Hà", "An", "Yên Bái"]
    return [make_organisation(name) for name in names]


def _page(params="", order=ORDER, size=3):
    return paging.page_of(
        Organisation.objects.all(), QueryDict(params), order=order, size=size
    )


def _all(order=ORDER, size=3):
    page, rows = _page(order=order, size=size), []
    while True:
        rows += page.rows
        if not page.has_next:
            return rows, page
        page = _page(page.next_query, order=order, size=size)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
@pytest.mark.parametrize("order", [ORDER, ("-sort_key", "-pk"), ("-pk",)])
def test_going_forwards_shows_every_row_once_in_order(seven, order, size):
    rows, _ = _all(order, size)
    assert rows == list(Organisation.objects.order_by(*order))


def test_going_back_shows_the_same_pages(seven):
    _, last = _all()
    middle = _page(last.previous_query)
    first = _page(middle.previous_query)
    assert middle.rows == _page(_page().next_query).rows
    assert first.rows == _page().rows
    assert not first.has_previous
    assert first.has_next


def test_the_first_page_has_no_previous_and_the_last_no_next(seven):
    _, last = _all()
    assert not _page().has_previous
    assert not last.has_next
    assert last.has_previous


def test_a_page_keeps_the_filters_of_the_address(seven):
    assert "q=an" in _page("q=an").next_query


@pytest.mark.parametrize(
    "params", ["sau=abc", "truoc=%00", "sau=e30=", "sau=WzFd", "sau=" + "A" * 500]
)
def test_a_key_typed_by_hand_leads_to_the_first_page(seven, params):
    assert _page(params).rows == _page().rows


@pytest.mark.parametrize("moment", ["2026-01-01", "2026-01-01T08:00", "x", 5])
def test_a_moment_without_its_time_zone_is_no_key(seven, moment):
    """Django would warn of it and guess: here warnings are errors."""
    OutgoingMail.objects.create(address="a@b.vn", next_attempt_at=timezone.now())
    rows, order = OutgoingMail.objects.all(), ("-written_at", "-pk")
    key = b64_encode(json.dumps([moment, 1]).encode()).decode()
    page = paging.page_of(rows, QueryDict("sau=" + key), order=order)
    assert (len(page), page.has_previous) == (1, False)


def test_rows_added_meanwhile_shift_no_page(seven):
    second = _page().next_query
    before = _page(second).rows
    make_organisation("A")
    assert _page(second).rows == before


def test_a_count_is_capped(seven, monkeypatch):
    assert _page().count_label == "7"
    monkeypatch.setattr(paging, "COUNT_CAP", 5)
    assert _page().count_label == "hơn 1.000"


def test_an_empty_list_is_one_empty_page(db):
    page = _page()
    assert (len(page), page.has_next, page.has_previous) == (0, False, False)


@pytest.mark.parametrize(
    "key",
    [
        b'["\\u0000", 1]',
        b'["\\ud800", 1]',
        b"[" * 3000,
        b'["a", ' + b"9" * 30 + b"]",
        b'[["a"], 1]',
    ],
)
def test_a_forged_key_does_no_harm(seven, key):
    _page("sau=" + b64_encode(key).decode())
