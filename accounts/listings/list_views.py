"""Pages of lists: the table, the same as a file, and the filters people saved."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from .. import permissions
from ..models import SavedView
from . import exports
from .listing import Arrangement, Listing
from .paging import page_of

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ListPage(LoginRequiredMixin, TemplateView):
    """A page of a `listing`. `get_filter()` answers with what the person may see."""

    listing: Listing

    def get_filter(self):
        raise NotImplementedError

    def rows_of(self, queryset):
        """`queryset` with all that the chosen columns read."""
        return queryset.prefetch_related(*self.arrangement.related)

    def dress(self, rows: list) -> list:
        """What a row shows beyond its columns, for many rows at once."""
        return rows

    def get(self, request, *args, **kwargs):
        self.on = timezone.localdate()
        self.arrangement = Arrangement(self.listing, request.GET)
        self.filter = self.get_filter()
        self.queryset = self.rows_of(self.filter.qs)
        if "tai" in request.GET:
            return self.download(request.GET["tai"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        params = self.arrangement.params.copy()
        for name in ("sau", "truoc"):
            if name in self.request.GET:
                params[name] = self.request.GET[name]
        page = page_of(self.queryset, params, order=self.arrangement.order)
        user = self.request.user
        return super().get_context_data(
            filter=self.filter,
            arrangement=self.arrangement,
            shown=self.arrangement.shown,
            hidden=self.arrangement.hidden,
            page=page,
            rows=self.dress(page.rows),
            saved_views=[
                (view, permissions.can_delete_view(user, view))
                for view in SavedView.objects.visible_to(user)
                .filter(list_name=self.listing.name)
                .select_related("owner", "shared_with")
            ],
            sharing_places=permissions.organisations_to_share_with(user),
            **kwargs,
        )

    def download(self, wanted: str):
        if wanted not in FORMATS:
            raise Http404
        if exports.is_too_many(self.queryset):
            messages.error(self.request, exports.TOO_MANY)
            return redirect(f"{self.request.path}?{self.arrangement.query}")
        at = timezone.localtime()
        conditions = "; ".join(c.text for c in self.filter.conditions)
        table = exports.Table(
            title=self.listing.title,
            conditions=conditions,
            at=at,
            cells=self.arrangement.cells,
            rows=exports.all_rows(
                self.queryset, order=self.arrangement.order, dress=self.dress
            ),
        )
        options = {"content_type": FORMATS[wanted]}
        if wanted == "csv":
            response = StreamingHttpResponse(exports.csv_lines(table), **options)
        else:
            response = FileResponse(exports.xlsx_file(table), **options)
        name = f"{self.listing.name}-{at:%d-%m-%Y}.{wanted}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
