"""A second click on a form that removed a row: the row is gone, as was asked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from .forms import ALREADY_SENT
from .models import FormReceipt


def answer(request: HttpRequest) -> HttpResponse:
    """To where the first sending of this OnceForm led; 404 if there was none."""
    try:
        token = UUID(request.POST.get("form_token", ""))
    except ValueError:
        raise Http404 from None
    earlier = FormReceipt.objects.filter(token=token, user=request.user).first()
    if earlier is None:
        raise Http404
    messages.info(request, ALREADY_SENT)
    return redirect(earlier.result_url)
