"""Deciding for an agreement after a body that signed it has ended.

Such an agreement is "cần rà soát" until people decide, on paper: another body carries
the party on, a new text replaces it, or it ends. What is recorded here is that paper.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, User, with_successors
from accounts.stored_files import files
from accounts.vietnamese import format_date

from ..models import Agreement, ContinuationDecision, Party

NO_DOCUMENT = (
    "Hãy ghi số ký hiệu hoặc chọn tệp của văn bản quyết định: việc này cần có văn bản, "
    "ghi chú không thay được."
)
SAME_BODY = "hai bên ký nay do cùng một cơ quan thực hiện"


@transaction.atomic
def continue_under(
    *,
    party: Party,
    organisation: Organisation,
    decided_on: date,
    document_number: str = "",
    upload: File | None = None,
    note: str = "",
    by: User,
    on: date,
) -> ContinuationDecision:
    """Another body carries the party on, from that day; it need not be the successor.

    It may already be the other party: see `borne_by_one`. Raises ValidationError by
    field, and NotPossible if the party waits for no decision.
    """
    agreement = _take(party.agreement, on=on)
    party = agreement.parties.select_related("organisation").get(pk=party.pk)
    if not party.has_ended(on):
        raise NotPossible(
            f"Bên ký “{party}” không chờ quyết định: cơ quan vẫn đang tồn tại, hoặc đã "
            "có người ghi quyết định trước đó."
        )
    problems = _day_problems(decided_on, ended_on=_ended_on(party, on), on=on)
    if not organisation.exists_on(decided_on):
        problems["organisation"] = (
            f"{organisation} không tồn tại vào ngày {format_date(decided_on)}. "
            "Hãy chọn cơ quan đang hoạt động vào ngày đó."
        )
    _refuse(problems, document_number, upload)
    decision = _record(
        agreement,
        ContinuationDecision.Outcome.CONTINUE,
        party=party,
        organisation=organisation,
        decided_on=decided_on,
        document_number=document_number,
        upload=upload,
        note=note,
        by=by,
    )
    shared = f"; {SAME_BODY}" if borne_by_one(agreement, on) else ""
    _tell(
        decision,
        f"đã ghi nhận {organisation} tiếp tục thực hiện thay bên ký “{party}” từ ngày "
        f"{format_date(decided_on)}{shared}",
        by=by,
    )
    return decision


@transaction.atomic
def replace_by(
    *,
    agreement: Agreement,
    replacement: Agreement,
    decided_on: date,
    document_number: str = "",
    upload: File | None = None,
    note: str = "",
    by: User,
    on: date,
) -> ContinuationDecision:
    """A new text, already signed, takes the place of the agreement."""
    agreement = _take(agreement, on=on)
    problems = _day_problems(decided_on, ended_on=_first_end(agreement, on), on=on)
    if not replacement.is_signed_by(on):
        problems["replacement"] = (
            "Văn bản thay thế chưa được ký. Hãy ghi quyết định này sau khi ký."
        )
    elif replacement.signed_on and decided_on < replacement.signed_on:
        problems.setdefault(
            "decided_on",
            "Ngày thay thế không thể trước ngày ký văn bản mới "
            f"({format_date(replacement.signed_on)}).",
        )
    if replacement.pk == agreement.pk:
        problems["replacement"] = "Văn bản không thể thay thế chính nó."
    elif agreement.predecessors.filter(pk=replacement.pk).exists():
        problems["replacement"] = (
            f"“{replacement.label}” đã được chính văn bản này thay thế."
        )
    _refuse(problems, document_number, upload)
    replacement.predecessors.add(agreement)
    _touch(replacement)
    decision = _record(
        agreement,
        ContinuationDecision.Outcome.REPLACE,
        replacement=replacement,
        decided_on=decided_on,
        document_number=document_number,
        upload=upload,
        note=note,
        by=by,
    )
    since = f"từ ngày {format_date(decided_on)}"
    _tell(
        decision,
        f"đã ghi nhận văn bản này được thay thế bởi “{replacement.label}” {since}",
        by=by,
    )
    history.record(
        by=by,
        action=f"đã ghi nhận văn bản này thay thế “{agreement.label}” {since}",
        target=replacement,
    )
    return decision


@transaction.atomic
def end(
    *,
    agreement: Agreement,
    decided_on: date,
    document_number: str = "",
    upload: File | None = None,
    note: str = "",
    by: User,
    on: date,
) -> ContinuationDecision:
    """The agreement ends that day."""
    agreement = _take(agreement, on=on)
    problems = _day_problems(decided_on, ended_on=_first_end(agreement, on), on=on)
    if agreement.signed_on and decided_on < agreement.signed_on:
        problems.setdefault("decided_on", "Ngày chấm dứt không thể trước ngày ký.")
    _refuse(problems, document_number, upload)
    Agreement.objects.filter(pk=agreement.pk).update(terminated_on=decided_on)
    decision = _record(
        agreement,
        ContinuationDecision.Outcome.END,
        decided_on=decided_on,
        document_number=document_number,
        upload=upload,
        note=note,
        by=by,
    )
    _tell(
        decision,
        f"đã ghi nhận văn bản chấm dứt từ ngày {format_date(decided_on)}",
        by=by,
    )
    return decision


@transaction.atomic
def withdraw(*, decision: ContinuationDecision, by: User, reason: str) -> None:
    """Take back what was recorded by mistake, with what it did; the history stays.

    A termination day or a replacement that someone has changed since is theirs, and
    stays. Raises NotPossible if it is gone, or a later decision rests on it.
    """
    outcome = ContinuationDecision.Outcome
    agreement = _locked(decision.agreement)
    current = agreement.continuation_decisions.filter(pk=decision.pk).first()
    if current is None:
        raise NotPossible("Quyết định này đã được rút trước đó.")
    later = agreement.continuation_decisions.filter(pk__gt=current.pk)
    if current.party_id and later.filter(party=current.party_id).exists():
        raise NotPossible(
            "Bên ký này đã có quyết định sau. Hãy rút quyết định sau trước."
        )
    if current.outcome == outcome.END:
        Agreement.objects.filter(
            pk=agreement.pk, terminated_on=current.decided_on
        ).update(terminated_on=None)
    if current.outcome == outcome.REPLACE:
        current.replacement.predecessors.remove(agreement)
        _touch(current.replacement)
        history.record(
            by=by,
            action=f"đã rút việc ghi nhận văn bản này thay thế “{agreement.label}”",
            target=current.replacement,
            reason=reason,
        )
    _touch(agreement)
    history.record(
        by=by,
        action=f"đã rút quyết định “{describe(current)}”",
        target=agreement,
        reason=reason,
    )
    current.delete()


def suggested_for(party: Party, on: date) -> Organisation | None:
    """The body to which the duties of the party passed; None if to none."""
    bodies = with_successors({party.bearer_on(on).pk}, on)
    return Organisation.objects.filter(pk__in=bodies).existing(on).first()


def borne_by_one(agreement: Agreement, on: date) -> list[tuple]:
    """(body, its parties) where one body is now several parties; usually nothing."""
    borne: dict[Organisation, list[Party]] = {}
    for party in agreement.parties.all():
        bearer = party.bearer_on(on)
        if bearer and bearer.exists_on(on):
            borne.setdefault(bearer, []).append(party)
    return [(body, parties) for body, parties in borne.items() if len(parties) > 1]


def describe(decision: ContinuationDecision) -> str:
    """ "Tiếp tục thực hiện: UBND tỉnh Lào Cai, từ 01/07/2025" """
    whom = decision.organisation or (
        decision.replacement and decision.replacement.label
    )
    named = f": {whom}" if whom else ""
    since = format_date(decision.decided_on)
    return f"{decision.get_outcome_display()}{named}, từ {since}"


def _take(agreement: Agreement, *, on: date) -> Agreement:
    """The agreement as it is now, for this decision alone, if it waits for one."""
    current = _locked(agreement)
    if not current.needs_review_on(on):
        raise NotPossible(
            "Văn bản này không còn chờ quyết định: đã có người ghi quyết định, hoặc "
            "văn bản không còn hiệu lực."
        )
    return current


def _locked(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)


def _touch(agreement: Agreement) -> None:
    """Whoever has the record open to edit learns that it changed."""
    Agreement.objects.filter(pk=agreement.pk).update(version=F("version") + 1)


def _ended_on(party: Party, on: date) -> date:
    return party.bearer_on(on).dissolved_on


def _first_end(agreement: Agreement, on: date) -> date:
    return min(_ended_on(party, on) for party in agreement.ended_parties(on))


def _day_problems(decided_on: date, *, ended_on: date, on: date) -> dict:
    if decided_on > on:
        return {
            "decided_on": "Ngày này ở tương lai. Hãy ghi khi quyết định đã có hiệu lực."
        }
    if decided_on < ended_on:
        return {
            "decided_on": "Ngày này trước ngày cơ quan kết thúc "
            f"({format_date(ended_on)}); cho tới lúc đó bên ký vẫn tự thực hiện."
        }
    return {}


def _refuse(problems: dict, document_number: str, upload: File | None) -> None:
    if not document_number and upload is None:
        problems["document_number"] = NO_DOCUMENT
    if problems:
        raise ValidationError(problems)


def _record(agreement, outcome, *, upload, by, **fields) -> ContinuationDecision:
    _touch(agreement)
    return ContinuationDecision.objects.create(
        agreement=agreement,
        outcome=outcome,
        stored_file=files.store(upload=upload, by=by) if upload else None,
        recorded_by=by,
        **fields,
    )


def _tell(decision: ContinuationDecision, action: str, *, by: User) -> None:
    number, file = decision.document_number, decision.stored_file
    paper = f"văn bản số {number}" if number else f"tệp “{file}”"
    history.record(
        by=by,
        action=f"{action}, theo {paper}",
        target=decision.agreement,
        reason=decision.note,
    )
