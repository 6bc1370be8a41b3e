"""What a person says while a sheet waits: which column, which body, which text."""

import hashlib
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OnceForm
from accounts.models import Organisation
from accounts.stored_files import files
from accounts.vietnamese import normalise

from ..models import PlanImport
from . import headers, reading
from .bodies import Directory
from .body_checking import AS_GROUP
from .choices import Choices, is_out, text_of

MOST_ASKED = 40
COLUMN_CHOICES = [
    *headers.FIELDS.items(),
    (headers.ADDED_TO_NOTE, "đưa vào Ghi chú"),
    (headers.SKIPPED, "bỏ qua"),
]
MEANWHILE = (
    "Người khác vừa sửa lần nhập này. Hãy tải lại trang để xem bản hiện tại rồi sửa "
    "tiếp."
)


class UploadForm(OnceForm):
    sheet = forms.FileField(
        label="Tệp phụ lục",
        help_text="Excel (.xlsx, .xls) hoặc OpenDocument (.ods), nhiều nhất 5.000 "
        "dòng. Không nhập văn bản mật.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def clean_sheet(self):
        upload = self.cleaned_data["sheet"]
        files.check_upload(upload, types=files.SHEET_TYPES, names=files.SHEET_NAMES)
        return upload


class ColumnsForm(forms.Form):
    """One select for each column of the sheet that has a heading."""

    sheet_name = forms.ChoiceField(label="Trang tính")
    header_row = forms.IntegerField(
        label="Hàng tiêu đề", min_value=0, max_value=reading.MOST_ROWS
    )

    def __init__(self, *args, waiting: PlanImport, **kwargs):
        super().__init__(*args, **kwargs)
        mapping = waiting.mapping
        sheets = mapping["sheets"] or [waiting.sheet_name]
        self.fields["sheet_name"].choices = [(name, name) for name in sheets]
        self.fields["sheet_name"].initial = waiting.sheet_name
        row = mapping["header_row"]
        self.fields["header_row"].initial = row + 1
        self.fields["header_row"].help_text = "0: bảng không có hàng tiêu đề."
        names = mapping["headings"]
        if row < 0:
            names = {str(c): f"Cột {c + 1}" for c in range(mapping["width"])}
        self.columns = {f"column-{c}": int(c) for c in names}
        for c, heading in names.items():
            default = mapping["unknown"].get(c, headers.ADDED_TO_NOTE)
            self.fields[f"column-{c}"] = forms.ChoiceField(
                label=f"Cột “{heading[:80]}”",
                choices=COLUMN_CHOICES,
                initial=mapping["taken"].get(c, default),
            )

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned.get(name) for name in self.columns]
        for name in {name for name in chosen if name in headers.FIELDS}:
            if chosen.count(name) > 1:
                raise ValidationError(
                    f"Hai cột cùng là “{headers.FIELDS[name]}”. Hãy chọn lại một cột."
                )
        return cleaned

    def answers(self) -> dict:
        """As `intake.reread` takes them."""
        said = {c: self.cleaned_data[name] for name, c in self.columns.items()}
        others = (headers.ADDED_TO_NOTE, headers.SKIPPED)
        return {
            "sheet": self.cleaned_data["sheet_name"],
            "header_row": self.cleaned_data["header_row"] - 1,
            "taken": {c: what for c, what in said.items() if what not in others},
            "unknown": {str(c): what for c, what in said.items() if what in others},
        }


