"""A person's own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Line, Phone


class ProfileForm(forms.Form):
    """Name and telephone."""

    name = Line(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Phone(
        label=_("手机号码"),
        max_length=60,
        required=False,
        help_text=_("只用于业务联系，在列表中隐去中间四位。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
