from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo và số liệu"

    def ready(self):
        from . import duties, duty_answers, link_acts, summary_sections
        from .outlines import outlining
        from .reporting_calendar import periods

        duties.register_all()
        duty_answers.register_all()
        link_acts.register_all()
        summary_sections.register_all()
        post_migrate.connect(periods.create_missing, sender=self)
        post_migrate.connect(outlining.create_missing, sender=self)
