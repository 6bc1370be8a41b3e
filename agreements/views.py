"""The register of agreements for people who work with it: request in, page out."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    ValidationError,
)
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView

from accounts import history
from accounts.forms import ALREADY_SENT
from accounts.listings.list_views import ListPage
from accounts.models import Duty, Organisation
from accounts.receipts import carry_out_once
from accounts.reminding import panel
from accounts.stored_files import files

from . import permissions, registration, standing
from .amendments import consolidation
from .continuation import continuing
from .editing import EditingWithRows
from .filters import AgreementFilter
from .forms import AgreementForms, RegisterForm, ReviseForm
from .lists import AGREEMENTS
from .models import Agreement, AgreementDocument, Conference, Provision
from .provisions import articles, provision_tree
from .provisions.provision_forms import ProvisionFilterForm

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
        agreement.ends = agreement.last_day_on(on)
    return agreements


def in_full(queryset):
    """What the page of one agreement shows."""
    whole = queryset.select_related("kind", "owner", "issuer", "ceremony")
    return whole.prefetch_related(
        "parties__organisation__former_names",
        "parties__members",
        "parties__signatories",
        "parties__decisions__organisation",
        "amendments__changed_provisions",
        "amendments__stored_file",
        "continuation_decisions__organisation",
        "continuation_decisions__replacement__kind",
        "continuation_decisions__stored_file",
        "continuation_decisions__recorded_by",
        "areas__area",
        Prefetch("provisions", Provision.objects.as_signed()),
        "provisions__areas",
        "provisions__responsible_party",
        "legal_bases",
        "undertakings__organisation",
        "documents__stored_file__stored_by",
        "successors",
    )


def reviews_of(agreement):
    """Reports on the agreement, alone or together with others, for a page to show."""
    return agreement.reviews.model.objects.about(agreement)


def page_facts(agreement, on, reviews, asked):
    """Context that the office's page and the public page share; `asked`: the query."""
    has_tags = provision_tree.has_tags(agreement)
    provision_filter = ProvisionFilterForm(asked, agreement=agreement)
    area, party = provision_filter.chosen() if has_tags else (None, None)
    parties = list(agreement.parties.all())
    for signer in parties:
        signer.agreement = agreement  # already here: no query for each
        signer.present_name = standing.present_name(signer, on)
        signer.continuation = signer.continuation_on(on)
    return {
        "on": on,
        "badge": standing.badge(agreement, on),
        "headline": standing.headline(agreement),
        "facts": standing.facts(agreement, on),
        "parties": parties,
        "provision_tree": provision_tree.tree(
            agreement.provisions.all(), area=area, party=party
        ),
        "provision_filter": provision_filter if has_tags else None,
        "ended_parties": agreement.ended_parties(on),
        "needs_review": agreement.needs_review_on(on),
        "borne_by_one": continuing.borne_by_one(agreement, on),
        "amendments": consolidation.in_order(agreement.amendments.all()),
        "steps": standing.term_steps(agreement, on, reviews),
        "reviews": reviews,
    }


class AgreementList(ListPage):
    listing = AGREEMENTS
    template_name = "agreements/agreement_list.html"
    extra_context = {"section": "agreements"}

    def get_filter(self):
        return AgreementFilter(
            self.request.GET,
            queryset=listed(Agreement.objects.visible_to(self.request.user)),
            today=self.on,
        )

    def dress(self, rows):
        return with_standing(rows, self.filter.day)

    def get_context_data(self, **kwargs):
        can_register = permissions.can_register(self.request.user)
        return super().get_context_data(can_register=can_register, **kwargs)


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
            framework=visible.filter(programmes=agreement).first(),
            programmes=visible.filter(framework=agreement),
            same_ceremony=(
                visible.filter(ceremony=agreement.ceremony).exclude(pk=agreement.pk)
                if agreement.ceremony
                else []
            ),
            plans=agreement.yearly_plans.visible_to(user)
            .not_amending()
            .select_related("office"),
            history=(
                [(e, history.sentence(e)) for e in history.of(agreement)[:100]]
                if can_see_history
                else None
            ),
            reminders=can_see_history
            and panel.of_duties({Duty.AGREEMENT_END: [agreement.pk]}),
            conferences=Conference.objects.visible_to(user)
            .of_agreement(agreement)
            .prefetch_related("conclusions__recommendation"),
            can_record_conference=permissions.can_register(user),
            can_revise=permissions.can_revise(user, agreement),
            can_throw_away=permissions.can_throw_away(user, agreement),
            can_tag=permissions.can_tag(user, agreement),
            can_amend=permissions.can_amend(user, agreement),
            can_decide=permissions.can_decide_continuation(user, agreement),
            decisions=agreement.continuation_decisions.all(),
            can_draft_plan=permissions.can_draft_plan_under(user, agreement),
            can_order_review=permissions.can_order_review_of(user, agreement),
            **page_facts(agreement, timezone.localdate(), reviews, self.request.GET),
            **kwargs,
        )


