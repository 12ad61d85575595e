"""How people sign in: by e-mail, with a second factor where it is asked for, or through an identity provider."""

import os

import environ

from notifications.typed import whole

env = environ.Env()

AUTHENTICATION_BACKENDS = [
    "accounts.backend.Backend",
    # A session names the backend it was begun with; this one signs nobody in.
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup.SignupForm"
# Every entrance folds addresses and codes the same way.
_FORMS = "accounts.forms.entrances."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}LoginForm",
    "signup": f"{_FORMS}SignupForm",
    "add_email": f"{_FORMS}AddEmailForm",
    "change_email": f"{_FORMS}ChangeEmailForm",
    "reset_password": f"{_FORMS}ResetPasswordForm",
    "request_login_code": f"{_FORMS}RequestLoginCodeForm",
    "confirm_login_code": f"{_FORMS}ConfirmLoginCodeForm",
    "confirm_email_verification_code": f"{_FORMS}ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": f"{_FORMS}ConfirmPasswordResetCodeForm",
}
SOCIALACCOUNT_FORMS = {"signup": f"{_FORMS}SocialSignupForm"}
MFA_FORMS = {
    "authenticate": f"{_FORMS}AuthenticateForm",
    "reauthenticate": f"{_FORMS}ReauthenticateForm",
    "activate_totp": f"{_FORMS}ActivateTOTPForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# How long a code that was sent by mail holds (in seconds), how often it may be mistyped, and sent again.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
# Every mail is worded and named by accounts/letters.py.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
# Wrong passwords are counted in the database (accounts/actions/signing_in.py), so that a stranger's failures do not
# lock the owner's own device out. These guard the forms themselves, and are wide enough for a firm behind one address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None}
# A server is asked for it by name (config/settings/server.py).
ALLAUTH_TRUSTED_PROXY_COUNT = whole(os.environ.get("TRUSTED_PROXY_COUNT", "").strip()) or 0

MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "揭榜 Jiebang"
MFA_TOTP_TOLERANCE = 1
# Who works only with a second factor: kinds of organisation acted for, and `operator`.
MFA_REQUIRED_KINDS = frozenset(env.list("MFA_REQUIRED_KINDS", default=["organiser", "operator"]))
USERSESSIONS_TRACK_ACTIVITY = False

# A provider appears on the sign-in page only when its key is configured.
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {}
SIGNIN_APPS = []
# A form that leads to a provider is redirected there, which the content security policy has to allow.
SIGNIN_HOSTS = []


def _app(prefix, **more):
    # As it stands: `env` would take a secret that begins with $ for the name of another variable.
    return {"client_id": env(f"{prefix}_CLIENT_ID"), "secret": os.environ[f"{prefix}_SECRET"], "key": "", **more}


if env("OIDC_CLIENT_ID", default=""):
    _server = env("OIDC_SERVER_URL")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            _app(
                "OIDC",
                provider_id="oidc",
                name=env("OIDC_NAME", default="OpenID Connect"),
                settings={"server_url": _server, "oauth_pkce_enabled": True},
            )
        ]
    }
    SIGNIN_HOSTS.append("/".join(_server.split("/")[:3]))
for _provider, _prefix, _app_name, _host in (
    ("wecom", "WECOM", "accounts.wecom", "https://login.work.weixin.qq.com"),
    ("dingtalk", "DINGTALK", "allauth.socialaccount.providers.dingtalk", "https://login.dingtalk.com"),
    ("feishu", "FEISHU", "allauth.socialaccount.providers.feishu", "https://open.feishu.cn"),
):
    if env(f"{_prefix}_CLIENT_ID", default=""):
        _more = {"settings": {"agent_id": env("WECOM_AGENT_ID")}} if _provider == "wecom" else {}
        SOCIALACCOUNT_PROVIDERS[_provider] = {"APPS": [_app(_prefix, **_more)]}
        SIGNIN_APPS.append(_app_name)
        SIGNIN_HOSTS.append(_host)
