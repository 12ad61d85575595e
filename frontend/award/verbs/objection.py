"""What people do with an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.award.actions import objection, objection_review
from challenges.award.actions.objection_words import LONGEST
from challenges.award.queries.hearing import require_heard
from frontend.award.verbs.inquiry import INQUIRE
from frontend.kit.take_back import TAKE_BACK
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Decision, Reason


class Uphold(Decision):
    """An objection that holds, and where the matter goes back to."""

    back_to = forms.ChoiceField(
        label=_("退回到"), choices=[("proposed", _("拟定，重新择定并公示")), ("expert_review", _("专家评审"))]
    )


class Reversal(Decision):
    """The contrary of what was concluded; where an objection that now holds sends the matter."""

    back_to = forms.ChoiceField(
        label=_("改为成立的，退回到"),
        required=False,
        choices=[("", _("改为不成立")), ("proposed", _("拟定，重新择定并公示")), ("expert_review", _("专家评审"))],
    )


class Registration(forms.Form):
    """What the officer who registers leaves for the one who concludes."""

    note = forms.CharField(
        label=_("登记意见"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("受理的事项和已经核查的情况，供另一位经办人办结时参考；可以不写。"),
    )


# What follows from each decision stands on the page, beside the acts.
SURE = _("结论一经作出即公告，不能收回。后果写在“认定之后”一栏，确认作出？")

OBJECTION = {
    "take_back": TAKE_BACK,
    "register": Verb(
        _("登记异议"),
        objection.register,
        _("已登记，办结期限已通知。由另一位经办人办结。"),
        form=Registration,
        tone="zhu",
    ),
    "refuse": Verb(_("作出不予受理"), objection.refuse, _("已不予受理并通知异议人。"), form=Decision, tone="danger"),
    "dismiss": Verb(_("认定不成立"), objection.dismiss, _("已办结，公示继续。"), form=Decision, tone="ink", ask=SURE),
    "uphold": Verb(
        _("认定成立"),
        objection.uphold,
        _("已办结。申请复核期满或者复核维持后退回重办。"),
        form=Uphold,
        ready=require_heard,
        ask=SURE,
    ),
    "inquire": INQUIRE,
    "withdraw": Verb(_("撤回异议"), objection.withdraw, _("异议已撤回。"), ask=_("确认撤回异议？")),
    "ask_review": Verb(
        _("申请复核"),
        objection_review.ask_review,
        _("已申请复核，由没有经办过这件异议的人员作出决定。"),
        form=Reason,
        hint=_("只能申请一次。写明结论错在哪里，并指出事实或者文件。"),
    ),
    "affirm": Verb(
        _("复核维持原结论"), objection_review.affirm, _("已作出复核决定并公告。"), form=Decision, tone="ink"
    ),
    "reverse": Verb(_("复核改变原结论"), objection_review.reverse, _("已作出复核决定并公告。"), form=Reversal),
}
