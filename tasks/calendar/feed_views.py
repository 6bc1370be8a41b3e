"""Addresses of calendars: the list, a new one, revoking; and what programs read."""

import hashlib

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import OnceForm, posted
from accounts.models import Organisation
from accounts.receipts import carry_out_once

from .. import permissions
from ..models import CalendarFeed
from . import feed_ical, feeds
from .calendar_sources import bodies_of

NO_FEED = "Địa chỉ lịch không đúng, đã bị thu hồi hoặc không còn hiệu lực."


class FeedForm(OnceForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Lịch của",
        required=False,
        empty_label="Việc của tôi",
        help_text="“Việc của tôi”: việc cơ quan giao cho tôi hoặc chưa giao riêng cho "
        "ai, và những gì tôi theo dõi.",
    )

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        ids = [body.pk for body in bodies]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=ids)


@login_required
def feed_list(request):
    """One's own addresses and those of the bodies one keeps; and a new one.

    The address of a new one is in the answer to its form, and nowhere afterwards.
    """
    form = FeedForm(posted(request), bodies=bodies_of(request.user))
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            address = create_once(request, form.cleaned_data)
            form = FeedForm(bodies=bodies_of(request.user))
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "form": form,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace(
            "http://", "webcal://"
        ),
        "feeds": [
            (feed, feeds.is_live(feed), permissions.can_revoke_feed(request.user, feed))
            for feed in feeds.shown_to(request.user)
        ],
        "section": "calendar",
    }
    return render(request, "tasks/feed_list.html", context)


def create_once(request, values) -> str:
    token = values["form_token"]
    secret = feeds.secret_for(token=token, by=request.user)

    def act():
        feeds.create(
            secret=secret, organisation=values["organisation"], by=request.user
        )
        return reverse("tasks:feed-list")

    carry_out_once(token=token, user=request.user, act=act)
    return settings.SITE_URL + reverse("tasks:public-calendar-feed", args=[secret])


@require_POST
@login_required
def feed_revoke(request, pk):
    shown = [feed.pk for feed in feeds.shown_to(request.user)]
    feed = get_object_or_404(CalendarFeed.objects.filter(pk__in=shown), pk=pk)
    if not permissions.can_revoke_feed(request.user, feed):
        raise PermissionDenied
    if feeds.revoke(feed=feed, by=request.user, at=timezone.now()):
        messages.success(request, "Đã thu hồi địa chỉ lịch.")
    else:
        messages.info(request, "Địa chỉ lịch này đã được thu hồi trước đó.")
    return redirect("tasks:feed-list")


@require_safe
def public_calendar_feed(request, secret):
    """What a calendar program reads: without a session, the secret is the key."""
    feed = feeds.find(secret)
    if feed is None:
        raise Http404(NO_FEED)
    feeds.note_reading(feed, at=timezone.now())
    content = feed_ical.calendar_of(feed, feeds.entries_of(feed, timezone.localdate()))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="phoi-hop.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
