"""Where allauth asks the house: who may try, where to go, what mails look like, which second factor may go."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from requests import RequestException

from accounts import letters, second_factor
from accounts.acting import acting_for, choices_of
from accounts.actions import account_texts, signing_in
from accounts.errors import Refused
from accounts.models import User
from accounts.outside import BoundedSession
from accounts.providers import no_answer
from accounts.typed import mail, text
from notifications.clock import local, now

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with an e-mail address."""

    def pre_authenticate(self, request, **credentials):
        """Count the try; a device that the owner has used before is counted by itself."""
        try:
            self._attempt = signing_in.attempt(
                email=credentials.get("email", ""),
                ip=self.get_client_ip(request),
                device=request.COOKIES.get(signing_in.COOKIE, ""),
                at=now(),
            )
        except Refused as refused:
            log.warning("Too many wrong passwords from %s.", self.get_client_ip(request))
            raise self.validation_error("too_many_login_attempts") from refused

    def _rollback_login_failed_rl_usage(self):
        signing_in.succeeded(getattr(self, "_attempt", []))

    def _delete_login_attempts_cached_email(self, request, **credentials):
        signing_in.forgive(email=credentials.get("email", ""), ip=self.get_client_ip(request))

    def post_login(self, request, user, **details):
        """After all factors: this device is known from now on."""
        response = super().post_login(request, user, **details)
        response.set_cookie(
            signing_in.COOKIE,
            signing_in.remember(request.COOKIES.get(signing_in.COOKIE, ""), user_email(user)),
            max_age=int(signing_in.COOKIE_AGE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def get_login_redirect_url(self, request):
        """To the choice of an organisation where there is one to make, to the desk, else to the hall."""
        if acting_for(request).organisation is None and choices_of(request.user):
            return reverse("choose_organisation")
        return reverse("desk")

    get_signup_redirect_url = get_login_redirect_url

    def save_user(self, request, user, form, commit=True):
        """A new person reads the language in which they signed up."""
        language = translation.get_language()
        user.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        user.registered_at = now()
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix, email, context):
        """Mail of the account in the reader's language, plain and as HTML. A dead mail server is no error page."""
        reader = context.get("user") or User.objects.filter(email=mail.folded(email)).first()
        with translation.override(getattr(reader, "language", None) or translation.get_language()):
            facts = {name: value for name, value in context.items() if name not in ("request", "user")}
            if "timestamp" in facts:
                facts["time"] = f"{local(facts['timestamp']):%Y-%m-%d %H:%M}"
            letter = letters.letter(template_prefix, email, facts, sender=self.get_from_email())
        try:
            letter.send()
        except (OSError, SMTPException):
            log.exception("A mail of the account could not be handed over.")

    def confirm_email(self, request, email_address):
        """With the mailbox proved the account stands, and so does what was agreed to at sign-up."""
        confirmed = super().confirm_email(request, email_address)
        account_texts.settle(request, email_address.user)
        return confirmed

    def is_safe_url(self, url):
        """Only our own pages are returned to."""
        return bool(url) and url.startswith("/") and super().is_safe_url(url)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Signing in through an identity provider."""

    def get_app(self, request, provider, client_id=None):
        """Return the provider's key; a provider that nobody configured is not there (404)."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist as missing:
            raise Http404 from missing

    def get_requests_session(self):
        """Ask providers so that every call ends in time."""
        return BoundedSession()

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Say that nobody was signed in, and lead back to where they came from. Stepping back has its page."""
        if error == AuthError.CANCELLED:
            return
        silent = isinstance(exception, RequestException)
        log.log(logging.ERROR if silent else logging.WARNING, "No sign-in through %s.", provider.id, exc_info=exception)
        raise ImmediateHttpResponse(no_answer(request, status=502 if silent else 401))

    def pre_social_login(self, request, sociallogin):
        """Take nobody without a name of their own: all whom the provider forgets to name would be one person."""
        if sociallogin.account.uid in ("", "None", "[]", "{}"):
            raise ImmediateHttpResponse(no_answer(request))

    def populate_user(self, request, sociallogin, data):
        """A provider's address is the same person's as when they type it."""
        for address in sociallogin.email_addresses:
            address.email = mail.folded(address.email)
        user = super().populate_user(request, sociallogin, {**data, "email": mail.folded(data.get("email"))})
        user.name = text.line(
            data.get("name") or " ".join(filter(None, (data.get("last_name"), data.get("first_name"))))
        )
        user.registered_at = now()
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""

    def can_delete_authenticator(self, authenticator):
        """Who works only with a second factor keeps at least one."""
        if not second_factor.is_required_of(authenticator.user):
            return True
        return (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exists()
        )
