"""Indicators to edit; reports to order; corrections that go through the workflows."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join

from accounts.admin import ReadOnlyAdmin, RecordedAdmin
from accounts.errors import NotPossible
from accounts.fields import containing_words
from accounts.forms import DateField
from accounts.vietnamese import format_date

from . import permissions
from .badges import review_badge
from .forms import check_days
from .indicators import cataloguing, checking_figures, figures
from .indicators.figure_forms import read_amount, shown
from .models import (
    Figure,
    Indicator,
    PeriodKind,
    Recommendation,
    ReplyTerm,
    Review,
    ReviewPoint,
)
from .reporting_calendar import periods
from .reviews import ordering

REASON = "Đính chính trong trang quản trị"


@admin.register(Indicator)
class IndicatorAdmin(RecordedAdmin):
    list_display = ["name", "unit", "scale", "time_rule", "is_active", "position"]
    list_filter = ["is_active", "time_rule", "body_rule"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        """Its rule, once anything was entered by it."""
        return cataloguing.LOCKED if obj and cataloguing.has_data(obj) else []

    def has_delete_permission(self, request, obj=None):
        return False


# -- Figures -----------------------------------------------------------------


class FigureForm(forms.ModelForm):
    """The value in the indicator's unit; what is checked is the workflow's matter."""

    value = forms.CharField(label="Giá trị (theo đơn vị tính)", max_length=60)

    class Meta:
        model = Figure
        fields = [
            *("indicator", "breakdown", "qualifier", "value", "period_from"),
            *("period_to", "organisations", "is_provisional", "source", "explanation"),
        ]
        field_classes = {"period_from": DateField, "period_to": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        figure = self.instance
        self.fields["value"].initial = shown(figure.indicator, figure.amount)

    def clean(self):
        cleaned = super().clean()
        check_days(self)
        read_amount(self, cleaned.get("indicator"), cleaned.get("value"))
        # Only a form that is right so far is held against the others.
        if not self.errors:
            self.instance.amount = cleaned["amount"]
            bodies = list(cleaned["organisations"])
            try:
                figures.refuse_wrong_kind(cleaned)
                figures.refuse_second(cleaned, bodies, but=self.instance)
                checking_figures.refuse_unexplained(cleaned, bodies, but=self.instance)
            except NotPossible as error:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(Figure)
class FigureAdmin(ReadOnlyAdmin):
    """Corrected through `figures.correct`; entered and withdrawn on their own pages."""

    form = FigureForm
    list_display = ["indicator", "words", "period_from", "period_to", "standing"]
    list_filter = ["indicator", "is_provisional", "is_illustrative"]
    list_select_related = ["indicator"]
    autocomplete_fields = ["organisations"]
    date_hierarchy = "period_to"

    def has_change_permission(self, request, obj=None):
        allowed = admin.ModelAdmin.has_change_permission(self, request, obj)
        return allowed and not (obj and obj.is_withdrawn)

    @admin.display(description="giá trị")
    def words(self, figure):
        return figure.words

    @admin.display(description="đang dùng", boolean=True)
    def standing(self, figure):
        return not figure.is_withdrawn

    def save_model(self, request, obj, form, change):
        cleaned = form.cleaned_data
        names = (
            *("indicator", "breakdown", "qualifier", "period_from", "period_to"),
            *("is_provisional", "source", "explanation"),
        )
        try:
            figures.correct(
                figure=Figure.objects.get(pk=obj.pk),
                version=obj.version,
                values={name: cleaned[name] for name in names} | {"amount": obj.amount},
                organisations=cleaned["organisations"],
                reason=REASON,
                by=request.user,
            )
        except NotPossible as error:
            messages.error(request, str(error))

    def save_related(self, request, form, formsets, change):
        """The workflow has set the organisations already."""

    def log_change(self, request, obj, message):
        """The product's own history tells more."""


# -- Reports -----------------------------------------------------------------


class OrderForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = [
            *("kind", "agreement", "cluster", "office", "is_joint"),
            *("period_label", "period_from", "period_to", "subject"),
        ]
        widgets = {"subject": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"subject": "Để trống: đặt theo loại báo cáo, quy chế và kỳ."}
        field_classes = {"period_from": DateField, "period_to": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("office", "period_from", "period_to"):
            if name in self.fields:
                self.fields[name].required = True
        if "subject" in self.fields:
            self.fields["subject"].required = False

    def clean(self):
        cleaned = super().clean()
        about = [cleaned.get("agreement"), cleaned.get("cluster")]
        if about.count(None) != 1:
            raise ValidationError("Chọn một quy chế hoặc một cụm thi đua.")
        check_days(self)
        office = cleaned.get("office")
        self.about = about[0] or about[1]
        if office and office.pk not in permissions.concerned_ids(self.about):
            self.add_error(
                "office", "Cơ quan này không phải một bên của quy chế hoặc cụm đã chọn."
            )
        return cleaned


class PointInline(admin.TabularInline):
    model = ReviewPoint
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}
    }

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if obj and "answers" in formset.form.base_fields:
            answers = formset.form.base_fields["answers"]
            answers.queryset = obj.recommendations.all()
        return formset