class AgreementEditing(EditingWithRows):
    template_name = "agreements/agreement_form.html"
    extra_context = {"section": "agreements"}
    row_names = ("parties", "areas", "undertakings")
    form_class = None
    agreement = None

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
            predecessors=Agreement.objects.filter(replaceable)
            .exclude(pk=self.agreement and self.agreement.pk)
            .distinct(),
            frameworks=self.frameworks(),
            ceremonies=self.ceremonies(),
            on=self.on,
        )
        return AgreementForms(form, on=self.on, agreement=self.agreement)

    def ceremonies(self):
        offered = Conference.objects.visible_to(self.request.user).ceremonies()
        if self.agreement:
            # Recorded before as something else: it stays offered.
            offered |= Conference.objects.filter(pk=self.agreement.ceremony_id)
        return offered

    def frameworks(self):
        """Signed texts one may see; one already recorded stays offered."""
        offered = Q(
            pk__in=Agreement.objects.visible_to(self.request.user).signed().values("pk")
        )
        if self.agreement:
            offered = offered & ~Q(pk=self.agreement.pk)
            offered |= Q(pk=self.agreement.framework_id)
        return Agreement.objects.filter(offered)

    def show(self, forms, **context):
        return super().show(forms, agreement=self.agreement, **context)

    def refuse_repeat(self, form):
        """Ask before the number of another record is used for this one."""
        cleaned = form.cleaned_data
        issuer = cleaned["issuer"] or cleaned["owner"]
        number = {
            "document_number": cleaned["document_number"],
            "signed_on": cleaned["signed_on"],
            "issuer": issuer,
        }
        if cleaned["accept_repeat"] or self.is_number_kept(number):
            return
        repeats = registration.repeats_of(**number, but=self.agreement)
        if not repeats:
            return
        form.ask_about_repeat()
        visible = Agreement.objects.visible_to(self.request.user)
        seen = visible.filter(pk__in=[other.pk for other in repeats])
        named = [f"“{other.subject}”" for other in seen[:3]] or [
            f"một hồ sơ do {repeats[0].owner.name} quản lý"
        ]
        raise ValidationError(
            {
                "document_number": f"{issuer.name} đã có văn bản mang số này trong "
                f"năm: {'; '.join(named)}. Nếu đây là văn bản khác, hãy đánh dấu ô bên "
                "dưới rồi lưu lại."
            }
        )

    def is_number_kept(self, number):
        """Was it like this before? Then it has been asked, and answered."""
        before = self.agreement
        return before is not None and number == {
            "document_number": before.document_number,
            "signed_on": before.signed_on,
            "issuer": before.issuer or before.owner,
        }


class AgreementCreate(AgreementEditing):
    form_class = RegisterForm

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and not permissions.can_register(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, forms):
        self.refuse_repeat(forms.form)

        def act():
            agreement = registration.register(
                **forms.contents(), by=self.request.user, on=self.on
            )
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

    def show(self, forms, **context):
        form = forms.form
        if form.is_bound and form.has_error(NON_FIELD_ERRORS, "stale"):
            context["meanwhile"] = form.take_in_changes()
        return super().show(forms, **context)

    def refuse_other_titles(self, form):
        """Ask before citations and tags pass to what looks like another article."""
        cleaned = form.cleaned_data
        if cleaned["accept_titles"]:
            return
        told = articles.retitled(self.agreement, cleaned["provisions"])
        if told:
            form.ask_about_titles()
            advice = (
                "Nếu vẫn là những điều đó, hãy đánh dấu ô bên dưới rồi lưu lại; nếu "
                "không, hãy kiểm tra lại số điều."
            )
            raise ValidationError({"provisions": [*told[:5], advice]})

    def carry_out(self, forms):
        self.refuse_repeat(forms.form)
        self.refuse_other_titles(forms.form)
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
