"""The register of recommendations, and one of them with its answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history
from accounts.errors import NotPossible
from accounts.listings.list_views import ListPage
from accounts.models import Duty, Organisation
from accounts.reminding import panel, promising
from accounts.stored_files import files
from agreements.models import Agreement, Conclusion, Conference
from agreements.permissions import can_follow_up
from tasks.models import FocusTask

from .. import permissions
from ..badges import Standing, addressee_badge, recommendation_badge, standing
from ..models import Addressee, Recommendation, Reply
from . import ageing, raised_at_conferences, recommending
from .recommendation_filters import RecommendationFilter
from .recommendation_lists import RECOMMENDATIONS

SECTION = {"section": "recommendations"}


def seen_by(request):
    return permissions.recommendations_visible_to(request.user)


def visible(request, pk) -> Recommendation:
    rows = seen_by(request).select_related(
        "review", "conclusion__conference", "sender", "agreement__kind"
    )
    return get_object_or_404(rows, pk=pk)


def listed(rows):
    return rows.select_related("sender", "area", "agreement__kind").prefetch_related(
        Prefetch("addressees", Addressee.objects.select_related("organisation")),
        "raised_again_by",
        "answered_by",
    )


class RecommendationList(ListPage):
    listing = RECOMMENDATIONS
    template_name = "reports/recommendation_list.html"
    extra_context = SECTION

    def get_filter(self):
        seen = seen_by(self.request)
        ids = seen.order_by().values("pk")
        asked = Addressee.objects.filter(recommendation__in=ids)
        asked = set(asked.order_by().values_list("organisation", flat=True).distinct())
        bearers = {body.pk for body in ageing.bearing(asked, self.on).values()}
        senders = seen.order_by().values("sender")
        return RecommendationFilter(
            self.request.GET,
            queryset=listed(seen),
            request=self.request,
            on=self.on,
            senders=Organisation.objects.filter(pk__in=senders),
            addressees=Organisation.objects.filter(pk__in=asked | bearers),
        )

    def dress(self, rows):
        for row in rows:
            row.badge = recommendation_badge(row, self.on)
        return rows

    def get_context_data(self, **kwargs):
        can_make = permissions.can_make_recommendation(self.request.user)
        return super().get_context_data(can_make=can_make, **kwargs)


@login_required
def recommendation_ageing(request):
    on = timezone.localdate()
    rows, total = ageing.table(seen_by(request), on)
    context = {
        "rows": rows,
        "total": total,
        "late_bands": ageing.LATE,
        "on": on,
    } | SECTION
    return render(request, "reports/recommendation_ageing.html", context)


def with_promises(addressees) -> list[Addressee]:
    """Each with the last day it promised, while its answer is awaited."""
    made = promising.latest({Duty.REPLY: [row.pk for row in addressees]})
    for row in addressees:
        row.promise = made.get((Duty.REPLY, row.pk)) if row.is_owing else None
    return list(addressees)


class RecommendationDetail(LoginRequiredMixin, DetailView):
    """Where it stands and what I can do; then the words; then each one's answers."""

    template_name = "reports/recommendation_detail.html"
    context_object_name = "recommendation"
    extra_context = SECTION

    def get_queryset(self):
        replies = Reply.objects.select_related("stored_file", "judged_by", "replied_by")
        addressees = Addressee.objects.select_related("organisation")
        return (
            seen_by(self.request)
            .select_related(
                *("review", "conclusion__conference", "sender", "agreement__kind"),
                *("area", "stored_file", "sent_by", "supervision", "raises_again"),
            )
            .prefetch_related(
                Prefetch(
                    "addressees",
                    addressees.prefetch_related(Prefetch("replies", replies)),
                ),
                *("answered_by__review", "raised_again_by"),
            )
        )

    def get_context_data(self, **kwargs):
        user, row, on = self.request.user, self.object, timezone.localdate()
        said = standing(row)
        is_in_force = row.is_sent and said not in (Standing.WITHDRAWN, Standing.AGAIN)
        is_senders = permissions.is_of_sender(user, row)
        addressees = with_promises(row.addressees.all())
        mine = permissions.addressees_to_answer_for(user, row) if is_in_force else []
        replied = any(addressee.replies.all() for addressee in addressees)
        unsettled = said not in (Standing.SETTLED, Standing.DRAFT, Standing.TOLD)
        tasks = FocusTask.objects.visible_to(user).not_amending()
        seen = seen_by(self.request)
        return super().get_context_data(
            on=on,
            conclusion=row.conclusion,
            badge=recommendation_badge(row, on),
            addressees=[
                (
                    addressee,
                    addressee_badge(addressee, row.due_on if is_in_force else None, on),
                )
                for addressee in addressees
            ],
            tasks=tasks.filter(recommendations=row).select_related("plan"),
            supervision=row.supervision_id
            and tasks.filter(pk=row.supervision_id).first(),
            agreement=row.agreement_id
            and Agreement.objects.visible_to(user).filter(pk=row.agreement_id).first(),
            earlier=row.raises_again_id and seen.filter(pk=row.raises_again_id).first(),
            later=seen.filter(raises_again=row),
            can_prepare=permissions.can_prepare(user, row),
            is_ready=bool(row.sender_id and addressees),
            can_remove=permissions.can_remove_recommendation(user, row),
            can_withdraw=not row.is_sent and permissions.can_withdraw(user, row),
            can_correct=is_senders and is_in_force and not replied,
            can_recall=is_senders and is_in_force and unsettled,
            can_judge=is_senders and is_in_force,
            can_raise_again=is_senders and is_in_force,
            answering=[addressee for addressee in mine if addressee.is_owing],
            reminders=panel.of_duties({Duty.REPLY: [a.pk for a in addressees]}),
            history=[(e, history.sentence(e)) for e in self.entries(user, row)],
            **kwargs,
        )

    def entries(self, user, row):
        """The sender's drafts stay its own: others read on from the sending."""
        entries = history.of(row)
        is_ours = user.is_superuser or row.sender_id in user.organisation_ids
        if row.is_sent and not is_ours:
            sent = entries.filter(action__startswith=recommending.SENT).first()
            entries = entries.filter(pk__gte=sent.pk) if sent else entries
        return entries[:50]


