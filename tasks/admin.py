"""Plans and tasks in the admin: to look things up; their pages do the work.

A state moves only through the workflows, so nothing here is typed over.
"""

from django.contrib import admin, messages
from django.utils.html import format_html

from accounts.admin import RecordedAdmin
from accounts.errors import NotPossible
from accounts.fields import containing_words

from .models import (
    Decision,
    FocusTask,
    ProgressUpdate,
    TemplateStep,
    WorkTemplate,
    YearlyPlan,
)
from .plans import planning


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list to search and a record to read."""

    def get_search_results(self, request, queryset, search_term):
        return containing_words(queryset, search_term), False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="trang làm việc")
    def page(self, row):
        return format_html('<a href="{}">Mở trang</a>', row.get_absolute_url())


@admin.register(YearlyPlan)
class YearlyPlanAdmin(ReadOnlyAdmin):
    list_display = ["title", "year", "office", "state", "document_number", "page"]
    list_filter = ["state", "year", "is_illustrative"]
    list_select_related = ["office"]
    search_fields = ["search"]
    actions = ["close"]

    def has_close_permission(self, request):
        return request.user.is_superuser

    @admin.action(description="Kết thúc các kế hoạch đã chọn", permissions=["close"])
    def close(self, request, queryset):
        """The workflow's own rules decide which of them can be closed."""
        for plan in queryset:
            try:
                planning.close(plan=plan, by=request.user)
            except NotPossible as error:
                self.message_user(request, f"{plan}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"Đã kết thúc “{plan}”.", messages.SUCCESS)


@admin.register(FocusTask)
class FocusTaskAdmin(ReadOnlyAdmin):
    list_display = ["title", "lead_organisation", "due_on", "state", "page"]
    list_filter = ["state", "deadline_kind", "kind"]
    list_select_related = ["lead_organisation"]
    search_fields = ["search"]
    show_full_result_count = False


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    list_display = ["task", "organisation", "percent", "reported_on", "reported_by"]
    list_select_related = ["task", "organisation", "reported_by"]
    date_hierarchy = "reported_on"

    def page(self, row):
        return super().page(row.task)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["submission", "party", "verdict", "decided_at", "decided_by"]
    list_filter = ["verdict"]
    list_select_related = ["submission", "party", "decided_by"]


class TemplateStepInline(admin.TabularInline):
    model = TemplateStep
    extra = 1


@admin.register(WorkTemplate)
class WorkTemplateAdmin(RecordedAdmin):
    """Reference data: a change is for tasks set up from then on."""

    list_display = ["name", "kind", "anchor", "is_active"]
    inlines = [TemplateStepInline]
