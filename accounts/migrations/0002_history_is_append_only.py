from django.db import migrations

from accounts.dbrules import refuse


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        refuse(
            name="history_is_never_changed",
            event="UPDATE",
            table="accounts_historyentry",
            message="history is append-only",
        ),
        refuse(
            name="history_is_never_deleted",
            event="DELETE",
            table="accounts_historyentry",
            message="history is append-only",
        ),
    ]
