"""What a new person is asked beside their e-mail address and password."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import account_texts
from accounts.typed.fields import Line
from notifications.clock import now


class SignupForm(forms.Form):
    """The fields that allauth's own form of signing up is extended by."""

    name = Line(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    consent = forms.BooleanField(
        label=_("我已阅读并同意《用户协议》和《个人信息处理规则》"),
        error_messages={"required": _("须同意后才能注册。")},
    )
    # The versions that the page linked, by their hashes: nobody agrees to what they were not shown.
    texts = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["name", "email", "password1", "password2", "consent", "texts"]

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["texts"].initial = account_texts.shown(now())

    def clean_texts(self):
        """Refuse what was shown before a new version came into force; the page then shows the new one."""
        shown = account_texts.shown(now())
        if (read := self.cleaned_data["texts"]) and read != shown:
            told: Any = cast(Any, self.data).copy()
            told[self.add_prefix("texts")] = shown
            self.data = told
            raise forms.ValidationError(_("协议或者个人信息处理规则已有新版本，请阅读后再确认。"), code="text_changed")
        return read

    def signup(self, request, user):
        """Note what was agreed to; it is recorded once the mailbox is proved. The name was set with the account."""
        account_texts.remember(request.session, user, at=now())
