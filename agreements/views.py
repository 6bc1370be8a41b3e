"""The register of agreements for people who work with it: request in, page out."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from accounts import files, history
from accounts.errors import Stale
from accounts.forms import ALREADY_SENT
from accounts.models import Organisation
from accounts.paging import page_of
from accounts.receipts import carry_out_once

from . import permissions, registration, standing
from .filters import AgreementFilter
from .forms import AgreementForms, RegisterForm, ReviseForm, with_one_more_row
from .models import Agreement, AgreementDocument, Conference

ORDER = ("-listed_on", "-pk")


def listed(queryset):
    """What a row of the register shows, in a fixed number of queries."""
    return queryset.select_related("kind").prefetch_related(
        "parties__organisation",
        "parties__decisions__organisation",
        "successors",
        "amendments",
    )


def with_standing(agreements, on):
    for agreement in agreements:
        agreement.badge = standing.badge(agreement, on)
        agreement.needs_review = agreement.needs_review_on(on)
    return agreements


def in_full(queryset):
    """What the page of one agreement shows."""
    return queryset.select_related("kind", "owner", "ceremony").prefetch_related(
        "parties__organisation__former_names",
        "parties__members",
        "parties__signatories",
        "parties__decisions__organisation",
        "amendments",
        "areas__area",
        "provisions",
        "legal_bases",
        "undertakings__organisation",
        "documents__stored_file",
        "successors",
    )


def reviews_of(agreement):
    """Reports on the agreement, alone or together with others, for a page to show."""
    return agreement.reviews.model.objects.about(agreement)


def page_facts(agreement, on, reviews):
    """Context that the office's page and the public page share."""
    parties = list(agreement.parties.all())
    for party in parties:
        party.agreement = agreement  # already here: no query for each
        party.present_name = standing.present_name(party, on)
    return {
        "on": on,
        "badge": standing.badge(agreement, on),
        "headline": standing.headline(agreement),
        "facts": standing.facts(agreement),
        "parties": parties,
        "ended_parties": agreement.ended_parties(on),
        "needs_review": agreement.needs_review_on(on),
        "steps": standing.term_steps(agreement, on, reviews),
        "reviews": reviews,
    }


class AgreementList(LoginRequiredMixin, TemplateView):
    template_name = "agreements/agreement_list.html"
    extra_context = {"section": "agreements"}

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        filters = AgreementFilter(
            self.request.GET,
            queryset=listed(Agreement.objects.visible_to(self.request.user)),
            today=on,
        )
        page = page_of(filters.qs, self.request.GET, order=ORDER)
        with_standing(page, filters.day)
        return super().get_context_data(
            filter=filters,
            page=page,
            can_register=permissions.can_register(self.request.user),
            **kwargs,
        )


class AgreementDetail(LoginRequiredMixin, DetailView):
    extra_context = {"section": "agreements"}

    def get_queryset(self):
        return in_full(Agreement.objects.visible_to(self.request.user))

    def get_context_data(self, **kwargs):
        user, agreement = self.request.user, self.object
        visible = Agreement.objects.visible_to(user)
        reviews = list(reviews_of(agreement).visible_to(user).order_by("-pk"))
        can_see_history = permissions.can_see_history(user, agreement)
        return super().get_context_data(
            predecessors=visible.filter(successors=agreement),
            successors=visible.filter(predecessors=agreement),
            same_ceremony=(
                visible.filter(ceremony=agreement.ceremony).exclude(pk=agreement.pk)
                if agreement.ceremony
                else []
            ),
            plans=agreement.yearly_plans.visible_to(user).select_related("office"),
            history=(
                [(e, history.sentence(e)) for e in history.of(agreement)[:100]]
                if can_see_history
                else None
            ),
            can_revise=permissions.can_revise(user, agreement),
            can_draft_plan=permissions.can_draft_plan_under(user, agreement),
            can_order_review=permissions.can_order_review_of(user, agreement),
            **page_facts(agreement, timezone.localdate(), reviews),
            **kwargs,
        )


