from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404

from accounts.stored_files import files
from tasks.permissions import handovers_visible_to

from . import handover_documents
from .documents.word import write_docx


@login_required
def minutes(request, pk):
    """The minutes to print and sign, made anew each time from what was frozen."""
    handover = get_object_or_404(
        handovers_visible_to(request.user).select_related(
            "organisation__kind", "organisation__parent", "giver", "receiver"
        ),
        pk=pk,
    )
    content = write_docx(handover_documents.minutes(handover))
    return files.attachment(content=content, name=f"bien-ban-ban-giao-{pk}.docx")
