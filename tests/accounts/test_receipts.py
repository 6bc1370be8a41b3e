"""A form sent twice is carried out once."""

from uuid import uuid4

from accounts.receipts import carry_out_once
from tests import factories


def test_the_second_sending_leads_to_the_first_result(db):
    user, token = factories.make_user(), uuid4()

    assert carry_out_once(token=token, user=user, act=lambda: "/mot/") == (
        "/mot/",
        True,
    )
    assert carry_out_once(token=token, user=user, act=lambda: "/hai/") == (
        "/mot/",
        False,
    )


def test_another_persons_token_is_no_hindrance(db):
    token = uuid4()
    for user in (factories.make_user(), factories.make_user()):
        _, is_new = carry_out_once(token=token, user=user, act=lambda: "/")
        assert is_new
