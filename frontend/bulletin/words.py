"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "notice": {
        "draft": "wait",
        "scheduled": "wait",
        "posted": "ok",
        "ended": "end",
        "superseded": "end",
        "discarded": "end",
    },
}

EVENTS = {
    "notice.drafted": _("拟公告稿"),
    "notice.prepared": _("拟公告稿"),
    "notice.edited": _("修改公告稿"),
    "notice.posted": _("张贴公告"),
    "notice.discarded": _("作废公告稿"),
    "notice.scheduled": _("批准定时张贴公告"),
    "notice.unscheduled": _("收回定时张贴的公告"),
    "notice.not_posted": _("公告到时没有张贴"),
    "notice.ended": _("公示期满"),
    "organisation.letterhead_changed": _("修改公告落款与联系方式"),
    "organisation.wording_adopted": _("更换公告范本"),
    "wording.adopted": _("更换平台公告范本"),
    "notice.superseded": _("公告被更正"),
}
