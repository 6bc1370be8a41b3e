"""Filters and tags every template may use (registered as builtins)."""

from functools import lru_cache

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
    units = ["B", "KB", "MB", "GB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:.1f}".replace(".0", "").replace(".", ",") + f" {units[0]}"


# The address of the drawings does not change while the process lives.
@register.simple_tag
@lru_cache(maxsize=200)
def icon(name):
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/sprite.svg"),
        name,
    )
