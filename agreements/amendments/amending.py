"""Recording what amends an agreement: articles changed, the term extended.

The agreement itself is not touched: what it reads on a day is computed (see
`consolidation`), so that taking a wrong amendment out repairs everything.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import StoredFile, User
from accounts.stored_files import extraction, files
from accounts.vietnamese import format_date, format_number

from .. import contents
from ..checks import LONGEST_TEXT, MOST_PROVISIONS
from ..entries import ChangeEntry
from ..models import Agreement, AmendedProvision, Amendment, Provision
from ..models.agreement import plausible_day
from . import changes_outline, consolidation

TOLD_FIELDS = [
    "document_number",
    "subject",
    "signed_on",
    "effective_on",
    "extended_to",
    "stored_file",
    "note",
    "source",
]
CHANGES_FIELD = "các điều được sửa"
# Where inserted articles stand among rows: after every article as signed.
AFTER_SIGNED = 30_000


@transaction.atomic
def record(
    *,
    agreement: Agreement,
    values: dict,
    changes: Sequence[ChangeEntry] = (),
    upload: File | None = None,
    by: User,
    on: date,
) -> Amendment:
    """`values` holds the fields of the amendment by name.

    Raises ValidationError by field; the key "changes" stands for the articles.
    """
    agreement = _locked(agreement)
    if not agreement.is_signed:
        raise NotPossible("Văn bản chưa ký thì chưa có gì để sửa đổi, bổ sung.")
    amendment = Amendment(agreement=agreement)
    _write(amendment, values, changes, upload, by=by, on=on)
    history.record(
        by=by,
        action=f"đã ghi {amendment.label}, hiệu lực từ "
        f"{format_date(amendment.effective_on)}: {describe(amendment)}",
        target=agreement,
    )
    return amendment


@transaction.atomic
def revise(
    *,
    amendment: Amendment,
    version: int,
    values: dict,
    changes: Sequence[ChangeEntry],
    upload: File | None = None,
    without_file: bool = False,
    by: User,
    reason: str,
    on: date,
) -> Amendment:
    """Save it as it should now be; Stale if `version` is no longer current.

    `without_file` takes the file off, unless another is given in its place.
    """
    _locked(amendment.agreement)
    same = Amendment.objects.filter(pk=amendment.pk, version=version)
    if not same.update(version=F("version") + 1):
        raise Stale("Văn bản này đã được người khác sửa sau khi Ông/Bà mở.")
    current = Amendment.objects.select_related("agreement").get(pk=amendment.pk)
    before, file_before = _snapshot(current), current.stored_file
    if without_file:
        current.stored_file = None
    _write(current, values, changes, upload, by=by, on=on)
    if current.stored_file != file_before:
        _forget(file_before)
    told = history.differences(before, _snapshot(Amendment.objects.get(pk=current.pk)))
    if told:
        history.record(
            by=by,
            action=f"đã sửa {current.label}",
            target=current.agreement,
            changes=told,
            reason=reason,
        )
    return current


@transaction.atomic
def remove(*, amendment: Amendment, by: User, reason: str) -> None:
    """Take it out: the text and the term are as if it had never been recorded."""
    agreement = _locked(amendment.agreement)
    current = agreement.amendments.filter(pk=amendment.pk).first()
    if current is None:
        raise NotPossible("Văn bản này đã được bỏ khỏi hồ sơ trước đó.")
    action = f"đã bỏ {current.label} ({describe(current)}) khỏi hồ sơ"
    try:
        _write_inserted(current, ())
        before = _misfits_of_others(current)
        current.delete()
        agreement.save(update_fields=["search"])
        _forget(current.stored_file)
        _refuse_new_misfits(agreement, before)
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from None
    history.record(by=by, action=action, target=agreement, reason=reason)


def describe(amendment: Amendment) -> str:
    """ "sửa đổi Điều 5; gia hạn đến 31/12/2027" """
    parts = [changes_outline.describe(amendment.changed_provisions.all())]
    if amendment.extended_to:
        parts.append(f"gia hạn đến {format_date(amendment.extended_to)}")
    return "; ".join(filter(None, parts))


def check_still_fits(agreement: Agreement) -> None:
    """After the text as signed was corrected: does every amendment still find its
    articles? Raises ValidationError({"provisions": …})."""
    problems = consolidation.misfits(Agreement.with_trashed.get(pk=agreement.pk))
    if problems:
        raise ValidationError({"provisions": _told(problems)})


def _locked(agreement: Agreement) -> Agreement:
    """Two people amending at once would each check a text without the other's."""
    rows = Agreement.objects.select_for_update(of=("self",))
    current = rows.filter(pk=agreement.pk).first()
    if current is None:
        raise NotPossible("Hồ sơ quy chế này đã được bỏ vào thùng rác.")
    return current


