from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = "Kế hoạch và nhiệm vụ"

    def ready(self):
        from . import duties, link_acts, summary_sections
        from .duties import duty_answers

        duties.register_all()
        duty_answers.register_all()
        link_acts.register_all()
        summary_sections.register_all()
