from django import forms

from . import assigning
from .bulk import Chosen


class ChooseForm(forms.Form):
    """Who looks after the tasks: the people of one's bodies, body by body."""

    def __init__(self, *args, bodies, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen = {}
        groups = []
        for body in bodies:
            people = assigning.people_to_choose(body, on)
            options = [(f"{body.pk}-{person.pk}", str(person)) for person in people]
            options.append((f"{body.pk}-0", "Không giao riêng ai"))
            for (key, _), person in zip(options, [*people, None], strict=True):
                self.chosen[key] = Chosen(body, person)
            groups.append((str(body), options))
        self.fields["nguoi"] = forms.ChoiceField(
            label="Người theo dõi", choices=[("", "Chọn người"), *groups]
        )

    def choice(self) -> Chosen:
        return self.chosen[self.cleaned_data["nguoi"]]
