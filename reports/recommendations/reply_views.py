"""An addressee answers a recommendation; its sender judges the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once

from .. import permissions
from ..models import Addressee, Reply
from . import replying
from .raising_views import show_errors
from .recommendation_forms import JudgeForm, ReplyForm
from .recommendation_views import SECTION, seen_by, visible


@login_required
def reply_create(request, pk):
    recommendation = visible(request, pk)
    mine = permissions.addressees_to_answer_for(request.user, recommendation)
    if not mine:
        raise PermissionDenied
    form = ReplyForm(
        posted(request),
        request.FILES or None,
        addressees=Addressee.objects.filter(pk__in=[row.pk for row in mine])
        .select_related("organisation")
        .order_by("position"),
    )
    if request.method == "POST" and form.is_valid():

        def act():
            replying.reply(by=request.user, on=timezone.localdate(), **form.values())
            return recommendation.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
            if is_new:
                messages.success(request, "Đã ghi trả lời.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "recommendation": recommendation, "mine": mine} | SECTION
    return render(request, "reports/recommendation_reply.html", context)


@login_required
def reply_judge(request, pk):
    reply = get_object_or_404(
        Reply.objects.select_related(
            "addressee__organisation", "addressee__recommendation", "stored_file"
        ),
        pk=pk,
        addressee__recommendation__in=seen_by(request).values("pk"),
    )
    recommendation = reply.addressee.recommendation
    if not permissions.can_judge(request.user, reply):
        raise PermissionDenied
    form = JudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = replying.judge(
                reply=reply,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
            if done:
                messages.success(request, "Đã ghi đánh giá.")
            else:
                messages.info(request, "Trả lời này đã được đánh giá trước đó.")
            return redirect(recommendation)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "recommendation": recommendation, "reply": reply}
    return render(request, "reports/recommendation_judge.html", context | SECTION)
