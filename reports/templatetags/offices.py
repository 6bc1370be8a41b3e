from django import template

from .. import permissions

register = template.Library()


@register.simple_tag(takes_context=True)
def may_keep_word_templates(context, organisation) -> bool:
    user = context["user"]
    return user.is_authenticated and permissions.can_keep_word_templates(
        user, organisation
    )
