"""The trash: a record entered by mistake is put away, and may be brought back.

Nothing is destroyed: the rows, the files and the history stay, the register no longer
shows them. What others build upon cannot be put away.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import CASCADE, Model

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..models import Agreement

NAMED = 3  # of the things that stand in the way, the page names so many


def in_trash(queryset=None):
    """Agreements put away, the latest first."""
    rows = Agreement.with_trashed if queryset is None else queryset
    return rows.filter(trashed_at__isnull=False).order_by("-trashed_at", "-pk")


def obstacles(agreement: Agreement) -> list[Model]:
    """What builds upon it: plans, reports, conferences, successors, programmes…

    Its own contents do not count: they are put away with it. Asked of the relations
    themselves, so that whatever a later app hangs on agreements counts too.
    """
    found = []
    for relation in agreement._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model, field = relation.related_model, relation.field
        if _is_content(relation) or model._meta.auto_created:
            continue
        rows = model._default_manager.filter(**{field.name: agreement})
        found += rows.exclude(pk=agreement.pk) if model is Agreement else rows
    return list(dict.fromkeys(found))


def _is_content(relation) -> bool:
    """Does the row live and die with the agreement?"""
    return not relation.many_to_many and relation.on_delete is CASCADE


@transaction.atomic
def throw_away(*, agreement: Agreement, reason: str, by: User, at: datetime) -> None:
    """Put the record away. Raises NotPossible, naming what builds upon it."""
    current = Agreement.objects.select_for_update().filter(pk=agreement.pk).first()
    if current is None:
        raise NotPossible("Hồ sơ này đã ở trong thùng rác.")
    if standing_in_the_way := obstacles(current):
        raise NotPossible(explain(standing_in_the_way))
    replaced = list(current.predecessors.all())
    current.trashed_at, current.trashed_by = at, by
    current.trash_reason = reason
    current.version += 1
    current.save(update_fields=["trashed_at", "trashed_by", "trash_reason", "version"])
    history.record(
        by=by, action="đã bỏ hồ sơ vào thùng rác", target=current, reason=reason
    )
    _tell(replaced, f"đã bỏ vào thùng rác văn bản thay thế “{current.label}”", by)


@transaction.atomic
def restore(*, agreement: Agreement, by: User) -> None:
    """Bring the record back as it was. Raises NotPossible if it is back already.

    Also while its framework is in the trash: it would point at what nobody sees.
    """
    rows = Agreement.with_trashed.select_for_update()
    current = in_trash(rows).filter(pk=agreement.pk).first()
    if current is None:
        raise NotPossible("Hồ sơ này không còn ở trong thùng rác.")
    if current.framework and current.framework.trashed_at:
        raise NotPossible(
            f"Văn bản khung “{current.framework.label}” đang ở trong thùng rác. Hãy "
            "khôi phục văn bản khung trước."
        )
    current.trashed_at, current.trashed_by, current.trash_reason = None, None, ""
    current.version += 1
    current.save(update_fields=["trashed_at", "trashed_by", "trash_reason", "version"])
    history.record(by=by, action="đã khôi phục hồ sơ từ thùng rác", target=current)
    replaced = current.predecessors.all()
    _tell(replaced, f"đã khôi phục văn bản thay thế “{current.label}”", by)


def explain(rows: list[Model]) -> str:
    """The sentence that names what stands in the way."""
    named = "; ".join(f"{row._meta.verbose_name} “{row}”" for row in rows[:NAMED])
    more = len(rows) - NAMED
    rest = f"; và {more} hồ sơ khác" if more > 0 else ""
    return (
        f"Không thể bỏ hồ sơ này vì còn hồ sơ khác gắn với nó: {named}{rest}. Hãy gỡ "
        "các hồ sơ đó trước, hoặc ghi ngày chấm dứt nếu văn bản không còn thực hiện."
    )


def _tell(agreements, action: str, by: User) -> None:
    """The state of what it replaced follows from it, so their history tells of it."""
    for agreement in agreements:
        history.record(by=by, action=action, target=agreement)
