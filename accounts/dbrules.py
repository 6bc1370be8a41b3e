"""Rules that the database itself keeps, for migrations: refused updates and deletes."""

from django.db import migrations


def refuse(
    *, name: str, event: str, table: str, message: str, when: str = ""
) -> object:
    """A migration operation: a trigger that refuses `event` on rows of `table`.

    `when` may compare OLD and NEW columns with "IS DISTINCT FROM"; without it every
    such change is refused. PostgreSQL's TRUNCATE is not a row event and passes.
    """

    def create(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            condition = when.replace("IS DISTINCT FROM", "IS NOT")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                + (f"WHEN {condition} " if condition else "")
                + f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{message}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
                + (f"WHEN ({when}) " if when else "")
                + f"EXECUTE FUNCTION {name}()"
            )

    def drop(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")

    return migrations.RunPython(create, drop)