def _forget(stored: StoredFile | None) -> None:
    """The file stays, for the history; its words are not looked through any more."""
    if stored:
        extraction.forget(stored)


def _write(amendment, values, changes, upload, *, by, on) -> None:
    _check(amendment, values, changes, on=on)
    misfits_before = _misfits_of_others(amendment)
    for name, value in values.items():
        setattr(amendment, name, value)
    if upload:
        amendment.stored_file = files.store(upload=upload, by=by)
    amendment.full_clean(exclude=["agreement", "stored_file"])
    amendment.save()
    amendment.changed_provisions.all().delete()
    AmendedProvision.objects.bulk_create(
        AmendedProvision(amendment=amendment, position=position, **vars(change))
        for position, change in enumerate(changes, start=1)
    )
    _write_inserted(amendment, changes)
    _refuse_new_misfits(amendment.agreement, misfits_before, own=amendment)
    _refuse_without_words(amendment, changes)
    amendment.agreement.save(update_fields=["search"])


def _check(amendment, values, changes, *, on) -> None:
    problems = {}
    agreement = amendment.agreement
    signed_on, effective_on = values.get("signed_on"), values["effective_on"]
    extended_to = values.get("extended_to")
    for name in ("signed_on", "effective_on", "extended_to"):
        try:
            plausible_day(values.get(name) or on)
        except ValidationError as error:
            problems[name] = error.messages
    if signed_on and signed_on > on:
        problems["signed_on"] = (
            "Ngày ký ở tương lai. Hãy ghi văn bản này sau khi được ký."
        )
    elif signed_on and agreement.signed_on and signed_on < agreement.signed_on:
        problems["signed_on"] = _before_signing(agreement)
    if agreement.signed_on and effective_on < agreement.signed_on:
        problems["effective_on"] = _before_signing(agreement)
    elif signed_on and effective_on < signed_on:
        problems["effective_on"] = "Ngày có hiệu lực không thể trước ngày ký."
    if extended_to and extended_to < effective_on:
        problems.setdefault(
            "extended_to", "Ngày gia hạn đến phải từ ngày có hiệu lực trở đi."
        )
    last_day = _last_day_without(amendment, effective_on)
    if extended_to and last_day and extended_to <= last_day:
        problems.setdefault(
            "extended_to",
            f"Văn bản đang có thời hạn đến {format_date(last_day)}; ngày gia hạn phải "
            "sau ngày đó.",
        )
    if not changes and not extended_to:
        problems["changes"] = (
            "Hãy nhập điều được sửa đổi, bổ sung, bãi bỏ; hoặc ngày gia hạn đến."
        )
    length = sum(len(change.text) for change in changes)
    if len(changes) > MOST_PROVISIONS or length > LONGEST_TEXT:
        problems["changes"] = (
            f"Hệ thống nhận tối đa {MOST_PROVISIONS} điều, "
            f"{format_number(LONGEST_TEXT)} ký tự trong một văn bản sửa đổi. Mời kiểm "
            "tra xem có dán nhầm không; phụ lục thì để thành tệp đính kèm."
        )
    longest = AmendedProvision._meta.get_field("heading").max_length
    for change in changes:
        if len(change.heading) > longest:
            problems["changes"] = (
                f"Tiêu đề của Điều {change.number} dài hơn {longest} ký tự. Hãy xuống "
                "dòng sau tiêu đề: phần còn lại là nội dung."
            )
    if problems:
        raise ValidationError(problems)


