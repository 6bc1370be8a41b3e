"""The line about covered articles, for pages of the apps below as well."""

from django import template
from django.utils import timezone

from tasks.plans import coverage

register = template.Library()


@register.inclusion_tag("tasks/_coverage_line.html", takes_context=True)
def agreement_coverage(context, agreement):
    """Of this year's plans, else of the last year that has one; else nothing."""
    user, year = context["request"].user, timezone.localdate().year
    years = coverage.years_of(agreement, user)
    if not years:
        return {}
    year = year if year in years else years[0]
    summary = coverage.summary_of_year(agreement, year, user)
    return {"agreement": agreement, "year": year, "coverage_summary": summary}


@register.inclusion_tag("tasks/_coverage_line.html")
def plan_coverage(plan):
    return {
        "agreement": plan.agreement,
        "year": plan.year,
        "coverage_summary": coverage.summary_of_plan(plan),
    }
