from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts import health as health_check


@never_cache
def health(request):
    """503 only when pages cannot be served.

    Late mail is told in the answer, and by `manage.py health`: a load balancer must
    not take away a web server because a mail server is down.
    """
    result = health_check.check(timezone.now())
    return JsonResponse(result, status=200 if result["ok"] else 503)