@login_required
def recommendation_document(request, pk):
    found = visible(request, pk)
    if found.stored_file is None:
        raise Http404
    return files.download(found.stored_file)


@login_required
def reply_document(request, pk):
    reply = get_object_or_404(
        Reply.objects.select_related("stored_file"),
        pk=pk,
        addressee__recommendation__in=seen_by(request).values("pk"),
    )
    if reply.stored_file is None:
        raise Http404
    return files.download(reply.stored_file)


@require_POST
@login_required
def conclusion_recommend(request, pk):
    visible = Conference.objects.visible_to(request.user)
    conclusion = get_object_or_404(Conclusion, pk=pk, conference__in=visible)
    if not can_follow_up(request.user, conclusion.conference):
        raise PermissionDenied
    recommendation, is_new = raised_at_conferences.recommend(
        conclusion=conclusion, by=request.user
    )
    if is_new:
        messages.success(request, "Đã lập kiến nghị từ hội nghị.")
    else:
        messages.info(request, "Ý kiến này đã thành kiến nghị dưới đây.")
    return redirect(recommendation)


@require_POST
@login_required
def recommendation_withdraw(request, pk):
    """Undo what made it: a click at a conference, or a draft of one's own."""
    recommendation = visible(request, pk)
    is_draft = permissions.can_remove_recommendation(request.user, recommendation)
    if not is_draft and recommendation.conclusion is None:
        if recommendation.has_words_of_a_record:
            raise Http404
        raise PermissionDenied
    if not is_draft and not permissions.can_withdraw(request.user, recommendation):
        raise PermissionDenied
    undo = recommending.remove if is_draft else raised_at_conferences.withdraw
    try:
        undo(recommendation=recommendation, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(recommendation)
    if is_draft:
        messages.success(request, "Đã bỏ bản soạn kiến nghị.")
        return redirect("reports:recommendation-list")
    messages.success(request, "Đã bỏ kiến nghị; ý kiến vẫn còn ở hội nghị.")
    return redirect(recommendation.conclusion.conference)
