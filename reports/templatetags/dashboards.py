"""Where the navigation leads a person who asks how things stand."""

from django import template
from django.urls import reverse

from .. import permissions

register = template.Library()


@register.simple_tag
def dashboard_url(user) -> str:
    """The dashboard of all one's bodies, else of the first one; "" where none is."""
    if not getattr(user, "is_authenticated", False):  # pages of errors know nobody
        return ""
    if permissions.can_see_dashboard(user):
        return reverse("reports:dashboard")
    bodies = permissions.bodies_with_dashboards(user)
    if not bodies:
        return ""
    return reverse("reports:organisation-dashboard", args=[bodies[0].pk])