class AgreementEditing(LoginRequiredMixin, TemplateView):
    """The form with its rows, typed anew, asking for one more row, or sent."""

    template_name = "agreements/agreement_form.html"
    extra_context = {"section": "agreements"}
    form_class = None
    agreement = None

    def dispatch(self, request, *args, **kwargs):
        self.on = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def forms(self, data=None, sent_files=None):
        user = self.request.user
        owners = permissions.organisations_to_register_for(user)
        replaceable = Q(pk__in=permissions.replaceable_by(user).values("pk"))
        if self.agreement:
            # What is already recorded stays offered, whoever is editing.
            owners |= Organisation.objects.filter(pk=self.agreement.owner_id)
            replaceable |= Q(successors=self.agreement)
        form = self.form_class(
            data,
            sent_files,
            instance=copy(self.agreement),
            owners=owners.distinct(),
            predecessors=Agreement.objects.filter(replaceable).distinct(),
            ceremonies=Conference.objects.all(),
            on=self.on,
        )
        return AgreementForms(form, on=self.on, agreement=self.agreement)

    def get(self, request, **kwargs):
        return self.show(self.forms())

    def post(self, request, **kwargs):
        wanted = request.POST.get("add_row")
        if wanted in ("parties", "areas", "undertakings"):
            forms = self.forms(with_one_more_row(request.POST, wanted))
            forms.forget_errors()
            return self.show(forms)
        forms = self.forms(request.POST, request.FILES)
        if forms.is_valid():
            try:
                return redirect(self.carry_out(forms))
            except ValidationError as error:
                forms.add_errors(error)
            except Stale:
                forms.form.refuse_stale()
        return self.show(forms, files_to_choose_again=bool(request.FILES))

    def show(self, forms, **context):
        return self.render_to_response(
            self.get_context_data(
                forms=forms, form=forms.form, agreement=self.agreement, **context
            )
        )

    def warn_of_same_number(self, agreement):
        for other in registration.with_same_number(agreement)[:3]:
            messages.warning(
                self.request,
                f"Cùng số ký hiệu {agreement.document_number}, cùng năm, cùng cơ quan "
                f"đã có hồ sơ “{other.subject}”. Mời kiểm tra xem có nhập trùng không.",
            )


class AgreementCreate(AgreementEditing):
    form_class = RegisterForm

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and not permissions.can_register(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, forms):
        def act():
            agreement = registration.register(
                **forms.contents(), by=self.request.user, on=self.on
            )
            self.warn_of_same_number(agreement)
            return agreement.get_absolute_url()

        address, is_new = carry_out_once(
            token=forms.form.cleaned_data["form_token"],
            user=self.request.user,
            act=act,
        )
        if is_new:
            messages.success(self.request, "Đã đăng ký hồ sơ.")
        else:
            messages.info(self.request, ALREADY_SENT)
        return address


class AgreementUpdate(AgreementEditing):
    form_class = ReviseForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.agreement = get_object_or_404(
                Agreement.objects.visible_to(request.user), pk=kwargs["pk"]
            )
            if not permissions.can_revise(request.user, self.agreement):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, forms):
        cleaned = forms.form.cleaned_data
        agreement = registration.revise(
            agreement=self.agreement,
            version=cleaned["version"],
            **forms.contents(),
            removed_documents=cleaned["removed_documents"],
            by=self.request.user,
            reason=cleaned["reason"],
            on=self.on,
        )
        self.warn_of_same_number(agreement)
        messages.success(self.request, "Đã lưu hồ sơ.")
        return agreement.get_absolute_url()


@login_required
def document_download(request, pk):
    visible = Agreement.objects.visible_to(request.user)
    document = get_object_or_404(
        AgreementDocument.objects.select_related("stored_file"),
        pk=pk,
        agreement__in=visible,
    )
    return files.download(document.stored_file)
