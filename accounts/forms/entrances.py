"""The entrances that allauth keeps: signing up and in, adding an address, asking for a new password, entering a code.

Its forms as they are, with the house's fields for addresses and codes: one mailbox is one person at each of them.
"""

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.socialaccount import forms as social
from django.forms import EmailField, Form

from accounts.typed.fields import Code, Mail


class Folding(Form):
    """A form whose addresses and codes are folded before anything is asked of them."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, EmailField) and not isinstance(field, Mail):
                self.fields[name] = like(field, Mail)
            elif name == "code":
                self.fields[name] = like(field, Code)


def like(field, kind):
    """Return a field of another kind in the place of one: its label, help, messages and the attributes of its input."""
    kept = {name: value for name, value in field.widget.attrs.items() if name not in ("type", "maxlength")}
    made = kind(label=field.label, help_text=field.help_text, required=field.required, initial=field.initial)
    made.widget.attrs.update(kept)
    return made


class LoginForm(Folding, account.LoginForm):
    pass


class SignupForm(Folding, account.SignupForm):
    pass


class AddEmailForm(Folding, account.AddEmailForm):
    pass


class ChangeEmailForm(Folding, account.ChangeEmailForm):
    pass


class ResetPasswordForm(Folding, account.ResetPasswordForm):
    pass


class RequestLoginCodeForm(Folding, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(Folding, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(Folding, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(Folding, account.ConfirmPasswordResetCodeForm):
    pass


class SocialSignupForm(Folding, social.SignupForm):
    pass


class AuthenticateForm(Folding, factor.AuthenticateForm):
    pass


class ReauthenticateForm(Folding, factor.ReauthenticateForm):
    pass


class ActivateTOTPForm(Folding, totp.ActivateTOTPForm):
    pass
