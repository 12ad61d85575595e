"""Offline packs tell nobody: they are the expert's own paper, and what they write are their marks."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import silent

silent("seat.pack_taken", _("下载离线评分表只留痕：表里是专家自己的评审。"))
silent("seat.pack_applied", _("写入的是专家自己的分数，与在页面上打分一样不另行告知。"))
