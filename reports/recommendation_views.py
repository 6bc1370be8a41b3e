from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history
from accounts.errors import NotPossible
from agreements.models import Conclusion, Conference
from agreements.permissions import can_follow_up

from . import permissions, recommending


class RecommendationDetail(LoginRequiredMixin, DetailView):
    template_name = "reports/recommendation_detail.html"
    context_object_name = "recommendation"

    def get_queryset(self):
        return (
            permissions.recommendations_visible_to(self.request.user)
            .select_related("review", "conclusion__conference")
            .prefetch_related("answered_by__review")
        )

    def get_context_data(self, **kwargs):
        user, recommendation = self.request.user, self.object
        conclusion = recommendation.conclusion
        return super().get_context_data(
            conclusion=conclusion,
            can_withdraw=permissions.can_withdraw(user, recommendation),
            history=[(e, history.sentence(e)) for e in history.of(recommendation)[:50]],
            section="conferences" if conclusion else "reports",
            **kwargs,
        )


@require_POST
@login_required
def conclusion_recommend(request, pk):
    visible = Conference.objects.visible_to(request.user)
    conclusion = get_object_or_404(Conclusion, pk=pk, conference__in=visible)
    if not can_follow_up(request.user, conclusion.conference):
        raise PermissionDenied
    recommendation, is_new = recommending.recommend(
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
    recommendation = get_object_or_404(
        permissions.recommendations_visible_to(request.user).filter(
            conclusion__isnull=False
        ),
        pk=pk,
    )
    conference = recommendation.conclusion.conference
    if not permissions.can_withdraw(request.user, recommendation):
        raise PermissionDenied
    try:
        recommending.withdraw(recommendation=recommendation, by=request.user)
        messages.success(request, "Đã bỏ kiến nghị; ý kiến vẫn còn ở hội nghị.")
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(recommendation)
    return redirect(conference)
