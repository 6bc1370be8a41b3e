from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản và cơ quan"

    def ready(self):
        from .reminding import calendar_duty, ladders

        calendar_duty.register_source()
        post_migrate.connect(ladders.create_missing, sender=self)
