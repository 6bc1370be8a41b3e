"""From the draft to the number and date: submitting, deciding, issuing, correcting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible, Stale
from accounts.forms import posted
from accounts.receipts import carry_out_once

from .. import permissions
from ..contents import composing
from ..forms import IssueForm, PartForm, ReasonForm
from ..models import Review
from ..outlines import word_templates
from ..views import SECTION, allowed, visible
from . import completeness, correcting, issuing, remarks, reviewing, stopping
from .signing_forms import DecideForm, SubmitForm


@login_required
def review_submit(request, pk):
    review = allowed(request, pk, permissions.can_submit)
    form = SubmitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.submit(review=review, by=request.user, at=timezone.localtime())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                "Đã trình duyệt. Phần lời được khóa trong lúc chờ.",
            )
            return redirect(review)
    context = {
        "form": form,
        "review": review,
        "completeness": completeness.of(review),
        "remarks": open_remarks(review),
        "is_alone": not reviewing.has_other_managers(
            review.office_id, request.user, timezone.localdate()
        )
        and permissions.can_issue(request.user, review),
    }
    return render(request, "reports/review_submit.html", context | SECTION)


def open_remarks(review: Review) -> list[tuple]:
    """(part, remark) of those parts nobody has saved since they were remarked on."""
    found = remarks.of(review)
    return [
        (state.part, found[state.part.key])
        for state in completeness.of(review).parts
        if state.part.key in found and not found[state.part.key].is_answered
    ]


@login_required
def review_decide(request, pk):
    """The manager reads the report, part by part, and approves it or sends it back."""
    review = allowed(request, pk, permissions.can_decide)
    states = completeness.of(review).parts
    may_approve = permissions.can_approve(request.user, review)
    form = DecideForm(
        posted(request), parts=states, may_approve=may_approve, version=review.version
    )
    if request.method == "POST" and form.is_valid():
        try:
            sentence = decide(review, form, request.user)
        except Stale as error:
            PartForm.stale(form, review.version, str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, sentence)
            return redirect(review)
    context = {
        "form": form,
        "review": review,
        "rows": form.rows(remarks.of(review)),
        "may_approve": may_approve,
        "document": composing.document(review),
        "completeness": completeness.of(review),
        "own_work": reviewing.OWN_WORK,
    }
    return render(request, "reports/review_decide.html", context | SECTION)


def decide(review: Review, form: DecideForm, user) -> str:
    values = {"review": review, "version": form.cleaned_data["version"], "by": user}
    if form.is_approval:
        reviewing.approve(**values, at=timezone.localtime())
        return "Đã duyệt. Việc còn lại là lấy số và phát hành."
    reviewing.send_back(
        **values, reason=form.cleaned_data["reason"], remarks=form.remarks()
    )
    return "Đã trả lại để sửa, kèm lý do và ý kiến ở từng phần."


@login_required
def review_take_back(request, pk):
    """From review, or after approval: the report is a draft again."""
    review = allowed(request, pk, permissions.can_take_back)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_back(review, form.cleaned_data["reason"], request.user)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Báo cáo đã trở lại là dự thảo; sửa được.")
            return redirect(review)
    context = {"form": form, "review": review}
    return render(request, "reports/review_take_back.html", context | SECTION)


def take_back(review: Review, reason: str, user) -> None:
    if review.state == Review.State.APPROVED:
        reviewing.reopen(review=review, reason=reason, by=user)
    else:
        reviewing.withdraw(
            review=review, reason=reason, by=user, at=timezone.localtime()
        )


@require_POST
@login_required
def review_stop(request, pk):
    review = allowed(request, pk, permissions.can_rebuild)
    try:
        stopping.stop_build(review=review, by=request.user, at=timezone.now())
    except NotPossible as error:
        messages.info(request, str(error))
    else:
        messages.success(request, "Đã dừng việc dựng. Có thể dựng lại bất cứ lúc nào.")
    return redirect(review)


# -- Issuing -----------------------------------------------------------------


@login_required
def review_issue(request, pk):
    review = visible(request, pk)
    if review.is_issued and request.method == "POST":
        messages.info(request, "Báo cáo đã được phát hành; đây là bản đã phát hành.")
        return redirect(review)
    if not permissions.can_issue(request.user, review):
        raise PermissionDenied
    on = timezone.localdate()
    report = composing.compose(review)
    form = issue_form(request, review, on, report)
    if request.method == "POST" and form.is_valid():
        try:
            issuing.issue(review=review, by=request.user, on=on, **form.values())
        except Stale as error:
            PartForm.stale(form, review.version, str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                "Đã phát hành. Nội dung và tệp đã được chốt; báo cáo chưa công khai.",
            )
            return redirect(review)
    context = {
        "form": form,
        "review": review,
        "completeness": completeness.of(review),
        "document": report,
        "symbol": report.symbol,
        "word_template": word_templates.chosen_for(review),
        "is_approved": review.state == Review.State.APPROVED,
    }
    return render(request, "reports/review_issue.html", context | SECTION)


def issue_form(request, review, on, report) -> IssueForm:
    return IssueForm(
        posted(request),
        review=review,
        signatures=report.signatures,
        on=on,
        place=report.place,
        initial={
            "recipients": "\n".join(report.recipients),
            "version": review.version,
        },
    )


@login_required
def review_correct(request, pk):
    review = allowed(request, pk, permissions.can_correct)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            new = correcting.correction(
                review=review, reason=form.cleaned_data["reason"], by=request.user
            )
            return new.get_absolute_url()

        try:
            url, _ = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "review": review}
    return render(request, "reports/review_correct.html", context | SECTION)
