"""An office's own Word layout: checked when it comes in, filled when a report goes out.

One layout of an office is in use at a time. Reports that several bodies sign have the
common layout: no office's paper may speak for another.
"""

import io
import logging
from datetime import date

from django.db import transaction
from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, User
from accounts.stored_files import files

from .. import letterhead
from ..documents.content import Report
from ..documents.own_word import fill as filled
from ..documents.sample_layout import write_sample
from ..documents.template_checks import layout_faults
from ..documents.template_fields import FIELDS, fields_in
from ..models import Review, WordTemplate
from .template_samples import sample_report

logger = logging.getLogger(__name__)

TYPES = {"docx": files.MEDIA_TYPES["docx"]}
NAMES = "Word (.docx)"
NOT_FILLED = (
    "Điền thử vào mẫu không thành công. Hãy đặt các trường vào đoạn văn thường, hoặc "
    "bắt đầu từ mẫu gốc."
)


class Unusable(Exception):
    """The layout cannot be filled, though it was when it was uploaded."""


# -- In use ----------------------------------------------------------------------


def active_for(organisation: Organisation) -> WordTemplate | None:
    return (
        WordTemplate.objects.filter(organisation=organisation, is_active=True)
        .select_related("stored_file")
        .first()
    )


def chosen_for(review: Review) -> WordTemplate | None:
    if review.is_joint or review.office_id is None:
        return None
    return active_for(review.office)


def fill(template: WordTemplate, report: Report) -> bytes:
    if not files.is_unchanged(template.stored_file):
        logger.error("The file of Word template %s has changed", template.pk)
        raise Unusable  # what stands there now was never checked
    try:
        with template.stored_file.file.open("rb") as file:
            return filled(file.read(), report)
    except (OSError, OpcError, KeyError, ValueError, etree.XMLSyntaxError):
        logger.exception("Word template %s was not filled", template.pk)
        raise Unusable from None


def sample(organisation: Organisation, on: date) -> bytes:
    """A layout of the decree with fields, to start from."""
    return write_sample(letterhead.issuer(organisation, on))


def preview(template: WordTemplate, on: date) -> bytes:
    return fill(template, sample_report(template.organisation, on))


# -- Changing --------------------------------------------------------------------


@transaction.atomic
def add(*, organisation: Organisation, name: str, upload, by: User) -> WordTemplate:
    """Keep a layout that `faults_of` has nothing against, and use it from now on."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    upload.seek(0)
    names = fields_in(Document(io.BytesIO(upload.read())))
    organisation.word_templates.update(is_active=False)
    template = WordTemplate.objects.create(
        organisation=organisation,
        name=name,
        stored_file=files.store(upload=upload, by=by),
        fields=[field for field in FIELDS if field in names],
        uploaded_by=by,
    )
    action = f"đã tải lên và dùng mẫu Word “{name}”"
    history.record(by=by, action=action, target=organisation)
    return template


@transaction.atomic
def use(*, template: WordTemplate, by: User) -> bool:
    """In place of the one in use. False when it already is."""
    office = Organisation.objects.select_for_update(no_key=True)
    organisation = office.get(pk=template.organisation_id)
    others = organisation.word_templates.exclude(pk=template.pk)
    others.update(is_active=False)
    if not organisation.word_templates.filter(pk=template.pk, is_active=False).update(
        is_active=True
    ):
        return False
    action = f"đã dùng mẫu Word “{template.name}”"
    history.record(by=by, action=action, target=organisation)
    return True


@transaction.atomic
def stop_using(*, template: WordTemplate, by: User) -> bool:
    """Reports have the common layout again. False when it is not in use."""
    rows = WordTemplate.objects.filter(pk=template.pk, is_active=True)
    if not rows.update(is_active=False):
        return False
    action = f"đã thôi dùng mẫu Word “{template.name}”"
    history.record(by=by, action=action, target=template.organisation)
    return True


# -- Checking --------------------------------------------------------------------


def faults_of(content: bytes, organisation: Organisation, on: date) -> list[str]:
    """What is wrong with a layout that `files.check_upload` took; the last step is
    to fill it with made-up content."""
    found = layout_faults(content)
    if found:
        return found
    try:
        filled(content, sample_report(organisation, on))
    except NotPossible:
        raise
    except Exception:  # whatever a layout made by hand can break
        logger.warning("A Word template was not filled on trial", exc_info=True)
        return [NOT_FILLED]
    return []