def mark(text: str) -> str:
    """A name for a field about this text; keys of bodies may hold anything."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class CorrectionForm(forms.Form):
    """The lines of one page, and the bodies of all: each decision is its own field."""

    as_of = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, waiting: PlanImport, shown, edited, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting, self.shown, self.on = waiting, shown, on
        self.choices = Choices(**waiting.mapping["choices"])
        self.fields["as_of"].initial = waiting.mapping.get("edits", 0)
        self.asks, self.several = asked(waiting, self.choices)
        self._add_bodies()
        for line in shown:
            self._add_line(line, is_edited=line["row"] == edited)
        for pk, text in waiting.mapping["removed"].items():
            self.fields[f"remove-{pk}"] = forms.BooleanField(
                label=text, required=False, initial=pk in self.choices.removals
            )

    def _add_bodies(self) -> None:
        pks = {pk for ask in self.asks for pk in ask["choices"]}
        bodies = Organisation.objects.select_related("province", "parent", "level")
        bodies = bodies.in_bulk(pks)
        for ask in self.asks:
            options = [("", "– chọn –")]
            options += [
                (str(pk), bodies[pk].label_in_full)
                for pk in ask["choices"]
                if pk in bodies
            ]
            if not ask["is_lead"]:
                options.append((AS_GROUP, "Không phải một cơ quan: để nguyên chữ"))
            name = ask["name"] or "ô chủ trì để trống"
            ask["mark"] = mark(ask["key"])
            self.fields[f"body-{ask['mark']}"] = forms.ChoiceField(
                label=f"“{name}” là", choices=options, required=False
            )
            self.fields[f"name-{ask['mark']}"] = forms.CharField(
                label=f"Tên khác cho “{name}”", max_length=255, required=False
            )
        for key, text in self.several.items():
            self.fields[f"first-{mark(key)}"] = forms.BooleanField(
                label=f"“{text}”: cơ quan đầu chủ trì, các cơ quan còn lại phối hợp",
                required=False,
            )

    def _add_line(self, line: dict, *, is_edited: bool) -> None:
        if line["kind"] == "left":
            return
        is_left = is_out(line, self.choices)
        if line["problems"] or is_left:
            self.fields[f"out-{line['row']}"] = forms.BooleanField(
                label=f"Để lại dòng {line['row'] + 1}", required=False, initial=is_left
            )
        for name in line["cells"]:
            if is_edited or name in line["problems"]:
                label = headers.FIELDS[name] if line["kind"] == "task" else "Tên mục"
                self.fields[f"cell-{line['row']}-{name}"] = forms.CharField(
                    label=f"{label}, dòng {line['row'] + 1}",
                    required=False,
                    max_length=5000,
                    initial=text_of(line, name),
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def clean(self):
        cleaned = super().clean()
        if "as_of" in cleaned and cleaned["as_of"] != self.fields["as_of"].initial:
            raise ValidationError(MEANWHILE)
        self._find_typed_bodies(cleaned)
        return cleaned

    def _find_typed_bodies(self, cleaned) -> None:
        self.typed = {}
        directory = None
        for ask in self.asks:
            name = cleaned.get(f"name-{ask['mark']}")
            if not name:
                continue
            directory = directory or Directory(self.waiting.plan, self.on)
            meant = directory.meant(name)
            if meant.pk is None:
                self.add_error(f"name-{ask['mark']}", meant.problem)
            else:
                self.typed[ask["key"]] = meant.pk

    def decided(self) -> Choices:
        """What was decided before, with what this page says."""
        said, cleaned = self.choices, self.cleaned_data
        bodies = dict(said.bodies)
        for ask in self.asks:
            if chosen := cleaned.get(f"body-{ask['mark']}"):
                bodies[ask["key"]] = chosen if chosen == AS_GROUP else int(chosen)
        firsts = [k for k in self.several if cleaned.get(f"first-{mark(k)}")]
        return replace(
            said,
            bodies=bodies | self.typed,
            first_leads=[*said.first_leads, *firsts],
            cells=said.cells | self._changed_cells(),
            left_out=self._ticked("out-", said.left_out, int),
            removals=self._ticked("remove-", said.removals, str),
        )

    def _changed_cells(self) -> dict[str, str]:
        found = {}
        for line in self.shown:
            for name in line.get("cells", ()):
                field = f"cell-{line['row']}-{name}"
                if field not in self.fields:
                    continue
                text = normalise(self.cleaned_data[field])
                if text != text_of(line, name):
                    found[f"{line['row']}:{name}"] = text
        return found

    def _ticked(self, prefix, before, kind) -> list:
        """Those of other pages stay as they were."""
        asked = [name for name in self.fields if name.startswith(prefix)]
        here = {kind(name.removeprefix(prefix)): name for name in asked}
        kept = [item for item in before if item not in here]
        return kept + [item for item, name in here.items() if self.cleaned_data[name]]


def asked(waiting: PlanImport, choices: Choices) -> tuple[list[dict], dict[str, str]]:
    """Each unknown name once, however many cells have it; and leads of several."""
    asks, several = {}, {}
    for line in waiting.rows:
        if line["kind"] == "left" or is_out(line, choices):
            continue
        for name, problem in line["problems"].items():
            if problem["several"]:
                several[problem["several"]] = " ".join(text_of(line, name).split())
            for ask in problem["asks"]:
                known = asks.setdefault(
                    ask["key"], ask | {"count": 0, "is_lead": False}
                )
                known["count"] += 1
                known["is_lead"] |= name == "lead"
    return list(asks.values())[:MOST_ASKED], dict(list(several.items())[:MOST_ASKED])
