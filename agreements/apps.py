from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Quy chế phối hợp"

    def ready(self):
        from . import duties

        duties.register_all()
