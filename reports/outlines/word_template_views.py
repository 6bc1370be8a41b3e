"""The Word layouts of an office: see, try, upload, choose."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT
from accounts.models import Organisation
from accounts.receipts import carry_out_once
from accounts.stored_files import files

from .. import permissions
from ..documents.template_fields import FIELDS, OBLIGATORY
from ..models import WordTemplate
from ..reviews import papers
from . import word_templates
from .word_template_forms import WordTemplateForm

MOST_LISTED = 50


def organisation_or_refuse(request, pk) -> Organisation:
    organisation = get_object_or_404(
        Organisation.objects.select_related("kind", "parent"), pk=pk
    )
    if not permissions.can_keep_word_templates(request.user, organisation):
        raise PermissionDenied
    return organisation


def template_or_refuse(request, pk) -> WordTemplate:
    """Whoever may not keep the layouts of the office does not see them."""
    template = get_object_or_404(
        WordTemplate.objects.select_related(
            "organisation__kind", "organisation__parent", "stored_file"
        ),
        pk=pk,
    )
    if not permissions.can_keep_word_templates(request.user, template.organisation):
        raise Http404
    return template


@login_required
def word_template_list(request, pk):
    organisation, on = organisation_or_refuse(request, pk), timezone.localdate()
    here = reverse("reports:word-template-list", args=[pk])
    if request.method == "POST":
        form = WordTemplateForm(
            request.POST, request.FILES, organisation=organisation, on=on
        )
    else:
        form = WordTemplateForm(organisation=organisation, on=on)
    if request.method == "POST" and _is_valid(form):

        def act():
            word_templates.add(
                organisation=organisation,
                name=form.cleaned_data["name"],
                upload=form.cleaned_data["upload"],
                by=request.user,
            )
            return here

        _, is_new = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=act
        )
        said = "Đã nhận mẫu; từ nay báo cáo của cơ quan dùng mẫu này."
        messages.success(request, said) if is_new else messages.info(
            request, ALREADY_SENT
        )
        return redirect(here)
    templates = organisation.word_templates.select_related("stored_file", "uploaded_by")
    context = {
        "organisation": organisation,
        "form": form,
        "templates": templates[:MOST_LISTED],
        "fields": FIELDS.values(),
        "obligatory": OBLIGATORY,
        "section": "reports",
    }
    return render(request, "reports/word_template_list.html", context)


def _is_valid(form) -> bool:
    """The trial needs the typesetter, which may be busy."""
    try:
        return form.is_valid()
    except NotPossible as error:
        form.add_error(None, str(error))
        return False


@login_required
def word_template_sample(request, pk):
    organisation = organisation_or_refuse(request, pk)
    content = word_templates.sample(organisation, timezone.localdate())
    return files.attachment(content=content, name="Mau-goc.docx")


@login_required
def word_template_file(request, pk):
    return files.download(template_or_refuse(request, pk).stored_file)


@login_required
def word_template_preview(request, pk):
    template = template_or_refuse(request, pk)
    try:
        content = word_templates.preview(template, timezone.localdate())
    except word_templates.Unusable:
        messages.error(request, papers.NOT_FILLED.format(name=template.name))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        return files.attachment(content=content, name=f"Xem-thu-{template.pk}.docx")
    return redirect("reports:word-template-list", template.organisation_id)


@require_POST
@login_required
def word_template_use(request, pk):
    template = template_or_refuse(request, pk)
    word_templates.use(template=template, by=request.user)
    messages.success(request, f"Báo cáo của cơ quan dùng mẫu “{template.name}”.")
    return redirect("reports:word-template-list", template.organisation_id)


@require_POST
@login_required
def word_template_stop(request, pk):
    template = template_or_refuse(request, pk)
    word_templates.stop_using(template=template, by=request.user)
    messages.success(request, "Báo cáo của cơ quan trở lại bố cục chung.")
    return redirect("reports:word-template-list", template.organisation_id)
