"""Reference data and corrections; whatever is changed here is told in history too."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from . import history
from .fields import containing_words
from .models import (
    BackgroundJob,
    ClusterMember,
    EmulationCluster,
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    FormerTitle,
    HistoryEntry,
    LinkUse,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    OutgoingMail,
    Province,
    Reminder,
    Reorganisation,
    Succession,
    User,
)
from .vietnamese import format_date

admin.site.unregister(Group)  # rights come from places in organisations
admin.site.unregister(EmailAddress)  # a person's address is the one on their account


class RecordedAdmin(admin.ModelAdmin):
    """Writes what was changed, from, to, into the product's own history."""

    actions = None
    unrecorded = {"password", "password1", "password2"}

    def save_model(self, request, obj, form, change):
        fields = [
            name
            for name in form.changed_data
            if name not in self.unrecorded and self._is_plain(name)
        ]
        before = {}
        if change:
            stored = self.model._base_manager.get(pk=obj.pk)
            before = history.snapshot(stored, fields)
        super().save_model(request, obj, form, change)
        request.recorded_changes = history.differences(
            before, history.snapshot(obj, fields)
        )

    def _is_plain(self, name):
        names = {field.name for field in self.model._meta.concrete_fields}
        return name in names

    def save_formset(self, request, form, formset, change):
        described = {row.pk: str(row) for row in formset.queryset}
        super().save_formset(request, form, formset, change)
        field = formset.model._meta.verbose_name
        rows = [
            *((described.get(row.pk), str(row)) for row, _ in formset.changed_objects),
            *((history.EMPTY, str(row)) for row in formset.new_objects),
            *((str(row), history.EMPTY) for row in formset.deleted_objects),
        ]
        request.recorded_changes += [
            {"field": field, "from": before, "to": after} for before, after in rows
        ]

    def log_addition(self, request, obj, message):
        self._record(request, obj, "đã thêm")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self._record(request, obj, "đã sửa")
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record(request, obj, "đã xóa")
        return super().log_deletions(request, queryset)

    def _record(self, request, obj, verb):
        history.record(
            by=request.user,
            action=f"{verb} {self.model._meta.verbose_name} trong trang quản trị",
            target=obj,
            changes=getattr(request, "recorded_changes", []),
        )


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, never to touch."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1
    autocomplete_fields = ["organisation"]


@admin.register(User)
class PersonAdmin(RecordedAdmin, UserAdmin):
    list_display = ["username", "full_name", "email", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser", "memberships__role"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["sort_key"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Người dùng", {"fields": ["full_name", "email", "is_illustrative"]}),
        ("Quyền", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Thời điểm", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "username",
                    "full_name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        )
    ]

    def has_delete_permission(self, request, obj=None):
        # What a person did stays under their name: an account is closed, not deleted.
        return False


@admin.register(OrganisationKind)
class OrganisationKindAdmin(RecordedAdmin):
    list_display = ["name", "code", "letterhead", "position"]


@admin.register(OrganisationLevel)
class OrganisationLevelAdmin(RecordedAdmin):
    list_display = ["name", "code", "position", "ended_on"]


class FormerTitleInline(admin.TabularInline):
    model = FormerTitle
    extra = 0


@admin.register(Province)
class ProvinceAdmin(RecordedAdmin):
    list_display = ["name", "title", "code", "established_on", "dissolved_on"]
    search_fields = ["search"]
    autocomplete_fields = ["predecessors"]
    inlines = [FormerTitleInline]

    def get_search_results(self, request, queryset, search_term):
        return containing_words(queryset, search_term), False

    def has_delete_permission(self, request, obj=None):
        # Bodies of another time stand in it: a unit ends on a day.
        return False


class FormerNameInline(admin.TabularInline):
    model = FormerName
    extra = 0


class FormerKindInline(admin.TabularInline):
    model = FormerKind
    extra = 0


class FormerLevelInline(admin.TabularInline):
    model = FormerLevel
    extra = 0


class FormerParentInline(admin.TabularInline):
    model = FormerParent
    fk_name = "organisation"
    autocomplete_fields = ["parent"]
    extra = 0


class SuccessorInline(admin.TabularInline):
    model = Succession
    fk_name = "predecessor"
    verbose_name = "cơ quan kế tục"
    verbose_name_plural = "các cơ quan kế tục"
    autocomplete_fields = ["successor"]
    extra = 0


# Changed here, these leave no former trait and move no people.
REORGANISED = ["name", "kind", "level", "parent", "dissolved_on", "end_kind"]
CORRECTIONS_ONLY = (
    "Ở đây chỉ đính chính điều đã nhập sai. Khi cơ quan thật sự đổi tên, đổi loại, đổi "
    "cấp, sáp nhập, chia tách hay kết thúc, hãy dùng mục “Sắp xếp tổ chức”."
)


@admin.register(Organisation)
class OrganisationAdmin(RecordedAdmin):
    list_display = ["name", "kind", "level", "locality", "lifespan"]
    list_filter = ["kind", "level"]
    search_fields = ["search"]
    autocomplete_fields = ["parent", "province"]
    inlines = [
        FormerNameInline,
        FormerKindInline,
        FormerLevelInline,
        FormerParentInline,
        SuccessorInline,
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if change:
            kwargs["help_texts"] = dict.fromkeys(REORGANISED, CORRECTIONS_ONLY)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        # What `label_in_full` reads for the lists from which a body is chosen.
        queryset = queryset.select_related("level", "province", "parent")
        return containing_words(queryset, search_term), False

    def has_delete_permission(self, request, obj=None):
        # Old documents keep the name: a body ends on a day, it is never deleted.
        return False


class ClusterMemberInline(admin.TabularInline):
    model = ClusterMember
    extra = 1
    autocomplete_fields = ["organisation"]


@admin.register(EmulationCluster)
class EmulationClusterAdmin(RecordedAdmin):
    list_display = ["name", "convener", "ranks_members", "is_illustrative"]
    autocomplete_fields = ["convener"]
    inlines = [ClusterMemberInline]


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ["subject", "address", "written_at", "sent_at", "attempts"]
    search_fields = ["subject", "address"]
    list_select_related = ["recipient"]


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    list_display = ["happened_at", "actor_name", "action", "target_label"]
    search_fields = ["actor_name", "target_label", "reason"]


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadOnlyAdmin):
    list_display = ["summary", "kind", "took_effect_on", "recorded_by", "undone_at"]
    list_filter = ["kind"]
    search_fields = ["summary", "legal_basis"]
    list_select_related = ["recorded_by"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["receiver", "duty", "due_on", "step", "state", "why"]
    list_filter = ["state", "duty"]
    list_select_related = ["receiver"]


@admin.register(LinkUse)
class LinkUseAdmin(ReadOnlyAdmin):
    list_display = ["used_at", "purpose", "receiver", "duty", "due_on", "address"]
    list_filter = ["purpose"]
    list_select_related = ["reminder__receiver"]

    @admin.display(description="người nhận thư")
    def receiver(self, use):
        return use.reminder.receiver

    @admin.display(description="việc")
    def duty(self, use):
        return use.reminder.get_duty_display()

    @admin.display(description="hạn")
    def due_on(self, use):
        return format_date(use.reminder.due_on)


@admin.register(BackgroundJob)
class BackgroundJobAdmin(ReadOnlyAdmin):
    list_display = ["task_name", "subject_id", "state", "step", "attempts", "queued_at"]
    list_filter = ["state"]
