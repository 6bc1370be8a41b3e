from django import forms


class ThrowAwayForm(forms.Form):
    reason = forms.CharField(
        label="Lý do bỏ",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lưu vào lịch sử của hồ sơ, ví dụ: nhập trùng với hồ sơ khác.",
    )
