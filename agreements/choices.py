"""Choosing among hundreds of agreements: a list to scroll, searched by the script."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe


class PickList(forms.CheckboxSelectMultiple):
    """Boxes in a list of its own, the chosen ones first; a box above narrows it.

    Rendered in one go: Django would render a template for each of the choices.
    """

    input_type = "checkbox"
    nothing = ""  # the label of choosing none, where only one may be chosen

    def __init__(self, *args, placeholder="Gõ số, tên hoặc năm để lọc", **kwargs):
        super().__init__(*args, **kwargs)
        self.placeholder = placeholder

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(v) for v in self.format_value(value) or [] if v not in ("", None)}
        rows = [(str(key), label) for key, label in self.choices if str(key)]
        rows.sort(key=lambda row: row[0] not in chosen)  # else in their own order
        if self.nothing:
            rows.insert(0, ("", self.nothing))
            chosen = chosen or {""}
        described = {k: v for k, v in (attrs or {}).items() if k.startswith("aria-")}
        return format_html(
            '<div class="pick" id="{}" data-pick><input type="search" hidden '
            'data-pick-search placeholder="{}" aria-label="{}" autocomplete="off">'
            '<div class="pick-list"{}>{}</div></div>',
            (attrs or {}).get("id", f"id_{name}"),
            self.placeholder,
            self.placeholder,
            flatatt(described),
            format_html_join(
                "\n",
                '<label><input type="{}" name="{}" value="{}"{}>'
                "<span>{}</span></label>",
                (
                    (
                        self.input_type,
                        name,
                        key,
                        mark_safe(" checked") if key in chosen else "",
                        label,
                    )
                    for key, label in rows
                ),
            )
            or mark_safe('<p class="muted small">Chưa có văn bản nào để chọn.</p>'),
        )


class PickOne(PickList):
    """The same with one answer at most."""

    input_type = "radio"
    allow_multiple_selected = False
    nothing = "Không có"

    def value_from_datadict(self, data, files, name):
        return data.get(name)

    def format_value(self, value):
        return [] if value in (None, "") else [str(value)]
