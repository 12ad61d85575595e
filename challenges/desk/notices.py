"""What happens with the ledger as a whole: nobody is told, everything is on record."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import silent

silent("ledger.exported", _("导出的人和用途记录在案。"))
silent("personal.exported", _("本人下载自己的个人信息。"))
