from allauth.account.decorators import secure_admin_login
from django.contrib import admin


class PhoiHopAdminSite(admin.AdminSite):
    site_title = "Phối hợp"
    site_header = "Quản trị Phối hợp"
    index_title = "Dữ liệu danh mục và đính chính"
    site_url = "/"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The admin's own sign-in page would pass by the lock-out after five failures.
        self.login = secure_admin_login(self.login)
