"""A workbook on its way in: the upload, and what it would bring, to look at."""

from django import forms

from accounts.forms import OnceForm
from accounts.stored_files import files

from .unit_parts import Part
from .unit_report_forms import LONGEST, initial_of
from .unit_sheet_reading import Read


class SheetForm(OnceForm):
    sheet = forms.FileField(
        label="Tệp Excel đã nhập",
        help_text="Mẫu tải từ trang báo cáo này (.xlsx). Không nhập văn bản mật.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"}),
    )

    def clean_sheet(self):
        upload = self.cleaned_data["sheet"]
        files.check_upload(upload, types=files.SHEET_TYPES, names=files.SHEET_NAMES)
        return upload


class UnitTextsForm(forms.Form):
    """The words of every part, with the version each was read at."""

    def __init__(self, data=None, *, parts: list[Part], texts: dict):
        super().__init__(data)
        self.parts = parts
        for part in parts:
            row = texts.get(part.key)
            self.fields[f"text_{part.key}"] = forms.CharField(
                label=part.label,
                required=False,
                max_length=LONGEST,
                initial=row.text if row else "",
                widget=forms.Textarea(attrs={"rows": 5}),
            )
            self.fields[f"textversion_{part.key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=row.version if row else 1
            )

    def rows(self):
        for part in self.parts:
            yield self[f"text_{part.key}"], self[f"textversion_{part.key}"]

    def written(self) -> dict[str, tuple[str, int]]:
        """{part: (text, version)}, as `unit_reporting.save_parts` takes them."""
        values = self.cleaned_data
        return {
            part.key: (
                values[f"text_{part.key}"].replace("\r\n", "\n"),
                values[f"textversion_{part.key}"],
            )
            for part in self.parts
        }


def as_posted(found: Read, lines, texts: dict, parts: list[Part]) -> dict:
    """What the workbook holds, as if it had been typed into the two forms."""
    data = {}
    for line in lines:
        data[f"version_{line.key}"] = line.version
        # A row that is not in the file says nothing: what there is stays.
        kept = initial_of(line) if line.figure else {}
        for name, value in found.figures.get(line.key, kept).items():
            data[f"{name}_{line.key}"] = value
    for part in parts:
        row = texts.get(part.key)
        text = found.texts.get(part.key, row.text if row else "")
        data[f"text_{part.key}"] = text
        data[f"textversion_{part.key}"] = row.version if row else 1
    return {name: value for name, value in data.items() if value is not False}
