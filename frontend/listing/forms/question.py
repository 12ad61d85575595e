"""The form of a question about a challenge."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    """One question; the action knows its limits."""

    text = forms.CharField(
        label=_("你的问题"),
        help_text=_("提问单位不公开。不要写出能认出你单位的内容。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
