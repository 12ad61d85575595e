from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("通知")

    def ready(self):
        from notifications import checks, tasks, wake  # noqa: F401

        autodiscover_modules("notices")
        wake.connect(tasks.wake)
