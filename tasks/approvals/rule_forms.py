"""How the parties of an agreement decide on its plans, typed on one page."""

from django import forms

from ..models import DecidingPost
from .ruling import ANY, Rule

AT_ONCE, IN_TURN = "cung-luc", "lan-luot"
ORDERS = [
    (AT_ONCE, "Cùng lúc: mọi bên được hỏi ngay khi trình"),
    (IN_TURN, "Lần lượt theo thứ tự bên ký: bên sau được hỏi khi bên trước đồng ý"),
]


class RuleForm(forms.Form):
    """With `who_<id>` and `posts_<id>` for each party."""

    order = forms.ChoiceField(
        label="Thứ tự cho ý kiến", choices=ORDERS, widget=forms.RadioSelect
    )
    days_to_decide = forms.IntegerField(
        label="Số ngày để cho ý kiến",
        required=False,
        min_value=1,
        max_value=365,
        help_text="Tính từ ngày được hỏi, khi lần trình không ghi hạn riêng. Để "
        "trống: không có hạn nếu lần trình không ghi.",
    )

    def __init__(self, *args, rule: Rule, parties, **kwargs):
        super().__init__(
            *args,
            initial={
                "order": IN_TURN if rule.is_serial else AT_ONCE,
                "days_to_decide": rule.days_to_decide,
            },
            **kwargs,
        )
        self.rule, self.parties = rule, parties
        # The rule the page was opened with, so that nobody's change is overwritten.
        self.fields["was"] = forms.CharField(
            widget=forms.HiddenInput, initial=token_of(rule)
        )
        for party in parties:
            who, posts = rule.posts.get(party.pk, (ANY, ""))
            self.fields[f"who_{party.pk}"] = forms.ChoiceField(
                label="Người quyết định",
                choices=DecidingPost.Who.choices,
                initial=who,
            )
            self.fields[f"posts_{party.pk}"] = forms.CharField(
                label="Chỉ những chức vụ",
                required=False,
                max_length=500,
                initial=posts,
                help_text="Cách nhau bằng dấu chấm phẩy, ví dụ: Chủ tịch; Phó Chủ tịch "
                "Thường trực. “Chủ tịch” gồm cả “Chủ tịch UBND tỉnh”, không gồm “Phó "
                "Chủ tịch”. Để trống: mọi chức vụ.",
            )

    def rows(self):
        """Each party with its two fields."""
        return [
            (party, self[f"who_{party.pk}"], self[f"posts_{party.pk}"])
            for party in self.parties
        ]

    def typed_rule(self) -> Rule:
        cleaned = self.cleaned_data
        return Rule(
            is_serial=cleaned["order"] == IN_TURN,
            days_to_decide=cleaned["days_to_decide"],
            posts={
                party.pk: (
                    cleaned[f"who_{party.pk}"],
                    "; ".join(
                        filter(
                            None,
                            map(str.strip, cleaned[f"posts_{party.pk}"].split(";")),
                        )
                    ),
                )
                for party in self.parties
            },
        )

    def is_stale(self) -> bool:
        """Somebody saved since; saving again is then a decision of this person."""
        if self.cleaned_data["was"] == token_of(self.rule):
            return False
        self.data = self.data.copy()
        self.data["was"] = token_of(self.rule)
        return True


def token_of(rule: Rule) -> str:
    return str((rule.is_serial, rule.days_to_decide, sorted(rule.posts.items())))
