"""Catalogues to edit, and corrections of agreements through the registration."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.admin import ReadOnlyAdmin, RecordedAdmin
from accounts.fields import containing_words

from . import checks, registration
from .models import (
    Agreement,
    AgreementArea,
    AgreementDocument,
    AgreementKind,
    Conference,
    CoordinationArea,
    LegalBasis,
    Party,
    Provision,
    Undertaking,
)

REASON = "Đính chính trong trang quản trị"


@admin.register(AgreementKind)
class AgreementKindAdmin(RecordedAdmin):
    list_display = ["name", "code", "position"]


@admin.register(CoordinationArea)
class CoordinationAreaAdmin(RecordedAdmin):
    list_display = ["name", "code", "position"]


@admin.register(Conference)
class ConferenceAdmin(ReadOnlyAdmin):
    """Corrected on its own page, where its rules are."""

    list_display = ["name", "kind", "held_on", "place"]
    search_fields = ["name"]


class ShownInline(admin.TabularInline):
    """Rows are edited on the page of the agreement, where their rules are."""

    extra = 0
    can_delete = False
    exclude = ["position"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class PartyInline(ShownInline):
    model = Party


class AreaInline(ShownInline):
    model = AgreementArea


class ProvisionInline(ShownInline):
    model = Provision
    exclude = ["position", "parent"]


class LegalBasisInline(ShownInline):
    model = LegalBasis


class UndertakingInline(ShownInline):
    model = Undertaking


class DocumentInline(ShownInline):
    model = AgreementDocument
    exclude = []


class CorrectionForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        try:
            checks.check_values(
                cleaned, agreement=self.instance, on=timezone.localdate()
            )
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    """Single facts only; parties, contents and documents on the agreement's page."""

    form = CorrectionForm
    list_display = ["subject", "document_number", "signed_on", "owner", "is_public"]
    list_filter = ["kind", "is_public", "is_illustrative"]
    list_select_related = ["owner"]
    search_fields = ["search"]
    autocomplete_fields = ["owner", "issuer", "framework", "ceremony"]
    fields = registration.TOLD_FIELDS
    inlines = [
        PartyInline,
        AreaInline,
        ProvisionInline,
        LegalBasisInline,
        UndertakingInline,
        DocumentInline,
    ]

    def get_search_results(self, request, queryset, search_term):
        return containing_words(queryset, search_term), False

    def has_change_permission(self, request, obj=None):
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request, obj, form, change):
        registration.correct(
            agreement=obj,
            values={name: form.cleaned_data[name] for name in form.changed_data},
            by=request.user,
            reason=REASON,
            on=timezone.localdate(),
        )
