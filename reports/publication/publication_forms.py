"""Which names the public does not see, chosen among those found and typed."""

from django import forms

from accounts.vietnamese import normalise

from . import masking
from .masking import Mask

LONGEST = 100
SHORTEST = 2
MOST = 200
TOO_LONG = "Mỗi tên dài không quá 100 ký tự: “{name}…”."
NO_NAME = "“{name}” không giống tên người: tên bắt đầu bằng chữ hoa, từ 2 chữ cái."
TOO_MANY = "Chỉ che được tối đa 200 tên."


class MaskForm(forms.Form):
    """What is found is ticked, what is not is typed."""

    names = forms.MultipleChoiceField(
        label="Che những tên sau",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tên người ký, người chủ trì và những người được nhắc đến mà phần "
        "mềm nhận ra. Hãy đọc cả bản xem trước: có thể còn tên chưa nhận ra.",
    )
    others = forms.CharField(
        label="Che thêm",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một tên. Muốn tự chọn cách viết thay thế, ghi sau dấu "
        "bằng, ví dụ: Nguyễn Văn An = ông A. Nếu không, tên được viết tắt: N.V.A.",
    )

    def __init__(self, *args, found: list[str], kept: list[Mask], **kwargs):
        chosen = {mask.name: mask.shown for mask in kept}
        typed = [mask for mask in kept if mask.name not in found]
        typed += [
            mask
            for mask in kept
            if mask.name in found and mask.shown != masking.initials(mask.name)
        ]
        initial = {
            "names": [name for name in found if name in chosen],
            "others": "\n".join(f"{mask.name} = {mask.shown}" for mask in typed),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["names"].choices = [
            (name, f"{name} → {masking.initials(name)}") for name in found
        ]

    def clean_others(self) -> list[Mask]:
        lines = normalise(self.cleaned_data["others"]).splitlines()
        return [self._typed(line) for line in lines if line.strip(" =")]

    def _typed(self, line: str) -> Mask:
        name, _, shown = (side.strip() for side in line.partition("="))
        for side in (name, shown):
            if len(side) > LONGEST:
                raise forms.ValidationError(TOO_LONG.format(name=side[:40]))
        if len(name) < SHORTEST or not name[0].isupper():
            raise forms.ValidationError(NO_NAME.format(name=name[:40]))
        return Mask(name, shown or masking.initials(name))

    def clean(self):
        cleaned = super().clean()
        chosen = {name: masking.initials(name) for name in cleaned.get("names", [])}
        # What was typed goes before what was ticked.
        chosen |= {mask.name: mask.shown for mask in cleaned.get("others") or []}
        if len(chosen) > MOST:
            raise forms.ValidationError(TOO_MANY)
        cleaned["masks"] = [Mask(name, shown) for name, shown in chosen.items()]
        return cleaned
