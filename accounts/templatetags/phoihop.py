"""Filters and tags every template may use (registered as builtins)."""

import re
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from accounts import vietnamese

register = template.Library()

ONE_TIME_LINK = re.compile(r"(/lien-ket/)[^\s/]+")

register.filter("ngay", vietnamese.format_date)
register.filter("thu_ngay", vietnamese.long_date)


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


@register.filter
def che_lien_ket(text: str) -> str:
    """The letter without the keys of its one-time links: they act for the receiver."""
    return ONE_TIME_LINK.sub(r"\1…", text)
