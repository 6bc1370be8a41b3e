"""A link of a letter, opened without signing in; a promise made after signing in."""

from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..errors import NotPossible
from ..forms import ALREADY_SENT, DateField, OnceForm, posted
from ..models import LinkUse
from ..receipts import carry_out_once
from ..vietnamese import format_date
from . import links, promising, using_links
from .links import Refused

DAY_HELP = "Ngày/tháng/năm, từ hôm nay đến nhiều nhất 90 ngày tới. Hạn không đổi."


def note_field(label):
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConfirmForm(forms.Form):
    note = note_field("Đã làm được gì")


class DayForm(forms.Form):
    promised_on = DateField(label="Hẹn ngày", help_text=DAY_HELP)
    note = note_field("Ghi chú, lý do")


class PromiseForm(OnceForm, DayForm):
    pass


FORMS = {LinkUse.Purpose.CONFIRM_PART: ConfirmForm, LinkUse.Purpose.PROMISE: DayForm}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public_link(request, token):
    """Opening shows what would be done: programs that check mail open links too."""
    response = _answer(request, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers would send the form without saying from where.
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request, token):
    try:
        link = using_links.usable(token, at=timezone.now())
        form = FORMS[link.purpose](posted(request))
        if request.method == "POST" and form.is_valid() and _done(request, token, form):
            messages.success(request, "Đã ghi nhận. Cảm ơn Ông/Bà.")
            return redirect("accounts:public-link", token)
    except Refused as refused:
        status = 404 if refused.is_wrong else 200 if refused.is_used else 410
        context = {"refused": refused}
        return render(request, "accounts/link_refused.html", context, status=status)
    act = links.confirming(link.reminder.duty)
    is_confirming = link.purpose == LinkUse.Purpose.CONFIRM_PART
    context = {
        "link": link,
        "form": form,
        "is_confirming": is_confirming,
        "files_url": act.files_url(link.reminder.duty_id) if is_confirming else "",
    }
    return render(request, "accounts/link_use.html", context)


def _done(request, token, form) -> bool:
    try:
        using_links.use(
            token,
            on=timezone.localdate(),
            at=timezone.now(),
            ip=address_of(request),
            **form.cleaned_data,
        )
    except Refused:
        raise
    except (NotPossible, ValidationError) as error:
        say_at(form, error)
    return form.is_valid()


def say_at(form, error) -> None:
    if isinstance(error, NotPossible):
        return form.add_error(None, str(error))
    for field, errors in error.message_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def address_of(request) -> str | None:
    """As signing in reads it, behind a proxy too; None where nobody can tell."""
    try:
        return str(ip_address(get_adapter(request).get_client_ip(request)))
    except (PermissionDenied, ValueError):
        return None


@login_required
def promise(request, duty, duty_id):
    """The same promise, made on a page by the staff of the body that owes."""
    kind = promising.kind_of(duty)
    owed = kind.find(duty_id) if kind else None
    if owed is None or not promising.may_promise(request.user, owed):
        raise Http404
    line = promising.open_line(duty, duty_id)
    if line is None:
        messages.error(request, promising.NO_LONGER)
        return redirect(owed.target)
    form = PromiseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _promised(request, duty, duty_id, owed, form)
        except (NotPossible, ValidationError) as error:
            say_at(form, error)
    context = {"form": form, "owed": owed, "line": line, "heading": kind.label}
    return render(request, "accounts/link_promise.html", context)


def _promised(request, duty, duty_id, owed, form):
    values = dict(form.cleaned_data)

    def act():
        promising.promise(
            duty=duty,
            duty_id=duty_id,
            by=request.user,
            on=timezone.localdate(),
            at=timezone.now(),
            promised_on=values["promised_on"],
            note=values["note"],
        )
        return owed.target.get_absolute_url()

    url, is_new = carry_out_once(token=values["form_token"], user=request.user, act=act)
    if is_new:
        day = format_date(values["promised_on"])
        messages.success(request, f"Đã ghi ngày hẹn {day}. Hạn của việc không đổi.")
    else:
        messages.info(request, ALREADY_SENT)
    return redirect(url)
