from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify

from accounts.forms import id_in
from accounts.stored_files import files
from accounts.vietnamese import fold
from tasks import permissions
from tasks.models import TaskState, YearlyPlan
from tasks.plans import annex

from . import plan_documents
from .documents.word import write_docx


@login_required
def plan_word(request, pk):
    """The plan to print: as one of its documents issued it, else as it now stands."""
    plans = YearlyPlan.objects.visible_to(request.user)
    plan = get_object_or_404(plans.select_related("agreement__kind", "office"), pk=pk)
    version = None
    if not plan.is_amendment:  # an amendment's own version is where it began
        asked = request.GET.get("ban")
        if asked:
            version = get_object_or_404(plan.versions, number=id_in(request.GET, "ban"))
        else:
            version = plan.versions.last()
    rows = annex.kept_rows(version.rows) if version else rows_for(plan, request.user)
    report = plan_documents.compose(
        plan, rows, version=version, on=timezone.localdate()
    )
    return files.attachment(content=write_docx(report), name=file_name(plan, version))


def rows_for(plan: YearlyPlan, user) -> list[dict]:
    """What the person sees on the plan's page: what is being revised is the office's.

    A cancelled row is no longer in the plan.
    """
    rounds = plan.submissions.order_by("-number")
    if plan.is_open_to_editing and not permissions.is_of_office(user, plan):
        last = rounds.first()
        return annex.kept_rows(last.rows) if last else []
    rows = annex.annex_rows(plan, timezone.localdate())
    return [
        row
        for row in rows
        if "task" not in row or row["task"].state != TaskState.CANCELLED
    ]


def file_name(plan: YearlyPlan, version) -> str:
    """ "ke-hoach-104-kh-ubnd.docx"; of a draft, its year."""
    number = version.document_number if version else plan.document_number
    name = slugify(fold(number).replace("/", "-")) if number else f"du-thao-{plan.year}"
    return f"ke-hoach-{name}.docx"
