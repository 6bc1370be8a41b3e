from django import template

from tasks import money

register = template.Library()


@register.filter
def dong(amount):
    """1.500.000.000 → 1,5 tỷ đồng; nothing where no sum is named."""
    return "" if amount is None else money.short(amount)


@register.filter
def dong_bang_chu(amount):
    return "" if not amount else money.in_words(amount)
