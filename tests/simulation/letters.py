"""What the delivered mails say, beside what the ledger says was told."""

from collections import Counter, defaultdict

from django.db import connection

from accounts.models import Digest

from . import mail


def mistakes() -> list[str]:
    """Each digest came, whole, and once a person and day under whatever number."""
    by_id = {message["id"]: message for message in mail.delivered()}
    a_day = Counter((m["to"], m["subject"].split(":")[0]) for m in by_id.values())
    found = [f"{number} mails: {key}" for key, number in a_day.items() if number > 1]
    digests = Digest.objects.filter(mail__isnull=False, kind=Digest.Kind.DAILY)
    named = {f"<phoihop-{d.mail_id}@127.0.0.1>": d for d in digests}
    found += [f"no mail: {named[pk]}" for pk in named.keys() - by_id.keys()]
    told = tasks_of_digests()
    for pk in named.keys() & by_id.keys():
        if missing := told[named[pk].pk] - set(by_id[pk]["tasks"]):
            found.append(f"not in the mail: {named[pk]}: {missing}")
    return found


def tasks_of_digests() -> dict[int, set[int]]:
    """{digest: the tasks it tells of, by their parts too}."""
    found = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest_id, coalesce(part.task_id, duty_id)"
            " FROM accounts_reminder LEFT JOIN tasks_coordination part"
            " ON duty = 'part' AND part.id = duty_id WHERE digest_id IS NOT NULL"
        )
        for digest, task in cursor.fetchall():
            found[digest].add(task)
    return found