class RecommendationInline(admin.TabularInline):
    """What a source says; sending is done on its page, not typed here."""

    model = Recommendation
    fields = ["position", "code", "wording", "raised_by", "addressee"]
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}
    }


@admin.register(Review)
class ReviewAdmin(RecordedAdmin):
    """Adding is ordering; afterwards the page of the report does the work."""

    form = OrderForm
    list_display = ["subject", "period_label", "office", "standing", "links"]
    list_filter = ["state", "kind", "is_illustrative"]
    list_select_related = ["office"]
    search_fields = ["search"]
    autocomplete_fields = ["agreement", "office"]
    actions = ["rebuild"]
    shown = [
        *("standing", "progress", "links", "kind", "agreement", "cluster", "office"),
        *("is_joint", "subject", "period_label", "period_from", "period_to"),
        *("document_number", "issued_on", "snapshot_sha256", "ordered_by", "source"),
    ]

    def get_search_results(self, request, queryset, search_term):
        return containing_words(queryset, search_term), False

    def get_fields(self, request, obj=None):
        return self.shown if obj else self.form.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def get_inlines(self, request, obj):
        """Only what was recorded from a source is typed here."""
        recorded = obj and obj.state == Review.State.RECORDED
        return [RecommendationInline, PointInline] if recorded else []

    def has_delete_permission(self, request, obj=None):
        return False

    def has_rebuild_permission(self, request):
        return request.user.is_superuser

    def save_model(self, request, obj, form, change):
        if change:
            request.recorded_changes = []
            return
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        for name in ("agreement", "cluster"):
            del values[name]
        review = ordering.order(about=form.about, by=request.user, **values)
        obj.__dict__.update(review.__dict__)
        request.recorded_changes = []

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, "Đã đặt báo cáo; dự thảo đang được dựng.")
        return HttpResponseRedirect(
            reverse("admin:reports_review_change", args=[obj.pk])
        )

    @admin.action(description="Dựng lại các dự thảo đã chọn", permissions=["rebuild"])
    def rebuild(self, request, queryset):
        for review in queryset:
            try:
                ordering.rebuild(review=review, by=request.user)
            except NotPossible as error:
                self.message_user(request, f"{review}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"Đang dựng lại “{review}”.")

    @admin.display(description="trạng thái")
    def standing(self, review):
        return review_badge(review).label

    @admin.display(description="tiến trình dựng")
    def progress(self, review):
        job = review.job
        if job is None:
            return "chưa có lượt dựng"
        return f"{job.get_state_display()}, {job.percent}%. {job.error or job.step}"

    @admin.display(description="báo cáo")
    def links(self, review):
        addresses = [("Mở trang", review.get_absolute_url())]
        if review.bound:  # one from before, or from a source, has no files
            addresses += [
                (label, reverse("reports:review-download", args=[review.pk, ending]))
                for label, ending in (("Word", "docx"), ("Excel", "xlsx"))
            ]
        return format_html_join(
            " · ", '<a href="{}">{}</a>', ((url, label) for label, url in addresses)
        )


@admin.register(ReplyTerm)
class ReplyTermAdmin(RecordedAdmin):
    """Defaults of this system, never shown as law."""

    list_display = ["source", "days"]


# -- Calendar ------------------------------------------------------------------


class PeriodKindForm(forms.ModelForm):
    class Meta:
        model = PeriodKind
        fields = [
            *("name", "code", "kind", "label", "every_months"),
            *("first_year", "first_month", "first_day"),
            *("last_year", "last_month", "last_day"),
            *("due_days", "source", "position", "is_active"),
        ]
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}

    def clean(self):
        cleaned = super().clean()
        names = {"label", "first_month", "first_day", "last_month", "last_day"}
        if names <= cleaned.keys():
            kind = PeriodKind(**cleaned)
            for name, sentence in periods.faults_of(kind).items():
                self.add_error(name, sentence)
        return cleaned


@admin.register(PeriodKind)
class PeriodKindAdmin(RecordedAdmin):
    """Periods are data; one that was used is switched off, not deleted."""

    form = PeriodKindForm
    list_display = ["name", "kind", "days", "source", "is_active", "position"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "code"]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="các ngày")
    def days(self, kind):
        one = periods.period(kind, 2026)
        return f"{one.label}: {format_date(one.first)}–{format_date(one.last)}"
