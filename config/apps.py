from django.contrib.admin.apps import AdminConfig


class PhoiHopAdminConfig(AdminConfig):
    default_site = "config.admin.PhoiHopAdminSite"
