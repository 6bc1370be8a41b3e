from django import forms

from accounts.models import User


class PersonField(forms.ModelChoiceField):
    """People of one body, by given name, with the post that tells them apart."""

    def __init__(self, people: list[User], **kwargs):
        queryset = User.objects.filter(pk__in=[person.pk for person in people])
        super().__init__(queryset.order_by("sort_key", "pk"), **kwargs)
        self.posts = {}

    def label_from_instance(self, person):
        post = self.posts.get(person.pk)
        return f"{person} – {post}" if post else str(person)


class AssignForm(forms.Form):
    """Who looks after a task within one body."""

    def __init__(self, *args, organisation, people, **kwargs):
        super().__init__(*args, prefix=f"co-quan-{organisation.pk}", **kwargs)
        self.organisation = organisation
        self.fields["person"] = PersonField(
            people,
            label=f"Người theo dõi ở {organisation}",
            required=False,
            empty_label="Không giao riêng ai",
            help_text="Người được giao nhận thư báo, sau đó là người được nhắc việc; "
            "chuyên viên khác của cơ quan vẫn báo cáo tiến độ được.",
        )
