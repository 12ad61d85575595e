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


class ReadField(forms.CharField):
    """Which version of a text stands on the page, sent along unseen: drawn anew for what stands there now."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):  # noqa: ARG002
        """Return what stands on the page as it is drawn, not what stood there when the form was sent."""
        return initial


class Reading(forms.Form):
    """An act that agrees to texts, which its page shows in full."""

    read = ReadField(required=False)


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
