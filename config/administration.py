"""The operators' administration at /admin/: our own models by name, and none that a package brings along."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.operators import MAY

# Pages of the framework's site that are not ours: nothing here completes what is typed, and no object is looked for by
# the number of its type.
LEFT_OUT = ("password_change_done", "autocomplete", "view_on_site")


class OperatorSite(admin.AdminSite):
    """An administration that holds what `accounts.operators.MAY` names, whatever registers itself."""

    site_header = site_title = _("平台运营")
    site_url = "/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in the models that are named; what a package registers of its own stays outside."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        named = [model for model in models if model._meta.label_lower in MAY]
        if named:
            super().register(named, admin_class, **options)

    def get_urls(self):
        """Return the site's addresses without those that are left out."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]

    def password_change(self, request, extra_context=None):
        """A password is changed where everybody changes it, with the mail that says so."""
        return redirect("account_change_password")

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Sign in as everywhere: counted tries, second factor."""
        return super().login(request, extra_context)
