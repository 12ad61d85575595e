"""Every route of the platform starts here."""

from django.contrib import admin
from django.urls import include, path

from config import health
from frontend.site.views import codes

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    # Our own pages for codes go before those of the same name.
    path("accounts/confirm-email/", codes.ConfirmEmail.as_view(), name="account_email_verification_sent"),
    path("accounts/password/reset/confirm/", codes.ConfirmReset.as_view(), name="account_confirm_password_reset_code"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("challenges.site.urls")),
    path("", include("frontend.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"
