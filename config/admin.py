from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView


class Autocomplete(AutocompleteJsonView):
    """Offers a body with its place and level: many bear the same name."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "label_in_full", result["text"])}


class PhoiHopAdminSite(admin.AdminSite):
    site_title = "Phối hợp"
    site_header = "Quản trị Phối hợp"
    index_title = "Dữ liệu danh mục và đính chính"
    site_url = "/"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The admin's own sign-in page would pass by the lock-out after five failures.
        self.login = secure_admin_login(self.login)

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)
