from django.db import migrations

BEFORE = (-15, -7, -3, -1, 0)


def create_ladder(apps, schema_editor):
    ReminderStep = apps.get_model("accounts", "ReminderStep")
    for duty in ("task", "decision"):
        for days in BEFORE:
            ReminderStep.objects.get_or_create(duty=duty, days=days)
        ReminderStep.objects.get_or_create(
            duty=duty, days=7, defaults={"repeats_weekly": True}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_history_is_append_only")]

    operations = [migrations.RunPython(create_ladder, migrations.RunPython.noop)]
