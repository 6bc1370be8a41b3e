"""The addresses of the pages under test."""

from django.urls import reverse


def url(name, *args, **query):
    address = reverse(f"reports:{name}", args=args)
    pairs = "&".join(f"{key.replace('_', '-')}={value}" for key, value in query.items())
    return f"{address}?{pairs}" if pairs else address
