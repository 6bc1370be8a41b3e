from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from accounts.errors import Stale
from accounts.forms import posted

from .. import permissions
from ..models import Agreement
from . import tagging
from .provision_forms import TagsForm


@login_required
def provision_tags(request, pk):
    """Areas and responsible party of every article, in one table saved at once."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    if not permissions.can_tag(request.user, agreement):
        raise PermissionDenied
    rows = list(tagging.articles(agreement))
    form = TagsForm(posted(request), instance=agreement, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            tagging.tag(
                agreement=agreement,
                version=form.cleaned_data["version"],
                tags=form.tags(),
                by=request.user,
            )
            messages.success(request, "Đã lưu lĩnh vực và bên chịu trách nhiệm.")
            return redirect(f"{agreement.get_absolute_url()}#noi-dung-phoi-hop")
        except Stale:
            form.refuse_stale()
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "agreement": agreement, "section": "agreements"}
    return render(request, "agreements/provision_tags.html", context)
