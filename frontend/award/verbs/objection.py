"""What people do with an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.award.actions import objection
from frontend.kit.take_back import TAKE_BACK
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Decision


class Uphold(Decision):
    """An objection that holds, and where the matter goes back to."""

    back_to = forms.ChoiceField(
        label=_("退回到"), choices=[("proposed", _("拟定，重新择定并公示")), ("expert_review", _("专家评审"))]
    )


class Registration(forms.Form):
    """What the officer who registers leaves for the one who concludes."""

    note = forms.CharField(
        label=_("登记意见"),
        required=False,
        max_length=objection.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("受理的事项和已经核查的情况，供另一位经办人办结时参考；可以不写。"),
    )


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
    "dismiss": Verb(_("认定不成立"), objection.dismiss, _("已办结，公示继续。"), form=Decision, tone="ink"),
    "uphold": Verb(_("认定成立"), objection.uphold, _("已办结，事项退回重办。"), form=Uphold),
    "withdraw": Verb(_("撤回异议"), objection.withdraw, _("异议已撤回。"), ask=_("确认撤回异议？")),
}
