"""What happens with the pool as a whole: nobody is told, everything is on record."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import silent

silent("pool.released", _("提请的人在专家库页面下载。"))
silent("pool.exported", _("导出的人和用途记录在案。"))
