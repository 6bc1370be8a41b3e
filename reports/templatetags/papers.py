from django import template

from ..reviews import papers

register = template.Library()

GONE = "Báo cáo này không có tệp PDF vì quá lớn. Hãy dùng tệp Word hoặc Excel."


@register.simple_tag
def why_no_pdf(report, files=None) -> str:
    """The sentence where there is no PDF; `files` of an issued report, if it is one."""
    if files and any(file.format == "pdf" for file in files):
        return ""
    said = papers.why_no_pdf(report) if report else ""
    return said or (GONE if files else "")
