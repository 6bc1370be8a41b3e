"""What anyone may read, without an account: only what `.public()` lets through."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from accounts.listings.paging import page_of
from accounts.stored_files import files

from .filters import PublicAgreementFilter
from .models import Agreement, AgreementDocument
from .views import ORDER, in_full, listed, page_facts, reviews_of, with_standing

# Working papers kept with the record stay in the office.
PUBLIC_DOCUMENTS = [AgreementDocument.Kind.SCAN, AgreementDocument.Kind.ANNEX]


@method_decorator(login_not_required, name="dispatch")
class PublicAgreementList(TemplateView):
    template_name = "agreements/public_agreement_list.html"
    extra_context = {"section": "agreements"}

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        filters = PublicAgreementFilter(
            self.request.GET, queryset=listed(Agreement.objects.public()), today=on
        )
        page = page_of(filters.qs, self.request.GET, order=ORDER)
        with_standing(page, on)
        return super().get_context_data(filter=filters, page=page, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PublicAgreementDetail(DetailView):
    template_name = "agreements/public_agreement_detail.html"
    extra_context = {"section": "agreements"}

    def get_queryset(self):
        return in_full(Agreement.objects.public())

    def get_context_data(self, **kwargs):
        agreement, public = self.object, Agreement.objects.public()
        public_reviews = reviews_of(agreement).public().select_related("publication")
        reviews = list(public_reviews.order_by("-pk"))
        return super().get_context_data(
            predecessors=public.filter(successors=agreement),
            successors=public.filter(predecessors=agreement),
            framework=public.filter(programmes=agreement).first(),
            programmes=public.filter(framework=agreement),
            same_ceremony=(
                public.filter(ceremony=agreement.ceremony).exclude(pk=agreement.pk)
                if agreement.ceremony
                else []
            ),
            plans=agreement.yearly_plans.public().select_related("office"),
            documents=agreement.documents.filter(
                kind__in=PUBLIC_DOCUMENTS
            ).select_related("stored_file"),
            **page_facts(agreement, timezone.localdate(), reviews, self.request.GET),
            **kwargs,
        )


@login_not_required
def public_document_download(request, pk):
    document = get_object_or_404(
        AgreementDocument.objects.select_related("stored_file"),
        pk=pk,
        kind__in=PUBLIC_DOCUMENTS,
        agreement__in=Agreement.objects.public(),
    )
    return files.download(document.stored_file)
