"""Documents kept with a record: added, called by their kind, taken off it."""

from collections.abc import Sequence

from django.db import transaction

from accounts import history
from accounts.models import User
from accounts.vietnamese import normalise

from . import contents
from .entries import UploadEntry
from .models import Agreement, AgreementDocument

Kind = AgreementDocument.Kind


@transaction.atomic
def add(*, agreement: Agreement, uploads: Sequence[UploadEntry], by: User) -> None:
    """Keep checked files with the record; who else edits it is not disturbed."""
    contents.add_documents(agreement, uploads, by=by)
    told = "; ".join(
        f"{Kind(upload.kind).label}: {normalise(upload.file.name)}"
        for upload in uploads
    )
    history.record(by=by, action=f"đã thêm tài liệu ({told})", target=agreement)


@transaction.atomic
def change_kind(*, document: AgreementDocument, kind: Kind, by: User) -> bool:
    """Call it a scan, an annex or something else. False if it is called so already."""
    rows = AgreementDocument.objects.filter(pk=document.pk)
    if not rows.exclude(kind=kind).update(kind=kind):
        return False
    history.record(
        by=by,
        action=f"đã đổi loại tài liệu “{document}”",
        target=document.agreement,
        changes=[
            {
                "field": "loại",
                "from": document.get_kind_display(),
                "to": Kind(kind).label,
            }
        ],
    )
    return True


@transaction.atomic
def remove(*, document: AgreementDocument, by: User, reason: str) -> bool:
    """Take it off the record; the stored file stays. False if it was off already."""
    agreement = document.agreement
    if not contents.remove_documents(agreement, [document]):
        return False
    history.record(
        by=by,
        action=f"đã gỡ tài liệu “{document}” khỏi hồ sơ",
        target=agreement,
        reason=reason,
    )
    return True