def _before_signing(agreement: Agreement) -> str:
    signed = format_date(agreement.signed_on)
    return f"Ngày này trước ngày ký văn bản được sửa đổi ({signed})."


def _last_day_without(amendment: Amendment, on: date) -> date | None:
    """The last day as it stood when this amendment came."""
    agreement = amendment.agreement
    extensions = agreement.amendments.filter(
        effective_on__lte=on, extended_to__isnull=False
    ).exclude(pk=amendment.pk)
    days = [*extensions.values_list("extended_to", flat=True), agreement.last_day]
    return max(filter(None, days), default=None)


def _write_inserted(amendment: Amendment, changes: Sequence[ChangeEntry]) -> None:
    """The rows by which tasks cite the articles it inserts."""
    inserted = {c.number: c for c in changes if c.action == consolidation.Action.INSERT}
    rows = {row.number: row for row in amendment.inserted_provisions.all()}
    for number, row in rows.items():
        if number not in inserted:
            if contents.is_referred_to(row):
                raise ValidationError(
                    {
                        "changes": f"Không thể bỏ Điều {number} đã bổ sung: đã có "
                        "nhiệm vụ trọng tâm viện dẫn."
                    }
                )
            row.delete()
    articles = amendment.agreement.provisions.filter(kind=Provision.Kind.ARTICLE)
    taken = set(
        articles.exclude(inserted_by=amendment).values_list("number", flat=True)
    )
    for place, (number, change) in enumerate(inserted.items()):
        if number in taken:
            raise ValidationError(
                {
                    "changes": f"Điều {number} đã có trong văn bản, hoặc đã được văn "
                    "bản khác bổ sung. Hãy dùng số khác."
                }
            )
        row = rows.get(number) or Provision(
            agreement=amendment.agreement,
            inserted_by=amendment,
            kind=Provision.Kind.ARTICLE,
            number=number,
        )
        row.heading, row.text = change.heading, change.text
        row.position = AFTER_SIGNED + place
        row.save()


def _misfits_of_others(amendment: Amendment) -> dict[Amendment, list[str]]:
    found = consolidation.misfits(Agreement.objects.get(pk=amendment.agreement_id))
    found.pop(amendment, None)
    return found


def _refuse_new_misfits(agreement, before: dict, own: Amendment | None = None) -> None:
    """No amendment may speak of articles that are not there, later ones included."""
    found = consolidation.misfits(Agreement.objects.get(pk=agreement.pk))
    if own in found:
        raise ValidationError({"changes": found[own]})
    new = {other: told for other, told in found.items() if told != before.get(other)}
    if new:
        raise ValidationError({"changes": _told(new)})


def _refuse_without_words(amendment: Amendment, changes: Sequence) -> None:
    """An article must not lose its text because only its title was pasted."""
    before, _ = consolidation.before_and_after(amendment)
    had_text = {row.number for row in before if row.is_article and row.text}
    for change in changes:
        if change.action == consolidation.Action.REPEAL or change.text:
            continue
        if change.number in had_text or not change.heading:
            label = f"Điều {change.number}"
            raise ValidationError(
                {
                    "changes": f"Chưa có nội dung mới của {label}. Hãy dán toàn văn "
                    "điều đó như sau khi sửa; nếu điều đó bị bỏ, hãy ghi “Bãi bỏ "
                    f"{label}”."
                }
            )


def _told(problems: dict[Amendment, list[str]]) -> list[str]:
    return [
        f"Khi đó {amendment.label} không còn khớp: {problem}"
        for amendment, found in problems.items()
        for problem in found
    ]


def _snapshot(amendment: Amendment) -> dict[str, str]:
    changes = changes_outline.as_text(amendment.changed_provisions.all())
    told = history.snapshot(amendment, TOLD_FIELDS)
    return told | {CHANGES_FIELD: changes or history.EMPTY}
