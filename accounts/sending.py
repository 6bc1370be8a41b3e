"""How a form sent by a script is answered."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect


def answer(request, url: str, *, is_new: bool) -> HttpResponse:
    """To the result. A script goes there itself: following the way on its own, it

    would fetch the page, with the messages that the person has yet to see.
    """
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"url": url, "repeated": not is_new})
    return redirect(url)
