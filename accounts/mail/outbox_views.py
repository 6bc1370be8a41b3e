"""The outbox and the dead addresses: pages of the system's administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from .. import history, permissions
from ..errors import NotPossible
from ..filters import OutgoingMailFilter
from ..listings.paging import page_of
from ..models import DeadAddress, OutgoingMail, User
from ..vietnamese import format_number
from . import outbox
from .outbox import MailState

LOOKS = {
    MailState.WAITING: ("clock", "plan"),
    MailState.RETRYING: ("hourglass", "soon"),
    MailState.SENT: ("check", "ok"),
    MailState.GIVEN_UP: ("warn", "late"),
    MailState.BOUNCED: ("back", "late"),
}
SHOWN = 20
GONE = "Địa chỉ này không còn bị đánh dấu hỏng."
NOTHING_TO_RESEND = "Không có thư nào cần gửi lại."


class OutboxMixin(LoginRequiredMixin, UserPassesTestMixin):
    extra_context = {"section": "outbox"}

    def test_func(self):
        return permissions.can_see_outbox(self.request.user)


def look_of(state: MailState) -> dict:
    icon, tone = LOOKS[state]
    return {"icon": icon, "tone": tone, "label": state.label}


def filtered(params) -> OutgoingMailFilter:
    return OutgoingMailFilter(
        params, queryset=OutgoingMail.objects.select_related("recipient")
    )


class Outbox(OutboxMixin, TemplateView):
    template_name = "accounts/outbox.html"

    def get_context_data(self, **kwargs):
        filters = filtered(self.request.GET)
        # In the order written: of two columns the key alone has an index.
        page = page_of(filters.qs, self.request.GET, order=("-pk",))
        for mail in page:
            mail.badge = look_of(outbox.state_of(mail))
        at = timezone.now()
        return super().get_context_data(
            filter=filters,
            page=page,
            counts={state.value: number for state, number in outbox.counts()},
            dead_addresses=DeadAddress.objects.count(),
            can_resend=outbox.resendable(filters.qs, at=at).exists(),
            **kwargs,
        )


class OutgoingMailDetail(OutboxMixin, DetailView):
    queryset = OutgoingMail.objects.select_related("recipient")
    context_object_name = "mail"

    def get_context_data(self, **kwargs):
        state = outbox.state_of(self.object)
        this = OutgoingMail.objects.filter(pk=self.object.pk)
        return super().get_context_data(
            badge=look_of(state),
            is_tried=state in (MailState.WAITING, MailState.RETRYING),
            can_be_resent=outbox.undelivered(this, at=timezone.now()).exists(),
            history=[(e, history.sentence(e)) for e in history.of(self.object)[:20]],
            **kwargs,
        )


@require_POST
@login_required
def mail_resend(request, pk):
    refuse_strangers(request)
    mail = get_object_or_404(OutgoingMail.objects.select_related("recipient"), pk=pk)
    try:
        outbox.resend(mail=mail, by=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thư đã được xếp hàng để gửi lại.")
    return redirect("accounts:outbox-mail", pk=mail.pk)


@login_required
def mails_resend(request):
    """Everything in the filter that did not arrive: first how much, then a POST."""
    refuse_strangers(request)
    at, filters = timezone.now(), filtered(request.GET)
    back = f"{reverse('accounts:outbox')}?{request.GET.urlencode()}"
    if request.method == "POST":
        number = outbox.resend_all(mails=filters.qs, by=request.user, at=at)
        tell_resent(request, number)
        return redirect(back)
    context = {
        "filter": filters,
        "back": back,
        **preview(outbox.resendable(filters.qs, at=at)),
        "held": outbox.undelivered(filters.qs, at=at).count(),
    }
    context["held"] -= context["number"]
    return render(request, "accounts/outbox_resend.html", context | SECTION)


@login_required
def dead_address_list(request):
    refuse_strangers(request)
    at = timezone.now()
    page = page_of(
        DeadAddress.objects.select_related("mail"),
        request.GET,
        order=("-since_at", "-pk"),
    )
    people = people_by_address([dead.address for dead in page])
    given_up = outbox.in_state(
        outbox.lately(OutgoingMail.objects.all(), at=at),
        MailState.GIVEN_UP,
        MailState.BOUNCED,
    )
    context = {
        "page": page,
        "rows": [(dead, people.get(dead.address, [])) for dead in page],
        "can_now": outbox.resendable(given_up, at=at).count(),
        "days": outbox.RESENT_DAYS,
    }
    return render(request, "accounts/outbox_dead_addresses.html", context | SECTION)


@login_required
def dead_address_clear(request, pk):
    """ "Đã sửa, gửi lại": what would go out, then a POST."""
    refuse_strangers(request)
    dead = DeadAddress.objects.filter(pk=pk).first()
    at = timezone.now()
    if dead is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, GONE)
        return redirect("accounts:dead-address-list")
    if request.method == "POST":
        number = outbox.revive(dead=dead, by=request.user, at=at)
        messages.success(request, f"Đã bỏ đánh dấu hỏng cho {dead.address}.")
        tell_resent(request, number)
        return redirect("accounts:dead-address-list")
    context = {
        "dead": dead,
        "people": people_by_address([dead.address]).get(dead.address, []),
        "days": outbox.RESENT_DAYS,
        **preview(outbox.kept_back_by(dead, at=at)),
    }
    return render(request, "accounts/outbox_dead_address.html", context | SECTION)


SECTION = {"section": "outbox"}


def refuse_strangers(request) -> None:
    if not permissions.can_resend(request.user):
        raise PermissionDenied


def preview(mails) -> dict:
    """How many would go out, and the first of them."""
    return {
        "number": mails.count(),
        "mails": mails.select_related("recipient").order_by("-pk")[:SHOWN],
        "shown": SHOWN,
    }


def tell_resent(request, number: int) -> None:
    if number:
        said = f"Đã xếp hàng {format_number(number)} thư để gửi lại."
        messages.success(request, said)
    else:
        messages.info(request, NOTHING_TO_RESEND)


def people_by_address(addresses: list[str]) -> dict[str, list[User]]:
    """{address in small letters: whose it is now}."""
    found: dict[str, list[User]] = {}
    people = User.objects.annotate(small=Lower("email"))
    for person in people.filter(small__in=addresses):
        found.setdefault(person.small, []).append(person)
    return found
