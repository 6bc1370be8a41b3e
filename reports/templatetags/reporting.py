"""Chế độ báo cáo, for the page of an agreement, which belongs to an app below."""

from django import template
from django.utils import timezone

from agreements.permissions import can_revise

from .. import permissions
from ..models import Collection
from ..reporting_calendar import reporting_duties

register = template.Library()
SHOWN = 5


@register.inclusion_tag("reports/_reporting_duties.html", takes_context=True)
def reporting_duties_of(context, agreement):
    user, on = context["request"].user, timezone.localdate()
    return {
        "agreement": agreement,
        "rows": reporting_duties.of_agreement(agreement, on),
        "can_revise": can_revise(user, agreement),
        "can_collect": permissions.can_collect(user, agreement),
        "collections": Collection.objects.visible_to(user).filter(agreement=agreement)[
            :SHOWN
        ],
        "csrf_token": context.get("csrf_token"),
        "on": on,
    }
