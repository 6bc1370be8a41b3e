"""What bodies are called where one is chosen among many: no two by the same words."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import QuerySet

from .models import Organisation
from .vietnamese import with_last_day

# What tells bodies of one name apart, the most telling first.
TELLING = ("province__name", "parent__name", "level__name", "kind__name")


def told_apart(bodies: QuerySet[Organisation], *more: str) -> Iterator[tuple]:
    """(id, label, values of `more`) in the order of the bodies, in one query.

    The label is the name, with the last day of one that ended; where others in the
    list are called the same, also whatever differs between them.
    """
    rows = list(
        bodies.values_list("pk", "name", "dissolved_on", *TELLING, *more).iterator()
    )
    labels = [with_last_day(name, ended) for _, name, ended, *_ in rows]
    namesakes: dict[str, list[tuple]] = {
        label: [] for label, times in Counter(labels).items() if times > 1
    }
    traits = [row[3 : 3 + len(TELLING)] for row in rows]
    for label, told in zip(labels, traits, strict=True):
        if label in namesakes:
            namesakes[label].append(told)
    for row, label, told in zip(rows, labels, traits, strict=True):
        others = namesakes.get(label, ())
        differing = [
            trait
            for trait, of_all in zip(told, zip(*others, strict=True), strict=False)
            if trait and len(set(of_all)) > 1
        ]
        yield row[0], " – ".join([label, *differing]), *row[3 + len(TELLING) :]
