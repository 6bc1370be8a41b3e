"""Filters and tags every template may use (registered as builtins)."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from accounts import vietnamese

register = template.Library()

register.filter("ngay", vietnamese.format_date)


@register.filter
def so(number):
    """1242 → 1.242; nothing for a missing number, never 0."""
    return "" if number is None else vietnamese.format_number(number)


@register.filter
def dung_luong(size):
    """A file size in the units people read: 1,2 MB."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            break
        size /= 1024
    else:
        unit = "GB"
    return f"{size:.1f}".replace(".0", "").replace(".", ",") + f" {unit}"


@register.simple_tag
def icon(name):
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/sprite.svg"),
        name,
    )
