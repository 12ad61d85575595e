"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "proposal": {
        "draft": "wait",
        "internal_review": "run",
        "submitted": "seal",
        "expired": "bad",
        "withdrawn": "end",
        "opened": "run",
        "supplement": "fix",
        "qualified": "ok",
        "disqualified": "bad",
        "scored": "run",
        "proposed": "run",
        "reserve": "wait",
        "not_selected": "end",
        "selected": "ok",
    },
    "member": {"invited": "wait", "confirmed": "ok", "declined": "end", "removed": "end"},
}

EVENTS = {
    "proposal.taken_back": _("收回刚才的办理"),
    "proposal.recounted": _("按放假安排重算期限"),
    "proposal.created": _("起草申报书"),
    "proposal.read": _("查阅申报书"),
    "proposal.edited": _("修改申报书"),
    "proposal.member_invited": _("邀请联合体成员"),
    "proposal.sent_for_review": _("送单位审核"),
    "proposal.sent_back": _("退回经办修改"),
    "proposal.submitted": _("提交并封存"),
    "proposal.edition_confirmed": _("按更正后的榜单确认"),
    "proposal.withdrawn": _("撤回申报书"),
    "proposal.draft_resumed": _("重新编辑"),
    "proposal.expired": _("逾期未报"),
    "proposal.unsealed": _("申报书启封"),
    "proposal.supplement_requested": _("要求补正"),
    "proposal.supplied": _("补正已交"),
    "proposal.supplement_lapsed": _("补正逾期"),
    "proposal.supplement_due": _("补正期限提醒"),
    "proposal.check_due": _("资格审查期限提醒"),
    "proposal.checked": _("资格初核"),
    "proposal.check_confirmed": _("资格复核"),
    "proposal.scored": _("评分锁定"),
    "proposal.unscored": _("评分重开"),
    "proposal.nominated": _("拟揭榜名单"),
    "proposal.denominated": _("撤回拟揭榜名单"),
    "proposal.selected": _("中榜"),
}
