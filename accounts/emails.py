"""One function per message: written in the transaction of its event, sent after."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from .mail import delivery
from .models import Membership, OutgoingMail, User


def invitation(place: Membership, *, by: User) -> OutgoingMail | None:
    """The link is a password-reset key: it works once, and only for some days."""
    key = default_token_generator.make_token(place.user)
    context = {
        "to": place.user,
        "place": place,
        "by": by,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
        "link": settings.SITE_URL
        + reverse(
            "account_reset_password_from_key",
            args=[user_pk_to_url_str(place.user), key],
        ),
        "again": settings.SITE_URL + reverse("account_reset_password"),
    }
    subject = render_to_string("emails/invitation-subject.txt", context)
    body = render_to_string("emails/invitation-body.txt", context)
    return delivery.write(to=place.user, subject=subject, body=body)
