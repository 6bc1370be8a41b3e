"""Open data for everybody: the dictionary, the files, the feed of reports."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from ..models import Publication, Review
from ..views import SECTION
from . import open_data, open_data_files

FRESH_FOR = 300  # seconds
IN_FEED = 100
PUBLISHED_AT = F("publication__published_at")
# A correction counts from the day that it is public, or else approved.
CORRECTED_AT = Max(
    Coalesce("corrections__publication__published_at", "corrections__approved_at"),
    filter=Q(corrections__state=Review.State.ISSUED),
)
CHANGED_AT = Greatest(
    PUBLISHED_AT,
    Coalesce("publication__withdrawn_at", PUBLISHED_AT),
    Coalesce("corrected_at", PUBLISHED_AT),
)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def last_published(request, **kwargs) -> datetime | None:
    """The latest publication or withdrawal: what was public before has not changed."""
    found = Publication.objects.aggregate(Max("published_at"), Max("withdrawn_at"))
    return max(filter(None, found.values()), default=None)


def tag(request, format, pk=None) -> str:
    """Also the number of reports: an agreement may be withheld without a word here."""
    found = open_data.reports(pk).aggregate(n=Count("pk"), newest=Max("pk"))
    corrected = Review.objects.issued().aggregate(newest=Max("approved_at"))
    at = last_published(request)
    return f'"{format}-{pk}-{found["n"]}-{found["newest"]}-{at}-{corrected["newest"]}"'


@login_not_required
@cache_control(public=True, max_age=FRESH_FOR)
def public_data(request):
    """What there is, what each column means, on which terms it may be used."""
    reports = open_data.reports()
    context = {
        "columns": open_data.COLUMNS,
        "qualifiers": open_data.QUALIFIERS,
        "licence": open_data.LICENCE,
        "licence_url": open_data.LICENCE_URL,
        "terms": open_data.TERMS,
        "count": reports.count(),
        "updated_at": last_published(request),
    }
    return render(request, "reports/public_data.html", context | SECTION)


@login_not_required
@cache_control(public=True, max_age=FRESH_FOR)
@condition(etag_func=tag)
def public_data_file(request, format, pk=None):
    """The figures of every published report, or of one."""
    if format not in TYPES:
        raise Http404
    if pk is not None:
        get_object_or_404(open_data.reports(pk))
    rows = open_data.rows(pk, site=settings.SITE_URL)
    if format == "csv":
        content = open_data_files.csv_of(rows)
    else:
        source = settings.SITE_URL + reverse("reports:public-data")
        content = open_data_files.json_of(rows, source=source)
    response = StreamingHttpResponse(content, content_type=TYPES[format])
    name = f"so-lieu-bao-cao-{pk}" if pk else "so-lieu-cong-khai"
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


class ReportsFeed(Feed):
    """Reports as they are published, corrected and taken down; each under one id."""

    feed_type = Atom1Feed
    title = "Báo cáo đã công khai"
    subtitle = (
        "Báo cáo công tác phối hợp vừa công khai, đính chính hoặc thôi công khai."
    )
    author_name = "Phối hợp"
    language = "vi"

    def link(self):
        return reverse("reports:public-review-list")

    def feed_url(self):
        return reverse("reports:public-feed")

    def feed_guid(self):
        return tag_uri("bao-cao")

    def items(self):
        """What changed last comes first, also of an old report."""
        reviews = Review.objects.with_public_address().issued()
        return (
            reviews.select_related("office", "publication")
            .defer("bound", "snapshot", "outline")
            .annotate(corrected_at=CORRECTED_AT)
            .annotate(changed_at=CHANGED_AT)
            .order_by("-changed_at", "-pk")[:IN_FEED]
        )

    def item_title(self, review):
        if review.publication.withdrawn_at:
            return f"Đã thôi công khai: {review.public_subject}"
        if review.corrected_at:
            return f"Đã có bản đính chính: {review.public_subject}"
        return review.public_subject

    def item_description(self, review):
        said = f"{review.office}: {review.get_kind_display().lower()} số "
        said += f"{review.document_number} ngày {review.issued_on:%d/%m/%Y}."
        if review.publication.withdrawn_at:
            day = timezone.localtime(review.publication.withdrawn_at)
            said += (
                f" Thôi công khai từ ngày {day:%d/%m/%Y}; lý do ở trang của báo cáo."
            )
        elif review.corrected_at:
            said += " Báo cáo này đã được đính chính; nội dung đính chính ở trang đó."
        return said

    def item_link(self, review):
        return review.get_public_url()

    def item_guid(self, review):
        return tag_uri(f"bao-cao/{review.pk}")

    def item_pubdate(self, review):
        return review.publication.published_at

    def item_updateddate(self, review):
        return review.changed_at

    def item_author_name(self, review):
        return str(review.office)


def tag_uri(path: str) -> str:
    """RFC 4151: an id that stays when addresses change."""
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"tag:{host},2026:{path}"


public_feed = login_not_required(
    cache_control(public=True, max_age=FRESH_FOR)(ReportsFeed())
)
