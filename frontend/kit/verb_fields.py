"""The forms that acts share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import MomentField
from notifications.clock import local

LOCAL = "%Y-%m-%dT%H:%M"


class Reason(forms.Form):
    """An act that must say why."""

    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class Decision(forms.Form):
    """An act that decides, with its grounds."""

    decision = forms.CharField(label=_("处理意见和理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class Text(forms.Form):
    """An act that says something."""

    text = forms.CharField(label=_("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def moment_field(label, *, required=True, help_text=""):
    """Return a field for a moment that is typed and shown in Asia/Shanghai."""
    return MomentField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"}),
    )


def typed_moment(value):
    """Return a moment as its field shows it."""
    return local(value).strftime(LOCAL) if value else ""
