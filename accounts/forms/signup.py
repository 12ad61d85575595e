"""What a new person is asked beside their e-mail address and password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Line


class SignupForm(forms.Form):
    """The fields that allauth's own form of signing up is extended by."""

    name = Line(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    consent = forms.BooleanField(
        label=_("我同意平台为注册和办理业务处理我的姓名与联系方式"),
        error_messages={"required": _("须同意后才能注册。")},
    )
    field_order = ["name", "email", "password1", "password2", "consent"]

    def signup(self, request, user):
        """The name was set with the account; nothing else is kept of this form."""
