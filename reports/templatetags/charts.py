"""Charts on a page: drawn twice, wide and for a phone, of which CSS shows one."""

from django import template
from django.utils.safestring import mark_safe

from ..contents import charts

register = template.Library()

WIDE, NARROW = 620, 320


@register.simple_tag
def chart_svg(chart, key: str, width: int = WIDE) -> str:
    """`key` is the chart's own on the page; every text in the drawing is escaped."""
    drawing = charts.svg(chart, width=width, font=14, key=f"{key}-{width}-")
    return mark_safe(drawing)
