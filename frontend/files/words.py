"""What the events of this domain are called on a timeline."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "attachment.added": _("上传附件"),
    "attachment.removed": _("移除附件"),
    "attachment.opened_to": _("限定附件的读者"),
    "attachment.blocked": _("附件未通过检查"),
}
