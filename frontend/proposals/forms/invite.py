"""Inviting a partner into a consortium."""

from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    """Whom to invite, by credit code or full name as people write them, with which share and task."""

    organisation = forms.CharField(label=_("单位全称或信用代码"), max_length=200)
    share = forms.CharField(
        label=_("份额（%）"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-num"}),
    )
    task = forms.CharField(label=_("任务"), max_length=200)
