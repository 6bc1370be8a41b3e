"""Files of evidence: to download, and photos to look at."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404

from accounts.stored_files import files, thumbnails

from ..models import Evidence, FocusTask


def evidence_for(user, pk) -> Evidence:
    evidence = get_object_or_404(
        Evidence.objects.select_related("stored_file", "update"), pk=pk
    )
    visible = FocusTask.objects.visible_to(user)
    if not visible.filter(pk=evidence.update.task_id).exists():
        raise Http404
    return evidence


@login_required
def evidence_download(request, pk):
    """A photo is shown where `xem` asks for it; anything else is only downloaded."""
    stored = evidence_for(request.user, pk).stored_file
    return files.download(stored, inline="xem" in request.GET)


@login_required
def evidence_thumbnail(request, pk):
    """The browser keeps it, and asks each time whether it may still show it."""
    stored = evidence_for(request.user, pk).stored_file
    etag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        content = thumbnails.thumbnail(stored)
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
