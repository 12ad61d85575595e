"""The pages on which a code from a mail is typed in; allauth checks it, the words and the sending again are ours."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    PasswordResetVerificationProcess,
)
from allauth.account.mixins import NextRedirectMixin
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmPasswordResetCodeView
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from frontend.kit.codes import Pending


class CodePage(NextRedirectMixin, FormView):
    """What both pages have in common. A subclass says where its code is kept and how a new one is sent."""

    template_name = "account/confirm_code.html"
    key = back = ""
    process_class: Any = None
    _process: Any
    renew_code: Callable[[], None]

    def dispatch(self, request, *args, **kwargs):
        """Say when the code has run out, instead of leading away without a word."""
        if self.key in request.session and self.process_class.resume(request) is None:
            messages.error(request, _("验证码已过期，请重新获取。"))
            return HttpResponseRedirect(reverse(self.way_back()))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Send the code again when that was asked for, else check what was typed."""
        if request.POST.get("action") != "resend":
            return super().post(request, *args, **kwargs)
        pending = Pending(self._process)
        if pending.used_up:
            messages.error(request, _("重新发送的次数已用完。请检查垃圾邮件，或稍后从头再来。"))
        elif pending.wait:
            messages.error(request, pending.wait_words)
        else:
            self.send_again(pending)
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def send_again(self, pending):
        """Send a new code, which holds its full time from now."""
        before = dict(pending.state)
        pending.renew()
        try:
            self.renew_code()
        except RateLimited:
            pending.state.clear()
            pending.state.update(before)
            messages.error(self.request, _("发送得太频繁，请稍后再试。"))
        else:
            messages.success(self.request, _("新的验证码已经发出，旧的不再有效。"))

    def get_context_data(self, **kwargs):
        """Add what the page says of the code."""
        content = super().get_context_data(**kwargs)
        pending = Pending(self._process)
        waits = pending.wait_words if pending.wait else ""
        return {**content, "pending": pending, "waits": waits, "back": self.way_back()}

    def way_back(self):
        """Return where to begin anew: whoever has signed in is adding an address."""
        return "account_email" if self.request.user.is_authenticated else self.back


class ConfirmEmail(CodePage, ConfirmEmailVerificationCodeView):
    """The code that proves a mailbox."""

    key, back = EMAIL_VERIFICATION_CODE_SESSION_KEY, "account_login"
    process_class = EmailVerificationProcess

    def renew_code(self):
        """Send a new code by allauth's own way, which tells nobody whether the mailbox has an account."""
        self._process.resend()


class ConfirmReset(CodePage, ConfirmPasswordResetCodeView):
    """The code that allows a new password."""

    key, back = PASSWORD_RESET_VERIFICATION_SESSION_KEY, "account_reset_password"
    process_class = PasswordResetVerificationProcess

    def renew_code(self):
        """Send a new code; where there is no account nothing is sent, and the page says the same."""
        self._process.send()
        self._process.record_resend()
        self._process.persist()
