"""The button that orders a report, on pages that belong to apps below."""

from django import template

from accounts.models import Organisation, Province
from tasks.models import YearlyPlan

from .. import permissions
from ..models import Collection

register = template.Library()
NAMES = (
    (YearlyPlan, "ke-hoach"),
    (Organisation, "co-quan"),
    (Province, "tinh"),
    (Collection, "dot"),
)


@register.inclusion_tag("reports/_order_button.html", takes_context=True)
def order_button(context, about):
    user = context["request"].user
    name = next(name for model, name in NAMES if isinstance(about, model))
    may = user.is_authenticated and permissions.can_order(user, about)
    return {"may_order": may, "name": name, "about": about}
