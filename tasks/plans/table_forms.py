"""What the table of a draft sends: one cell, one new row, one move."""

import json
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import containing_words
from accounts.models import Organisation
from accounts.vietnamese import fold
from agreements.models import Provision

from ..models import FocusTask, Heading
from . import planning, rearranging, table

LARGEST_BODY = 200_000
MOST_BODIES = 60
ROW = r"^(?:nv|muc)-\d{1,18}$"
NOT_READ = "Không đọc được nội dung gửi lên. Hãy tải lại trang rồi làm lại."


def sent(request) -> dict:
    """The JSON object of a request, or the fields of a form; {} if it is neither."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        if len(request.body) > LARGEST_BODY:
            return {}
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class RowForm(forms.Form):
    row = forms.RegexField(ROW, error_messages={"invalid": NOT_READ})


class MoveForm(RowForm):
    act = forms.ChoiceField(choices=[(act, act) for act in rearranging.ACTS])
    other = forms.RegexField(ROW, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("act") in ("before", "after") and not cleaned.get("other"):
            raise ValidationError(NOT_READ)
        return cleaned


class CellForm(RowForm):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    cell = forms.ChoiceField(
        choices=[(cell, cell) for cell in (*table.TEXTS, "lead", "coordinating")]
    )


class NewRowForm(forms.Form):
    token = forms.UUIDField()
    after = forms.RegexField(ROW, required=False)
    kind = forms.ChoiceField(choices=[("task", "task"), ("heading", "heading")])


def cell_value(row: str, cell: str, value, *, on: date):
    """What was typed in a cell, as the workflow takes it; ValidationError says why."""
    if row.startswith("muc-"):
        return heading_text(value)
    if cell == "lead":
        return lead(value, on=on)
    if cell == "coordinating":
        return bodies(value, on=on)
    return text(cell, value)


def text(cell: str, value) -> str:
    if not isinstance(value, str):
        raise ValidationError(NOT_READ)
    return FocusTask._meta.get_field(table.TEXTS[cell]).formfield().clean(value)


def heading_text(value) -> str:
    if not isinstance(value, str):
        raise ValidationError(NOT_READ)
    typed = Heading._meta.get_field("title").formfield().clean(value)
    return " ".join(typed.split())


def lead(value, *, on: date) -> Organisation:
    """By its number, or by the words typed when they name one body alone."""
    if isinstance(value, str) and value.strip() and not value.strip().isdecimal():
        return _lead_named(forms.CharField(max_length=500).clean(value), on)
    found = _existing([value], on)
    if not found:
        raise ValidationError("Hãy chọn cơ quan chủ trì trong danh sách gợi ý.")
    return found[0]


def _lead_named(words: str, on: date) -> Organisation:
    if ";" in words or "\n" in words:
        raise ValidationError(planning.ONE_LEAD)
    found = [
        body
        for body in search_bodies(words, on=on)
        if fold(words) in (fold(body.name), fold(body.short_name))
    ]
    if len(found) != 1:
        raise ValidationError(
            f"Chưa rõ “{words}” là cơ quan nào. Hãy chọn trong danh sách gợi ý khi gõ."
        )
    return found[0]


def bodies(value, *, on: date) -> table.Bodies:
    if not isinstance(value, dict) or not isinstance(value.get("ids"), list):
        raise ValidationError(NOT_READ)
    if len(value["ids"]) > MOST_BODIES:
        raise ValidationError(f"Mỗi nhiệm vụ có nhiều nhất {MOST_BODIES} cơ quan.")
    group = value.get("group", "")
    if not isinstance(group, str):
        raise ValidationError(NOT_READ)
    field = FocusTask._meta.get_field("coordinating_group").formfield()
    # A body already in the row may have ended since: it stays until it is taken out.
    named = _bodies(value["ids"])
    if len(named) != len(value["ids"]):
        raise ValidationError("Có cơ quan không còn trong danh mục. Hãy chọn lại.")
    return table.Bodies(named, field.clean(group))


def _bodies(ids) -> list[Organisation]:
    wanted = [pk for pk in ids if isinstance(pk, int)]
    found = Organisation.objects.in_bulk(wanted)
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def _existing(ids, on: date) -> list[Organisation]:
    ids = [
        int(pk) if isinstance(pk, str) and len(pk) < 19 and pk.isdecimal() else pk
        for pk in ids
    ]
    return [body for body in _bodies(ids) if body.exists_on(on)]


def search_bodies(words: str, *, on: date, most: int = 12) -> list[Organisation]:
    """Bodies that exist that day and whose names hold the words, marks or not."""
    existing = Organisation.objects.existing(on).select_related(
        "province", "parent", "level"
    )
    found = list(containing_words(existing, words[:200])[: most * 4])
    wanted = fold(words)
    # The body asked for by its whole name or its beginning comes first.
    found.sort(
        key=lambda body: (
            wanted not in (fold(body.name), fold(body.short_name)),
            not fold(body.name).startswith(wanted),
        )
    )
    return found[:most]


def articles_to_cite(plan, ids) -> list[Provision]:
    if not isinstance(ids, list):
        return []
    wanted = [pk for pk in ids if isinstance(pk, int)][:50]
    return list(plan.agreement.provisions.filter(pk__in=wanted))
